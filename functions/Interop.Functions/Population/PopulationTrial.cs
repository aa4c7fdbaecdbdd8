using Interop.Engine.Ports;
using Interop.Functions.Configuration;
using Interop.Functions.Demo;

namespace Interop.Functions.Population;

/// <summary>What came of a population.</summary>
/// <param name="ByRecord">Per kind of record: how many were pushed, and how they were answered.</param>
/// <param name="ByFault">Per fault: how many were injected and how many were told as they must be.</param>
public sealed record PopulationVerdict(
    IReadOnlyDictionary<string, int[]> ByRecord, IReadOnlyDictionary<(string Name, string Code), int[]> ByFault, IReadOnlyList<BookLine> Books,
    IReadOnlyList<ExpectedAct> Expected, IReadOnlyDictionary<(string Feed, string ItemId), ExpectedAct> Pulled, int Plans, IReadOnlyList<string> Differences)
{
    /// <summary>How many were held back as the generator meant them to be.</summary>
    public int HeldAsPlanned { get; init; }
}

/// <summary>
/// Sends a population through a whole engine and compares everything that comes out with what must: answers, books, acts to bill, and the treatment
/// that each receiver was told last.
/// </summary>
public sealed class PopulationTrial(SyntheticPopulation population)
{
    private readonly Lock gate = new();
    private readonly SortedDictionary<string, int[]> byRecord = new(StringComparer.Ordinal);
    private readonly SortedDictionary<(string Name, string Code), int[]> byFault = [];
    private readonly List<string> differences = [];
    private readonly BillingCount billing = new(population.Territory.Subscribers);
    private readonly List<ExpectedPlan> plans = [];
    private int held;
    private int heldAsPlanned;

    /// <summary>Runs it.</summary>
    /// <param name="progress">Told how many patients are done.</param>
    public async Task<PopulationVerdict> RunAsync(string folder, LoadedMappings mappings, Action<int> progress, CancellationToken cancellationToken)
    {
        await using var run = await PopulationRun.StartAsync(folder, mappings, population, cancellationToken);
        return await RunAsync(run, progress, cancellationToken);
    }

    /// <summary>Runs it through an engine that runs already.</summary>
    public async Task<PopulationVerdict> RunAsync(EngineInstance engine, CancellationToken cancellationToken)
    {
        await using var run = await PopulationRun.StartAsync(engine, population, cancellationToken);
        return await RunAsync(run, _ => { }, cancellationToken);
    }

    private async Task<PopulationVerdict> RunAsync(PopulationRun run, Action<int> progress, CancellationToken cancellationToken)
    {
        var done = 0;
        await run.PushAsync(population.Stories(), (story, record, answer) =>
        {
            lock (gate)
            {
                Note(record, answer);
                if (ReferenceEquals(record, story.Records[^1]))
                {
                    plans.Add(story.Plan);
                    progress(++done);
                }
            }
        }, cancellationToken);
        if (!await run.SettleAsync(cancellationToken))
        {
            differences.Add("The engine did not come to rest.");
        }

        var books = await run.BooksAsync(cancellationToken);
        CheckBooks(books);
        var expected = billing.Acts();
        var pulled = FeedCheck.Last(await run.PullAsync(cancellationToken));
        differences.AddRange(FeedCheck.Compare(expected, pulled));
        var check = new PlanCheck(run.Calls);
        differences.AddRange(plans.OrderBy(p => p.PlanId, StringComparer.Ordinal).SelectMany(check.Compare));
        return new PopulationVerdict(byRecord, byFault, books, expected, pulled, check.Compared, differences) { HeldAsPlanned = heldAsPlanned };
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

        heldAsPlanned += asTold && answer.Outcome is (Outcome.Quarantined or Outcome.Conflict) ? 1 : 0;
        Count(record, answer);
    }

    private void Count(GeneratedRecord record, PushAnswer answer)
    {
        held += answer.Outcome is Outcome.Quarantined or Outcome.Conflict ? 1 : 0;
        if (answer.Outcome == Outcome.Accepted && record.Record == "omnidoc/tele-expertise-report")
        {
            billing.Take(record.Body);
        }
    }

    /// <summary>What was held back is still held back unless it was corrected under its own version.</summary>
    private void CheckBooks(IReadOnlyList<BookLine> books)
    {
        differences.AddRange(books.Where(b => !b.Balanced || b.InProgress > 0).Select(b => $"The books of {b.Organisation}, {b.Record} do not balance."));
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
