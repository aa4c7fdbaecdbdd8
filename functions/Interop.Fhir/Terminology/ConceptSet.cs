using Interop.Fhir.French;
using Interop.Fhir.Tree;

namespace Interop.Fhir.Terminology;

/// <summary>
/// One <c>include</c> or <c>exclude</c>: codes of a code system, all of them, those listed, or those that pass every filter; and of
/// every value set it names (http://hl7.org/fhir/R4/valueset.html#compositions).
/// </summary>
internal sealed class ConceptSet
{
    private readonly ConceptFilter[] filters;

    public ConceptSet(Node node)
    {
        System = node["system"].Text is { } system ? FrenchSystems.Canonical(system) : null;
        Version = node["version"].Text;
        Codes = node["concept"].Exists ? new HashSet<string>(node.All("concept").Select(c => c["code"].Text?.Trim() ?? ""), StringComparer.Ordinal) : null;
        Imports = [.. node.All("valueSet").Select(v => v.Text ?? "")];
        filters = [.. node.All("filter").Select(f => new ConceptFilter(f))];
    }

    public string? System { get; }

    public string? Version { get; }

    public HashSet<string>? Codes { get; }

    public IReadOnlyList<string> Imports { get; }

    public Membership Contains(string? system, string code, ValueSets sets, ImportTrail? trail)
    {
        if (System is not null && system is not null && System != system)
        {
            return Membership.Out;
        }

        var result = System is null && Imports.Count == 0 ? Membership.Out : OfSystem(code, sets);
        if (Imports.Count == 0 || result == Membership.Out)
        {
            return result;
        }

        trail ??= new ImportTrail();
        foreach (var import in Imports)
        {
            result = result.And(trail.Ask(import, sets, system, code));
        }

        return result;
    }

    private Membership OfSystem(string code, ValueSets sets)
    {
        if (System is null)
        {
            return Membership.In;
        }

        if (Codes is not null)
        {
            return Memberships.Of(Codes.Contains(code));
        }

        if (GrammarSystems.Has(System, code) is { } isCode)
        {
            return isCode && filters.Length > 0 ? Membership.Unknown : Memberships.Of(isCode);
        }

        if (sets.FindCodeSystem(Version is null ? System : System + "|" + Version) is not { } known)
        {
            return Membership.Unknown;
        }

        if (known.Find(code) is not { } concept)
        {
            return known.IsComplete ? Membership.Out : Membership.Unknown;
        }

        var result = Membership.In;
        foreach (var filter in filters)
        {
            result = result.And(filter.Passes(concept, sets, known));
        }

        return result;
    }
}
