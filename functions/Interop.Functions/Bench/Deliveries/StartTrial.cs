using System.Diagnostics;
using Interop.Functions.Configuration;
using Npgsql;
using SQLitePCL;

namespace Interop.Functions.Bench.Deliveries;

/// <summary>How long <c>interop serve</c> takes, from the start of its process until it listens, on a store of a million resources.</summary>
internal sealed class StartTrial(BenchStore store, Action<string> say)
{
    private const int Resources = 1_000_000;
    private const int PerMessage = 8;
    private const int Starts = 3;
    private const double Target = 3;

    public async Task<IReadOnlyList<Figure>> RunAsync(CancellationToken cancellationToken)
    {
        var empty = await MakeAsync("empty", cancellationToken);
        var full = await MakeAsync("million", cancellationToken);
        say($"{store.Name}: loading a million resources");
        if (store.IsSqlite)
        {
            LoadSqlite(Path.Combine(full.Data, "interop.db"));
        }
        else
        {
            await LoadPostgresAsync(full.Store, cancellationToken);
        }

        var (times, floors) = (new List<double>(), new List<double>());
        for (var i = 0; i < Starts; i++)
        {
            floors.Add(await StartAsync(empty, cancellationToken));
            times.Add(await StartAsync(full, cancellationToken));
        }

        return [new Figure($"{store.Name}-start", $"{store.Name}: start on 1,000,000 resources (floor: on an empty store), median of {Starts}", times.Order().ElementAt(1), "s", floors.Order().ElementAt(1), Target, AtMost: true)];
    }

    private async Task<InteropSettings> MakeAsync(string name, CancellationToken cancellationToken)
    {
        var settings = await store.NewAsync(name, cancellationToken);
        await (await ConfiguredStore.OpenAsync(settings, runsWork: true, cancellationToken)).DisposeAsync();
        return settings;
    }

    private static async Task<double> StartAsync(InteropSettings settings, CancellationToken cancellationToken)
    {
        var mappings = Path.GetFullPath(LoadedMappings.Find(null) ?? Path.Combine(AppContext.BaseDirectory, "Bench", "EqualWork"));
        var environment = settings.Store.Length > 0 ? new Dictionary<string, string> { ["INTEROP_STORE"] = settings.Store } : [];
        var started = Stopwatch.GetTimestamp();
        using var process = await ChildProcess.StartAsync(["serve", "--urls", "http://127.0.0.1:0", "--data", settings.Data, "--mappings", mappings], cancellationToken, environment);
        return Stopwatch.GetElapsedTime(started).TotalSeconds;
    }

    private static void LoadSqlite(string path)
    {
        raw.sqlite3_open(path, out var database);
        using (database)
        {
            var series = FormattableString.Invariant($"with recursive n(i) as (select 1 union all select i + 1 from n where i < {Resources / PerMessage})");
            var all = FormattableString.Invariant($"with recursive n(i) as (select 1 union all select i + 1 from n where i < {Resources})");
            Run(database, "pragma synchronous = off; pragma cache_size = -131072; begin;");
            Run(database, $"insert into body (id, key_id, wrapped_key, packing, content) {series} select i, 1, randomblob(60), 0, randomblob(200) from n");
            Run(database, $$"""
                insert into message (sequence, id, organisation, kind, record, record_id, record_version, holds_key, lane, content_hash, content_type, state,
                  received_at, credential_id, body, open_deliveries, parked_deliveries, report)
                {{series}} select i, cast(printf('%016d', i) as blob), 'FINEG|' || (i % 200), 'medissimo', 'medissimo/pillbox-plan', cast(printf('%032d', i) as blob), 1, 1,
                  cast(printf('%032d', i) as blob), cast(printf('%032d', i) as blob), 'application/json', 2, i * 3000000, zeroblob(16), i, 0, 0, '{}' from n
                """);
            Run(database, FormattableString.Invariant($"""
                insert into resource_version (resource_id, type, version, readable, patient, content_hash, last_updated, message, body, body_offset, body_length)
                {all} select cast(printf('%016d', i) as blob), 'MedicationStatement', 1, 1, cast(printf('%016d', i / {PerMessage}) as blob), zeroblob(32), i * 3000000,
                  1 + (i - 1) / {PerMessage}, 1 + (i - 1) / {PerMessage}, 0, 200 from n
                """));
            Run(database, "commit; pragma wal_checkpoint(truncate);");
        }
    }

    private static async Task LoadPostgresAsync(string connectionString, CancellationToken cancellationToken)
    {
        await using var connection = new NpgsqlConnection(connectionString + ";Pooling=false;Command Timeout=300;Options=-c synchronous_commit=off");
        await connection.OpenAsync(cancellationToken);
        var messages = Resources / PerMessage;
        foreach (var sql in (string[])
        [
            FormattableString.Invariant($"insert into body (id, key_id, wrapped_key, packing, content) select i, 1, decode(lpad(to_hex(i), 120, '0'), 'hex'), 0, decode(lpad(to_hex(i), 400, '0'), 'hex') from generate_series(1, {messages}) i"),
            FormattableString.Invariant($$"""
                insert into message (sequence, id, organisation, kind, record, record_id, record_version, holds_key, lane, content_hash, content_type, state,
                  received_at, credential_id, body, open_deliveries, parked_deliveries, report)
                select i, lpad(to_hex(i), 32, '0')::uuid, 'FINEG|' || (i % 200), 'medissimo', 'medissimo/pillbox-plan', h, 1, true, h, h, 'application/json', 2,
                  i * 3000000::bigint, lpad('', 32, '0')::uuid, i, 0, 0, '{}' from (select i, decode(lpad(to_hex(i), 64, '0'), 'hex') h from generate_series(1, {{messages}}) i) x
                """),
            FormattableString.Invariant($"""
                insert into resource_version (resource_id, type, version, readable, patient, content_hash, last_updated, message, body, body_offset, body_length)
                select lpad(to_hex(i), 32, '0')::uuid, 'MedicationStatement', 1, true, lpad(to_hex(i / {PerMessage}), 32, '0')::uuid, decode(lpad('', 64, '0'), 'hex'),
                  i * 3000000::bigint, 1 + (i - 1) / {PerMessage}, 1 + (i - 1) / {PerMessage}, 0, 200 from generate_series(1, {Resources}) i
                """),
        ])
        {
            await using var command = new NpgsqlCommand(sql, connection);
            await command.ExecuteNonQueryAsync(cancellationToken);
        }
    }

    private static void Run(sqlite3 database, string sql)
    {
        if (raw.sqlite3_exec(database, sql) != raw.SQLITE_OK)
        {
            throw new InvalidOperationException(raw.sqlite3_errmsg(database).utf8_to_string());
        }
    }
}
