using System.Security.Cryptography;
using SQLitePCL;

namespace Interop.Functions.Bench;

/// <summary>The rows of a record in SQLite's tables, inserted by prepared statements and committed with a sync: no less can be done.</summary>
internal sealed class SqliteFloor : IDisposable
{
    private const int PerRecord = 8;
    private readonly sqlite3 database;
    private readonly sqlite3_stmt body;
    private readonly sqlite3_stmt message;
    private readonly sqlite3_stmt resource;
    private readonly sqlite3_stmt audit;
    private long last;

    public SqliteFloor(string path)
    {
        raw.sqlite3_open(path, out database);
        Run("pragma journal_mode = wal; pragma synchronous = full; pragma secure_delete = on; pragma cache_size = -65536; pragma wal_autocheckpoint = 16000;");
        body = Prepare("insert into body (id, key_id, wrapped_key, packing, content) values (?1, 1, ?2, 1, ?3)");
        message = Prepare("""
            insert into message (id, organisation, kind, record, record_id, record_version, holds_key, lane, content_hash, content_type, state,
              received_at, routed_at, settled_at, credential_id, body, open_deliveries, parked_deliveries, report)
            values (?2, 'FINEG|350005179', 'medissimo', 'medissimo/pillbox-plan', ?3, 1, 1, ?3, ?3, 'application/json', 2, ?1, ?1, ?1, ?2, ?1, 0, 0, '{}')
            """);
        resource = Prepare("""
            insert into resource_version (resource_id, type, version, readable, patient, content_hash, last_updated, message, body, body_offset, body_length)
            values (?2, 'MedicationStatement', 1, 1, ?2, ?3, ?1, ?1, ?1, 0, 500)
            """);
        audit = Prepare("""
            insert into audit (sequence, at, actor, organisation, action, target, outcome, hash)
            values (?1, ?1, 'engine', 'FINEG|350005179', 'route', 'message/' || hex(?2), 'routed', ?3)
            """);
    }

    public void Insert(int records)
    {
        Run("begin immediate");
        for (var i = 0; i < records; i++)
        {
            last++;
            Run(body, last * 2, 60, 300);
            Run(body, (last * 2) + 1, 60, 300);
            Run(message, last, 16, 32);
            for (var n = 0; n < PerRecord; n++)
            {
                Run(resource, last, 16, 32);
            }

            Run(audit, last, 16, 32);
        }

        Run("commit");
    }

    public void Dispose()
    {
        foreach (var statement in (sqlite3_stmt[])[body, message, resource, audit])
        {
            statement.Dispose();
        }

        database.Dispose();
    }

    private void Run(string sql) => Check(raw.sqlite3_exec(database, sql));

    private void Run(sqlite3_stmt statement, long number, int first, int second)
    {
        raw.sqlite3_bind_int64(statement, 1, number);
        raw.sqlite3_bind_blob(statement, 2, RandomNumberGenerator.GetBytes(first));
        raw.sqlite3_bind_blob(statement, 3, RandomNumberGenerator.GetBytes(second));
        Check(raw.sqlite3_step(statement));
        raw.sqlite3_reset(statement);
    }

    private sqlite3_stmt Prepare(string sql)
    {
        Check(raw.sqlite3_prepare_v2(database, sql, out var statement));
        return statement;
    }

    private void Check(int result)
    {
        if (result is not (raw.SQLITE_OK or raw.SQLITE_ROW or raw.SQLITE_DONE))
        {
            throw new InvalidOperationException(raw.sqlite3_errmsg(database).utf8_to_string());
        }
    }
}
