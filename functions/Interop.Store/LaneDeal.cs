namespace Interop.Store;

/// <summary>A lane whose head may be tried from <paramref name="Due"/> on.</summary>
internal readonly record struct DueLane(byte[] Lane, string Endpoint, long Due);

/// <summary>
/// Chooses among due lanes: places are dealt one per endpoint and round, beginning after the endpoint where the last choice ended, so that no
/// endpoint is served at the cost of another.
/// </summary>
internal sealed class LaneDeal
{
    /// <summary>The endpoint where the last choice ended.</summary>
    public string Last { get; private set; } = "";

    /// <summary>The lanes of each endpoint, in the order in which they are dealt.</summary>
    public IEnumerable<List<DueLane>> Around(IEnumerable<DueLane> due, Func<string, int> places) =>
        due.GroupBy(l => l.Endpoint, StringComparer.Ordinal)
            .OrderBy(g => string.CompareOrdinal(g.Key, Last) <= 0).ThenBy(g => g.Key, StringComparer.Ordinal)
            .Select(g => g.Take(places(g.Key)).ToList());

    public List<DueLane> Deal(List<List<DueLane>> offers, int limit)
    {
        var picked = new List<DueLane>();
        for (var round = 0; picked.Count < limit && offers.Exists(o => o.Count > round); round++)
        {
            picked.AddRange(offers.Where(o => o.Count > round).Take(limit - picked.Count).Select(o => o[round]));
        }

        Last = offers.Count > 0 ? offers[^1][0].Endpoint : Last;
        return picked;
    }
}
