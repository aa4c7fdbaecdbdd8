using System.Text;
using Interop.Fhir.Issues;
using Interop.Fhir.Json;
using Interop.Fhir.Tree;
using Interop.Mapping.Ledgers;

namespace Interop.Mapping.Cases;

/// <summary>
/// Runs the cases of the mappings folder: golden comparison, and for records the coverage gate (every leaf carried, tested or ignored by a rule;
/// every rule needed by a case). A message is held to the gate when it has an <c>ignored.yaml</c>.
/// </summary>
public sealed class CaseRunner(MappingCatalogue catalogue, IMappingFiles files)
{
    private static readonly Ledger NoLedger = new(0, 0, 0, 0, static _ => []);

    /// <summary>Runs the cases of one mapping, of a kind, or all when null.</summary>
    public CaseReport RunAll(string? mappingOrKind = null)
    {
        var used = new HashSet<IgnoredRule>();
        var results = new List<CaseResult>();
        foreach (var item in catalogue.FindCases(mappingOrKind))
        {
            results.Add(Run(item, used));
        }

        var faults = new List<Issue>();
        foreach (var (name, rules) in Rules().Where(r => results.Exists(c => c.Case.Mapping == r.Name)))
        {
            faults.AddRange(rules.Where(r => !used.Contains(r)).Select(r => new Issue(IssueCodes.LintIgnoredUnused, new IssueLocation { Script = name + "/ignored.yaml" }, r.Path)));
        }

        return new CaseReport(results, faults);
    }

    /// <summary>Runs one case.</summary>
    public CaseResult Run(MappingCase item) => Run(item, []);

    private IEnumerable<(string Name, IReadOnlyList<IgnoredRule> Rules)> Rules() => catalogue.Kinds.SelectMany(k =>
        k.Records.Select(r => (r.Name, r.Ignored)).Concat(k.Messages.Select(m => (m.Name, m.Ignored))));

    private CaseResult Run(MappingCase item, HashSet<IgnoredRule> used)
    {
        var (kind, name) = Split(item.Mapping);
        var bytes = files.Read(item.Input) ?? default;
        if (catalogue.FindRecord(kind, name) is { } record)
        {
            return RunRecord(item, record, bytes, used);
        }

        return catalogue.FindMessage(kind, name) is { } message
            ? RunMessage(item, message, bytes, used)
            : new CaseResult(item, NoLedger, [new Issue(IssueCodes.MappingFile, At(item.Input), item.Mapping)], new Dictionary<string, string?>());
    }

    private static (string Kind, string Name) Split(string mapping)
    {
        var slash = mapping.IndexOf('/', StringComparison.Ordinal);
        return slash < 0 ? (mapping, "") : (mapping[..slash], mapping[(slash + 1)..]);
    }

    private CaseResult RunRecord(MappingCase item, RecordMapping mapping, ReadOnlyMemory<byte> bytes, HashSet<IgnoredRule> used)
    {
        var issues = new List<Issue>();
        if (mapping.Read(bytes, issues) is not { } tree)
        {
            return Finish(item, NoLedger, null, issues, []);
        }

        var result = mapping.Map(tree, CaseInputs.Context());
        issues.AddRange(result.Issues);
        var output = result.Output is null ? null : Encoding.UTF8.GetString(FhirJson.ToBytes(result.Output.Root, new FhirJsonWriteOptions { Indented = true }));
        NoteUsed(tree, mapping.Ignored, used);
        return Finish(item, result.Ledger, output, issues, result.Output is null ? [] : Unmapped(item, result.Ledger, issues));
    }

    private CaseResult RunMessage(MappingCase item, MessageMapping mapping, ReadOnlyMemory<byte> bytes, HashSet<IgnoredRule> used)
    {
        var issues = new List<Issue>();
        var input = CaseInputs.Message(mapping.Kind, bytes, Optional(item.Previous), Optional(item.Endpoint), Optional(item.Delivery), issues);
        if (input is null)
        {
            return Finish(item, NoLedger, null, issues, []);
        }

        var result = mapping.Render(input);
        NoteUsed(input.Bundle, mapping.Ignored, used);
        var gate = mapping.Ignored.Count > 0 && result.Payload is not null ? Unmapped(item, result.Ledger, result.Issues) : [];
        return Finish(item, result.Ledger, result.Payload is { } payload ? Indent(payload) : null, result.Issues, gate);
    }

    private ReadOnlyMemory<byte>? Optional(string? path) => path is null ? null : files.Read(path);

    private static string Indent(ReadOnlyMemory<byte> json)
    {
        var buffer = new System.Buffers.ArrayBufferWriter<byte>();
        FhirJson.WriteRecord(JsonTreeReader.Read(json, [])!.Root, buffer, indented: true);
        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    private static void NoteUsed(NodeTree tree, IReadOnlyList<IgnoredRule> rules, HashSet<IgnoredRule> used)
    {
        foreach (var rule in rules.Where(r => !used.Contains(r)))
        {
            for (var i = 0; i < tree.Count && !used.Contains(rule); i++)
            {
                if (tree.At(i) is { FirstChild.Exists: false } leaf && rule.Matches(leaf))
                {
                    used.Add(rule);
                }
            }
        }
    }

    // A field that the schema does not know is said by a warning of its own, which the case's .issues.txt holds.
    private static List<Issue> Unmapped(MappingCase item, Ledger ledger, IReadOnlyList<Issue> issues)
    {
        var unknown = issues.Where(i => i.Code == IssueCodes.RecordUnknownField).Select(i => i.Location.Source!).ToList();
        return
        [
            .. ledger.Leaves.Where(l => l.State == LeafState.Unmapped && !unknown.Exists(u => IsUnder(l.Path, u)))
                .Select(l => new Issue(IssueCodes.CaseUnmapped, new IssueLocation { Script = item.Input, Source = l.Path }, l.Path)),
        ];
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
        return $"{severity} {issue.Code.Id} {place}\n";
    }
}
