using System.Buffers;
using System.Buffers.Binary;

namespace Interop.Store.Backup;

/// <summary>Rows as a binary COPY takes them; see <see cref="PostgresRows"/>.</summary>
internal sealed class PostgresRowWriter(List<PostgresColumn> columns)
{
    private const int Full = 256 * 1024;
    private ArrayBufferWriter<byte> _buffer = new(Full * 2);

    // Signature, flags, length of an extension.
    private static ReadOnlySpan<byte> Header => [(byte)'P', (byte)'G', (byte)'C', (byte)'O', (byte)'P', (byte)'Y', (byte)'\n', 0xff, (byte)'\r', (byte)'\n', 0, 0, 0, 0, 0, 0, 0, 0, 0];

    public bool IsFull => _buffer.WrittenCount >= Full;

    public void Begin() => _buffer.Write(Header);

    public void End() => Int16(-1);

    public void Add(ReadOnlySpan<byte> row)
    {
        Int16((short)columns.Count);
        var reader = new RowReader(row);
        foreach (var column in columns)
        {
            reader.Read();
            switch (reader.Kind)
            {
                case ValueKind.Null when column.Type == "boolean" && column.NotNull:
                    Truth(false);
                    break;
                case ValueKind.Null:
                    Int32(-1);
                    break;
                case ValueKind.Integer:
                    Integer(column, reader.Integer);
                    break;
                default:
                    Int32(reader.Value.Length);
                    _buffer.Write(reader.Value);
                    break;
            }
        }
    }

    public async Task FlushAsync(Stream stream, CancellationToken cancellationToken)
    {
        await stream.WriteAsync(_buffer.WrittenMemory, cancellationToken);

        // The room of a very large row is not kept for all that follow.
        _buffer = _buffer.Capacity > Full * 64 ? new ArrayBufferWriter<byte>(Full * 2) : _buffer;
        _buffer.ResetWrittenCount();
    }

    private void Integer(PostgresColumn column, long value)
    {
        switch (column.Type)
        {
            case "bigint":
                Int32(8);
                BinaryPrimitives.WriteInt64BigEndian(_buffer.GetSpan(8), value);
                _buffer.Advance(8);
                break;
            case "integer":
                Int32(4);
                Int32(checked((int)value));
                break;
            case "smallint":
                Int32(2);
                Int16(checked((short)value));
                break;
            case "boolean":
                Truth(value != 0);
                break;
            default:
                throw new StoreException($"Column {column.Name} is of type {column.Type} in PostgreSQL, and the rows have numbers there.");
        }
    }

    private void Truth(bool value)
    {
        Int32(1);
        _buffer.Write([value ? (byte)1 : (byte)0]);
    }

    private void Int32(int value)
    {
        BinaryPrimitives.WriteInt32BigEndian(_buffer.GetSpan(4), value);
        _buffer.Advance(4);
    }

    private void Int16(short value)
    {
        BinaryPrimitives.WriteInt16BigEndian(_buffer.GetSpan(2), value);
        _buffer.Advance(2);
    }
}
