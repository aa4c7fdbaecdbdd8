using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Interop.Fhir.Issues;
using Interop.Fhir.Tree;
using Interop.Functions.Configuration;
using Interop.Mapping;
using Interop.Mapping.Cases;
using Interop.Mapping.Formats;

namespace Interop.Functions.Commands;

/// <summary>
/// The files of a new record made from a sample of it, in any format: the schema as far as the sample shows it, a script that makes one resource
/// with the record's own key, and a rule for each other field that says that nobody has decided about it yet. It passes test and lint as it is.
/// </summary>
internal static partial class NewFromSample
{
    private static readonly string[] Keys = ["recordId", "id"];
    private static readonly string[] Versions = ["recordVersion", "version"];

    private const string Undescribed = "As in the sample: say what it means.";

    private const string Undecided = "Not decided yet: map it, or say why it is left out.";

    /// <summary>The record's lines below <c>records:</c> and the files of its folder.</summary>
    public static (string Entry, IReadOnlyDictionary<string, string> Files) Make(string kind, string record, FileInfo sample, RecordFormat? asked)
    {
        var format = asked ?? FormatOf(sample);
        var bytes = File.ReadAllBytes(sample.FullName);
        var issues = new List<Issue>();
        if (RecordFormats.Read(format, bytes, issues) is not { } tree)
        {
            throw new CliException(ExitCode.Faults, $"{sample.Name} cannot be read as {RecordFormats.Names[(int)format]}:{Environment.NewLine}{string.Join(Environment.NewLine, issues.Select(i => Cli.Describe(i)))}");
        }

        var (key, version, orderBy, expression) = Guess(format, tree);
        var system = $"'urn:interop:{kind}:' + sender_instance + ':{record}'";
        var entry = $$"""
              {{record}}:
                title: { en: "{{record}}", fr: "{{record}}" }
            {{(format == RecordFormat.Json ? "" : $"    format: {RecordFormats.Names[(int)format]}\n")}}    key: {{Quote(key)}}
                version: {{Quote(version)}}
                orderBy: {{Quote(orderBy)}}
            """;
        return (entry, new Dictionary<string, string>
        {
            ["record.schema.json"] = Schema(kind + "/" + record, format, tree),
            ["to-fhir.sbn"] = Script(kind + "/" + record, system, expression),
            ["ignored.yaml"] = "",
        });
    }

    /// <summary>Where the sample goes: a first case.</summary>
    public static string CaseName(RecordFormat format) => "cases/001-sample.in." + (format == RecordFormat.Hl7v2 ? "hl7" : RecordFormats.Names[(int)format]);

    /// <summary>The format that a file's name says.</summary>
    public static RecordFormat FormatOf(FileInfo file) => file.Extension.ToLowerInvariant() switch
    {
        ".hl7" or ".er7" or ".hl7v2" => RecordFormat.Hl7v2,
        ".xml" => RecordFormat.Xml,
        ".csv" or ".tsv" => RecordFormat.Csv,
        ".json" => RecordFormat.Json,
        _ => throw new CliException(ExitCode.Usage, $"{file.Name}: which format is it? Give --format {string.Join(", ", RecordFormats.Names)}."),
    };

    /// <summary>A rule for every field that the new mapping does not carry.</summary>
    public static string Rules(LoadedMappings mappings, string name, FileInfo sample)
    {
        var mapping = MapCommand.Find(mappings, name);
        var tree = mapping.Read(File.ReadAllBytes(sample.FullName), [])!;
        var ledger = mapping.Map(tree, CaseInputs.Context()).Ledger;
        var rules = new StringBuilder();
        if (mapping.Rules.Format == RecordFormat.Hl7v2)
        {
            rules.Append("- path: \"$.segments[*].id\"\n  reason: \"Names the segment.\"\n");
        }

        var paths = ledger.Leaves.Where(l => l.State is LeafState.Unmapped or LeafState.Tested).Select(l => RulePath(mapping.Rules.Format, l.Path)).OfType<string>().Distinct().ToList();

        // In HL7 v2 a field stands for everything in it.
        foreach (var path in paths.Where(p => !paths.Exists(other => mapping.Rules.Format == RecordFormat.Hl7v2 && p.StartsWith(other + ".", StringComparison.Ordinal))))
        {
            rules.Append(CultureInfo.InvariantCulture, $"- path: {Quote(path)}\n  reason: \"{Undecided}\"\n");
        }

        return rules.ToString();
    }

    private static string? RulePath(RecordFormat format, string path) => format switch
    {
        RecordFormat.Json => IndexPattern().Replace(path, "[*]"),
        RecordFormat.Csv => path[(path.IndexOf("column ", StringComparison.Ordinal) is var at and >= 0 ? at : 0)..],
        RecordFormat.Hl7v2 when !path.Contains('-', StringComparison.Ordinal) => null,
        _ => IndexPattern().Replace(path, ""),
    };

    /// <summary>Which fields tell the record, its version and whose it is; a guess for a person to check.</summary>
    private static (string Key, string Version, string OrderBy, string Expression) Guess(RecordFormat format, NodeTree tree)
    {
        switch (format)
        {
            case RecordFormat.Hl7v2:
                return ("MSH-10", "MSH-13", "PID-3", "segments[0].f10[0].c1");
            case RecordFormat.Xml:
                var root = tree.Root.FirstChild;
                var attribute = Below(root).FirstOrDefault(c => c.Name == "@id") is { Exists: true } id ? id : Below(root).FirstOrDefault(c => c.Name!.StartsWith('@') && c.Name != "@xmlns");
                return attribute.Exists
                    ? ($"/{root.Name}/{attribute.Name}", $"/{root.Name}/@version", $"/{root.Name}/{attribute.Name}", Member(root.Name!) + $"['{attribute.Name}']")
                    : ($"/{root.Name}/id", $"/{root.Name}/version", $"/{root.Name}/id", Member(root.Name!) + "['id'][0]['#text']");
            case RecordFormat.Csv:
                var first = tree.Root["rows"].FirstChild.FirstChild.Name ?? "#1";
                return (first, "version", first, $"rows[0]['{first}']");
            default:
                var fields = Below(tree.Root).Where(c => c.HasValue).Select(c => c.Name!).ToList();
                var key = Keys.FirstOrDefault(fields.Contains) ?? fields.FirstOrDefault(f => f.EndsWith("id", StringComparison.OrdinalIgnoreCase)) ?? fields.FirstOrDefault() ?? "id";
                return (key, Versions.FirstOrDefault(fields.Contains) ?? "recordVersion", key, Member(key));
        }
    }

    private static string Member(string name) => NamePattern().IsMatch(name) ? name : $"this['{name}']";

    private static string Script(string name, string system, string key) => $$"""
        # {{name}} -> to be written. The fields of the record are variables; the script returns a transaction Bundle.
        $key = {{key}}
        $system = {{system}}
        $resource = {
          resourceType: 'Basic',
          identifier: [{ system: $system, value: $key }],
          code: { text: '{{name}}' }
        }
        ret transaction [(entry $resource $system $key)]

        """;

    private static string Schema(string name, RecordFormat format, NodeTree tree)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer, new JsonWriterOptions { Indented = true, Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            json.WriteStartObject();
            json.WriteString("$schema", "https://json-schema.org/draft/2020-12/schema");
            json.WriteString("title", name);
            WriteType(json, [tree.Root], deep: format == RecordFormat.Json || format == RecordFormat.Csv);
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.ToArray()) + "\n";
    }

    /// <summary>What all of these values are; of lists the items are taken together.</summary>
    private static void WriteType(Utf8JsonWriter json, IReadOnlyList<Node> values, bool deep)
    {
        var kinds = values.Select(v => TypeOf(v.Kind)).Distinct().Order(StringComparer.Ordinal).ToList();
        kinds = kinds.Contains("number") ? [.. kinds.Where(k => k != "integer")] : kinds;
        if (kinds.Count == 1)
        {
            json.WriteString("type", kinds[0]);
        }
        else
        {
            json.WriteStartArray("type");
            kinds.ForEach(json.WriteStringValue);
            json.WriteEndArray();
        }

        if (kinds.Contains("object"))
        {
            json.WriteStartObject("properties");
            foreach (var member in values.SelectMany(Below).Where(c => c.Name is not null).GroupBy(c => c.Name!))
            {
                json.WriteStartObject(member.Key);
                json.WriteString("description", Undescribed);
                WriteType(json, [.. member], deep);
                json.WriteEndObject();
            }

            json.WriteEndObject();
        }

        if (deep && values.Where(v => v.Kind == NodeKind.Array).SelectMany(Below).ToList() is { Count: > 0 } items)
        {
            json.WriteStartObject("items");
            WriteType(json, items, deep);
            json.WriteEndObject();
        }

        string TypeOf(NodeKind kind) => kind switch
        {
            NodeKind.Object => "object",
            NodeKind.Array => "array",
            NodeKind.String => "string",
            NodeKind.True or NodeKind.False => "boolean",
            NodeKind.Number => values.Where(v => v.Kind == NodeKind.Number).All(v => v.Utf8.IndexOfAny((byte)'.', (byte)'e', (byte)'E') < 0) ? "integer" : "number",
            _ => "null",
        };
    }

    private static IEnumerable<Node> Below(Node node)
    {
        for (var child = node.FirstChild; child.Exists; child = child.NextSibling)
        {
            yield return child;
        }
    }

    private static string Quote(string text) => "\"" + text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal) + "\"";

    [GeneratedRegex(@"\[\d+\]", RegexOptions.CultureInvariant)]
    private static partial Regex IndexPattern();

    [GeneratedRegex("^[A-Za-z_][A-Za-z0-9_]*$", RegexOptions.CultureInvariant)]
    private static partial Regex NamePattern();
}
