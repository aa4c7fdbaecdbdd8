using System.Globalization;
using SQLitePCL;

namespace Interop.Functions.Bench.Search;

/// <summary>Very many messages in a SQLite file, made inside it.</summary>
internal sealed class SqliteSearchLoad(long messages, Action<string> say)
{
    private const int Partners = SearchBench.Partners;

    /// <summary>
    /// One message of three every second: 200-byte bodies, one delivery, one resource; a patient has ten messages, one in a hundred has an issue
    /// code and one in five hundred is quarantined. Indexes are made at the end, as a restore would.
    /// </summary>
    /// <summary>Tells how many bytes of the file the index of message keys takes.</summary>
    public double Run(string path)
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
            var before = Size(database);
            indexes.Where(i => i.Name == "message_key").ToList().ForEach(i => Run(database, i.Sql));
            var keys = Size(database) - before;
            indexes.Where(i => i.Name != "message_key").ToList().ForEach(i => Run(database, i.Sql));
            Run(database, "commit; pragma wal_checkpoint(truncate);");
            return keys;
        }
    }

    private static double Size(sqlite3 database)
    {
        raw.sqlite3_prepare_v2(database, "select (p.page_count - f.freelist_count) * s.page_size from pragma_page_count p, pragma_freelist_count f, pragma_page_size s", out var statement);
        using (statement)
        {
            raw.sqlite3_step(statement);
            return raw.sqlite3_column_int64(statement, 0);
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
