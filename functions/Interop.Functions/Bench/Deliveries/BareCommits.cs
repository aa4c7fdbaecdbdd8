using System.Diagnostics;
using Interop.Functions.Configuration;
using Npgsql;
using SQLitePCL;

namespace Interop.Functions.Bench.Deliveries;

/// <summary>The least that two durable steps for each delivery cost: a row that is inserted, then changed, 32 deliveries to a commit.</summary>
internal static class BareCommits
{
    private const int Together = 32;

    /// <summary>Deliveries per second that could be written, for about so long.</summary>
    public static double Measure(InteropSettings settings, ReadOnlySpan<byte> payload, double seconds)
    {
        var bytes = payload.ToArray();
        using var writer = settings.Store.Length > 0 ? (IWriter)new PostgresWriter(settings.Store) : new SqliteWriter(settings.Data);
        var (started, last) = (Stopwatch.GetTimestamp(), 0L);
        while (Stopwatch.GetElapsedTime(started).TotalSeconds < seconds)
        {
            writer.Insert(last + 1, Together, bytes);
            writer.Change(last + 1, Together);
            last += Together;
        }

        return last / Stopwatch.GetElapsedTime(started).TotalSeconds;
    }

    private interface IWriter : IDisposable
    {
        void Insert(long first, int count, byte[] payload);

        void Change(long first, int count);
    }

    private sealed class SqliteWriter : IWriter
    {
        private readonly sqlite3 database;

        public SqliteWriter(string folder)
        {
            raw.sqlite3_open(Path.Combine(folder, "bare.db"), out database);
            Run("pragma journal_mode = wal; pragma synchronous = full; pragma wal_autocheckpoint = 16000; drop table if exists bare; create table bare (number integer primary key, payload blob, state integer)");
        }

        public void Insert(long first, int count, byte[] payload) => Steps(first, count, "insert into bare (number, payload, state) values (?1, ?2, 1)", payload);

        public void Change(long first, int count) => Steps(first, count, "update bare set state = 3 where number = ?1", null);

        public void Dispose() => database.Dispose();

        private void Steps(long first, int count, string sql, byte[]? payload)
        {
            Run("begin immediate");
            raw.sqlite3_prepare_v2(database, sql, out var statement);
            using (statement)
            {
                for (var i = 0; i < count; i++)
                {
                    raw.sqlite3_bind_int64(statement, 1, first + i);
                    if (payload is not null)
                    {
                        raw.sqlite3_bind_blob(statement, 2, payload);
                    }

                    raw.sqlite3_step(statement);
                    raw.sqlite3_reset(statement);
                }
            }

            Run("commit");
        }

        private void Run(string sql)
        {
            if (raw.sqlite3_exec(database, sql) != raw.SQLITE_OK)
            {
                throw new InvalidOperationException(raw.sqlite3_errmsg(database).utf8_to_string());
            }
        }
    }

    private sealed class PostgresWriter : IWriter
    {
        private readonly NpgsqlConnection connection;

        public PostgresWriter(string connectionString)
        {
            connection = new NpgsqlConnection(connectionString + ";Pooling=false;Max Auto Prepare=10;Auto Prepare Min Usages=1");
            connection.Open();
            Run("create table if not exists bare (number bigint primary key, payload bytea, state integer); truncate bare");
        }

        public void Insert(long first, int count, byte[] payload) => Run("insert into bare (number, payload, state) select n, $2, 1 from unnest($1) n", Numbers(first, count), payload);

        public void Change(long first, int count) => Run("update bare set state = 3 where number = any($1)", Numbers(first, count));

        public void Dispose() => connection.Dispose();

        private static long[] Numbers(long first, int count) => [.. Enumerable.Range(0, count).Select(i => first + i)];

        private void Run(string sql, params object[] values)
        {
            using var command = new NpgsqlCommand(sql, connection);
            foreach (var value in values)
            {
                command.Parameters.Add(new NpgsqlParameter { Value = value });
            }

            command.ExecuteNonQuery();
        }
    }
}
