using System.Globalization;
using Interop.Engine.Messages;
using Interop.Engine.Ports;
using Interop.Fhir.Issues;
using Interop.Store;

namespace Interop.Functions.Chaos;

/// <summary>What a trial ended with: the counts, and everything that should not be.</summary>
public sealed record ChaosVerdict(string Store, IReadOnlyDictionary<string, int> Events, int Records, long Pushes, int Effects, long Calls, TimeSpan Took, IReadOnlyList<string> Faults)
{
    private const int Shown = 20;

    /// <summary>Compares what was acknowledged, what the store says and what the receivers took.</summary>
    public static async Task<List<string>> FindFaultsAsync(IStore store, ChaosPusher pusher, IReadOnlyList<UnreliableReceiver> receivers, CancellationToken cancellationToken)
    {
        var faults = new List<string>();
        faults.AddRange(pusher.Refusals.Select(r => $"{r.Value} pushes were answered with {r.Key}"));
        var owed = receivers.ToDictionary(r => r.Id, _ => new HashSet<string>(StringComparer.Ordinal));
        foreach (var (number, id) in pusher.Acknowledged)
        {
            var message = await store.FindMessageAsync(id, cancellationToken);
            if (message?.State is not (MessageState.Settled or MessageState.Superseded))
            {
                var stopped = message is null ? [] : (await store.FindDeliveriesAsync(id, cancellationToken)).Where(d => d.State is not (DeliveryState.Delivered or DeliveryState.Cancelled));
                var why = message is null ? "not in the store" : $"{message.State}: {string.Join("; ", Reasons(message.Report).Concat(stopped.SelectMany(Reasons)))}";
                faults.Add(string.Create(CultureInfo.InvariantCulture, $"lost: record {number} was acknowledged and is {why}"));
                continue;
            }

            var deliveries = await store.FindDeliveriesAsync(id, cancellationToken);
            if (message.State == MessageState.Settled && deliveries.Select(d => d.EndpointId).Distinct().Count() != receivers.Count)
            {
                faults.Add(string.Create(CultureInfo.InvariantCulture, $"lost: record {number} is settled and was not owed to every endpoint"));
            }

            foreach (var delivery in deliveries.Where(d => d.State == DeliveryState.Delivered))
            {
                owed[delivery.EndpointId!].Add(delivery.Id.ToString("D"));
            }

            faults.AddRange(deliveries.Where(d => d.State == DeliveryState.Cancelled && d.Reason != "superseded-by-newer-version").Select(d => $"lost: a delivery was cancelled: {d.Reason}"));
        }

        receivers.ToList().ForEach(r => CheckReceiver(r, owed[r.Id], faults));
        await CheckBooksAsync(store, pusher, faults, cancellationToken);
        return faults;
    }

    /// <summary>On some lines, for a terminal.</summary>
    public IEnumerable<string> Describe()
    {
        yield return string.Create(
            CultureInfo.InvariantCulture,
            $"{Store}: {string.Join(", ", Events.Select(e => $"{e.Value} x {e.Key}"))}; {Records} records acknowledged in {Pushes} pushes, {Effects} effects in {Calls} calls, {Took.TotalSeconds:0} s");
        foreach (var fault in Faults.Take(Shown))
        {
            yield return $"  fault: {fault}";
        }

        yield return Faults.Count switch
        {
            0 => "  0 lost, 0 doubled, lanes in order, books balanced, audit chain whole",
            > Shown => string.Create(CultureInfo.InvariantCulture, $"  and {Faults.Count - Shown} more faults"),
            _ => string.Create(CultureInfo.InvariantCulture, $"  {Faults.Count} faults"),
        };
    }

    /// <summary>Codes with their texts and places, which name no value of a record, and the internal fault if there was one.</summary>
    private static IEnumerable<string> Reasons(string json)
    {
        var report = MessageReport.Parse(json);
        return report.Issues.Select(i => $"{i.Code} {i.ToIssue()?.Text(Language.English)} {i.Source ?? i.Expression} {i.Script}".TrimEnd()).Append(report.Fault).OfType<string>();
    }

    private static IEnumerable<string> Reasons(DeliveryRow delivery) => [$"delivery to {delivery.EndpointId} {delivery.State} {delivery.Reason}", .. Reasons(delivery.Report)];

    private static void CheckReceiver(UnreliableReceiver receiver, HashSet<string> owed, List<string> faults)
    {
        var effects = receiver.Effects;
        var taken = effects.Select(e => e.Key).ToHashSet(StringComparer.Ordinal);
        Add(owed.Count(k => !taken.Contains(k)), $"lost: called delivered and never taken by {receiver.Id}");
        Add(taken.Count(k => !owed.Contains(k)), $"taken by {receiver.Id} and not called delivered");
        Add(effects.Count - effects.DistinctBy(e => (e.Plan, e.Version)).Count(), $"doubled: a version of a plan taken twice by {receiver.Id}");
        Add(receiver.Changed.Count, $"a key came to {receiver.Id} with other bytes");
        Add(effects.GroupBy(e => e.Plan).Count(lane => !lane.Select(e => e.Sequence).SequenceEqual(lane.Select(e => e.Sequence).Order())), $"out of order: lanes of {receiver.Id}");

        void Add(int count, string what)
        {
            if (count > 0)
            {
                faults.Add(string.Create(CultureInfo.InvariantCulture, $"{what} ({count})"));
            }
        }
    }

    private static async Task CheckBooksAsync(IStore store, ChaosPusher pusher, List<string> faults, CancellationToken cancellationToken)
    {
        var books = await store.ReadBooksAsync(cancellationToken);
        if (books.Any(b => !b.Balanced) || books.Sum(b => b.InProgress + b.Quarantined + b.Parked) > 0)
        {
            faults.Add("the books are not balanced, or something is left in them");
        }

        if (books.Sum(b => b.Received) != pusher.Acknowledged.Count)
        {
            faults.Add(string.Create(CultureInfo.InvariantCulture, $"doubled: {books.Sum(b => b.Received)} messages were received for {pusher.Acknowledged.Count} records"));
        }

        if (await store.FindAuditBreakAsync(cancellationToken) is { } row)
        {
            faults.Add(string.Create(CultureInfo.InvariantCulture, $"the audit chain is broken at row {row}"));
        }
    }
}
