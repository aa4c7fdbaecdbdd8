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
    /// <summary>Runs it through an engine of its own.</summary>
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
        var account = new PopulationAccount(population.Territory);
        var done = 0;
        await run.PushAsync(population.Stories(), (story, record, answer) =>
        {
            account.Note(story, record, answer);
            if (ReferenceEquals(record, story.Records[^1]))
            {
                progress(Interlocked.Increment(ref done));
            }
        }, cancellationToken);
        if (!await run.SettleAsync(cancellationToken))
        {
            account.Differs("The engine did not come to rest.");
        }

        return account.Compare(await run.BooksAsync(cancellationToken), run.Calls, await run.PullAsync(cancellationToken));
    }
}
