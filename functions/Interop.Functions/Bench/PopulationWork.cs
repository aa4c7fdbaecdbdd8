using Interop.Engine.Ports;
using Interop.Functions.Commands;
using Interop.Functions.Population;

namespace Interop.Functions.Bench;

/// <summary>One push of a work whose records differ in kind and sender.</summary>
public sealed record Push(string Path, byte[] Body, string Token);

/// <summary>
/// The records of a synthetic population in their natural mix, without faults, all patients side by side: between two records of one patient lie those
/// of all the others, so that clients which push at the same time keep each patient's order.
/// </summary>
public sealed class PopulationWork
{
    private readonly Dictionary<(string Kind, string Organisation), string> tokens = [];
    private readonly SyntheticPopulation population;
    private readonly List<Credential> credentials = [];

    /// <summary>A population of so many patients.</summary>
    public PopulationWork(int patients)
    {
        population = new SyntheticPopulation(new PopulationOptions(patients, Seed: 1, Days: 14, FaultsPerMillion: 0));
        foreach (var (kind, organisation) in PopulationPartners.Senders(population.Territory))
        {
            var (credential, token) = CredentialsCommand.Create($"{kind} {organisation}", kind, organisation, ["push"], TimeProvider.System);
            credentials.Add(credential);
            tokens[(kind, organisation)] = token;
        }
    }

    /// <summary>Who may push.</summary>
    public IReadOnlyList<Credential> Credentials => credentials;

    /// <summary>Who is delivered to.</summary>
    public IReadOnlyList<Endpoint> Endpoints(string pharmacies, string homes) => PopulationPartners.Endpoints(population.Territory, _ => pharmacies, _ => homes);

    /// <summary>The records of some patients, each as its sender pushes it. What must wait for deliveries has no place in a rate and is left out.</summary>
    public IReadOnlyList<Push> Of(int first, int count)
    {
        var stories = population.Stories().Skip(first).Take(count)
            .Select(s => s.Records.Where(r => r.Expected == Outcome.Accepted && !r.AfterDelivery).ToList()).ToList();
        return [.. Enumerable.Range(0, stories.Max(s => s.Count)).SelectMany(i => stories.Where(s => i < s.Count).Select(s => Make(s[i])))];
    }

    private Push Make(GeneratedRecord record) => new($"/ingest/{record.Record}", record.Bytes, tokens[(record.Record.Split('/')[0], record.Sender)]);
}
