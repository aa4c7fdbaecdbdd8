using Interop.Fhir.Issues;
using Interop.Mapping.Schema;

namespace Interop.Mapping.Cases;

/// <summary>
/// Whether the cases of a mapping hold every field that its schema names: a record's in an input that gives a Bundle, a message's in a payload. A field that
/// no case has is mapped by nobody's word, or promised and never sent.
/// </summary>
internal static class FieldCoverage
{
    /// <summary>The fields of these mappings that no result has.</summary>
    public static IEnumerable<Issue> Missing(MappingCatalogue catalogue, IReadOnlyCollection<string> mappings, IReadOnlyList<CaseResult> results)
    {
        var seen = results.GroupBy(r => r.Case.Mapping).ToDictionary(g => g.Key, g => g.SelectMany(r => r.Fields).ToHashSet(StringComparer.Ordinal), StringComparer.Ordinal);
        return catalogue.Kinds.SelectMany(k => k.Records).Where(r => mappings.Contains(r.Name)).SelectMany(r => Missing(r.Schema, r.Name, "/record.schema.json", IssueCodes.CaseFieldUnused))
            .Concat(catalogue.Kinds.SelectMany(k => k.Messages).Where(m => mappings.Contains(m.Name)).SelectMany(m => Missing(m.Schema, m.Name, "/payload.schema.json", IssueCodes.CaseFieldUnsent)));

        IEnumerable<Issue> Missing(JsonSchema schema, string name, string file, IssueCode code) => SchemaFields.Of(schema.Root).Keys
            .Where(f => !seen[name].Contains(f)).Select(f => new Issue(code, new IssueLocation { Script = name + file, Source = f }, f));
    }
}
