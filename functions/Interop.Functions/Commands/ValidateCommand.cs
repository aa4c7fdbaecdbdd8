using System.CommandLine;
using System.Text;
using System.Text.Json;
using Interop.Fhir.Issues;
using Interop.Fhir.Json;
using Interop.Fhir.Validation;
using Interop.Functions.Http;

namespace Interop.Functions.Commands;

/// <summary><c>interop validate PATH...</c>: the structure of FHIR files against R4.</summary>
public static class ValidateCommand
{
    /// <summary>The verb.</summary>
    public static Command Build()
    {
        var paths = new Argument<string[]>("path") { Description = "Files, or folders of *.json", Arity = ArgumentArity.OneOrMore };
        var format = new Option<string>("--format") { Description = "text, json or ndjson (default text)", DefaultValueFactory = _ => "text" };
        format.AcceptOnlyFromAmong("text", "json", "ndjson");
        var command = new Command("validate", "Check FHIR resources: elements, cardinalities, types, formats, R4's required codes") { paths, format };
        command.SetAction(parsed =>
        {
            var files = parsed.GetValue(paths)!.SelectMany(Files).ToList();
            var faulty = 0;
            foreach (var file in files)
            {
                var issues = Check(File.ReadAllBytes(file));
                faulty += issues.Any(i => i.IsError) ? 1 : 0;
                Write(file, issues, parsed.GetValue(format)!);
            }

            Console.Error.WriteLine($"{files.Count - faulty} valid, {faulty} with errors. Checked: structure. Not checked: profiles, invariants, terminology beyond R4's required codes.");
            return faulty == 0 ? ExitCode.Done : ExitCode.Faults;
        });
        return command;
    }

    private static IEnumerable<string> Files(string path) => Directory.Exists(path)
        ? Directory.EnumerateFiles(path, "*.json", SearchOption.AllDirectories).Order(StringComparer.Ordinal)
        : File.Exists(path) ? [path] : throw new CliException(ExitCode.Usage, $"{path}: there is no such file or folder");

    private static List<Issue> Check(byte[] bytes)
    {
        var issues = new List<Issue>();
        using var tree = FhirJson.Read(bytes, issues);
        if (tree is not null)
        {
            issues.AddRange(StructureValidator.Validate(tree.Root));
        }

        return issues;
    }

    private static void Write(string file, List<Issue> issues, string format)
    {
        switch (format)
        {
            case "json":
                Console.WriteLine(Encoding.UTF8.GetString(OperationOutcomes.Write(issues, Language.English)));
                break;
            case "ndjson":
                var outcome = JsonDocument.Parse(OperationOutcomes.Write(issues, Language.English)).RootElement;
                Console.WriteLine(JsonSerializer.Serialize(new { file, valid = !issues.Any(i => i.IsError), outcome }));
                break;
            default:
                Console.WriteLine($"{file}: {(issues.Any(i => i.IsError) ? "errors" : "valid")}");
                issues.ForEach(i => Console.WriteLine("  " + Cli.Describe(i)));
                break;
        }
    }
}
