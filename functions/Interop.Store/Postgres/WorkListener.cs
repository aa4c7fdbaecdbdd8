using System.Globalization;
using Npgsql;

namespace Interop.Store.Postgres;

/// <summary>
/// The connection by which a process is known to be alive and hears of work that others added. It holds an advisory lock of the process's id:
/// when the process ends, however it ends, the database lets the lock go, and the others take its lanes over. Notifications only save time;
/// what they would have told is also found by looking every now and then.
/// </summary>
internal sealed class WorkListener : IAsyncDisposable
{
    public const string Channel = "interop_work";

    private const string RegisterSql = """
        insert into writer (id, works, seen_at) values ($1, true, $2) on conflict (id) do update set works = true, seen_at = excluded.seen_at
        """;

    /// <summary>The processes that work on lanes and live.</summary>
    public const string AliveSql = """
        select w.id from writer w where w.works and exists
          (select 1 from pg_locks l where l.locktype = 'advisory' and l.objsubid = 1 and l.granted
             and l.database = (select oid from pg_database where datname = current_database())
             and ((l.classid::bigint << 32) | l.objid::bigint) = w.id)
        """;

    private const string GoneSql = """
        select w.id from writer w where w.works and not exists
          (select 1 from pg_locks l where l.locktype = 'advisory' and l.objsubid = 1 and l.granted
             and l.database = (select oid from pg_database where datname = current_database())
             and ((l.classid::bigint << 32) | l.objid::bigint) = w.id)
        """;

    // Rows that somebody is writing are left for the next time: waiting for them in no order could end in a deadlock.
    private const string FreeSql = """
        update {0} set leased_until = null, leased_by = null where lane in (select lane from {0} where leased_by = any($1) and {1} for update skip locked)
        """;

    // The server learns that a client is gone when it next writes to it: a claim that was under way still reaches its end, seconds later on a
    // busy machine, and leases lanes that nobody works on.
    private static readonly TimeSpan Afterwards = TimeSpan.FromMinutes(1);

    private const string ForgetSql = """
        update writer w set works = false where w.id = any($1)
          and not exists (select 1 from inbound_lane l where l.leased_by = w.id) and not exists (select 1 from outbound_lane l where l.leased_by = w.id)
        """;

    private readonly PostgresDatabase _database;
    private readonly long _id;
    private readonly WorkSignal _signal;
    private readonly PostgresStoreOptions _options;
    private readonly CancellationTokenSource _stop = new();
    private readonly TaskCompletionSource _listening = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Task _running;
    private readonly Dictionary<long, DateTimeOffset> _gone = [];
    private long _swept;

    public WorkListener(PostgresDatabase database, long id, WorkSignal signal, PostgresStoreOptions options)
    {
        (_database, _id, _signal, _options) = (database, id, signal, options);
        _running = RunAsync();
    }

    /// <summary>Completes when it has listened for the first time.</summary>
    public Task Listening => _listening.Task;

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _running;
        _stop.Dispose();
    }

    private async Task RunAsync()
    {
        while (!_stop.IsCancellationRequested)
        {
            try
            {
                await using var connection = await _database.OpenOwnAsync(_stop.Token);
                await ListenAsync(connection);
            }
            catch (OperationCanceledException) when (_stop.IsCancellationRequested)
            {
                break;
            }
            catch (Exception fault) when (PostgresDatabase.IsPassing(fault))
            {
                await Task.Delay(TimeSpan.FromMilliseconds(200), CancellationToken.None);
            }
        }

        _listening.TrySetCanceled();
    }

    private async Task ListenAsync(NpgsqlConnection connection)
    {
        var own = _id.ToString(CultureInfo.InvariantCulture);
        connection.Notification += (_, e) =>
        {
            if (e.Payload != own)
            {
                _signal.Raise();
            }
        };
        if (_options.RunsWork)
        {
            await RunAsync(connection, "select pg_advisory_lock($1)", Parameter.Of(_id));
            await RunAsync(connection, RegisterSql, Parameter.Of(_id), Parameter.Of(_options.Time.GetUtcNow()));
        }

        await RunAsync(connection, $"listen {Channel}");
        await SweepAsync(connection);
        if (!_listening.TrySetResult())
        {
            // What was added while nobody listened told nobody.
            _signal.Raise();
        }

        while (true)
        {
            // Notifications may come by the hundred a second; who is gone is asked now and then.
            await connection.WaitAsync(_options.PollInterval, _stop.Token);
            if (TimeProvider.System.GetElapsedTime(_swept) >= _options.PollInterval)
            {
                await SweepAsync(connection);
            }
        }
    }

    /// <summary>Frees the lanes of processes that are gone, and for a while those that a claim of theirs leases after their end.</summary>
    private async Task SweepAsync(NpgsqlConnection connection)
    {
        _swept = TimeProvider.System.GetTimestamp();
        var gone = await FindGoneAsync(connection);
        if (gone.Count == 0)
        {
            return;
        }

        List<long> known = [.. gone.Where(_gone.ContainsKey)];
        var freed = await FreeAsync(connection, gone.Except(known), "true") + await FreeAsync(connection, known, "head is not null");
        gone.ForEach(w => _gone.TryAdd(w, _options.Time.GetUtcNow()));
        if (gone.Where(w => _gone[w] + Afterwards <= _options.Time.GetUtcNow()).ToList() is { Count: > 0 } longGone)
        {
            await RunAsync(connection, ForgetSql, Parameter.Of(longGone));
        }

        if (freed > 0)
        {
            _signal.Raise();
        }
    }

    private async Task<List<long>> FindGoneAsync(NpgsqlConnection connection)
    {
        var gone = new List<long>();
        await using var command = new NpgsqlCommand(GoneSql, connection);
        await using var row = await command.ExecuteReaderAsync(_stop.Token);
        while (await row.ReadAsync(_stop.Token))
        {
            gone.Add(row.GetInt64(0));
        }

        return gone;
    }

    /// <summary>A late claim has leased lanes with work in them only; a worker that ended may have held one that it had just emptied.</summary>
    private async Task<int> FreeAsync(NpgsqlConnection connection, IEnumerable<long> workers, string which)
    {
        var freed = 0;
        if (workers.ToList() is { Count: > 0 } some)
        {
            foreach (var table in (string[])["inbound_lane", "outbound_lane"])
            {
                var sql = FreeSql.Replace("{0}", table, StringComparison.Ordinal).Replace("{1}", which, StringComparison.Ordinal);
                freed += await RunAsync(connection, sql, Parameter.Of(some));
            }
        }

        return freed;
    }

    private async Task<int> RunAsync(NpgsqlConnection connection, string sql, params NpgsqlParameter[] parameters)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        command.Parameters.AddRange(parameters);
        return await command.ExecuteNonQueryAsync(_stop.Token);
    }
}
