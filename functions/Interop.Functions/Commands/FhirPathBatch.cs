using System.Text;
using System.Text.Json;
using Interop.Fhir.FhirPath;
using Interop.Fhir.Tree;
using Interop.Fhir.Validation;

namespace Interop.Functions.Commands;

/// <summary>Answers FHIRPath requests line by line; a fault of one line is the answer to that line.</summary>
public sealed class FhirPathBatch(ValidationOptions options)
{
    private const int MaxFiles = 32;

    public int Run(TextReader input, TextWriter output)
    {
        var files = new Dictionary<string, Node>(StringComparer.Ordinal);
        while (input.ReadLine() is { } line)
        {
            if (!string.IsNullOrWhiteSpace(line))
            {
                output.WriteLine(Answer(line, files));
                output.Flush();
            }
        }

        return 0;
    }

    public IReadOnlyList<FhirPathItem> Evaluate(string text, Node focus, FhirPathMode mode, Dictionary<string, FhirPathItem[]>? variables)
    {
        var expression = FhirPathExpression.Parse(text);
        FhirPathChecker.Check(expression, focus["resourceType"].Text, mode);
        return expression.Evaluate(focus, FhirPathPorts.Context(focus, options) with { Variables = variables, Now = TimeProvider.System.GetLocalNow() });
    }

    private string Answer(string line, Dictionary<string, Node> files)
    {
        JsonElement? id = null;
        try
        {
            using var request = JsonDocument.Parse(line);
            var root = request.RootElement;
            id = root.TryGetProperty("id", out var given) ? given.Clone() : null;
            var text = root.TryGetProperty("expression", out var expression) ? expression.GetString() : null;
            if (text is null)
            {
                return Fault(id, FhirPathPhase.Parse, "the request has no expression");
            }

            var mode = root.TryGetProperty("mode", out var named) && named.ValueEquals("strict") ? FhirPathMode.Strict : FhirPathMode.Lenient;
            var results = Evaluate(text, Focus(root, files), mode, FhirPathInput.Variables(root));
            return FhirPathOutput.ToJson(writer => WriteResults(writer, id, results));
        }
        catch (FhirPathException fault)
        {
            return Fault(id, fault.Phase, $"character {fault.Position + 1}: {fault.Message}");
        }
        catch (Exception fault) when (fault is JsonException or InvalidOperationException)
        {
            return Fault(id, FhirPathPhase.Run, "the request or its resource cannot be read: " + fault.Message);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            return Fault(id, FhirPathPhase.Run, "the file cannot be read");
        }
    }

    private static Node Focus(JsonElement request, Dictionary<string, Node> files)
    {
        if (request.TryGetProperty("resource", out var resource) && resource.ValueKind == JsonValueKind.Object)
        {
            return FhirPathInput.Read(Encoding.UTF8.GetBytes(resource.GetRawText()), isXml: false);
        }

        if (!request.TryGetProperty("file", out var file) || file.GetString() is not { Length: > 0 } path)
        {
            return default;
        }

        if (!files.TryGetValue(path, out var node))
        {
            node = FhirPathInput.ReadFile(path);
            if (files.Count == MaxFiles)
            {
                files.Clear();
            }

            files[path] = node;
        }

        return node;
    }

    private static void WriteResults(Utf8JsonWriter writer, JsonElement? id, IReadOnlyList<FhirPathItem> results)
    {
        writer.WriteStartObject();
        WriteId(writer, id);
        writer.WriteBoolean("ok", true);
        writer.WriteStartArray("results");
        foreach (var item in results)
        {
            FhirPathOutput.Write(writer, item);
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    private static string Fault(JsonElement? id, FhirPathPhase phase, string words) => FhirPathOutput.ToJson(writer =>
    {
        writer.WriteStartObject();
        WriteId(writer, id);
        writer.WriteBoolean("ok", false);
        writer.WriteString("phase", phase.ToString().ToLowerInvariant());
        writer.WriteString("error", words);
        writer.WriteEndObject();
    });

    private static void WriteId(Utf8JsonWriter writer, JsonElement? id)
    {
        writer.WritePropertyName("id");
        if (id is { } given)
        {
            given.WriteTo(writer);
        }
        else
        {
            writer.WriteNullValue();
        }
    }
}
