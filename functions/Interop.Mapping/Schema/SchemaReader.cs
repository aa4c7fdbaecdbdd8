using System.Globalization;
using System.Text.RegularExpressions;
using Interop.Fhir.Issues;
using Interop.Fhir.Tree;
using Interop.Mapping.Ledgers;

namespace Interop.Mapping.Schema;

/// <summary>Compiles a schema file; a keyword outside the subset is an issue, never silently skipped.</summary>
internal sealed class SchemaReader(string file, NodeTree tree, SchemaReader? blocks, ICollection<Issue> issues, bool shared = false)
{
    private readonly bool shared = shared;
    private readonly Dictionary<int, SchemaNode> read = [];

    public SchemaNode Read() => Read(tree.Root);

    private SchemaNode Read(Node source)
    {
        if (read.TryGetValue(source.Index, out var known))
        {
            return known;
        }

        var schema = read[source.Index] = new SchemaNode();
        if (source.Kind != NodeKind.Object)
        {
            Fault(source, "a schema that is no object");
            return schema;
        }

        foreach (var keyword in source.Children)
        {
            if (!ReadStructure(schema, keyword) && !ReadLimit(schema, keyword) && !IsAnnotation(keyword.Name!))
            {
                Fault(keyword, keyword.Name!);
            }
        }

        return schema;
    }

    private static bool IsAnnotation(string name) => name is "title" or "examples" or "$schema" or "$id" or "$defs" or "default" or "$comment";

    private bool ReadStructure(SchemaNode schema, Node keyword)
    {
        switch (keyword.Name)
        {
            case "type": schema.Types = [.. ReadTypes(keyword)]; break;
            case "properties": schema.Properties = keyword.Children.ToList().ToDictionary(c => c.Name!, Read, StringComparer.Ordinal); break;
            case "required": schema.Required = [.. keyword.Children.ToList().Select(c => c.Text ?? "")]; break;
            case "items": schema.Items = Read(keyword); break;
            case "enum": schema.Enum = keyword.Children.ToList(); break;
            case "const": schema.Enum = [keyword]; break;
            case "$ref": schema.Reference = Resolve(keyword); break;
            case "allOf": schema.AllOf = ReadAll(keyword); break;
            case "anyOf": schema.AnyOf = ReadAll(keyword); break;
            case "oneOf": schema.OneOf = ReadAll(keyword); break;
            case "if": schema.If = Read(keyword); break;
            case "then": schema.Then = Read(keyword); break;
            case "else": schema.Else = Read(keyword); break;
            case "description": schema.IsDescribed = !string.IsNullOrWhiteSpace(keyword.Text); break;
            default: return false;
        }

        return true;
    }

    private bool ReadLimit(SchemaNode schema, Node keyword)
    {
        switch (keyword.Name)
        {
            case "pattern": schema.Pattern = ReadPattern(keyword); break;
            case "format": schema.Format = ReadFormat(keyword); break;
            case "minLength": schema.MinLength = Whole(keyword); break;
            case "maxLength": schema.MaxLength = Whole(keyword); break;
            case "minItems": schema.MinItems = Whole(keyword); break;
            case "maxItems": schema.MaxItems = Whole(keyword); break;
            case "minimum": schema.Minimum = Number(keyword); break;
            case "exclusiveMinimum": schema.ExclusiveMinimum = Number(keyword); break;
            case "maximum": schema.Maximum = Number(keyword); break;
            case "exclusiveMaximum": schema.ExclusiveMaximum = Number(keyword); break;
            default: return false;
        }

        return true;
    }

    private List<SchemaNode> ReadAll(Node list) => [.. list.Children.ToList().Select(Read)];

    private IEnumerable<string> ReadTypes(Node keyword)
    {
        foreach (var type in keyword.Kind == NodeKind.Array ? keyword.Children.ToList() : [keyword])
        {
            if (type.Text is not ("object" or "array" or "string" or "number" or "integer" or "boolean" or "null"))
            {
                Fault(type, "type " + type.Text);
            }

            yield return type.Text ?? "";
        }
    }

    private string? ReadFormat(Node keyword)
    {
        if (!Formats.IsKnown(keyword.Text ?? ""))
        {
            Fault(keyword, "format " + keyword.Text);
        }

        return keyword.Text;
    }

    private Regex? ReadPattern(Node keyword)
    {
        try
        {
            return new Regex(keyword.Text ?? "", RegexOptions.CultureInvariant | RegexOptions.ECMAScript, Limits.Default.Regex);
        }
        catch (ArgumentException)
        {
            Fault(keyword, "pattern");
            return null;
        }
    }

    private int? Whole(Node keyword)
    {
        if (Number(keyword) is { } number && number == decimal.Truncate(number) && number is >= 0 and <= int.MaxValue)
        {
            return (int)number;
        }

        Fault(keyword, keyword.Name!);
        return null;
    }

    private decimal? Number(Node keyword)
    {
        if (keyword.Kind == NodeKind.Number && decimal.TryParse(keyword.Utf8, NumberStyles.Float, CultureInfo.InvariantCulture, out var number))
        {
            return number;
        }

        Fault(keyword, keyword.Name!);
        return null;
    }

    /// <summary><c>#/$defs/x</c> of this file, or of the shared blocks by <c>blocks#/$defs/x</c> or a relative path to their file.</summary>
    private SchemaNode Resolve(Node keyword)
    {
        var text = keyword.Text ?? "";
        var hash = text.IndexOf('#', StringComparison.Ordinal);
        var target = hash < 0 ? text : text[..hash];
        var owner = target.Length == 0 ? this
            : target == "blocks" || target.EndsWith("blocks.schema.json", StringComparison.Ordinal) ? blocks
            : null;
        var found = owner is null || hash < 0 ? default : owner.Follow(text[(hash + 1)..]);
        if (!found.Exists)
        {
            Fault(keyword, "$ref " + text);
            return new SchemaNode();
        }

        var schema = owner!.Read(found);
        schema.Block ??= owner.shared ? found.Name : null;
        return schema;
    }

    private Node Follow(string pointer)
    {
        var node = tree.Root;
        foreach (var part in pointer.Split('/', StringSplitOptions.RemoveEmptyEntries))
        {
            node = node[part.Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal)];
        }

        return node;
    }

    private void Fault(Node node, string what)
    {
        var (line, column) = tree.Position(node.Offset);
        issues.Add(new Issue(
            IssueCodes.LintSchemaKeyword,
            new IssueLocation { Script = FormattableString.Invariant($"{file}:{line}:{column}"), Source = TreePaths.JsonPath(node), Line = line, Column = column },
            what));
    }
}
