namespace Interop.Fhir.Streaming;

/// <summary>Bytes that can be read from any place, any number of times: a file, or a pipe that was spooled into one.</summary>
public interface IByteSource
{
    /// <summary>How many bytes there are; it does not change.</summary>
    long Length { get; }

    /// <summary>
    /// Reads from an offset into the buffer; returns how many bytes were read, fewer than asked for only at the end. Faults of the medium are
    /// the implementation's own exceptions and pass through.
    /// </summary>
    int Read(long offset, Span<byte> buffer);
}
