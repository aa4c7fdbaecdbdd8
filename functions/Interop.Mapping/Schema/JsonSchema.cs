using Interop.Fhir.Issues;
using Interop.Fhir.Tree;

namespace Interop.Mapping.Schema;

/// <summary>
/// A record schema: a stated subset of JSON Schema 2020-12, compiled once. Keywords: type, properties, required, items, enum, const, pattern, format,
/// minLength, maxLength, minItems, maxItems, minimum, maximum, exclusiveMinimum, exclusiveMaximum, allOf, anyOf, oneOf, if, then, else,
/// and $ref to <c>#/$defs/x</c> or <c>blocks#/$defs/x</c>.
/// </summary>
public sealed class JsonSchema
{
    /// <summary>Stands in where a record has no readable schema; it accepts everything.</summary>
    internal static readonly JsonSchema Anything = new("{}"u8.ToArray(), new SchemaNode());

    internal JsonSchema(ReadOnlyMemory<byte> text, SchemaNode root) => (Text, Root) = (text, root);

    /// <summary>The schema as it is on disk, for <c>/openapi.json</c>.</summary>
    public ReadOnlyMemory<byte> Text { get; }

    internal SchemaNode Root { get; }

    /// <summary>
    /// Checks a record tree: one issue per fault, with JSON path, line and column. False when one of them is an error; a property that the schema does
    /// not name, a naive date-time and a wrong key of a French number are warnings.
    /// </summary>
    public bool Validate(NodeTree record, ICollection<Issue> issues)
    {
        var found = new List<Issue>();
        var validator = new SchemaValidator(record, found);
        var fits = validator.Validate(Root, record.Root);
        validator.ReportUnknown();
        foreach (var issue in found)
        {
            issues.Add(issue);
        }

        return fits;
    }
}
