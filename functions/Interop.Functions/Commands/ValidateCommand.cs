using System.CommandLine;
using System.Text;
using System.Text.Json;
using Interop.Fhir.Issues;
using Interop.Fhir.Validation;
using Interop.Functions.Http;

namespace Interop.Functions.Commands;

/// <summary><c>interop validate PATH...</c>: FHIR files against R4, and against profiles from packages and definitions.</summary>
public static class ValidateCommand
{
    /// <summary>The verb.</summary>
    public static Command Build()
    {
        var paths = new Argument<string[]>("path") { Description = "Files (*.json, *.xml, *.ndjson), folders of them, or - for a pipe", Arity = ArgumentArity.OneOrMore };
        var profiles = new Option<string[]>("--profile") { Description = "URL of a profile that every resource must conform to", DefaultValueFactory = _ => [] };
        var packages = new Option<string[]>("--package") { Description = "FHIR package (.tgz, or a folder with package.json)", DefaultValueFactory = _ => [] };
        var definitions = new Option<string[]>("--definitions") { Description = "File or folder of StructureDefinition, ValueSet, CodeSystem", DefaultValueFactory = _ => [] };
        var format = new Option<string>("--format") { Description = "text, json or ndjson (default text)", DefaultValueFactory = _ => "text" };
        format.AcceptOnlyFromAmong("text", "json", "ndjson");
        var stream = new Option<bool>("--stream") { Description = "Validate Bundles entry by entry, in little memory; done by itself above 32 MB" };
        var command = new Command("validate", "Check FHIR resources: structure, rules, terminology, profiles") { paths, profiles, packages, definitions, format, stream };
        command.SetAction(parsed =>
        {
            var conformance = ConformanceFiles.Load(parsed.GetValue(packages)!, parsed.GetValue(definitions)!);
            foreach (var missing in conformance.MissingDependencies)
            {
                Console.Error.WriteLine($"{missing}: a package that is needed and not here; what depends on it is not checked");
            }

            var options = new ValidationOptions
            {
                Conformance = conformance, Profiles = parsed.GetValue(profiles)!, ResourceIds = true, Now = TimeProvider.System.GetLocalNow(),
                AllowUnknownExtensions = conformance.MissingDependencies.Count > 0,
            };
            var check = new FileValidation(options, parsed.GetValue(stream));
            return Run([.. parsed.GetValue(paths)!.SelectMany(Files)], check, parsed.GetValue(format)!);
        });
        return command;
    }

    private static int Run(List<string> files, FileValidation check, string format)
    {
        var faulty = 0;
        foreach (var file in files)
        {
            var issues = check.Of(file);
            faulty += issues.Any(i => i.IsError) ? 1 : 0;
            Write(file, issues, format);
        }

        Console.Error.WriteLine($"{files.Count - faulty} valid, {faulty} with errors");
        return faulty == 0 ? ExitCode.Done : ExitCode.Faults;
    }

    private static IEnumerable<string> Files(string path) => Directory.Exists(path)
        ? Directory.EnumerateFiles(path, "*.*", SearchOption.AllDirectories).Where(f => ConformanceFiles.IsResource(f) || FileValidation.IsLines(f)).Order(StringComparer.Ordinal)
        : path == FileValidation.Pipe || File.Exists(path) ? [path] : throw new CliException(ExitCode.Usage, $"{path}: there is no such file or folder");

    private static void Write(string file, IReadOnlyList<Issue> issues, string format)
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
                issues.ToList().ForEach(i => Console.WriteLine("  " + Cli.Describe(i)));
                break;
        }
    }
}
