using System.Buffers;
using System.Buffers.Binary;

namespace Interop.Store.Backup;

/// <summary>
/// A part told by another: rows that both have in the same order are named by their place, others are given. Where new rows fall between old
/// ones all over a table (its key is a hash), this is what keeps a later backup small.
/// </summary>
internal static class ChunkDifference
{
    /// <summary>Steps: first row and count of what is copied, length of the rows given, each in 4 bytes, and the rows given. Null when it saves less than half.</summary>
    public static byte[]? Of(ReadOnlyMemory<byte> from, ReadOnlyMemory<byte> to)
    {
        var old = ChunkRows.Split(from);
        var places = new Dictionary<ReadOnlyMemory<byte>, int>(old.Count, ChunkRows.ByBytes);
        for (var i = 0; i < old.Count; i++)
        {
            places.TryAdd(old[i], i);
        }

        var output = new ArrayBufferWriter<byte>(4096);
        var given = new ArrayBufferWriter<byte>(4096);
        var (first, count) = (0, 0);
        foreach (var row in ChunkRows.Split(to))
        {
            if (places.TryGetValue(row, out var place))
            {
                if (given.WrittenCount > 0 || place != first + count)
                {
                    Step(output, first, count, given);
                    (first, count) = (place, 0);
                }

                count++;
            }
            else
            {
                given.Write(row.Span);
            }
        }

        Step(output, first, count, given);
        return output.WrittenCount < to.Length / 2 ? output.WrittenSpan.ToArray() : null;
    }

    /// <summary>The rows, or null when the difference is not one from these.</summary>
    public static byte[]? Apply(byte[] from, ReadOnlySpan<byte> difference)
    {
        var old = ChunkRows.Split(from);
        var output = new ArrayBufferWriter<byte>(from.Length + difference.Length);
        while (difference.Length >= 12)
        {
            var (first, count) = (BinaryPrimitives.ReadInt32BigEndian(difference), BinaryPrimitives.ReadInt32BigEndian(difference[4..]));
            var length = BinaryPrimitives.ReadInt32BigEndian(difference[8..]);
            if (first < 0 || count < 0 || first + count > old.Count || length < 0 || length > difference.Length - 12)
            {
                return null;
            }

            for (var i = first; i < first + count; i++)
            {
                output.Write(old[i].Span);
            }

            output.Write(difference.Slice(12, length));
            difference = difference[(12 + length)..];
        }

        return difference.IsEmpty ? output.WrittenSpan.ToArray() : null;
    }

    private static void Step(ArrayBufferWriter<byte> output, int first, int count, ArrayBufferWriter<byte> given)
    {
        if (count > 0 || given.WrittenCount > 0)
        {
            var head = output.GetSpan(12);
            BinaryPrimitives.WriteInt32BigEndian(head, first);
            BinaryPrimitives.WriteInt32BigEndian(head[4..], count);
            BinaryPrimitives.WriteInt32BigEndian(head[8..], given.WrittenCount);
            output.Advance(12);
            output.Write(given.WrittenSpan);
            given.ResetWrittenCount();
        }
    }
}

/// <summary>The rows of a part, each after its length in 4 bytes.</summary>
internal static class ChunkRows
{
    public const int LengthPrefix = 4;

    public static IEqualityComparer<ReadOnlyMemory<byte>> ByBytes { get; } = EqualityComparer<ReadOnlyMemory<byte>>.Create(
        (a, b) => a.Span.SequenceEqual(b.Span),
        m =>
        {
            var hash = default(HashCode);
            hash.AddBytes(m.Span);
            return hash.ToHashCode();
        });

    /// <summary>The rows with their lengths before them.</summary>
    public static List<ReadOnlyMemory<byte>> Split(ReadOnlyMemory<byte> chunk)
    {
        var rows = new List<ReadOnlyMemory<byte>>();
        for (var at = 0; at < chunk.Length;)
        {
            var length = LengthPrefix + BinaryPrimitives.ReadInt32BigEndian(chunk.Span[at..]);
            rows.Add(chunk.Slice(at, length));
            at += length;
        }

        return rows;
    }
}
