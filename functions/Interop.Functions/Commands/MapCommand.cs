using System.Buffers;
using System.CommandLine;
using System.Text.Json;
using Interop.Engine.Messages;
using Interop.Fhir.Issues;
using Interop.Fhir.Json;
using Interop.Fhir.Tree;
using Interop.Functions.Configuration;
using Interop.Functions.Http;
using Interop.Mapping;
using Interop.Mapping.Cases;
using Interop.Mapping.Formats;
using Spectre.Console;

namespace Interop.Functions.Commands;

/// <summary><c>interop map KIND/RECORD FILE</c>: what a record becomes, without an engine.</summary>
public static class MapCommand
{
    /// <summary>The verb.</summary>
    public static Command Build()
    {
        var record = new Argument<string>("record") { Description = "KIND/RECORD, such as medissimo/pillbox-plan" };
        var file = new Argument<FileInfo>("file") { Description = "The record" }.AcceptExistingOnly();
        var explain = new Option<bool>("--explain") { Description = "Say of each output element which script line and which fields it came from" };
        var format = new Option<string>("--format") { Description = "json, text or html (default json)", DefaultValueFactory = _ => "json" };
        format.AcceptOnlyFromAmong("json", "text", "html");
        var command = new Command("map", "Map a record to FHIR and show bundle, ledger, lineage and issues") { record, file, explain, format };
        command.SetAction(parsed =>
        {
            var mappings = Cli.LoadMappings(parsed, Cli.Settings(parsed));
            var mapping = Find(mappings, parsed.GetValue(record)!);
            var bytes = File.ReadAllBytes(parsed.GetValue(file)!.FullName);
            var result = Run(mapping, bytes, parsed.GetValue(explain));
            switch (parsed.GetValue(format))
            {
                case "text":
                    ExplainText.Write(result, Screen());
                    break;
                case "html":
                    Console.Out.Write(ExplainHtml.Write(mapping.Name, result));
                    break;
                default:
                    WriteJson(result);
                    break;
            }

            return result.Issues.Any(i => i.IsError) ? ExitCode.Faults : ExitCode.Done;
        });
        return command;
    }

    /// <summary>The terminal with its colours; into a file or a pipe plain text, as wide as it needs to be.</summary>
    private static IAnsiConsole Screen()
    {
        if (!Console.IsOutputRedirected)
        {
            return AnsiConsole.Console;
        }

        var plain = AnsiConsole.Create(new AnsiConsoleSettings { Ansi = AnsiSupport.No, ColorSystem = ColorSystemSupport.NoColors, Out = new AnsiConsoleOutput(Console.Out) });
        plain.Profile.Width = 400;
        return plain;
    }

    /// <summary>The record mapping of a name; a wrong name is told with the ones there are.</summary>
    public static RecordMapping Find(LoadedMappings mappings, string name) =>
        (name.Split('/') is [var kind, var record] ? mappings.Catalogue.FindRecord(kind, record) : null)
        ?? throw new CliException(ExitCode.Usage, $"There is no record '{name}'. Known: {string.Join(", ", mappings.Catalogue.Kinds.SelectMany(k => k.Records).Select(r => r.Name))}");

    /// <summary>Maps and validates with the trial key and clock, so that the same file always gives the same ids.</summary>
    public static ExplainedRecord Run(RecordMapping mapping, ReadOnlyMemory<byte> bytes, bool lineage)
    {
        var ids = CaseInputs.Ids;
        var interpreter = new Interpreter(ids, TimeProvider.System, production: false);
        var result = interpreter.Interpret(mapping, bytes, RecordSender.Example(CaseInputs.Now));
        var tree = mapping.Read(bytes, []);
        var explained = lineage && tree is not null ? mapping.Map(tree, new MapContext { Now = CaseInputs.Now, Ids = ids, WithLineage = true }) : null;
        return new ExplainedRecord(mapping.Rules.Format, tree, explained?.Output ?? result.Bundle, result.Ledger, explained?.Lineage, result.Issues);
    }

    private static void WriteJson(ExplainedRecord result)
    {
        using var output = Console.OpenStandardOutput();
        using var json = new Utf8JsonWriter(output, new JsonWriterOptions { Indented = true, Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
        json.WriteStartObject();
        json.WritePropertyName("bundle");
        if (result.Bundle is { } bundle)
        {
            var buffer = new ArrayBufferWriter<byte>();
            FhirJson.Write(bundle.Root, buffer);
            json.WriteRawValue(buffer.WrittenSpan);
        }
        else
        {
            json.WriteNullValue();
        }

        json.WriteStartArray("ledger");
        foreach (var leaf in result.Ledger?.Leaves ?? [])
        {
            json.WriteStartObject();
            json.WriteString("path", leaf.Path);
            json.WriteString("state", leaf.State.ToString().ToLowerInvariant());
            if (leaf.Reason is { } reason)
            {
                json.WriteString("reason", reason);
            }

            json.WriteEndObject();
        }

        json.WriteEndArray();
        WriteLineage(json, result.Lineage);
        OperationOutcomes.WriteIssues(json, result.Issues, Language.English, "issues");
        json.WriteEndObject();
    }

    private static void WriteLineage(Utf8JsonWriter json, Lineage? lineage)
    {
        json.WriteStartArray("lineage");
        foreach (var entry in lineage?.Entries ?? [])
        {
            json.WriteStartObject();
            json.WriteString("element", entry.Path);
            json.WriteString("script", entry.Script);
            json.WriteStartArray("sources");
            entry.Sources.ToList().ForEach(json.WriteStringValue);
            json.WriteEndArray();
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }
}

/// <summary>A record with everything that is known of its mapping.</summary>
public sealed record ExplainedRecord(RecordFormat Format, NodeTree? Record, NodeTree? Bundle, Ledger? Ledger, Lineage? Lineage, IReadOnlyList<Issue> Issues);

