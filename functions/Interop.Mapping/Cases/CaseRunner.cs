using System.Text;
using Interop.Fhir.Issues;
using Interop.Fhir.Json;
using Interop.Fhir.Tree;
using Interop.Mapping.Ledgers;

namespace Interop.Mapping.Cases;

/// <summary>
/// Runs the cases of the mappings folder: golden comparison, and the coverage gate of records and messages alike: every leaf of every case ends
/// carried, or ignored by a rule; only looked at is not enough; every rule decides about a leaf of some case; every field of a schema is in some case.
/// </summary>
public sealed class CaseRunner(MappingCatalogue catalogue, IMappingFiles files)
{
    /// <summary>Runs the cases of one mapping, of a kind, or all when null; as many at a time as there are processors.</summary>
    public CaseReport RunAll(string? mappingOrKind = null) => Run(catalogue.FindCases(mappingOrKind));

    /// <summary>Runs these cases. Rules of a mapping are judged when all its cases are among them.</summary>
    public CaseReport Run(IReadOnlyList<MappingCase> cases)
    {
        var results = cases.AsParallel().AsOrdered().Select(Run).ToList();
        return new CaseReport(results, [.. Unused(results)]) { FieldFaults = [.. FieldCoverage.Missing(catalogue, Whole(results), results)] };
    }

    /// <summary>Runs one case.</summary>
    public CaseResult Run(MappingCase item)
    {
        var (kind, name) = Split(item.Mapping);
        var bytes = files.Read(item.Input) ?? default;
        if (catalogue.FindRecord(kind, name) is { } record)
        {
            return RunRecord(item, record, bytes);
        }

        return catalogue.FindMessage(kind, name) is { } message
            ? RunMessage(item, message, bytes)
            : new CaseResult(item, Ledger.Empty, [new Issue(IssueCodes.MappingFile, At(item.Input), item.Mapping)], new Dictionary<string, string?>());
    }

    /// <summary>Rules that decided about nothing, of the files all of whose cases are among the results.</summary>
    internal IEnumerable<Issue> Unused(IReadOnlyList<CaseResult> results)
    {
        var ran = Whole(results);
        var rules = RulesOf(ran.Contains).ToHashSet();

        // A shared rule is needed where one of those who share it needs it; it can be judged only when all of them were there.
        rules.ExceptWith(RulesOf(m => !ran.Contains(m)));
        rules.ExceptWith(results.SelectMany(r => r.Ledger.DecidingRules));
        return rules.OrderBy(r => r.Place, StringComparer.Ordinal).Select(r => new Issue(IssueCodes.LintIgnoredUnused, At(r.Place), r.Path));
    }

    /// <summary>The mappings all of whose cases ran.</summary>
    private HashSet<string> Whole(IReadOnlyList<CaseResult> results) =>
        results.GroupBy(r => r.Case.Mapping).Where(g => g.Count() == catalogue.FindCases(g.Key).Count).Select(g => g.Key).ToHashSet(StringComparer.Ordinal);

    private IEnumerable<IgnoredRule> RulesOf(Func<string, bool> wanted) => catalogue.Kinds
        .SelectMany(k => k.Records.Select(r => (r.Name, r.Ignored)).Concat(k.Messages.Select(m => (m.Name, m.Ignored))))
        .Where(m => wanted(m.Name)).SelectMany(m => m.Ignored.All);

    private static (string Kind, string Name) Split(string mapping)
    {
        var slash = mapping.IndexOf('/', StringComparison.Ordinal);
        return slash < 0 ? (mapping, "") : (mapping[..slash], mapping[(slash + 1)..]);
    }

    private CaseResult RunRecord(MappingCase item, RecordMapping mapping, ReadOnlyMemory<byte> bytes)
    {
        var issues = new List<Issue>();
        if (mapping.Read(bytes, issues) is not { } tree)
        {
            return Finish(item, Ledger.Empty, null, issues, []);
        }

        var result = mapping.Map(tree, CaseInputs.Context());
        issues.AddRange(result.Issues);
        var output = result.Output is null ? null : Encoding.UTF8.GetString(FhirJson.ToBytes(result.Output.Root, new FhirJsonWriteOptions { Indented = true }));
        return result.Output is null
            ? Finish(item, result.Ledger, null, issues, [])
            : Finish(item, result.Ledger, output, issues, Gate(item, result.Ledger, issues)) with { Fields = Seen(mapping.Schema, tree) };
    }

    private CaseResult RunMessage(MappingCase item, MessageMapping mapping, ReadOnlyMemory<byte> bytes)
    {
        var issues = new List<Issue>();
        var input = CaseInputs.Message(mapping.Kind, bytes, Optional(item.Previous), Optional(item.Endpoint), Optional(item.Delivery), issues);
        if (input is null)
        {
            return Finish(item, Ledger.Empty, null, issues, []);
        }

        var result = mapping.Render(input);
        var gate = result.Payload is null ? [] : Gate(item, result.Ledger, result.Issues);
        if (result.Payload is { } rendered)
        {
            gate.AddRange(OffSchema(item, mapping, rendered));
        }

        return Finish(item, result.Ledger, result.Payload is { } payload ? Indent(payload) : null, result.Issues, gate) with
        {
            Fields = result.Payload is { } sent ? Seen(mapping.Schema, JsonTreeReader.Read(sent, [])!) : new HashSet<string>(),
        };
    }

    /// <summary>What receivers were not told to expect: a promised field that is missing, a wrong type or code, a field that the schema does not name.</summary>
    private static IEnumerable<Issue> OffSchema(MappingCase item, MessageMapping mapping, ReadOnlyMemory<byte> payload)
    {
        var found = new List<Issue>();
        mapping.Schema.Validate(JsonTreeReader.Read(payload, [])!, found);
        return found.Select(i => new Issue(IssueCodes.CasePayload, new IssueLocation { Script = item.Input, Source = i.Location.Source }, i.Location.Source ?? "$", i.Code.Id));
    }

    private static HashSet<string> Seen(Schema.JsonSchema schema, NodeTree tree)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        Schema.SchemaFields.AddSeen(schema.Root, tree.Root, seen);
        return seen;
    }

    private ReadOnlyMemory<byte>? Optional(string? path) => path is null ? null : files.Read(path);

    private static string Indent(ReadOnlyMemory<byte> json)
    {
        var buffer = new System.Buffers.ArrayBufferWriter<byte>();
        FhirJson.WriteRecord(JsonTreeReader.Read(json, [])!.Root, buffer, indented: true);
        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    // A field that the schema does not know is said by a warning of its own, which the case's .issues.txt holds.
    private static List<Issue> Gate(MappingCase item, Ledger ledger, IReadOnlyList<Issue> issues)
    {
        var unknown = issues.Where(i => i.Code == IssueCodes.RecordUnknownField).Select(i => i.Location.Source!).ToList();
        return [.. Faults(LeafState.Unmapped, IssueCodes.CaseUnmapped), .. Faults(LeafState.Tested, IssueCodes.CaseTested)];

        IEnumerable<Issue> Faults(LeafState state, IssueCode code) => ledger.LeavesIn(state).Where(l => !unknown.Exists(u => IsUnder(l.Path, u)))
            .Select(l => new Issue(code, new IssueLocation { Script = item.Input, Source = l.Path }, l.Path));
    }

    private static bool IsUnder(string path, string parent) =>
        path.StartsWith(parent, StringComparison.Ordinal) && (path.Length == parent.Length || path[parent.Length] is '.' or '[');

    private static IssueLocation At(string path) => new() { Script = path };

    private CaseResult Finish(MappingCase item, Ledger ledger, string? output, IReadOnlyList<Issue> issues, List<Issue> faults)
    {
        var stem = item.Input[..item.Input.LastIndexOf(".in.", StringComparison.Ordinal)];
        var changed = new Dictionary<string, string?>();
        var words = string.Concat(issues.Select(Say));
        var outputPath = stem + ".out.json";
        foreach (var path in Differences(item.Output, output))
        {
            faults.Add(new Issue(IssueCodes.CaseDiffers, new IssueLocation { Script = outputPath, Source = path }, path));
            changed[outputPath] = output is null ? null : output.TrimEnd('\n') + "\n";
        }

        var issuesPath = stem + ".issues.txt";
        if (words != (item.Issues is null ? "" : Text(item.Issues)))
        {
            faults.Add(new Issue(IssueCodes.CaseDiffers, At(issuesPath), issuesPath));
            changed[issuesPath] = words.Length == 0 ? null : words;
        }

        return new CaseResult(item, ledger, faults, changed);
    }

    private string Text(string path) => Encoding.UTF8.GetString((files.Read(path) ?? default).Span).Replace("\r\n", "\n", StringComparison.Ordinal);

    private List<string> Differences(string? goldenPath, string? output)
    {
        var golden = goldenPath is null ? null : files.Read(goldenPath);
        if (golden is null || output is null)
        {
            return golden is null && output is null ? [] : ["$"];
        }

        var expected = JsonTreeReader.Read(golden.Value, []);
        var actual = JsonTreeReader.Read(Encoding.UTF8.GetBytes(output), []);
        return expected is null || actual is null ? ["$"] : TreeDifference.Find(expected.Root, actual.Root);
    }

    private static string Say(Issue issue)
    {
        var severity = issue.Severity switch
        {
            IssueSeverity.Fatal => "fatal",
            IssueSeverity.Error => "error",
            IssueSeverity.Warning => "warning",
            _ => "information",
        };
        var place = issue.Location.Source ?? issue.Location.Script ?? FormattableString.Invariant($"{issue.Location.Line}:{issue.Location.Column}");

        // The words of an issue are no part of a golden file, but a text with a gap in it is a fault of the script.
        var gap = issue.Text(Fhir.Issues.Language.English).Contains('{', StringComparison.Ordinal) ? " (with too few words)" : "";
        return $"{severity} {issue.Code.Id} {place}{gap}\n";
    }
}
