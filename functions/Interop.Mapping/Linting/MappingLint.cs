using Interop.Fhir.Issues;
using Interop.Mapping.Ledgers;
using Interop.Mapping.Schema;

namespace Interop.Mapping.Linting;

/// <summary>Everything that can be said of the mappings without running them. Faults of parsing are those of <see cref="MappingCatalogue.Load"/>.</summary>
public static class MappingLint
{
    private static readonly HashSet<string> MessageGlobals = new(StringComparer.Ordinal) { "bundle", "focus", "previous", "endpoint", "delivery" };

    /// <summary>Checks all scripts and rules of a catalogue; the answer is empty when nothing is wrong.</summary>
    public static IReadOnlyList<Issue> Check(MappingCatalogue catalogue)
    {
        var issues = new List<Issue>();
        foreach (var (name, table) in catalogue.Environment.Tables)
        {
            TableLint.Check(name, table, issues);
        }

        foreach (var record in catalogue.Kinds.SelectMany(k => k.Records))
        {
            var fields = new HashSet<string>(StringComparer.Ordinal);
            SchemaPaths.AddProperties(record.Schema.Root, fields);
            new ScriptLint(catalogue.Environment, fields, issues).Check(record.Script);
            CheckRules(record, issues);
        }

        foreach (var message in catalogue.Kinds.SelectMany(k => k.Messages))
        {
            new ScriptLint(catalogue.Environment, MessageGlobals, issues).Check(message.Script);
            if (message.Schema == JsonSchema.Anything)
            {
                issues.Add(new Issue(IssueCodes.LintPayloadSchema, new IssueLocation { Script = message.Name + "/payload.schema.json" }));
            }
        }

        issues.AddRange(Descriptions(catalogue));
        return issues;
    }

    /// <summary>The fields of records and payloads that no <c>description</c> explains; those of a shared block once, with the first schema that uses it.</summary>
    private static IEnumerable<Issue> Descriptions(MappingCatalogue catalogue)
    {
        var told = new HashSet<string>(StringComparer.Ordinal);
        return catalogue.Kinds.SelectMany(k => k.Records.Select(r => (r.Name + "/record.schema.json", r.Schema)).Concat(k.Messages.Select(m => (m.Name + "/payload.schema.json", m.Schema))))
            .SelectMany(s => Undescribed(s.Item1, s.Schema)).Where(i => i.Location.Source!.StartsWith('$') || told.Add(i.Location.Source));
    }

    private static IEnumerable<Issue> Undescribed(string file, JsonSchema schema) => SchemaFields.Of(schema.Root).Where(f => !f.Value)
        .Select(f => new Issue(IssueCodes.LintDescription, new IssueLocation { Script = file, Source = f.Key }, f.Key));

    private static void CheckRules(RecordMapping record, List<Issue> issues)
    {
        foreach (var rule in record.Ignored.All.Where(r => r.Spelled is null && r.Place.StartsWith(record.Name, StringComparison.Ordinal) && !SchemaPaths.Exists(record.Schema.Root, r.Names)))
        {
            issues.Add(new Issue(IssueCodes.LintIgnoredPath, new IssueLocation { Script = rule.Place, Source = rule.Path }, rule.Path));
        }
    }
}
