using Interop.Fhir.French;
using Interop.Fhir.Tree;

namespace Interop.Fhir.Terminology;

/// <summary>A value set as it is composed, or, without a composition, as its expansion lists it.</summary>
internal sealed class ValueSet
{
    private readonly ConceptSet[] excludes;
    private readonly ValueSets sets;
    private readonly HashSet<(string System, string Code)>? expansion;
    private readonly bool isWholeExpansion;

    public ValueSet(Node resource, ValueSets sets)
    {
        this.sets = sets;
        Includes = [.. resource["compose"].All("include").Select(n => new ConceptSet(n))];
        excludes = [.. resource["compose"].All("exclude").Select(n => new ConceptSet(n))];
        if (resource["expansion"] is { Exists: true } listed)
        {
            expansion = [];
            Add(listed);
            isWholeExpansion = !listed.All("extension").Any() && (listed["total"].Text is not { } total || total == expansion.Count.ToString(System.Globalization.CultureInfo.InvariantCulture));
        }
    }

    public ConceptSet[] Includes { get; }

    /// <summary>The codes that its expansion lists; null when it has none.</summary>
    public IReadOnlyCollection<(string System, string Code)>? Expansion => expansion;

    public Membership Contains(string? system, string code, ImportTrail? trail = null)
    {
        var composed = Includes.Length == 0 ? Membership.Unknown : Compose(system, code, trail);
        return composed != Membership.Unknown || expansion is null ? composed : Expanded(system, code);
    }

    private Membership Compose(string? system, string code, ImportTrail? trail)
    {
        var included = Membership.Out;
        foreach (var include in Includes)
        {
            included = included.Or(include.Contains(system, code, sets, trail));
        }

        foreach (var exclude in excludes)
        {
            if (included == Membership.Out)
            {
                break;
            }

            included = included.And(exclude.Contains(system, code, sets, trail).Not());
        }

        return included;
    }

    private Membership Expanded(string? system, string code) =>
        expansion!.Contains((system ?? "", code)) || (system is null && expansion.Any(e => e.Code == code)) ? Membership.In
        : isWholeExpansion ? Membership.Out
        : Membership.Unknown;

    private void Add(Node contains)
    {
        foreach (var item in contains.All("contains"))
        {
            if (item["code"].Text is { } code && !item["abstract"].Is("true"))
            {
                expansion!.Add((FrenchSystems.Canonical(item["system"].Text ?? ""), code.Trim()));
            }

            Add(item);
        }
    }
}
