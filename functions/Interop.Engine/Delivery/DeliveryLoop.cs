using Interop.Engine.Messages;
using Interop.Engine.Ports;

namespace Interop.Engine.Delivery;

/// <summary>
/// Sends what is owed: one delivery at a time per lane, in order, parallel across lanes. The payload is frozen and the attempt is on disk before
/// anything is sent, so that after a crash the same bytes go out again under the same idempotency key.
/// </summary>
public sealed class DeliveryLoop(IJournal journal, ILanes lanes, IRegistry registry, Preparation preparation, ITransport transport, DeliverySettings settings)
{
    /// <summary>
    /// Lanes leased for each place at the receivers: while some are sent, others are rendered, written or booked, so that the wait for the
    /// disk does not keep a receiver idle.
    /// </summary>
    private const int LanesPerPlace = 4;

    private readonly SendPlaces places = new(settings.Parallel, settings.PlacesOf);

    /// <summary>Works until nothing is due and nothing is running, the limit is reached, or the deadline has passed (running attempts end first).</summary>
    /// <returns>How many deliveries were tried.</returns>
    public async Task<int> DrainAsync(int limit, DateTimeOffset deadline, CancellationToken cancellationToken)
    {
        var running = new RunningWork();
        var (done, mark) = (0, 0L);
        Task<long>? added = null;
        while (true)
        {
            var free = Math.Min((settings.Parallel * LanesPerPlace) - running.Count, limit - done);
            var work = free > 0 && Now < deadline ? await lanes.LeaseOutboundAsync(free, settings.ParallelPerEndpoint * LanesPerPlace, Now, cancellationToken) : [];
            var endpoints = new Lazy<Task<IReadOnlyList<Endpoint>>>(() => registry.ListEndpointsAsync(cancellationToken));
            foreach (var item in work)
            {
                running.Add(DeliverAndReleaseAsync(item, endpoints, cancellationToken));
            }

            done += work.Count;
            if (running.Count == 0)
            {
                return done;
            }

            if (work.Count < free || free == 0)
            {
                // A slow endpoint must not hold up the others: wake for whatever comes first, an attempt that ends or new work. Attempts that
                // share a commit end together; those behind the first get their turn before lanes are leased anew.
                added ??= lanes.WaitAsync(mark, TimeSpan.FromSeconds(1), cancellationToken);
                await Task.WhenAny(running.Ended, added);
                await Task.Yield();
                (mark, added) = added.IsCompleted ? (added.IsCompletedSuccessfully ? await added : mark, null) : (mark, added);
            }

            await running.CollectAsync();
        }
    }

    private DateTimeOffset Now => settings.Context.Clock.GetUtcNow();

    private async Task DeliverAndReleaseAsync(OutboundWork work, Lazy<Task<IReadOnlyList<Endpoint>>> endpoints, CancellationToken cancellationToken)
    {
        try
        {
            await DeliverAsync(work, endpoints, cancellationToken);
        }
        finally
        {
            await lanes.ReleaseAsync(work.Lease, CancellationToken.None);
        }
    }

    private async Task DeliverAsync(OutboundWork work, Lazy<Task<IReadOnlyList<Endpoint>>> endpoints, CancellationToken cancellationToken)
    {
        var endpoint = (await endpoints.Value).FirstOrDefault(e => e.Id == work.Delivery.EndpointId && e.Active);
        if (endpoint?.Address is null)
        {
            await CommitAsync(work, Change(work, DeliveryState.Parked) with { Reason = "no-endpoint" }, [], cancellationToken);
            return;
        }

        if (transport.RestOf(endpoint) is { } rest)
        {
            await CommitAsync(work, Postponed(work, rest), [], cancellationToken);
            return;
        }

        if (await FreezeAsync(work, endpoint, cancellationToken) is not { } payload)
        {
            return;
        }

        var number = work.Delivery.Attempts + 1;
        var outcome = await places.UseAsync(endpoint.Id, () => transport.SendAsync(endpoint, work.Delivery, payload, cancellationToken), cancellationToken);
        var decision = settings.Context.Policy.Decide(number, outcome, Now, work.Delivery.Deadline, settings.Ids.NextJitter());
        await CommitAsync(work, After(work, outcome, decision), [], cancellationToken);
    }

    /// <summary>The bytes to send, on disk together with the start of the attempt; null when there is nothing to send.</summary>
    private async Task<ReadOnlyMemory<byte>?> FreezeAsync(OutboundWork work, Endpoint endpoint, CancellationToken cancellationToken)
    {
        var start = Change(work, DeliveryState.Sending) with
        {
            AttemptStarted = work.Delivery.Attempts + 1,
            AttemptEnded = LeftOver(work),
        };
        if (work.Payload is { } frozen)
        {
            if (await preparation.WithdrawnAsync(work.Delivery, cancellationToken) is { } withdrawn)
            {
                await CommitAsync(work, Change(work, DeliveryState.Cancelled) with { Reason = withdrawn.Reason, AttemptEnded = LeftOver(work) }, withdrawn.Instead, cancellationToken);
                return null;
            }

            return await StartAsync(work, start, frozen, cancellationToken);
        }

        switch (await PrepareAsync(work, endpoint, cancellationToken))
        {
            case Prepared.Payload payload:
                start = start with { Payload = payload.Bytes, PayloadHash = payload.Hash, Report = payload.Report };
                return await StartAsync(work, start, payload.Bytes, cancellationToken);
            case Prepared.Cancel cancel:
                await CommitAsync(work, Change(work, DeliveryState.Cancelled) with { Reason = cancel.Reason }, cancel.Instead, cancellationToken);
                return null;
            case Prepared.Park park:
                await CommitAsync(work, Parked(work, Change(work, DeliveryState.Parked), park.Reason) with { Report = park.Report }, [], cancellationToken);
                return null;
            default:
                return null;
        }
    }

    private async Task<Prepared> PrepareAsync(OutboundWork work, Endpoint endpoint, CancellationToken cancellationToken)
    {
        try
        {
            return await preparation.PrepareAsync(work.Delivery, endpoint, cancellationToken);
        }
        catch (Exception fault) when (UnexpectedFault.IsOurs(fault))
        {
            return new Prepared.Park("processing-failed", new MessageReport { Fault = UnexpectedFault.PlaceOf(fault) }.ToJson());
        }
    }

    private async Task<ReadOnlyMemory<byte>?> StartAsync(OutboundWork work, DeliveryChange start, ReadOnlyMemory<byte> payload, CancellationToken cancellationToken)
    {
        if (await CommitAsync(work, start, [], cancellationToken))
        {
            return payload;
        }

        // Not a conditional expression: there, null would become an empty memory, and an empty body would be sent.
        return null;
    }

    private DeliveryChange Postponed(OutboundWork work, TimeSpan rest)
    {
        var decision = DeliveryPolicy.Postpone(rest, Now, work.Delivery.Deadline, settings.Ids.NextJitter());
        return Applied(work, Change(work, DeliveryState.Retrying) with { AttemptEnded = LeftOver(work) }, decision);
    }

    private DeliveryChange After(OutboundWork work, SendOutcome outcome, DeliveryDecision decision)
    {
        var end = new AttemptEnd(outcome.Result.ToString().ToLowerInvariant(), outcome.Status, outcome.Receipt);
        return Applied(work, Change(work, DeliveryState.Delivered) with { From = DeliveryState.Sending, AttemptEnded = end }, decision);
    }

    private DeliveryChange Applied(OutboundWork work, DeliveryChange change, DeliveryDecision decision) => decision switch
    {
        DeliveryDecision.RetryAt retry => change with { To = DeliveryState.Retrying, NextAttemptAt = retry.Time },
        DeliveryDecision.Park park => Parked(work, change, park.Reason),
        _ => change,
    };

    private DeliveryChange Parked(OutboundWork work, DeliveryChange change, string reason) =>
        change with { To = DeliveryState.Parked, Reason = reason, HoldsLane = preparation.Blocks(work.Delivery) };

    /// <summary>The end of an attempt that a crash cut off: nobody knows what came of it; the receiver tells by the key.</summary>
    private static AttemptEnd? LeftOver(OutboundWork work) => work.Delivery.State == DeliveryState.Sending ? new AttemptEnd("unknown", null, null) : null;

    private DeliveryChange Change(OutboundWork work, DeliveryState to) => new() { Id = work.Delivery.Id, From = work.Delivery.State, To = to, At = Now };

    private async Task<bool> CommitAsync(OutboundWork work, DeliveryChange change, IReadOnlyList<NewDelivery> instead, CancellationToken cancellationToken)
    {
        var audit = change.To == DeliveryState.Sending ? [] : new[]
        {
            new AuditEntry(change.At, "engine", work.Delivery.Recipient, "deliver", $"delivery/{work.Delivery.Id:D}", change.Reason ?? change.To.ToString().ToLowerInvariant()),
        };
        var changes = new ChangeSet { Lease = work.Lease, DeliveryChanges = [change], Deliveries = instead, Audit = audit };
        return await journal.CommitAsync(changes, cancellationToken) == CommitOutcome.Committed;
    }
}

/// <summary>How much is sent at once.</summary>
/// <param name="Parallel">Attempts at the same time; a few times as many lanes are leased, rendered and written meanwhile. Default 128.</param>
/// <param name="ParallelPerEndpoint">Of these, to one endpoint. Default 32.</param>
public sealed record DeliverySettings(EngineContext Context, IIdSource Ids, int Parallel = 128, int ParallelPerEndpoint = 32)
{
    /// <summary>Fewer or more at the same time to endpoints with these ids.</summary>
    public IReadOnlyDictionary<string, int> Concurrency { get; init; } = new Dictionary<string, int>();

    /// <summary>Attempts at the same time to this endpoint.</summary>
    public int PlacesOf(string endpoint) => Concurrency.TryGetValue(endpoint, out var own) ? own : ParallelPerEndpoint;
}
