using Interop.Fhir.Issues;
using Interop.Fhir.Tree;

namespace Interop.Mapping.Schema;

/// <summary>A record schema: a stated subset of JSON Schema 2020-12, compiled once.</summary>
public sealed class JsonSchema
{
    internal JsonSchema(ReadOnlyMemory<byte> text) => Text = text;

    /// <summary>The schema as it is on disk, for <c>/openapi.json</c>.</summary>
    public ReadOnlyMemory<byte> Text { get; }

    /// <summary>Checks a record tree; one issue per fault, with JSON path, line and column. False when one of them is an error.</summary>
    public bool Validate(NodeTree record, ICollection<Issue> issues) => throw new NotSupportedException();
}
