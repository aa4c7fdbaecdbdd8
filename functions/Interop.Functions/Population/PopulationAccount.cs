using System.Text.Json;
using Interop.Engine.Ports;
using Interop.Functions.Demo;

namespace Interop.Functions.Population;

/// <summary>
/// Keeps, beside an engine, what must come of the records that are pushed: answers, acts, treatments. What the engine says in the end is compared
/// with it, and nothing of it was taken from the engine. Safe to be told from several threads.
/// </summary>
public sealed class PopulationAccount(Territory territory)
{
    private readonly Lock gate = new();
    private readonly SortedDictionary<string, int[]> byRecord = new(StringComparer.Ordinal);
    private readonly SortedDictionary<(string Name, string Code), int[]> byFault = [];
    private readonly List<string> differences = [];
    private readonly BillingCount billing = new(territory.Subscribers);
    private readonly List<ExpectedPlan> plans = [];
    private int held;
    private int heldAsPlanned;

    /// <summary>Patients whose story has been told to its end.</summary>
    public int Patients
    {
        get
        {
            lock (gate)
            {
                return plans.Count;
            }
        }
    }

    /// <summary>How many records are held back for good or until they are corrected.</summary>
    public int Held => held;

    /// <summary>A record and what it was answered.</summary>
    public void Note(PatientStory story, GeneratedRecord record, PushAnswer answer)
    {
        lock (gate)
        {
            Note(record, answer);
            if (ReferenceEquals(record, story.Records[^1]))
            {
                plans.Add(story.Plan);
            }
        }
    }

    /// <summary>Something else that is not as it must be.</summary>
    public void Differs(string what)
    {
        lock (gate)
        {
            differences.Add(what);
        }
    }

    /// <summary>Compares it with the books, with what receivers took and with what billers pulled.</summary>
    public PopulationVerdict Compare(IReadOnlyList<BookLine> books, IEnumerable<RecordedCall> calls, IEnumerable<(string Feed, JsonElement Entry)> pulled)
    {
        lock (gate)
        {
            CheckBooks(books);
            var expected = billing.Acts();
            var found = FeedCheck.Last(pulled);
            differences.AddRange(FeedCheck.Compare(expected, found));
            var check = new PlanCheck(calls);
            differences.AddRange(plans.OrderBy(p => p.PlanId, StringComparer.Ordinal).SelectMany(check.Compare));
            return new PopulationVerdict(byRecord, byFault, books, expected, found, check.Compared, differences) { HeldAsPlanned = heldAsPlanned };
        }
    }

    private void Note(GeneratedRecord record, PushAnswer answer)
    {
        var counts = byRecord.TryGetValue(record.Record, out var known) ? known : byRecord[record.Record] = new int[6];
        counts[0]++;
        counts[1 + (int)answer.Outcome]++;
        var asTold = answer.Outcome == record.Expected && (record.Fault is not { } fault || answer.Told.Any(t => t.Code == fault.Code && (fault.Place is null || t.Place == fault.Place)));
        if (record.Fault is { } injected)
        {
            var faults = byFault.TryGetValue((injected.Name, injected.Code), out var counted) ? counted : byFault[(injected.Name, injected.Code)] = new int[2];
            faults[0]++;
            faults[1] += asTold ? 1 : 0;
        }

        if (!asTold)
        {
            differences.Add(FormattableString.Invariant($"{record.Record} {record.RecordId} v{record.Version}: {answer.Outcome} ({answer.Status}) instead of {record.Expected}")
                + (record.Fault is { } must ? $" with {must.Code} at {must.Place}" : "") + $"; told {string.Join(", ", answer.Told.Select(t => $"{t.Code} {t.Place}").Take(4))}");
        }

        var isHeld = answer.Outcome is Outcome.Quarantined or Outcome.Conflict;
        held += isHeld ? 1 : 0;
        heldAsPlanned += isHeld && asTold ? 1 : 0;
        if (answer.Outcome == Outcome.Accepted && record.Record == "omnidoc/tele-expertise-report")
        {
            billing.Take(record.Body);
        }
    }

    /// <summary>What was held back is still held back unless it was corrected under its own version.</summary>
    private void CheckBooks(IReadOnlyList<BookLine> books)
    {
        differences.AddRange(books.Where(b => !b.Balanced || b.InProgress > 0).Select(b => $"The books of {b.Organisation}, {b.Record} do not balance."));
        if (books.Sum(b => b.Parked) != billing.Unserved)
        {
            differences.Add(FormattableString.Invariant($"{books.Sum(b => b.Parked)} records are parked, {billing.Unserved} have an act of somebody who subscribed to no product."));
        }

        var (received, pushed) = (books.Sum(b => b.Received), byRecord.Values.Sum(c => c[0] - c[1 + (int)Outcome.Duplicate]));
        if (received != pushed)
        {
            differences.Add(FormattableString.Invariant($"The books know {received} records, {pushed} were pushed."));
        }

        if (books.Sum(b => b.Quarantined) > held)
        {
            differences.Add(FormattableString.Invariant($"{books.Sum(b => b.Quarantined)} records are in quarantine, {held} were answered so."));
        }
    }
}
