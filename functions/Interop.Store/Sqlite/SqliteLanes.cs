using Interop.Engine.Ports;
using Interop.Store.Crypto;
using Interop.Store.Sqlite.Reading;

namespace Interop.Store.Sqlite;

/// <summary>
/// <see cref="ILanes"/>. A lane is leased first and its head is read afterwards: whoever had the lane before has committed by then, so
/// the head is not one that is already done.
/// </summary>
internal sealed class SqliteLanes(SqliteReaders readers, BodyReads bodies, LaneLeases leases, WorkSignal signal) : ILanes, IDisposable
{
    private const string HeadInSql = MessageRows.Select + " where lane = ? and state = 0 order by sequence limit 1";

    private readonly SemaphoreSlim _turn = new(1);
    private readonly OutboundScan _scan = new(leases);
    private readonly InboundScan _inbound = new(leases);

    public async Task<IReadOnlyList<InboundWork>> LeaseInboundAsync(int limit, CancellationToken cancellationToken)
    {
        leases.DropExpired();
        return await readers.ReadAsync<IReadOnlyList<InboundWork>>(
            database =>
            {
                var work = new LeasedWork<InboundWork>(leases);
                foreach (var (lane, _, _) in _inbound.Pick(database, limit))
                {
                    if (leases.TryTake(LaneName.Inbound(lane)) is { } lease)
                    {
                        work.Add(lease, () => ReadHead(database, lane, lease));
                    }
                }

                return work.Done();
            },
            cancellationToken);
    }

    public async Task<IReadOnlyList<OutboundWork>> LeaseOutboundAsync(int limit, int perEndpoint, DateTimeOffset now, CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken);
        try
        {
            leases.DropExpired();
            return await readers.ReadAsync<IReadOnlyList<OutboundWork>>(
                database =>
                {
                    var work = new LeasedWork<OutboundWork>(leases);
                    foreach (var (lane, endpoint, _) in _scan.Pick(database, limit, perEndpoint, now))
                    {
                        if (leases.TryTake(LaneName.Outbound(lane), endpoint, perEndpoint) is { } lease)
                        {
                            work.Add(lease, () => ReadHead(database, lane, lease, now));
                        }
                    }

                    return work.Done();
                },
                cancellationToken);
        }
        finally
        {
            _turn.Release();
        }
    }

    public async Task ReleaseAsync(LaneLease lease, CancellationToken cancellationToken)
    {
        // Who delivers knows of its own ends, and looks then whether its endpoint has more.
        if (leases.Release(lease) && !LaneName.IsOutbound(lease) && await HasInboundAsync(lease, cancellationToken))
        {
            signal.Raise();
        }
    }

    public async Task<DateTimeOffset?> NextDueAsync(CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken);
        try
        {
            return await readers.ReadAsync(_scan.NextDue, cancellationToken);
        }
        finally
        {
            _turn.Release();
        }
    }

    public Task<IReadOnlyDictionary<string, long>> CountWaitingAsync(CancellationToken cancellationToken) => readers.ReadAsync(InboundScan.CountWaiting, cancellationToken);

    public Task<long> WaitAsync(long mark, TimeSpan timeout, CancellationToken cancellationToken) => signal.WaitAsync(mark, timeout, cancellationToken);

    public void Dispose() => _turn.Dispose();

    private InboundWork? ReadHead(SqliteDatabase database, byte[] lane, LaneLease lease)
    {
        MessageRow message;
        long body;
        using (var row = database.Prepare(HeadInSql).Bind(lane))
        {
            if (!row.Step())
            {
                return null;
            }

            (message, body) = (MessageRows.Read(row), row.Int64(MessageRows.BodyColumn));
        }

        return new InboundWork(lease, message, bodies.Read(database, body, new BodyOwner(BodyPurpose.Record, message.Id)));
    }

    private OutboundWork? ReadHead(SqliteDatabase database, byte[] lane, LaneLease lease, DateTimeOffset now)
    {
        const string sql = DeliveryRows.Select + " where d.lane = ? and d.state in (0, 1, 2) order by d.sequence limit 1";
        DeliveryRow delivery;
        long? body;
        using (var row = database.Prepare(sql).Bind(lane))
        {
            if (!row.Step())
            {
                return null;
            }

            delivery = DeliveryRows.Read(row);
            body = row.IsNull(DeliveryRows.PayloadColumn) ? null : row.Int64(DeliveryRows.PayloadColumn);
        }

        if ((delivery.NextAttemptAt ?? delivery.CreatedAt) > now)
        {
            return null;
        }

        return new OutboundWork(lease, delivery, body is { } id ? bodies.Read(database, id, new BodyOwner(BodyPurpose.Payload, delivery.Id)) : default(ReadOnlyMemory<byte>?));
    }

    private Task<bool> HasInboundAsync(LaneLease lease, CancellationToken cancellationToken) =>
        readers.ReadAsync(
            database =>
            {
                using var row = database.Prepare("select 1 from inbound_lane where lane = ?").Bind(LaneName.Lane(lease));
                return row.Step();
            },
            cancellationToken);
}
