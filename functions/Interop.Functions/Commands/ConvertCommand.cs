using System.Buffers;
using System.CommandLine;
using Interop.Fhir.Issues;
using Interop.Fhir.Json;
using Interop.Fhir.Tree;
using Interop.Mapping.Formats;
using Interop.Mapping.Formats.Csv;

namespace Interop.Functions.Commands;

/// <summary>
/// <c>interop convert --from F --to F FILE</c>: a text of one format as its tree in JSON, a tree in JSON as a text of a format, or a text
/// read and written again. What the parts of a message mean is a mapping's business: between two formats there is none here.
/// </summary>
public static class ConvertCommand
{
    /// <summary>The verb.</summary>
    public static Command Build()
    {
        var from = Format("--from", "What the file is in");
        var to = Format("--to", "What to write");
        var separator = new Option<string?>("--separator") { Description = "CSV: comma, semicolon or tab (default: as found)" };
        separator.AcceptOnlyFromAmong("comma", "semicolon", "tab");
        var header = new Option<bool>("--no-header") { Description = "CSV: the first row is a row like the others" };
        var records = new Option<bool>("--records") { Description = "Cut a batch (HL7 v2, CSV) into its records and write each as a line of JSON; a file of any size streams" };
        var file = new Argument<string>("file") { Description = "The text" };
        var command = new Command("convert", "Show a record of any format as a tree, and write trees in any format") { from, to, file, separator, header, records };
        command.SetAction(parsed =>
        {
            var csv = new CsvOptions { Exact = true, Header = !parsed.GetValue(header), Separator = Separator(parsed.GetValue(separator)) };
            if (parsed.GetValue(records))
            {
                return Stream(parsed.GetValue(from)!, parsed.GetValue(file)!, csv with { Exact = false });
            }

            return Run(RecordFormats.Find(parsed.GetValue(from)!)!.Value, RecordFormats.Find(parsed.GetValue(to)!)!.Value, parsed.GetValue(file)!, csv);
        });
        return command;
    }

    private static Option<string> Format(string name, string description)
    {
        var option = new Option<string>(name) { Description = description + ": " + string.Join(", ", RecordFormats.Names), Required = true };
        option.AcceptOnlyFromAmong([.. RecordFormats.Names]);
        return option;
    }

    private static char? Separator(string? name) => name switch
    {
        "comma" => ',',
        "semicolon" => ';',
        "tab" => '\t',
        _ => null,
    };

    private static int Run(RecordFormat from, RecordFormat to, string file, CsvOptions csv)
    {
        if (!File.Exists(file))
        {
            throw new CliException(ExitCode.Environment, $"{file}: no such file");
        }

        var issues = new List<Issue>();
        var bytes = File.ReadAllBytes(file);
        var tree = from == RecordFormat.Csv ? CsvReader.Read(bytes, issues, csv) : RecordFormats.Read(from, bytes, issues, exact: true);
        var output = new ArrayBufferWriter<byte>();
        if (tree is not null && Write(to, tree, output, issues))
        {
            using var stream = Console.OpenStandardOutput();
            stream.Write(output.WrittenSpan);
        }

        issues.ForEach(i => Console.Error.WriteLine(Cli.Describe(i)));
        return issues.Exists(i => i.IsError) ? ExitCode.Faults : ExitCode.Done;
    }

    private static int Stream(string from, string file, CsvOptions csv)
    {
        var shape = from switch
        {
            "hl7v2" => BatchShape.Hl7v2,
            "csv" => BatchShape.CsvRows,
            "json" => BatchShape.JsonLines,
            _ => throw new CliException(ExitCode.Usage, "--records: hl7v2, csv and json can be cut into records."),
        };
        if (!File.Exists(file))
        {
            throw new CliException(ExitCode.Environment, $"{file}: no such file");
        }

        using var text = File.OpenRead(file);
        using var stream = Console.OpenStandardOutput();
        var (number, faults) = (0, 0);
        try
        {
            foreach (var part in new BatchParts(text, shape).Read())
            {
                number++;
                faults += WriteLine(part, shape, csv, number, stream) ? 0 : 1;
            }
        }
        catch (InvalidDataException)
        {
            throw new CliException(ExitCode.Faults, $"Record {number + 1} is larger than {BatchParts.MaxPart} bytes.");
        }

        return faults == 0 ? ExitCode.Done : ExitCode.Faults;
    }

    private static bool WriteLine(ReadOnlyMemory<byte> part, BatchShape shape, CsvOptions csv, int number, Stream stream)
    {
        var issues = new List<Issue>();
        using var tree = shape == BatchShape.CsvRows ? CsvReader.Read(part, issues, csv)
            : RecordFormats.Read(shape == BatchShape.Hl7v2 ? RecordFormat.Hl7v2 : RecordFormat.Json, part, issues);
        issues.ForEach(i => Console.Error.WriteLine($"record {number}: {Cli.Describe(i)}"));
        if (tree is not null)
        {
            var output = new ArrayBufferWriter<byte>();
            FhirJson.WriteRecord(shape == BatchShape.CsvRows ? tree.Root["rows"].FirstChild : tree.Root, output);
            output.Write("\n"u8);
            stream.Write(output.WrittenSpan);
        }

        return tree is not null;
    }

    private static bool Write(RecordFormat to, NodeTree tree, ArrayBufferWriter<byte> output, List<Issue> issues)
    {
        if (to != RecordFormat.Json)
        {
            return RecordFormats.Write(to, tree.Root, output, issues);
        }

        FhirJson.WriteRecord(tree.Root, output, indented: true);
        output.Write("\n"u8);
        return true;
    }
}
