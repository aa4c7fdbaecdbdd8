using System.Security.Cryptography;
using Npgsql;

namespace Interop.Functions.Bench;

/// <summary>The rows of a record in PostgreSQL's tables, inserted with one statement per table and committed: no less can be done.</summary>
internal sealed class PostgresFloor : IAsyncDisposable
{
    private const int PerRecord = 8;
    private readonly NpgsqlConnection connection;
    private long last;

    private PostgresFloor(NpgsqlConnection connection) => this.connection = connection;

    public static async Task<PostgresFloor> OpenAsync(string connectionString, CancellationToken cancellationToken)
    {
        var connection = new NpgsqlConnection(connectionString + ";Pooling=false;Max Auto Prepare=20;Auto Prepare Min Usages=1");
        await connection.OpenAsync(cancellationToken);
        return new PostgresFloor(connection);
    }

    public void Insert(int records)
    {
        var first = last + 1;
        last += records;
        var numbers = Enumerable.Range(0, records).Select(i => first + i).ToArray();
        using var batch = new NpgsqlBatch(connection);
        Add(batch, "begin");
        Add(
            batch, "insert into body (id, key_id, wrapped_key, packing, content) select i, 1, w, 1, c from unnest($1, $2, $3) u (i, w, c)",
            numbers.SelectMany(n => (long[])[n * 2, (n * 2) + 1]).ToArray(), Bytes(records * 2, 60), Bytes(records * 2, 300));
        Add(
            batch,
            """
            insert into message (sequence, id, organisation, kind, record, record_id, record_version, holds_key, lane, content_hash, content_type, state,
              received_at, routed_at, settled_at, credential_id, body, open_deliveries, parked_deliveries, report)
            select i, u, 'FINEG|350005179', 'medissimo', 'medissimo/pillbox-plan', h, 1, true, h, h, 'application/json', 2, i, i, i, u, i, 0, 0, '{}' from unnest($1, $2, $3) x (i, u, h)
            """,
            numbers, Ids(records), Bytes(records, 32));
        Add(
            batch,
            """
            insert into resource_version (resource_id, type, version, readable, patient, content_hash, last_updated, message, body, body_offset, body_length)
            select u, 'MedicationStatement', 1, true, p, h, m, m, m, 0, 500 from unnest($1, $2, $3, $4) x (u, p, h, m)
            """,
            Ids(records * PerRecord), Ids(records * PerRecord), Bytes(records * PerRecord, 32), numbers.SelectMany(n => Enumerable.Repeat(n, PerRecord)).ToArray());
        Add(
            batch,
            """
            insert into audit (sequence, at, actor, organisation, action, target, outcome, hash)
            select i, i, 'engine', 'FINEG|350005179', 'route', 'message/' || u, 'routed', h from unnest($1, $2, $3) x (i, u, h)
            """,
            numbers, Ids(records), Bytes(records, 32));
        Add(batch, "commit");
        batch.ExecuteNonQuery();
    }

    public ValueTask DisposeAsync() => connection.DisposeAsync();

    private static Guid[] Ids(int count) => [.. Enumerable.Range(0, count).Select(_ => Guid.NewGuid())];

    private static byte[][] Bytes(int count, int length) => [.. Enumerable.Range(0, count).Select(_ => RandomNumberGenerator.GetBytes(length))];

    private static void Add(NpgsqlBatch batch, string sql, params object[] values)
    {
        var command = new NpgsqlBatchCommand(sql);
        foreach (var value in values)
        {
            command.Parameters.Add(new NpgsqlParameter { Value = value });
        }

        batch.BatchCommands.Add(command);
    }
}
