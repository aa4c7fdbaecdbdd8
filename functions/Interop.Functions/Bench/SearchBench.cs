using System.Diagnostics;
using System.Globalization;
using Interop.Engine.Ports;
using Interop.Store;
using SQLitePCL;

namespace Interop.Functions.Bench;

/// <summary>How long it takes to find messages among very many: the rows are made inside the database, then looked up through the port.</summary>
public sealed class SearchBench(string folder, long messages, Action<string> say)
{
    private const string Note = "Rows are made inside the database: 200-byte bodies, one delivery and one resource each; found through the port that operators use, 50 at most.";
    private const int Rounds = 5;
    private const int Partners = 200;

    /// <summary>Loads the folder when it is empty, then measures; the file is kept for the next run.</summary>
    public async Task<BenchFigures> RunAsync(CancellationToken cancellationToken)
    {
        var load = BenchFigures.LoadAverage();
        var options = new SqliteStoreOptions { Folder = folder, RunsWork = true };
        var path = Path.Combine(folder, "interop.db");
        var isNew = !File.Exists(path);
        await (await SqliteStore.OpenAsync(options, cancellationToken)).DisposeAsync();
        if (isNew)
        {
            Load(path);
        }

        var started = Stopwatch.GetTimestamp();
        await using var store = await SqliteStore.OpenAsync(options, cancellationToken);
        var figures = new List<Figure> { new("start", "opening the store", Stopwatch.GetElapsedTime(started).TotalMilliseconds, "ms", Target: 3000, AtMost: true) };
        foreach (var (id, label, filter) in Searches())
        {
            figures.Add(await MeasureAsync(store, id, label, filter, cancellationToken));
        }

        return new BenchFigures(null, Environment.ProcessorCount, load, figures) { Note = Note };
    }

    private IEnumerable<(string Id, string Label, MessageFilter Filter)> Searches()
    {
        var middle = messages / 2;
        var (day, at) = (TimeSpan.FromDays(1), Time(middle));
        yield return ("newest", "the newest", new MessageFilter());
        yield return ("patient", "by patient", new MessageFilter { Patient = Guid.Parse(string.Create(CultureInfo.InvariantCulture, $"00000000-0000-0000-0000-{middle / 10:x12}")) });
        yield return ("key", "by record key", new MessageFilter { RecordId = new KeyedHash(Convert.FromHexString(string.Create(CultureInfo.InvariantCulture, $"{middle:x64}"))) });
        yield return ("kind", "by kind", new MessageFilter { Kind = "omnidoc" });
        yield return ("sender", "by sender", new MessageFilter { Organisation = "FINEG|17" });
        yield return ("sender-state", "by sender and state", new MessageFilter { Organisation = "FINEG|17", State = MessageState.Quarantined });
        yield return ("kind-unknown", "by a kind that never sent", new MessageFilter { Kind = "nobody" });
        yield return ("record", "by record", new MessageFilter { Record = "omnidoc/tele-expertise-report" });
        yield return ("endpoint", "by endpoint", new MessageFilter { Endpoint = "endpoint-17" });
        yield return ("state", "by state (quarantined)", new MessageFilter { State = MessageState.Quarantined });
        yield return ("code", "by issue code", new MessageFilter { Code = "dose-unit-missing" });
        yield return ("time", "by time, in the middle", new MessageFilter { From = at, To = at + day });
        yield return ("state-time", "by state and time", new MessageFilter { State = MessageState.Quarantined, From = at, To = at + day });
        yield return ("endpoint-state", "by endpoint and state", new MessageFilter { Endpoint = "endpoint-17", State = MessageState.Routed });
        yield return ("code-time", "by code, kind and time", new MessageFilter { Code = "dose-unit-missing", Kind = "medissimo", From = at, To = at + day });
        yield return ("sender-time", "by sender and time", new MessageFilter { Organisation = "FINEG|17", From = at, To = at + day });
    }

    private static async Task<Figure> MeasureAsync(SqliteStore store, string id, string label, MessageFilter filter, CancellationToken cancellationToken)
    {
        var worst = 0.0;
        var count = 0;
        for (var round = 0; round < Rounds; round++)
        {
            var started = Stopwatch.GetTimestamp();
            count = (await store.FindMessagesAsync(filter, 50, cancellationToken)).Count;
            worst = Math.Max(worst, Stopwatch.GetElapsedTime(started).TotalMilliseconds);
        }

        return new Figure(id, string.Create(CultureInfo.InvariantCulture, $"{label}: {count} found, worst of {Rounds}"), worst, "ms", Target: 300, AtMost: true);
    }

    private static DateTimeOffset Time(long message) => DateTimeOffset.UnixEpoch.AddSeconds(message * 3);

    /// <summary>
    /// One message of three every second: 200-byte bodies, one delivery, one resource; a patient has ten messages, one in a hundred has an issue
    /// code and one in five hundred is quarantined. Indexes are made at the end, as a restore would.
    /// </summary>
    private void Load(string path)
    {
        raw.sqlite3_open(path, out var database);
        using (database)
        {
            var indexes = Indexes(database);
            Run(database, "pragma synchronous = off; pragma cache_size = -262144; begin;");
            indexes.ForEach(i => Run(database, $"drop index {i.Name}"));
            var series = string.Create(CultureInfo.InvariantCulture, $"with recursive n(i) as (select 1 union all select i + 1 from n where i < {messages}) ");
            say(string.Create(CultureInfo.InvariantCulture, $"loading {messages} bodies"));
            Run(database, $"insert into body (id, key_id, wrapped_key, packing, content) {series} select i, 1, randomblob(60), 0, randomblob(200) from n");
            say("loading messages");
            Run(database, $$"""
                insert into message (sequence, id, organisation, kind, record, record_id, record_version, holds_key, lane, content_hash, content_type, state,
                  received_at, credential_id, body, open_deliveries, parked_deliveries, report)
                {{series}} select i, randomblob(16), 'FINEG|' || (i % {{Partners}}), case when i % 4 = 0 then 'omnidoc' else 'medissimo' end,
                  case when i % 4 = 0 then 'omnidoc/tele-expertise-report' else 'medissimo/pillbox-plan' end, {{Blob("i", 32)}}, 1, 1, randomblob(32), randomblob(32),
                  'application/json', case when i % 500 = 0 then 3 when i % 300 = 0 then 1 else 2 end, i * 3000000, randomblob(16), i, 0, 0,
                  case when i % 100 = 0 then '{"issues":[{"code":"dose-unit-missing"}]}' else '{}' end from n
                """);
            Run(database, $"insert into message_code (code, message) {series} select 'dose-unit-missing', i from n where i % 100 = 0");
            say("loading deliveries");
            Run(database, $"""
                insert into delivery (number, id, message, endpoint_id, message_name, route, recipient, lane, sequence, patient, focus_type, focus_id, focus_version,
                  pinned, state, attempts, created_at, deadline, delivered_at, report)
                {series} select i, randomblob(16), i, 'endpoint-' || (i % {Partners}), 'pharmacy-software/plan', 'plan-to-pharmacy', 'FINEG|' || (i % {Partners}), randomblob(32), 1,
                  {Blob("i / 10", 16)}, 'List', {Blob("i / 10", 16)}, 1, x'', case when i % 300 = 0 then 2 else 3 end, 1, i * 3000000, i * 3000000, i * 3000000, {"'{}'"} from n
                """);
            say("loading resources");
            Run(database, $"""
                insert into resource_version (resource_id, type, version, readable, patient, content_hash, last_updated, message, body, body_offset, body_length)
                {series} select {Blob("i", 16)}, 'List', 1, 1, {Blob("i / 10", 16)}, randomblob(32), i * 3000000, i, i, 0, 200 from n
                """);
            say("making the indexes");
            indexes.ForEach(i => Run(database, i.Sql));
            Run(database, "commit; pragma wal_checkpoint(truncate);");
        }
    }

    private static string Blob(string number, int bytes) =>
        bytes == 16 ? $"unhex_pad({number})" : $"unhex_pad32({number})";

    private static List<(string Name, string Sql)> Indexes(sqlite3 database)
    {
        var found = new List<(string, string)>();
        raw.sqlite3_prepare_v2(database, "select name, sql from sqlite_master where type = 'index' and sql is not null and tbl_name in ('message', 'delivery', 'resource_version')", out var statement);
        using (statement)
        {
            while (raw.sqlite3_step(statement) == raw.SQLITE_ROW)
            {
                found.Add((raw.sqlite3_column_text(statement, 0).utf8_to_string(), raw.sqlite3_column_text(statement, 1).utf8_to_string()));
            }
        }

        // The numbers of the rows as keys of 16 and 32 bytes.
        foreach (var (name, length) in new[] { ("unhex_pad", 16), ("unhex_pad32", 32) })
        {
            raw.sqlite3_create_function(database, name, 1, raw.SQLITE_DETERMINISTIC, null, (context, _, arguments) =>
            {
                Span<byte> bytes = stackalloc byte[32];
                bytes.Clear();
                System.Buffers.Binary.BinaryPrimitives.WriteInt64BigEndian(bytes[(length - 8)..], raw.sqlite3_value_int64(arguments[0]));
                raw.sqlite3_result_blob(context, bytes[..length]);
            });
        }

        return found;
    }

    private static void Run(sqlite3 database, string sql)
    {
        if (raw.sqlite3_exec(database, sql) != raw.SQLITE_OK)
        {
            throw new InvalidOperationException(raw.sqlite3_errmsg(database).utf8_to_string());
        }
    }
}
