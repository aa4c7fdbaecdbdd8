using Interop.Fhir.French;
using Interop.Fhir.Packages;

namespace Interop.Fhir.Terminology;

/// <summary>
/// Answers membership in value sets and looks up code systems, from the definitions that are here. Each is indexed when first asked for;
/// the index holds a bounded number of them.
/// </summary>
public sealed class ValueSets
{
    private const int Kept = 2_000;
    private const int KeptAnswers = 20_000;
    private const int LongestCode = 64;
    private readonly ConformanceStore store;
    private readonly BoundedCache<string, ValueSet?> valueSets = new(Kept);
    private readonly BoundedCache<string, CodeSystem?> codeSystems = new(Kept);
    private readonly BoundedCache<(string ValueSet, string? System, string Code), Membership> answers = new(KeptAnswers);

    internal ValueSets(ConformanceStore store) => this.store = store;

    /// <summary>A code system by URL, with or without version; null when it is not here.</summary>
    public CodeSystem? FindCodeSystem(string canonical) => codeSystems.Get(FrenchSystems.Canonical(canonical), store, static (url, store) =>
        store.Find("CodeSystem", url) is { Exists: true } resource && new CodeSystem(resource) is { IsSupplement: false } system ? system : null);

    /// <summary>Whether the value set is here.</summary>
    public bool Knows(string valueSet) => Find(valueSet) is not null;

    /// <summary>Whether a code is in a value set. Without <paramref name="system"/> any code system will do, as for elements of type <c>code</c>.</summary>
    public Membership Contains(string valueSet, string? system, string code) =>
        code.Length > LongestCode || system?.Length > 2 * LongestCode ? Ask(valueSet, system, code)
            : answers.Get((valueSet, system, code), this, static (key, sets) => sets.Ask(key.ValueSet, key.System, key.Code));

    /// <summary>
    /// All codes of a value set; null when they cannot be listed: something it is made of is not here, or there are more than <paramref name="limit"/>.
    /// </summary>
    public IReadOnlyList<(string System, string Code)>? Expand(string valueSet, int limit = 50_000)
    {
        var candidates = new List<(string System, string Code)>();
        if (!Candidates(valueSet, candidates, limit, []))
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

    /// <summary>Whether the first code is the second or stands above it; null when the code system, or a code, is not here.</summary>
    public bool? Subsumes(string system, string general, string special) =>
        FindCodeSystem(system) is { } known && known.Find(general) is not null && known.Find(special) is { } concept ? concept.IsA(general) : null;

    /// <summary>Translates a code by the concept maps that are here (http://hl7.org/fhir/R4/conceptmap-operation-translate.html).</summary>
    public TranslationResult Translate(TranslationRequest request) => new Translator(store).Run(request);

    internal ValueSet? Find(string canonical) => valueSets.Get(canonical, this, static (url, sets) =>
        sets.store.Find("ValueSet", url) is { Exists: true } resource ? new ValueSet(resource, sets) : null);

    private Membership Ask(string valueSet, string? system, string code) =>
        Find(valueSet)?.Contains(system is null ? null : FrenchSystems.Canonical(system), code) ?? Membership.Unknown;

    /// <summary>Adds every code that could be in a value set. One that was met and is done has added its own; one that is not done imports itself.</summary>
    private bool Candidates(string valueSet, List<(string System, string Code)> candidates, int limit, Dictionary<string, bool> met)
    {
        if (!met.TryAdd(valueSet, false))
        {
            return met[valueSet];
        }

        met[valueSet] = Find(valueSet) is { } found && Candidates(found, candidates, limit, met);
        return met[valueSet];
    }

    private bool Candidates(ValueSet found, List<(string System, string Code)> candidates, int limit, Dictionary<string, bool> met)
    {
        if (found.Includes.Length == 0)
        {
            candidates.AddRange(found.Expansion ?? []);
            return found.Expansion is not null && candidates.Count <= limit;
        }

        // A code is in every imported set, so the codes of the first will do.
        return found.Includes.All(include => candidates.Count <= limit && (include.System is null
            ? include.Imports.Count > 0 && met.Count < 1000 && Candidates(include.Imports[0], candidates, limit, met)
            : AddCandidates(include, candidates))) && candidates.Count <= limit;
    }

    private bool AddCandidates(ConceptSet include, List<(string System, string Code)> candidates)
    {
        var system = include.System!;
        if (include.Codes is { } listed)
        {
            candidates.AddRange(listed.Select(code => (system, code)));
            return true;
        }

        if (FindCodeSystem(include.Version is null ? system : system + "|" + include.Version) is not { IsComplete: true } known)
        {
            return false;
        }

        candidates.AddRange(known.Concepts.Select(c => (system, c.Code)));
        return true;
    }
}
