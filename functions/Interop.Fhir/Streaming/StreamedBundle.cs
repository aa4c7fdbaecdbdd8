using Interop.Fhir.Definitions;
using Interop.Fhir.Issues;
using Interop.Fhir.Profiles;
using Interop.Fhir.Tree;
using Interop.Fhir.Validation;

namespace Interop.Fhir.Streaming;

/// <summary>The second pass: the head of the Bundle, then each entry as the only one of a Bundle with that head.</summary>
internal sealed class StreamedBundle(IByteSource source, BundleOutline outline, ValidationOptions options)
{
    // How the rules of a Bundle are told without its entries: these hold when they hold with each entry alone, ...
    private static readonly HashSet<string> OfEach = new(["bdl-2", "bdl-3", "bdl-4"], StringComparer.Ordinal);

    // ... these with the first entry (or none) ..., and bdl-7 by the outline; the others look at the head.
    private static readonly HashSet<string> OfFirst = new(["bdl-11", "bdl-12"], StringComparer.Ordinal);

    private readonly TypeDefinition type = R4Definitions.Instance.Find("Bundle")!;
    private readonly HashSet<(IssueCode Code, string Subject)> told = [];
    private readonly HashSet<string> broken = new(StringComparer.Ordinal);
    private readonly Findings findings = new(options.ResourceIds);
    private readonly SourcePlaces places = new(source);
    private readonly List<Issue> issues = [];
    private readonly List<(Profile Profile, SliceTally Tally)> tallies = [];

    public IReadOnlyList<Issue> Validate()
    {
        var entries = new StreamedEntries(source, outline);
        var head = BundlePiece.Read(source, outline);
        using var tree = head.Parse(issues, places);
        if (tree is null)
        {
            return issues;
        }

        Head(tree.Root, head, entries);
        var number = 0;
        foreach (var part in outline.Entries)
        {
            var piece = BundlePiece.Read(source, outline, part, number);
            using var one = piece.Parse(issues, places);
            if (one is null)
            {
                // As for a text held in memory: what cannot be read is the only finding.
                return [issues[^1]];
            }

            number += Entry(one.Root, piece, entries) ? 1 : 0;
            piece.Release();
            if (findings.IsFull)
            {
                break;
            }
        }

        findings.Origin = new PieceOrigin(head, places);
        Close(tree.Root, entries);
        return [.. issues, .. findings.All];
    }

    private void Head(Node bundle, BundlePiece piece, StreamedEntries entries)
    {
        findings.Origin = new PieceOrigin(piece, places);
        var run = new ValidationRun(bundle, options, findings, entries, told);
        var walk = new ElementWalk(run);
        var rules = TypePlan.Of(type).Rules.All.Where(r => !OfEach.Contains(r.Key) && r.Key != "bdl-7" && (outline.Entries.Count == 0 || !OfFirst.Contains(r.Key)));
        new StructureWalk(R4Definitions.Instance, findings, entries).Resource(bundle);
        walk.Head(bundle, type, [.. rules]);
        foreach (var canonical in walk.Profiles(bundle, type).Distinct())
        {
            if (run.ProfileOf("Bundle", canonical) is { } profile)
            {
                new ProfileWalk(run, findings).Head(bundle, type, profile, run.ContextOf(bundle, null));
                if (profile.Root.Children.TryGetValue("entry", out var demand))
                {
                    tallies.Add((profile, new SliceTally(demand, "entry")));
                }
            }
            else
            {
                run.Against(bundle, canonical, run.ContextOf(bundle, null), findings);
            }
        }
    }

    /// <summary>False when what stands in the list is nothing that a tree can hold.</summary>
    private bool Entry(Node bundle, BundlePiece piece, StreamedEntries entries)
    {
        var entry = bundle["entry"];
        if (!entry.Exists || !type.TryFind("entry", out var match))
        {
            return false;
        }

        findings.Origin = new PieceOrigin(piece, places);
        var run = new ValidationRun(bundle, options, findings, entries, told);
        Rules(bundle, piece.Number, run);
        new StructureWalk(R4Definitions.Instance, findings, entries).Entry(bundle, entry, match);
        new ElementWalk(run).Entry(bundle, entry, match);
        foreach (var (profile, tally) in tallies)
        {
            new ProfileWalk(run, findings).Entry(entry, match.Type, tally, run.ContextOf(bundle, null), profile.Url);
        }

        return true;
    }

    private void Rules(Node bundle, int number, ValidationRun run)
    {
        foreach (var rule in TypePlan.Of(type).Rules.All.Where(r => OfEach.Contains(r.Key) || (number == 0 && OfFirst.Contains(r.Key))))
        {
            if (!broken.Contains(rule.Key))
            {
                var before = findings.All.Count;
                RuleCheck.All([rule], bundle, type, run.ContextOf(bundle, null), findings);
                _ = findings.All.Count == before || broken.Add(rule.Key);
            }
        }
    }

    private void Close(Node bundle, StreamedEntries entries)
    {
        if (outline.HasRepeats && outline.BundleType != "history" && Array.Find(TypePlan.Of(type).Rules.All, r => r.Key == "bdl-7") is { } distinct)
        {
            findings.Add(IssueCodes.FhirRule, bundle, distinct.Key, distinct.Text);
        }

        var run = new ValidationRun(bundle, options, findings, entries, told);
        foreach (var (profile, tally) in tallies)
        {
            new ProfileWalk(run, findings).Entries(bundle, tally, profile.Url);
        }
    }

    private sealed class PieceOrigin(BundlePiece piece, SourcePlaces places) : IOrigin
    {
        public string Expression(string expression) => piece.Expression(expression)!;

        public (int Line, int Column) Place(int offset) => places.At(piece.Origin(offset));
    }
}
