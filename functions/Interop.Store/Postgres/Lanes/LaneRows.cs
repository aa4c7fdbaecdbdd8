using System.Threading.Channels;
using Interop.Engine.Ports;
using Npgsql;

namespace Interop.Store.Postgres.Lanes;

/// <summary>Leases as they are kept in the rows of lanes: taken in batches, given back in batches.</summary>
internal sealed class LaneRows : IAsyncDisposable
{
    private const string ReleaseSql = """
        with mine as (select l.lane, l.epoch from {0} l where l.lane = any($1) order by l.lane for update)
        update {0} l set leased_until = null, leased_by = null from mine join unnest($1, $2) r (lane, epoch) on r.lane = mine.lane and r.epoch = mine.epoch
        where l.lane = mine.lane and l.leased_until is not null returning l.lane
        """;

    // A claim whose answer was lost may reach its end in the server long after: it is looked for again and again for a while.
    private static readonly TimeSpan Afterwards = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan Between = TimeSpan.FromSeconds(1);

    // A claim whose answer was lost has leased lanes that nobody works on.
    private const string ForgottenSql = """
        update {0} set leased_until = null, leased_by = null
        where lane in (select lane from {0} where leased_by = $1 and not (epoch = any($2)) for update skip locked)
        """;

    private readonly PostgresDatabase _database;
    private readonly PostgresStoreOptions _options;
    private readonly HeldLanes _held;
    private readonly long _worker;
    private readonly SemaphoreSlim _turn = new(1);
    private readonly Channel<Release> _releases = Channel.CreateUnbounded<Release>();
    private readonly Task _running;
    private int _lost;
    private int _seen;
    private DateTimeOffset _freeUntil;
    private DateTimeOffset _freeNext;

    public LaneRows(PostgresDatabase database, HeldLanes held, long worker, PostgresStoreOptions options)
    {
        (_database, _held, _worker, _options) = (database, held, worker, options);
        _running = RunAsync();
    }

    /// <summary>Runs a claim ($1 now, $2 until, $3 worker, then the others) that returns lane, epoch and endpoint.</summary>
    public async Task<Dictionary<string, LaneLease>> ClaimAsync(string sql, Func<byte[], string> name, NpgsqlParameter[] others, CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken);
        try
        {
            await FreeLostAsync(cancellationToken);
            var until = _options.Time.GetUtcNow() + _options.LeaseDuration;
            var claimed = await _database.RetryAsync(
                () => ClaimOnceAsync(
                    sql,
                    [Parameter.Of(_options.Time.GetUtcNow()), Parameter.Of(until), Parameter.Of(_worker), .. others],
                    row => (Lease: new LaneLease(name(row.Bytes(0)), row.GetInt64(1)), Endpoint: row.TextOrNull(2))),
                cancellationToken);
            claimed.ForEach(c => _held.Add(c.Lease, until, c.Endpoint));
            return claimed.ToDictionary(c => c.Lease.Lane, c => c.Lease, StringComparer.Ordinal);
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>Looks for lanes to claim. Where a look fails a claim may have failed as well; and where there is nothing to claim, lanes that a lost one leased are freed all the same.</summary>
    public async Task<List<T>> LookAsync<T>(string sql, NpgsqlParameter[] parameters, Func<NpgsqlDataReader, T> read, CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken);
        try
        {
            await FreeLostAsync(cancellationToken);
        }
        finally
        {
            _turn.Release();
        }

        return await _database.RetryAsync(() => ClaimOnceAsync(sql, parameters, read), cancellationToken);
    }

    /// <summary>A claim that failed may have leased lanes all the same; the next one frees them.</summary>
    private async Task<List<T>> ClaimOnceAsync<T>(string sql, NpgsqlParameter[] parameters, Func<NpgsqlDataReader, T> read)
    {
        try
        {
            return await _database.ReadOnceAsync(sql, parameters, read, CancellationToken.None);
        }
        catch
        {
            Interlocked.Increment(ref _lost);
            throw;
        }
    }

    /// <summary>True when the lane was still the lease's.</summary>
    public async Task<bool> ReleaseAsync(LaneLease lease)
    {
        _held.Remove(lease);
        var release = new Release(lease);
        _releases.Writer.TryWrite(release);
        return await release.Done.Task;
    }

    /// <summary>Runs what follows a claim. When that fails nobody will work on the lanes: they are freed with the next claim.</summary>
    public async Task<T> UseAsync<T>(Dictionary<string, LaneLease> leases, Func<Task<T>> use)
    {
        LaneLease[] claimed = [.. leases.Values];
        try
        {
            return await use();
        }
        catch (Exception fault) when (fault is not StoreException { IsTransient: false })
        {
            Array.ForEach(claimed, _held.Remove);
            Interlocked.Increment(ref _lost);
            throw;
        }
    }

    public async Task ReleaseAllAsync(IEnumerable<LaneLease> leases) => await Task.WhenAll(leases.Select(ReleaseAsync));

    public async ValueTask DisposeAsync()
    {
        _releases.Writer.TryComplete();
        await _running;
        _turn.Dispose();
    }

    private async Task RunAsync()
    {
        while (await _releases.Reader.WaitToReadAsync())
        {
            var batch = new List<Release>();
            while (batch.Count < 512 && _releases.Reader.TryRead(out var next))
            {
                batch.Add(next);
            }

            try
            {
                var freed = await ReleaseAsync("inbound_lane", lane => LaneName.Inbound(lane), batch.Where(r => !LaneName.IsOutbound(r.Lease)));
                freed.UnionWith(await ReleaseAsync("outbound_lane", lane => LaneName.Outbound(lane), batch.Where(r => LaneName.IsOutbound(r.Lease))));
                batch.ForEach(r => r.Done.SetResult(freed.Contains(r.Lease.Lane)));
            }
            catch (Exception fault)
            {
                Interlocked.Increment(ref _lost);
                batch.ForEach(r => r.Done.SetException(fault));
            }
        }
    }

    private async Task<HashSet<string>> ReleaseAsync(string table, Func<byte[], string> name, IEnumerable<Release> releases)
    {
        var leases = releases.Select(r => r.Lease).ToList();
        return leases.Count == 0
            ? []
            : [.. await _database.ReadAllAsync(
                ReleaseSql.Replace("{0}", table, StringComparison.Ordinal),
                [Parameter.Of(leases.Select(LaneName.Lane)), Parameter.Of(leases.Select(l => l.Epoch))],
                row => name(row.Bytes(0)),
                CancellationToken.None)];
    }

    private async Task FreeLostAsync(CancellationToken cancellationToken)
    {
        var (now, lost) = (_options.Time.GetUtcNow(), Volatile.Read(ref _lost));
        if (lost != _seen)
        {
            (_seen, _freeUntil, _freeNext) = (lost, now + Afterwards, now);
        }

        if (now < _freeUntil && now >= _freeNext)
        {
            _freeNext = now + Between;
            await FreeForgottenAsync(cancellationToken);
        }
    }

    private async Task FreeForgottenAsync(CancellationToken cancellationToken)
    {
        var epochs = _held.Epochs();
        foreach (var table in (string[])["inbound_lane", "outbound_lane"])
        {
            await _database.ReadAllAsync(
                ForgottenSql.Replace("{0}", table, StringComparison.Ordinal), [Parameter.Of(_worker), Parameter.Of(epochs)], _ => 0, cancellationToken);
        }
    }

    private sealed class Release(LaneLease lease)
    {
        public LaneLease Lease => lease;

        public TaskCompletionSource<bool> Done { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
