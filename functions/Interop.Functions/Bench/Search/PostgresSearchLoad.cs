using System.Globalization;
using Npgsql;

namespace Interop.Functions.Bench.Search;

/// <summary>The same messages as <see cref="SqliteSearchLoad"/> makes, in PostgreSQL, made inside the server; indexes at the end, as a restore would.</summary>
internal sealed class PostgresSearchLoad(string connectionString, long messages, Action<string> say)
{
    private const int Partners = SearchBench.Partners;

    private const string IndexesSql = """
        select c.relname, pg_get_indexdef(i.indexrelid) from pg_index i join pg_class c on c.oid = i.indexrelid join pg_class t on t.oid = i.indrelid
        where t.relname in ('message', 'delivery', 'resource_version', 'message_code') and not exists (select 1 from pg_constraint k where k.conindid = i.indexrelid)
        """;

    /// <summary>Loads nothing when there are messages already. Tells how many bytes the index of message keys takes.</summary>
    public async Task<double> RunAsync(CancellationToken cancellationToken)
    {
        await using var connection = new NpgsqlConnection(connectionString + ";Pooling=false;Command Timeout=0");
        await connection.OpenAsync(cancellationToken);
        if ((await ReadAsync(connection, "select sequence::text, '' from message limit 1", cancellationToken)).Count > 0)
        {
            return await KeyBytesAsync(connection, cancellationToken);
        }

        await ExecuteAsync(connection, "set synchronous_commit = off; set maintenance_work_mem = '1GB'", cancellationToken);
        var indexes = await ReadAsync(connection, IndexesSql, cancellationToken);
        foreach (var (name, _) in indexes)
        {
            await ExecuteAsync(connection, $"drop index {name}", cancellationToken);
        }

        await FillAsync(connection, cancellationToken);
        foreach (var (name, sql) in indexes)
        {
            say($"making {name}");
            await ExecuteAsync(connection, sql, cancellationToken);
        }

        await ExecuteAsync(connection, "vacuum analyze", cancellationToken);
        await ExecuteAsync(connection, "checkpoint", cancellationToken);
        return await KeyBytesAsync(connection, cancellationToken);
    }

    private static async Task<double> KeyBytesAsync(NpgsqlConnection connection, CancellationToken cancellationToken) =>
        double.Parse((await ReadAsync(connection, "select pg_relation_size('message_key')::text, ''", cancellationToken))[0].Name, CultureInfo.InvariantCulture);

    private async Task FillAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        var series = string.Create(CultureInfo.InvariantCulture, $"from generate_series(1::bigint, {messages}) i");
        say(string.Create(CultureInfo.InvariantCulture, $"loading {messages} bodies"));
        await ExecuteAsync(connection, $"insert into body select i, 1, {Filler(60)}, 0, {Filler(200)} {series}", cancellationToken);
        say("loading messages");
        await ExecuteAsync(
            connection,
            $$"""
            insert into message (sequence, id, organisation, kind, record, record_id, record_version, holds_key, lane, content_hash, content_type, state,
              received_at, credential_id, body, open_deliveries, parked_deliveries, report)
            select i, {{Id("i")}}, 'FINEG|' || (i % {{Partners}}), case when i % 4 = 0 then 'omnidoc' else 'medissimo' end,
              case when i % 4 = 0 then 'omnidoc/tele-expertise-report' else 'medissimo/pillbox-plan' end, {{Bytes("i")}}, 1, true, {{Filler(32)}}, {{Filler(32)}},
              'application/json', case when i % 500 = 0 then 3 when i % 300 = 0 then 1 else 2 end, i * 3000000, {{Id("1")}}, i, 0, 0,
              case when i % 100 = 0 then '{"issues":[{"code":"dose-unit-missing"}]}' else '{}' end {{series}}
            """,
            cancellationToken);
        await ExecuteAsync(connection, $"insert into message_code select 'dose-unit-missing', i {series} where i % 100 = 0", cancellationToken);
        say("loading deliveries");
        await ExecuteAsync(
            connection,
            $"""
            insert into delivery (number, id, message, endpoint_id, message_name, route, recipient, lane, sequence, patient, focus_type, focus_id, focus_version,
              pinned, state, attempts, created_at, deadline, delivered_at, report)
            select i, {Id("i")}, i, 'endpoint-' || (i % {Partners}), 'pharmacy-software/plan', 'plan-to-pharmacy', 'FINEG|' || (i % {Partners}), {Filler(32)}, 1,
              {Id("i / 10")}, 'List', {Id("i / 10")}, 1, '', case when i % 300 = 0 then 2 else 3 end, 1, i * 3000000, i * 3000000, i * 3000000, {"'{}'"} {series}
            """,
            cancellationToken);
        say("loading resources");
        await ExecuteAsync(
            connection,
            $"""
            insert into resource_version (resource_id, type, version, readable, patient, content_hash, last_updated, message, body, body_offset, body_length)
            select {Id("i")}, 'List', 1, true, {Id("i / 10")}, {Filler(32)}, i * 3000000, i, i, 0, 200 {series}
            """,
            cancellationToken);
    }

    /// <summary>32 bytes that are a number.</summary>
    private static string Bytes(string number) => $"decode(lpad(to_hex({number}), 64, '0'), 'hex')";

    /// <summary>Bytes that nothing looks at: the same everywhere, since making others takes longer than storing them.</summary>
    private static string Filler(int bytes) => string.Create(CultureInfo.InvariantCulture, $"decode(repeat('a5', {bytes}), 'hex')");

    private static string Id(string number) => $"lpad(to_hex({number}), 32, '0')::uuid";

    private static async Task<List<(string Name, string Text)>> ReadAsync(NpgsqlConnection connection, string sql, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await using var row = await command.ExecuteReaderAsync(cancellationToken);
        var found = new List<(string, string)>();
        while (await row.ReadAsync(cancellationToken))
        {
            found.Add((row.GetString(0), row.GetString(1)));
        }

        return found;
    }

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
