using System.Buffers.Binary;
using Npgsql;

namespace Interop.Store.Backup;

/// <summary>
/// Rows out of a binary COPY (https://www.postgresql.org/docs/current/sql-copy.html, "Binary Format"): per row a count of fields, per field its
/// length, -1 for null, and its bytes.
/// </summary>
internal sealed class PostgresRows : IStoreRows
{
    private const int HeaderLength = 19;

    private readonly string _table;
    private readonly NpgsqlRawCopyStream _stream;
    private readonly List<PostgresColumn> _columns;
    private readonly RowWriter _row = new();
    private byte[] _buffer = new byte[256 * 1024];
    private int _start;
    private int _end;

    private PostgresRows(string table, NpgsqlRawCopyStream stream, List<PostgresColumn> columns) => (_table, _stream, _columns) = (table, stream, columns);

    public ReadOnlyMemory<byte> Current => _row.Row;

    public static async Task<PostgresRows> StartAsync(string table, NpgsqlRawCopyStream stream, List<PostgresColumn> columns, CancellationToken cancellationToken)
    {
        var rows = new PostgresRows(table, stream, columns);
        await rows.NeedAsync(HeaderLength, cancellationToken);
        var extension = BinaryPrimitives.ReadInt32BigEndian(rows._buffer.AsSpan(HeaderLength - 4));
        await rows.NeedAsync(HeaderLength + extension, cancellationToken);
        rows._start = HeaderLength + extension;
        return rows;
    }

    public async ValueTask<bool> NextAsync(CancellationToken cancellationToken)
    {
        await NeedAsync(2, cancellationToken);
        var fields = BinaryPrimitives.ReadInt16BigEndian(_buffer.AsSpan(_start));
        _start += 2;
        if (fields < 0)
        {
            // The copy is over only once the stream says so.
            while (await _stream.ReadAsync(_buffer, cancellationToken) > 0)
            {
            }

            return false;
        }

        _row.Clear();
        foreach (var column in _columns)
        {
            await NeedAsync(4, cancellationToken);
            var length = BinaryPrimitives.ReadInt32BigEndian(_buffer.AsSpan(_start));
            _start += 4;
            await NeedAsync(Math.Max(0, length), cancellationToken);
            Write(column, length);
            _start += Math.Max(0, length);
        }

        return true;
    }

    public ValueTask DisposeAsync() => _stream.DisposeAsync();

    private void Write(PostgresColumn column, int length)
    {
        var value = _buffer.AsSpan(_start, Math.Max(0, length));
        if (length < 0 || (column.Type == "boolean" && value[0] == 0 && SharedForm.FalseIsNull(_table, column.Name)))
        {
            _row.Null();
            return;
        }

        switch (column.Type)
        {
            case "bigint":
                _row.Integer(BinaryPrimitives.ReadInt64BigEndian(value));
                break;
            case "integer":
                _row.Integer(BinaryPrimitives.ReadInt32BigEndian(value));
                break;
            case "smallint":
                _row.Integer(BinaryPrimitives.ReadInt16BigEndian(value));
                break;
            case "boolean":
                _row.Integer(value[0]);
                break;
            case "text":
                _row.Text(value);
                break;
            case "bytea" or "uuid":
                _row.Bytes(value);
                break;
            default:
                throw new StoreException($"Column {_table}.{column.Name} is of type {column.Type}, which the form that both databases share has not; the backup would not hold it.");
        }
    }

    /// <summary>Reads until so many bytes are there.</summary>
    private ValueTask NeedAsync(int count, CancellationToken cancellationToken) => _end - _start >= count ? ValueTask.CompletedTask : FillAsync(count, cancellationToken);

    private async ValueTask FillAsync(int count, CancellationToken cancellationToken)
    {
        var left = _end - _start;
        var room = count > _buffer.Length ? new byte[Math.Max(count, _buffer.Length * 2)] : _buffer;
        _buffer.AsSpan(_start, left).CopyTo(room);
        (_buffer, _start, _end) = (room, 0, left);
        while (_end < count)
        {
            var read = await _stream.ReadAsync(_buffer.AsMemory(_end), cancellationToken);
            _end += read > 0 ? read : throw new StoreException($"PostgreSQL ended the copy of table {_table} too early.");
        }
    }
}
