using System.Globalization;
using System.Text.Json;
using Interop.Engine.Messages;
using Interop.Engine.Ports;
using Interop.Fhir.Issues;
using Interop.Functions.Bench;
using Interop.Functions.Demo;
using Interop.Store;

namespace Interop.Functions.Chaos;

/// <summary>Compares what was acknowledged, what the store says, what the receivers took, and what the population's own account says.</summary>
internal sealed class ChaosCount(IStore store, ChaosPusher pusher, StoryPusher stories, IReadOnlyList<UnreliableReceiver> receivers)
{
    /// <summary>
    /// Why a delivery of the population may end without having been made: something newer took its place, another got it, or its record or the consent
    /// was withdrawn while it waited. What receivers must have in the end is asked elsewhere.
    /// </summary>
    private static readonly HashSet<string> Replaced = ["superseded-by-newer-version", "recipient-changed", "record-cancelled", "consent-withdrawn"];

    private readonly List<string> faults = [];
    private readonly Dictionary<UnreliableReceiver, HashSet<string>> owed = receivers.ToDictionary(r => r, _ => new HashSet<string>(StringComparer.Ordinal));

    /// <summary>Everything that should not be.</summary>
    public async Task<List<string>> FindFaultsAsync(IEnumerable<(string Feed, JsonElement Entry)> pulled, CancellationToken cancellationToken)
    {
        faults.AddRange(pusher.Refusals.Select(r => $"{r.Value} pushes were answered with {r.Key}"));
        foreach (var (number, id) in pusher.Acknowledged)
        {
            var name = string.Create(CultureInfo.InvariantCulture, $"record {number}");
            if (await CheckAsync(id, name, held: false, cancellationToken) is { } deliveries && deliveries.Select(d => d.EndpointId).Distinct().Count() != receivers.Count)
            {
                faults.Add($"lost: {name} is settled and was not owed to every endpoint");
            }
        }

        foreach (var (id, name) in stories.Messages)
        {
            await CheckAsync(id, name, held: true, cancellationToken);
        }

        receivers.ToList().ForEach(CheckReceiver);
        var books = await store.ReadBooksAsync(cancellationToken);
        const string Own = $"FINEG|{TrialRecords.Pharmacy}";
        CheckBooks([.. books.Where(b => b.Organisation == Own)]);
        var calls = receivers.SelectMany(r => r.Effects).Select(e => new RecordedCall(e.Key, e.Message, e.Sequence, e.Body, DateTimeOffset.UnixEpoch, 200));
        faults.AddRange(stories.Account.Compare([.. books.Where(b => b.Organisation != Own)], calls, pulled).Differences);
        if (await store.FindAuditBreakAsync(cancellationToken) is { } row)
        {
            faults.Add(string.Create(CultureInfo.InvariantCulture, $"the audit chain is broken at row {row}"));
        }

        return faults;
    }

    /// <summary>Looks at a message that was acknowledged; its deliveries when it is settled.</summary>
    /// <param name="held">Whether it may be held back: whether it had to be is asked elsewhere.</param>
    private async Task<IReadOnlyList<DeliveryRow>?> CheckAsync(Guid id, string name, bool held, CancellationToken cancellationToken)
    {
        var message = await store.FindMessageAsync(id, cancellationToken);
        var deliveries = message is null ? [] : await store.FindDeliveriesAsync(id, cancellationToken);
        if (message?.State is not (MessageState.Settled or MessageState.Superseded) && !(held && (message?.State == MessageState.Quarantined || AllButUnserved(message, deliveries))))
        {
            var stopped = deliveries.Where(d => d.State is not (DeliveryState.Delivered or DeliveryState.Cancelled));
            var why = message is null ? "not in the store" : $"{message.State}: {string.Join("; ", Reasons(message.Report).Concat(stopped.SelectMany(Reasons)))}";
            faults.Add($"lost: {name} was acknowledged and is {why}");
            return null;
        }

        foreach (var delivery in deliveries.Where(d => d.State == DeliveryState.Delivered))
        {
            owed[receivers.First(r => r.Plays(delivery.EndpointId!))].Add(delivery.Id.ToString("D"));
        }

        faults.AddRange(deliveries.Where(d => d.State == DeliveryState.Cancelled && !Replaced.Contains(d.Reason ?? "")).Select(d => $"lost: a delivery of {name} was cancelled: {d.Reason}"));
        return message!.State == MessageState.Settled ? deliveries : null;
    }

    /// <summary>Whether only acts of somebody without a billing product wait; how many must is asked elsewhere.</summary>
    private static bool AllButUnserved(MessageRow? message, IReadOnlyList<DeliveryRow> deliveries) => message?.State == MessageState.Routed
        && deliveries.All(d => d.State is DeliveryState.Delivered or DeliveryState.Cancelled || d is { EndpointId: null, State: DeliveryState.Parked });

    /// <summary>Codes with their texts and places, which name no value of a record, and the internal fault if there was one.</summary>
    private static IEnumerable<string> Reasons(string json)
    {
        var report = MessageReport.Parse(json);
        return report.Issues.Select(i => $"{i.Code} {i.ToIssue()?.Text(Language.English)} {i.Source ?? i.Expression} {i.Script}".TrimEnd()).Append(report.Fault).OfType<string>();
    }

    private static IEnumerable<string> Reasons(DeliveryRow delivery) => [$"delivery to {delivery.EndpointId} {delivery.State} {delivery.Reason}", .. Reasons(delivery.Report)];

    private void CheckReceiver(UnreliableReceiver receiver)
    {
        var (effects, due) = (receiver.Effects, owed[receiver]);
        var taken = effects.Select(e => e.Key).ToHashSet(StringComparer.Ordinal);
        Add(due.Count(k => !taken.Contains(k)), $"lost: called delivered and never taken by {receiver.Id}");
        Add(taken.Count(k => !due.Contains(k)), $"taken by {receiver.Id} and not called delivered");
        Add(effects.Count - effects.DistinctBy(e => e.What).Count(), $"doubled: a version of a record taken twice by {receiver.Id}");
        Add(receiver.Changed.Count, $"a key came to {receiver.Id} with other bytes");
        var disordered = effects.GroupBy(e => e.Lane).Where(lane => !lane.Select(e => e.Sequence).SequenceEqual(lane.Select(e => e.Sequence).Order())).ToList();
        Add(disordered.Count, $"out of order: lanes of {receiver.Id}");
        faults.AddRange(disordered.Take(2).Select(lane => string.Join(", ", lane.Select(e => string.Create(CultureInfo.InvariantCulture, $"{e.Sequence}: {e.What}")))));

        void Add(int count, string what)
        {
            if (count > 0)
            {
                faults.Add(string.Create(CultureInfo.InvariantCulture, $"{what} ({count})"));
            }
        }
    }

    private void CheckBooks(IReadOnlyList<BookLine> books)
    {
        if (books.Any(b => !b.Balanced) || books.Sum(b => b.InProgress + b.Quarantined + b.Parked) > 0)
        {
            faults.Add("the books are not balanced, or something is left in them");
        }

        if (books.Sum(b => b.Received) != pusher.Acknowledged.Count)
        {
            faults.Add(string.Create(CultureInfo.InvariantCulture, $"doubled: {books.Sum(b => b.Received)} messages were received for {pusher.Acknowledged.Count} records"));
        }
    }
}
