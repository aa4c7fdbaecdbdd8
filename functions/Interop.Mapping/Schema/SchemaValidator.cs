using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Interop.Fhir.Issues;
using Interop.Fhir.Tree;
using Interop.Mapping.Functions;
using Interop.Mapping.Ledgers;

namespace Interop.Mapping.Schema;

/// <summary>One validation. Without a list of issues it only answers whether the record fits, for <c>if</c>, <c>anyOf</c> and <c>oneOf</c>.</summary>
internal sealed class SchemaValidator(NodeTree record, List<Issue>? issues, byte[] marks)
{
    private const byte Named = 1;
    private const byte Checked = 2;

    public SchemaValidator(NodeTree record, List<Issue> issues)
        : this(record, issues, new byte[record.Count])
    {
    }

    public bool Validate(SchemaNode schema, Node node)
    {
        var fits = schema.Types is null || CheckType(schema.Types, node);
        if (!fits)
        {
            return false;
        }

        fits &= schema.Reference is null || Validate(schema.Reference, node);
        fits &= schema.Enum is null || CheckEnum(schema.Enum, node);
        fits &= node.Kind switch
        {
            NodeKind.Object => CheckObject(schema, node),
            NodeKind.Array => CheckArray(schema, node),
            NodeKind.String => CheckText(schema, node),
            NodeKind.Number => CheckNumber(schema, node),
            _ => true,
        };
        return fits & CheckCombinations(schema, node);
    }

    /// <summary>Reports every property that no schema named, in objects that some schema describes.</summary>
    public void ReportUnknown()
    {
        for (var i = 1; i < record.Count; i++)
        {
            var node = record.At(i);
            if (node.Name is { } name && (marks[node.Parent.Index] & Checked) != 0 && (marks[i] & Named) == 0)
            {
                Report(IssueCodes.RecordUnknownField, node, TreePaths.JsonPath(node), name);
            }
        }
    }

    private static bool Fits(string type, Node node) => type switch
    {
        "object" => node.Kind == NodeKind.Object,
        "array" => node.Kind == NodeKind.Array,
        "string" => node.Kind == NodeKind.String,
        "number" => node.Kind == NodeKind.Number,
        "integer" => node.Kind == NodeKind.Number && TryNumber(node, out var number) && number == decimal.Truncate(number),
        "boolean" => node.Kind is NodeKind.True or NodeKind.False,
        _ => node.Kind == NodeKind.Null,
    };

    private static bool TryNumber(Node node, out decimal number) => decimal.TryParse(node.Utf8, NumberStyles.Float, CultureInfo.InvariantCulture, out number);

    private bool CheckType(HashSet<string> types, Node node)
    {
        foreach (var type in types)
        {
            if (Fits(type, node))
            {
                return true;
            }
        }

        return Fail(IssueCodes.RecordType, node, string.Join(" | ", types));
    }

    private bool CheckEnum(IReadOnlyList<Node> allowed, Node node)
    {
        foreach (var value in allowed)
        {
            if (value.Kind == node.Kind && value.Utf8.SequenceEqual(node.Utf8))
            {
                return true;
            }
        }

        return Fail(IssueCodes.RecordCode, node, string.Join(", ", allowed.Select(v => v.Text ?? "null")));
    }

    private bool CheckObject(SchemaNode schema, Node node)
    {
        var fits = true;
        foreach (var name in schema.Required)
        {
            if (!node[name].Exists)
            {
                var path = new StringBuilder(issues is null ? "" : TreePaths.JsonPath(node));
                TreePaths.AppendMember(path, name);
                fits = false;
                Report(IssueCodes.RecordFieldMissing, node, path.ToString(), name);
            }
        }

        if (schema.Properties is null)
        {
            return fits;
        }

        marks[node.Index] |= Checked;
        foreach (var child in node.Children)
        {
            if (schema.Properties.TryGetValue(child.Name!, out var property))
            {
                marks[child.Index] |= Named;
                fits &= Validate(property, child);
            }
        }

        return fits;
    }

    private bool CheckArray(SchemaNode schema, Node node)
    {
        var fits = true;
        var count = 0;
        foreach (var item in node.Children)
        {
            count++;
            fits &= schema.Items is null || Validate(schema.Items, item);
        }

        return (count >= (schema.MinItems ?? 0) && count <= (schema.MaxItems ?? int.MaxValue) || Fail(IssueCodes.RecordItems, node, Between(schema.MinItems, schema.MaxItems))) & fits;
    }

    private static string Between(int? least, int? most) => FormattableString.Invariant($"{least?.ToString(CultureInfo.InvariantCulture) ?? "0"}..{most?.ToString(CultureInfo.InvariantCulture) ?? "*"}");

    private bool CheckText(SchemaNode schema, Node node)
    {
        if (schema.MinLength is null && schema.MaxLength is null && schema.Pattern is null && schema.Format is null)
        {
            return true;
        }

        if (schema.Pattern is null && schema.Format is null && schema.MinLength is null or <= 1 && schema.MaxLength is null)
        {
            return node.Utf8.Length >= (schema.MinLength ?? 0) || Fail(IssueCodes.RecordLength, node, Between(schema.MinLength, schema.MaxLength));
        }

        var text = node.Text!;
        var length = schema.MinLength is <= 1 && schema.MaxLength is null ? text.Length : new StringInfo(text).LengthInTextElements;
        var fits = length >= (schema.MinLength ?? 0) && length <= (schema.MaxLength ?? int.MaxValue) || Fail(IssueCodes.RecordLength, node, Between(schema.MinLength, schema.MaxLength));
        fits &= schema.Pattern is null || PatternMatch.Fits(() => schema.Pattern.IsMatch(text)) || Fail(IssueCodes.RecordPattern, node, schema.Pattern.ToString());
        return fits & (schema.Format is null || CheckFormat(schema.Format, node, text));
    }

    private bool CheckFormat(string format, Node node, string text)
    {
        if (Formats.Fits(format, text))
        {
            return true;
        }

        if (format == "date-time" && FhirDates.IsNaive(text))
        {
            Fail(IssueCodes.DateTimeNaive, node);
            return true;
        }

        var isKey = Formats.IsKey(format);
        Fail(isKey ? IssueCodes.RecordKey : IssueCodes.RecordFormat, node, format);
        return isKey;
    }

    private bool CheckNumber(SchemaNode schema, Node node)
    {
        if (schema.Minimum is null && schema.Maximum is null && schema.ExclusiveMinimum is null && schema.ExclusiveMaximum is null)
        {
            return true;
        }

        var fits = TryNumber(node, out var number)
            && number >= (schema.Minimum ?? decimal.MinValue) && number <= (schema.Maximum ?? decimal.MaxValue)
            && (schema.ExclusiveMinimum is not { } above || number > above) && (schema.ExclusiveMaximum is not { } below || number < below);
        return fits || Fail(IssueCodes.RecordRange, node, Bounds(schema));
    }

    private static string Bounds(SchemaNode schema)
    {
        var bounds = new List<string>();
        Add(">=", schema.Minimum);
        Add(">", schema.ExclusiveMinimum);
        Add("<=", schema.Maximum);
        Add("<", schema.ExclusiveMaximum);
        return string.Join(", ", bounds);

        void Add(string sign, decimal? bound)
        {
            if (bound is { } value)
            {
                bounds.Add(sign + " " + value.ToString(CultureInfo.InvariantCulture));
            }
        }
    }

    private bool CheckCombinations(SchemaNode schema, Node node)
    {
        var fits = true;
        foreach (var part in schema.AllOf)
        {
            fits &= Validate(part, node);
        }

        if (schema.If is not null)
        {
            var next = Try(schema.If, node) ? schema.Then : schema.Else;
            fits &= next is null || Validate(next, node);
        }

        fits &= schema.AnyOf is null || CheckAlternatives(schema.AnyOf, node, most: int.MaxValue);
        return fits & (schema.OneOf is null || CheckAlternatives(schema.OneOf, node, most: 1));
    }

    private bool CheckAlternatives(IReadOnlyList<SchemaNode> alternatives, Node node, int most)
    {
        SchemaNode? first = null;
        var count = 0;
        foreach (var alternative in alternatives)
        {
            if (Try(alternative, node))
            {
                first ??= alternative;
                count++;
            }
        }

        if (first is null || count > most)
        {
            return Fail(IssueCodes.RecordShape, node);
        }

        return Validate(first, node);
    }

    private bool Try(SchemaNode schema, Node node) => new SchemaValidator(record, null, marks).Validate(schema, node);

    private bool Fail(IssueCode code, Node node, params string[] arguments)
    {
        if (issues is not null)
        {
            Report(code, node, TreePaths.JsonPath(node), [FieldOf(node), .. arguments]);
        }

        return false;
    }

    // Items of a list are named after the list.
    private static string FieldOf(Node node)
    {
        while (node.Name is null && node.Parent.Exists)
        {
            node = node.Parent;
        }

        return node.Name ?? "$";
    }

    private void Report(IssueCode code, Node node, string path, params string[] arguments)
    {
        if (issues is null || issues.Exists(i => i.Code == code && i.Location.Source == path))
        {
            return;
        }

        var (line, column) = record.Position(node.Offset);
        issues.Add(new Issue(code, new IssueLocation { Source = path, Line = line, Column = column }, arguments));
    }
}
