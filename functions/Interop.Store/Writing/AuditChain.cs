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

    /// <summary>For the end of a month: which month it is cannot be changed either.</summary>
    public static byte[] MonthSeal(ReadOnlySpan<byte> key, int month, long sequence, ReadOnlySpan<byte> hash) => Seal(key, "month"u8, month, sequence, hash);

    /// <summary>For where the chain begins after months have left.</summary>
    public static byte[] StartSeal(ReadOnlySpan<byte> key, long sequence, ReadOnlySpan<byte> hash) => Seal(key, "start"u8, 0, sequence, hash);

    // Starts with a word, so that no seal of one sort can stand for one of another.
    private static byte[] Seal(ReadOnlySpan<byte> key, ReadOnlySpan<byte> sort, int month, long sequence, ReadOnlySpan<byte> hash)
    {
        Span<byte> place = stackalloc byte[5 + 4 + 8 + HashLength];
        sort.CopyTo(place);
        BinaryPrimitives.WriteInt32BigEndian(place[5..], month);
        BinaryPrimitives.WriteInt64BigEndian(place[9..], sequence);
        hash.CopyTo(place[17..]);
        return HMACSHA256.HashData(key, place);
    }

    private static void WriteNumber(ArrayBufferWriter<byte> row, long value)
    {
        BinaryPrimitives.WriteInt64BigEndian(row.GetSpan(8), value);
        row.Advance(8);
    }
}
