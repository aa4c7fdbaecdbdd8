using System.Text.RegularExpressions;
using Interop.Fhir.Tree;

namespace Interop.Mapping.Schema;

/// <summary>One compiled schema: the keywords that it sets, null or empty where it does not.</summary>
internal sealed class SchemaNode
{
    public HashSet<string>? Types { get; set; }

    public Dictionary<string, SchemaNode>? Properties { get; set; }

    public IReadOnlyList<string> Required { get; set; } = [];

    public SchemaNode? Items { get; set; }

    /// <summary>Allowed values, as nodes of the schema's own tree.</summary>
    public IReadOnlyList<Node>? Enum { get; set; }

    public Regex? Pattern { get; set; }

    public string? Format { get; set; }

    public int? MinLength { get; set; }

    public int? MaxLength { get; set; }

    public int? MinItems { get; set; }

    public int? MaxItems { get; set; }

    public decimal? Minimum { get; set; }

    public decimal? ExclusiveMinimum { get; set; }

    public decimal? Maximum { get; set; }

    public decimal? ExclusiveMaximum { get; set; }

    /// <summary>Where <c>$ref</c> points.</summary>
    public SchemaNode? Reference { get; set; }

    public IReadOnlyList<SchemaNode> AllOf { get; set; } = [];

    public IReadOnlyList<SchemaNode>? AnyOf { get; set; }

    public IReadOnlyList<SchemaNode>? OneOf { get; set; }

    public SchemaNode? If { get; set; }

    public SchemaNode? Then { get; set; }

    public SchemaNode? Else { get; set; }

    /// <summary>Whether a <c>description</c> says what the value means.</summary>
    public bool IsDescribed { get; set; }

    /// <summary>The name of the shared block that this schema is.</summary>
    public string? Block { get; set; }
}
