using System.Buffers;
using System.Buffers.Binary;

namespace Interop.Store.Backup;

/// <summary>What a value is. The order is that of values of different kinds in an ordered column.</summary>
internal enum ValueKind : byte
{
    Null = 0,
    Integer = 1,
    Text = 2,
    Bytes = 3,
}

/// <summary>
/// Rows in the form that both databases share: one value after the other in the order of the table's columns, each a byte that says what it
/// is, then for integers 8 bytes, for text (UTF-8) and bytes their length in 4 bytes and themselves; numbers big-endian. Truth values are 0
/// and 1, UUIDs 16 bytes.
/// </summary>
internal sealed class RowWriter
{
    private const int LargeRow = 16 * 1024 * 1024;

    private ArrayBufferWriter<byte> _row = new(1024);

    public ReadOnlyMemory<byte> Row => _row.WrittenMemory;

    public void Clear()
    {
        // The room of a very large row is not kept for all that follow.
        if (_row.Capacity > LargeRow)
        {
            _row = new ArrayBufferWriter<byte>(1024);
        }

        _row.ResetWrittenCount();
    }

    public void Null() => Kind(ValueKind.Null);

    public void Integer(long value)
    {
        Kind(ValueKind.Integer);
        BinaryPrimitives.WriteInt64BigEndian(_row.GetSpan(8), value);
        _row.Advance(8);
    }

    public void Text(ReadOnlySpan<byte> utf8) => Counted(ValueKind.Text, utf8);

    public void Bytes(ReadOnlySpan<byte> value) => Counted(ValueKind.Bytes, value);

    private void Counted(ValueKind kind, ReadOnlySpan<byte> value)
    {
        Kind(kind);
        BinaryPrimitives.WriteInt32BigEndian(_row.GetSpan(4), value.Length);
        _row.Advance(4);
        _row.Write(value);
    }

    private void Kind(ValueKind kind)
    {
        _row.GetSpan(1)[0] = (byte)kind;
        _row.Advance(1);
    }
}

/// <summary>Walks the values of a row.</summary>
internal ref struct RowReader(ReadOnlySpan<byte> row)
{
    private readonly ReadOnlySpan<byte> _row = row;
    private int _next;

    /// <summary>Bytes read so far.</summary>
    public readonly int Position => _next;

    public ValueKind Kind { get; private set; }

    /// <summary>The bytes of a text or of bytes.</summary>
    public ReadOnlySpan<byte> Value { get; private set; }

    public long Integer { get; private set; }

    /// <summary>Goes to the next value; there is one for each column.</summary>
    public void Read()
    {
        Kind = (ValueKind)_row[_next++];
        switch (Kind)
        {
            case ValueKind.Null:
                break;
            case ValueKind.Integer:
                Integer = BinaryPrimitives.ReadInt64BigEndian(_row[_next..]);
                _next += 8;
                break;
            case ValueKind.Text or ValueKind.Bytes:
                var length = BinaryPrimitives.ReadInt32BigEndian(_row[_next..]);
                Value = _row.Slice(_next + 4, length);
                _next += 4 + length;
                break;
            default:
                throw new StoreException("A row holds a value of a kind that this program does not know.");
        }
    }

    /// <summary>The key alone: the first values.</summary>
    public static ReadOnlySpan<byte> KeyOf(ReadOnlySpan<byte> row, int keyLength)
    {
        var reader = new RowReader(row);
        for (var i = 0; i < keyLength; i++)
        {
            reader.Read();
        }

        return row[..reader.Position];
    }

    /// <summary>The order of two rows by their keys, as both databases sort them: null first, numbers by value, text and bytes by their bytes.</summary>
    public static int CompareKeys(ReadOnlySpan<byte> one, ReadOnlySpan<byte> other, int keyLength)
    {
        var a = new RowReader(one);
        var b = new RowReader(other);
        for (var i = 0; i < keyLength; i++)
        {
            a.Read();
            b.Read();
            var order = a.Kind != b.Kind ? a.Kind.CompareTo(b.Kind) : a.Kind switch
            {
                ValueKind.Null => 0,
                ValueKind.Integer => a.Integer.CompareTo(b.Integer),
                _ => a.Value.SequenceCompareTo(b.Value),
            };
            if (order != 0)
            {
                return order;
            }
        }

        return 0;
    }
}
