using System.Text;
using System.Text.Json;
using Interop.Fhir.FhirPath;
using Interop.Fhir.Issues;
using Interop.Fhir.Json;
using Interop.Fhir.Tree;
using Interop.Fhir.Xml;

namespace Interop.Functions.Commands;

/// <summary>Reads what a FHIRPath request is about. A text that is no resource is a <see cref="JsonException"/> that says where it is broken.</summary>
internal static class FhirPathInput
{
    public static Node ReadFile(string path) => Read(File.ReadAllBytes(path), path.EndsWith(".xml", StringComparison.OrdinalIgnoreCase));

    public static Node Read(ReadOnlyMemory<byte> bytes, bool isXml)
    {
        var issues = new List<Issue>();
        var tree = isXml ? FhirXml.Read(bytes, issues) : FhirJson.Read(bytes, issues);
        return tree?.Root ?? throw new JsonException(issues.Count == 0 ? "no resource" : Words(issues[0]));
    }

    /// <summary>Variables of a request: a JSON object of texts, numbers, booleans, resources, or arrays of them.</summary>
    public static Dictionary<string, FhirPathItem[]>? Variables(JsonElement request)
    {
        if (!request.TryGetProperty("variables", out var variables) || variables.ValueKind != JsonValueKind.Object)
        {
            return null;
        }

        var result = new Dictionary<string, FhirPathItem[]>(StringComparer.Ordinal);
        foreach (var variable in variables.EnumerateObject())
        {
            result[variable.Name] = variable.Value.ValueKind == JsonValueKind.Array
                ? [.. variable.Value.EnumerateArray().SelectMany(Items)]
                : [.. Items(variable.Value)];
        }

        return result;
    }

    private static IEnumerable<FhirPathItem> Items(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => [FhirPathItem.Of(value.GetString()!)],
        JsonValueKind.True or JsonValueKind.False => [FhirPathItem.Of(value.GetBoolean())],
        JsonValueKind.Number when value.TryGetInt32(out var whole) => [FhirPathItem.Of(whole)],
        JsonValueKind.Number when value.TryGetDecimal(out var number) => [FhirPathItem.Of(number)],
        JsonValueKind.Object => [FhirPathItem.Of(Read(Encoding.UTF8.GetBytes(value.GetRawText()), isXml: false))],
        _ => [],
    };

    private static string Words(Issue issue) => issue.Location.Line is { } line ? $"line {line}, column {issue.Location.Column}: {issue.Text(Language.English)}" : issue.Text(Language.English);
}
