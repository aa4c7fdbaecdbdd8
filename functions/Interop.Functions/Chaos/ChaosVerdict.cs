using System.Globalization;

namespace Interop.Functions.Chaos;

/// <summary>What a trial ended with: the counts, and everything that should not be.</summary>
/// <param name="Patients">Patients of the population whose records were all pushed.</param>
public sealed record ChaosVerdict(
    string Store, IReadOnlyDictionary<string, int> Events, int Records, int Patients, long Pushes, int Effects, long Calls, TimeSpan Took, IReadOnlyList<string> Faults)
{
    private const int Shown = 20;

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
            0 => string.Create(CultureInfo.InvariantCulture, $"  0 lost, 0 doubled, lanes in order, books balanced, audit chain whole; of {Patients} patients every answer, treatment and act is as it must be"),
            > Shown => string.Create(CultureInfo.InvariantCulture, $"  and {Faults.Count - Shown} more faults"),
            _ => string.Create(CultureInfo.InvariantCulture, $"  {Faults.Count} faults"),
        };
    }
}
