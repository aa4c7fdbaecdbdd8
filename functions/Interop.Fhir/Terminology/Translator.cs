using Interop.Fhir.French;
using Interop.Fhir.Packages;
using Interop.Fhir.Tree;

namespace Interop.Fhir.Terminology;

/// <summary>Answers one translation. Maps that refer to each other for what they lack are followed a few steps.</summary>
internal sealed class Translator(ConformanceStore store)
{
    private const int Deepest = 8;
    private readonly List<TranslationMatch> matches = [];
    private bool isKnown;

    public TranslationResult Run(TranslationRequest request)
    {
        foreach (var map in request.Map is { } url ? [store.Find("ConceptMap", url)] : store.Every("ConceptMap"))
        {
            if (map.Exists && IsScope(map, request))
            {
                Map(map, request, 0);
            }
        }

        return new TranslationResult(matches.Exists(m => m.Code is not null && m.Equivalence is not ("unmatched" or "disjoint")), matches, isKnown);
    }

    private static bool IsScope(Node map, TranslationRequest request)
    {
        var (source, target) = request.Reverse ? ("target", "source") : ("source", "target");
        return Is(map, source, request.Source) && Is(map, target, request.Target);
    }

    private static bool Is(Node map, string side, string? wanted) =>
        wanted is null || (map[side + "Canonical"].Text ?? map[side + "Uri"].Text)?.Split('|')[0] == wanted.Split('|')[0];

    private void Map(Node map, TranslationRequest request, int depth)
    {
        var (from, to) = request.Reverse ? ("target", "source") : ("source", "target");
        foreach (var group in map.All("group"))
        {
            var version = group[from + "Version"].Text;
            if (!Same(group[from], request.System) || (request.TargetSystem is { } wanted && !Same(group[to], wanted))
                || (version is not null && request.Version is not null && version != request.Version))
            {
                continue;
            }

            isKnown = true;
            if (request.Reverse)
            {
                Backwards(map, group, request);
            }
            else
            {
                Forwards(map, group, request, depth);
            }
        }
    }

    private void Forwards(Node map, Node group, TranslationRequest request, int depth)
    {
        var isMapped = false;
        foreach (var element in group.All("element").Where(e => e["code"].Is(request.Code)))
        {
            foreach (var target in element.All("target"))
            {
                isMapped = true;
                if (Fits(target, request))
                {
                    Add(map, target["equivalence"].Text ?? "equivalent", group["target"].Text, target);
                }
            }
        }

        if (!isMapped && group["unmapped"] is { Exists: true } unmapped)
        {
            Unmapped(map, group, unmapped, request, depth);
        }
    }

    private void Unmapped(Node map, Node group, Node unmapped, TranslationRequest request, int depth)
    {
        switch (unmapped["mode"].Text)
        {
            case "provided":
                matches.Add(new TranslationMatch("equal", group["target"].Text, request.Code, null, map["url"].Text!, []));
                break;
            case "fixed":
                Add(map, "wider", group["target"].Text, unmapped);
                break;
            case "other-map" when depth < Deepest && unmapped["url"].Text is { } url && store.Find("ConceptMap", url) is { Exists: true } other:
                Map(other, request, depth + 1);
                break;
        }
    }

    private void Backwards(Node map, Node group, TranslationRequest request)
    {
        foreach (var element in group.All("element"))
        {
            foreach (var target in element.All("target").Where(t => t["code"].Is(request.Code) && Fits(t, request)))
            {
                Add(map, Turned(target["equivalence"].Text ?? "equivalent"), group["source"].Text, element);
            }
        }
    }

    private void Add(Node map, string equivalence, string? system, Node concept) => matches.Add(new TranslationMatch(
        equivalence, system, concept["code"].Text, concept["display"].Text, map["url"].Text!,
        [.. concept.All("product").Select(p => (p["property"].Text ?? "", p["system"].Text, p["value"].Text ?? ""))]));

    /// <summary>A target that depends on other values counts only when they are given.</summary>
    private static bool Fits(Node target, TranslationRequest request) =>
        target.All("dependsOn").All(d => request.Dependencies.TryGetValue(d["property"].Text ?? "", out var value) && d["value"].Is(value));

    private static bool Same(Node system, string wanted) => system.Text is { } text && FrenchSystems.Canonical(text) == FrenchSystems.Canonical(wanted);

    private static string Turned(string equivalence) => equivalence switch
    {
        "wider" => "narrower",
        "narrower" => "wider",
        "subsumes" => "specializes",
        "specializes" => "subsumes",
        _ => equivalence,
    };
}
