using System.Buffers;
using System.Buffers.Binary;
using System.Text;
using Interop.Engine.Ports;

namespace Interop.Store;

/// <summary>The pinned versions of a delivery as one value: type (length byte, UTF-8), id (16 bytes), version (4 bytes), again and again.</summary>
internal static class VersionList
{
    public static byte[] Write(IReadOnlyList<ResourceVersion> versions)
    {
        var output = new ArrayBufferWriter<byte>(Math.Max(1, versions.Count * 40));
        foreach (var (key, version) in versions)
        {
            var span = output.GetSpan(1 + Encoding.UTF8.GetMaxByteCount(key.Type.Length) + 20);
            var length = Encoding.UTF8.GetBytes(key.Type, span[1..]);
            span[0] = checked((byte)length);
            key.Id.TryWriteBytes(span[(1 + length)..], bigEndian: true, out _);
            BinaryPrimitives.WriteInt32BigEndian(span[(17 + length)..], version);
            output.Advance(21 + length);
        }

        return output.WrittenSpan.ToArray();
    }

    public static IReadOnlyList<ResourceVersion> Read(ReadOnlySpan<byte> input)
    {
        var versions = new List<ResourceVersion>();
        while (!input.IsEmpty)
        {
            var length = input[0];
            var type = Encoding.UTF8.GetString(input.Slice(1, length));
            var id = new Guid(input.Slice(1 + length, 16), bigEndian: true);
            versions.Add(new ResourceVersion(new ResourceKey(type, id), BinaryPrimitives.ReadInt32BigEndian(input[(17 + length)..])));
            input = input[(21 + length)..];
        }

        return versions;
    }
}
