using Interop.Fhir.Streaming;

namespace Interop.Fhir.Tests.Support;

/// <summary>A byte source over memory that remembers how much was asked for at once.</summary>
internal sealed class HeldBytes(byte[] bytes) : IByteSource
{
    public long Length => bytes.Length;

    public int Read(long offset, Span<byte> buffer)
    {
        var count = (int)Math.Min(buffer.Length, Math.Max(0, bytes.Length - offset));
        bytes.AsSpan((int)offset, count).CopyTo(buffer);
        return count;
    }
}
