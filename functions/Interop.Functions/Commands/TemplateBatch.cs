using System.Globalization;
using System.Text;
using System.Text.Json;
using Interop.Fhir.Issues;
using Interop.Fhir.Tree;
using Interop.Functions.Http;
using Interop.Mapping.Language;

namespace Interop.Functions.Commands;

/// <summary>Runs templates request by request, line by line; a fault of one line is the answer to that line.</summary>
public static class TemplateBatch
{
    /// <summary>Answers until the input ends.</summary>
    public static int Run(TextReader input, TextWriter output)
    {
        while (input.ReadLine() is { } line)
        {
            if (!string.IsNullOrWhiteSpace(line))
            {
                output.WriteLine(Answer(line));
                output.Flush();
            }
        }

        return ExitCode.Done;
    }

    private static string Answer(string line)
    {
        JsonElement? id = null;
        try
        {
            using var request = JsonDocument.Parse(line);
            var root = request.RootElement;
            if (root.ValueKind != JsonValueKind.Object)
            {
                return Fault(null, 1, 1, "the request is not a JSON object");
            }

            id = root.TryGetProperty("id", out var given) ? given.Clone() : null;
            return Answer(id, root);
        }
        catch (JsonException)
        {
            return Fault(id, 1, 1, "the request is not valid JSON");
        }
        catch (Exception fault)
        {
            return Fault(id, 1, 1, "internal fault at " + FaultPlace.Of(fault));
        }
    }

    private static string Answer(JsonElement? id, JsonElement request)
    {
        if (!request.TryGetProperty("template", out var template) || template.ValueKind != JsonValueKind.String)
        {
            return Fault(id, 1, 1, "the request has no template");
        }

        var mode = request.TryGetProperty("mode", out var asked) && asked.ValueKind == JsonValueKind.String ? asked.GetString() : "text";
        if (mode is not ("text" or "script"))
        {
            return Fault(id, 1, 1, "the mode is neither text nor script");
        }

        var issues = new List<Issue>();
        var model = ReadModel(request, issues);
        if (issues.Count > 0)
        {
            return Fault(id, issues[0].Location.Line ?? 1, issues[0].Location.Column ?? 1, "model: " + issues[0].Text(Language.English));
        }

        var result = TemplateCommand.Render(new ScriptSource("template", template.GetString()!), model, mode == "script");
        return result.Fault is { } fault ? Fault(id, fault, result.Others) : Done(id, result.Output!);
    }

    private static NodeTree? ReadModel(JsonElement request, List<Issue> issues) =>
        request.TryGetProperty("model", out var model) && model.ValueKind != JsonValueKind.Null
            ? JsonTreeReader.Read(Encoding.UTF8.GetBytes(model.GetRawText()), issues)
            : null;

    private static string Done(JsonElement? id, string text) => FhirPathOutput.ToJson(writer =>
    {
        writer.WriteStartObject();
        WriteId(writer, id);
        writer.WriteBoolean("ok", true);
        writer.WriteString("output", text);
        writer.WriteEndObject();
    });

    private static string Fault(JsonElement? id, Issue fault, IReadOnlyList<Issue> others)
    {
        var (line, column) = Place(fault);
        return Fault(id, line, column, fault.Text(Language.English), others);
    }

    // Script places read name:line:column; the name of a request's template is fixed and has no colon.
    private static (int Line, int Column) Place(Issue fault)
    {
        var place = fault.Location.Script?.Split(':') ?? [];
        return (Part(place, 1), Part(place, 2));
    }

    private static int Part(string[] place, int at) =>
        place.Length > at && int.TryParse(place[at], NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 1;

    private static string Fault(JsonElement? id, int line, int column, string text, IReadOnlyList<Issue>? others = null) => FhirPathOutput.ToJson(writer =>
    {
        writer.WriteStartObject();
        WriteId(writer, id);
        writer.WriteBoolean("ok", false);
        writer.WritePropertyName("error");
        WriteError(writer, line, column, text);
        if (others is { Count: > 0 })
        {
            writer.WriteStartArray("others");
            foreach (var other in others)
            {
                var (otherLine, otherColumn) = Place(other);
                WriteError(writer, otherLine, otherColumn, other.Text(Language.English));
            }

            writer.WriteEndArray();
        }

        writer.WriteEndObject();
    });

    private static void WriteError(Utf8JsonWriter writer, int line, int column, string text)
    {
        writer.WriteStartObject();
        writer.WriteNumber("line", line);
        writer.WriteNumber("column", column);
        writer.WriteString("text", text);
        writer.WriteEndObject();
    }

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
