using Interop.Engine.Ports;

namespace Interop.Engine.Tests.Support;

/// <summary>Deliveries and feeds.</summary>
internal sealed partial class MemoryStore : IOutbox
{
    private readonly List<Owed> deliveries = [];

    public List<FeedItemWrite> FeedItems { get; } = [];

    public IReadOnlyList<DeliveryRow> Deliveries => [.. deliveries.Select(d => d.Row)];

    /// <summary>A delivery as a crash or an earlier run may have left it.</summary>
    public DeliveryRow Owe(NewDelivery delivery, DeliveryState state = DeliveryState.Pending, int attempts = 0, ReadOnlyMemory<byte>? payload = null)
    {
        var sequence = delivery.EndpointId is null ? 0 : deliveries.Count(d => d.Row.Lane.Equals(delivery.Lane)) + 1;
        var owed = new Owed(new DeliveryRow
        {
            Id = delivery.Id, MessageId = delivery.MessageId, EndpointId = delivery.EndpointId, Message = delivery.Message, Route = delivery.Route,
            Recipient = delivery.Recipient, Lane = delivery.Lane, Sequence = sequence, Patient = delivery.Patient, Focus = delivery.Focus, Pinned = delivery.Pinned,
            State = state, Reason = delivery.Reason, Attempts = attempts, CreatedAt = delivery.CreatedAt, Deadline = delivery.Deadline,
        }) { Payload = payload };
        deliveries.Add(owed);
        return owed.Row;
    }

    public IReadOnlyList<AttemptEnd?> AttemptsOf(Guid delivery) => deliveries.First(d => d.Row.Id == delivery).Attempts;

    public Task<IReadOnlyList<DeliveryRow>> FindDeliveriesAsync(Guid messageId, CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<DeliveryRow>>([.. Deliveries.Where(d => d.MessageId == messageId)]);

    public Task<IReadOnlyList<AttemptRow>> FindAttemptsAsync(Guid deliveryId, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<DeliveredPayload?> FindLastDeliveredAsync(string endpointId, string message, ResourceKey focus, CancellationToken cancellationToken)
    {
        var last = deliveries.LastOrDefault(d => d.Row.EndpointId == endpointId && d.Row.Message == message && d.Row.Focus.Key == focus && d.Row.State == DeliveryState.Delivered);
        return Task.FromResult(last?.Payload is { } payload ? new DeliveredPayload(last.Row.Id, last.Row.Sequence, last.Row.Focus, payload) : null);
    }

    public Task<IReadOnlyList<DeliveryRow>> FindByFocusAsync(ResourceKey focus, CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<DeliveryRow>>([.. Deliveries.Where(d => d.Focus.Key == focus)]);

    public Task<IReadOnlyList<FeedItemRow>> ReadFeedAsync(string feed, string endpointId, long after, int limit, CancellationToken cancellationToken) =>
        throw new NotSupportedException();

    public Task<FeedTrace?> FindFeedEntryAsync(string feed, string endpointId, string itemId, CancellationToken cancellationToken) =>
        Task.FromResult(FeedItems.Where(i => i.Feed == feed && i.EndpointId == endpointId && i.ItemId == itemId)
            .Select((i, n) => new FeedTrace(i.Feed, i.EndpointId, i.ItemId, n + 1, i.State, i.At, i.Focus, i.MessageId)).LastOrDefault());

    public Task<IReadOnlyList<FeedTrace>> FindFeedEntriesAsync(Guid messageId, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<long> ReadFeedMarkAsync(string feed, string endpointId, CancellationToken cancellationToken) => throw new NotSupportedException();

    private void ApplyDeliveries(ChangeSet changes)
    {
        foreach (var delivery in changes.Deliveries)
        {
            Owe(delivery, delivery.State);
        }

        foreach (var change in changes.DeliveryChanges)
        {
            deliveries.First(d => d.Row.Id == change.Id).Apply(change);
        }

        FeedItems.AddRange(changes.FeedItems);
        foreach (var kept in messages.Where(m => m.Row.State is MessageState.Routed or MessageState.Settled))
        {
            var open = deliveries.Any(d => d.Row.MessageId == kept.Row.Id && d.Row.State is not (DeliveryState.Delivered or DeliveryState.Cancelled));
            kept.Row = kept.Row with { State = open ? MessageState.Routed : MessageState.Settled };
        }
    }

    private sealed class Owed(DeliveryRow row)
    {
        public DeliveryRow Row { get; private set; } = row;

        public ReadOnlyMemory<byte>? Payload { get; set; }

        public List<AttemptEnd?> Attempts { get; } = [.. Enumerable.Repeat<AttemptEnd?>(null, row.Attempts)];

        public void Apply(DeliveryChange change)
        {
            if (change.AttemptEnded is { } end)
            {
                Attempts[^1] = end;
            }

            if (change.AttemptStarted is not null)
            {
                Attempts.Add(null);
            }

            Assert.True(Payload is null || change.Payload is null, "a payload was frozen twice");
            Payload ??= change.Payload;
            Row = Row with
            {
                State = change.To, Reason = change.Reason, NextAttemptAt = change.NextAttemptAt, PayloadHash = change.PayloadHash ?? Row.PayloadHash,
                Attempts = change.AttemptStarted ?? Row.Attempts, Report = change.Report ?? Row.Report, HoldsLane = change.HoldsLane,
            };
        }
    }
}
