using System.Buffers;
using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Interop.Engine.Ports;

namespace Interop.Store.Writing;

/// <summary>The hash of an audit row, and the seal of the last one.</summary>
internal static class AuditChain
{
    public const int HashLength = 32;

    /// <summary>SHA-256 of the previous hash and the row: sequence and time as 8 bytes each, every text after its length as 4 bytes, big-endian.</summary>
    public static byte[] Hash(ReadOnlySpan<byte> previous, long sequence, AuditEntry entry)
    {
        var row = new ArrayBufferWriter<byte>(256);
        row.Write(previous);
        WriteNumber(row, sequence);
        WriteNumber(row, Timestamps.ToMicroseconds(entry.At));
        foreach (var text in (ReadOnlySpan<string>)[entry.Actor, entry.Organisation, entry.Action, entry.Target, entry.Outcome])
        {
            BinaryPrimitives.WriteInt32BigEndian(row.GetSpan(4), Encoding.UTF8.GetByteCount(text));
            row.Advance(4);
            Encoding.UTF8.GetBytes(text, row);
        }

        return SHA256.HashData(row.WrittenSpan);
    }

    /// <summary>A chain alone can be computed anew by whoever can write the database; the seal needs a key that is not in it.</summary>
    public static byte[] Seal(ReadOnlySpan<byte> key, long sequence, ReadOnlySpan<byte> hash)
    {
        Span<byte> head = stackalloc byte[8 + HashLength];
        BinaryPrimitives.WriteInt64BigEndian(head, sequence);
        hash.CopyTo(head[8..]);
        return HMACSHA256.HashData(key, head);
    }

    private static void WriteNumber(ArrayBufferWriter<byte> row, long value)
    {
        BinaryPrimitives.WriteInt64BigEndian(row.GetSpan(8), value);
        row.Advance(8);
    }
}
