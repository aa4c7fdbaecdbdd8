using Interop.Fhir.Packages;

namespace Interop.Fhir.Terminology;

/// <summary>
/// Answers membership in value sets and looks up code systems, from the definitions that are here. Each is indexed when first asked for;
/// the index holds a bounded number of them.
/// </summary>
public sealed class ValueSets
{
    private const int Kept = 2_000;
    private readonly ConformanceStore store;
    private readonly KnownMembers members = new();
    private readonly BoundedCache<string, ValueSet?> valueSets = new(Kept);
    private readonly BoundedCache<string, CodeSystem?> codeSystems = new(Kept);

    internal ValueSets(ConformanceStore store) => this.store = store;

    /// <summary>A code system by URL, with or without version; null when it is not here.</summary>
    public CodeSystem? FindCodeSystem(string canonical) => codeSystems.Get(canonical, url =>
        store.Find("CodeSystem", url) is { Exists: true } resource && new CodeSystem(resource) is { IsSupplement: false } system ? system : null);

    /// <summary>Whether the value set is here.</summary>
    public bool Knows(string valueSet) => Find(valueSet) is not null;

    /// <summary>Whether a code is in a value set. Without <paramref name="system"/> any code system will do, as for elements of type <c>code</c>.</summary>
    public Membership Contains(string valueSet, string? system, string code) =>
        members.Find(valueSet, system, code) ?? members.Keep(valueSet, system, code, Contains(valueSet, system, code, 0));

    /// <summary>
    /// All codes of a value set; null when they cannot be listed: something it is made of is not here, or there are more than <paramref name="limit"/>.
    /// </summary>
    public IReadOnlyList<(string System, string Code)>? Expand(string valueSet, int limit = 50_000)
    {
        var candidates = new List<(string System, string Code)>();
        if (!Candidates(valueSet, candidates, limit, 0))
        {
            return null;
        }

        var members = new List<(string System, string Code)>();
        foreach (var (system, code) in candidates.Distinct())
        {
            switch (Contains(valueSet, system, code))
            {
                case Membership.Unknown:
                    return null;
                case Membership.In:
                    members.Add((system, code));
                    break;
            }
        }

        return members;
    }

    // Value sets that import each other in a circle end here.
    internal Membership Contains(string valueSet, string? system, string code, int depth) =>
        depth > 20 || Find(valueSet) is not { } found ? Membership.Unknown : found.Contains(system, code, depth);

    private ValueSet? Find(string canonical) => valueSets.Get(canonical, url =>
        store.Find("ValueSet", url) is { Exists: true } resource ? new ValueSet(resource, this) : null);

    private bool Candidates(string valueSet, List<(string System, string Code)> candidates, int limit, int depth) =>
        depth <= 20 && Find(valueSet) is { } found && found.Includes.All(include => include.System is null
            ? include.Imports.Count > 0 && Candidates(include.Imports[0], candidates, limit, depth + 1)
            : AddCandidates(include, candidates)) && candidates.Count <= limit;

    private bool AddCandidates(ConceptSet include, List<(string System, string Code)> candidates)
    {
        var system = include.System!;
        if (include.Codes is { } listed)
        {
            candidates.AddRange(listed.Select(code => (system, code)));
            return true;
        }

        if (FindCodeSystem(system) is not { IsComplete: true } known)
        {
            return false;
        }

        candidates.AddRange(known.Concepts.Select(c => (system, c.Code)));
        return true;
    }
}
