using Interop.Engine.Ports;
using Interop.Store.Postgres.Reading;

namespace Interop.Store.Postgres.Lanes;

/// <summary><see cref="ILanes"/>, for this process among others.</summary>
internal sealed class PostgresLanes : ILanes, IAsyncDisposable
{
    private readonly LaneRows _rows;
    private readonly InboundClaims _inbound;
    private readonly OutboundClaims _outbound;
    private readonly WorkSignal _signal;
    private readonly PostgresStoreOptions _options;
    private readonly SemaphoreSlim _turn = new(1);

    public PostgresLanes(PostgresDatabase database, BodyReads bodies, WorkSignal signal, long worker, PostgresStoreOptions options)
    {
        (_signal, _options) = (signal, options);
        var held = new HeldLanes(options.Time);
        _rows = new LaneRows(database, held, worker, options);
        _inbound = new InboundClaims(database, bodies, _rows, options.Time);
        _outbound = new OutboundClaims(database, bodies, _rows, held, options.Time);
    }

    public Task<IReadOnlyList<InboundWork>> LeaseInboundAsync(int limit, CancellationToken cancellationToken) => _inbound.LeaseAsync(limit, cancellationToken);

    public async Task<IReadOnlyList<OutboundWork>> LeaseOutboundAsync(int limit, int perEndpoint, DateTimeOffset now, CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken);
        try
        {
            return await _outbound.LeaseAsync(limit, perEndpoint, now, cancellationToken);
        }
        finally
        {
            _turn.Release();
        }
    }

    public async Task ReleaseAsync(LaneLease lease, CancellationToken cancellationToken)
    {
        // An inbound lane has a row only while a message waits in it. Who delivers knows of its own ends, and looks then whether its endpoint
        // has more.
        if (await _rows.ReleaseAsync(lease) && !LaneName.IsOutbound(lease))
        {
            _signal.Raise();
        }
    }

    public Task<IReadOnlyDictionary<string, long>> CountWaitingAsync(CancellationToken cancellationToken) => _inbound.CountWaitingAsync(cancellationToken);

    public Task<DateTimeOffset?> NextDueAsync(CancellationToken cancellationToken) => _outbound.NextDueAsync(cancellationToken);

    /// <summary>Ends after the poll interval at the latest: a notification of another process may have been lost.</summary>
    public Task<long> WaitAsync(long mark, TimeSpan timeout, CancellationToken cancellationToken) =>
        _signal.WaitAsync(mark, timeout < _options.PollInterval ? timeout : _options.PollInterval, cancellationToken);

    public async ValueTask DisposeAsync()
    {
        await _rows.DisposeAsync();
        _turn.Dispose();
    }
}
