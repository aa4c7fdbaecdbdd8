using System.CommandLine;
using Interop.Functions.Configuration;
using Interop.Mapping.Cases;

namespace Interop.Functions.Commands;

/// <summary>
/// <c>interop test [KIND...]</c>: runs the cases on disk and the coverage gate: a field that reaches no output fails unless <c>ignored.yaml</c>
/// names it, and so does a field of a schema that no case has. With <c>UPDATE_GOLDEN=1</c> the expected files are written anew; <c>--mutations</c> asks whether the cases would miss any piece of a script.
/// </summary>
public static class TestCommand
{
    /// <summary>The verb.</summary>
    public static Command Build()
    {
        var kinds = new Argument<string[]>("kind") { Description = "Kinds, records or messages; all when none is given", Arity = ArgumentArity.ZeroOrMore };
        var junit = new Option<FileInfo?>("--junit") { Description = "Write the results as JUnit XML to this file" };
        var mutations = new Option<bool>("--mutations") { Description = "Take pieces out of the scripts, one at a time, and say which of them no case misses" };
        var quiet = new Option<bool>("--quiet") { Description = "Show only what failed" };
        var command = new Command("test", "Run the mapping cases") { kinds, junit, mutations, quiet };
        command.SetAction(parsed =>
        {
            var mappings = Cli.LoadMappings(parsed, Cli.Settings(parsed));
            var asked = parsed.GetValue(kinds) ?? [];
            if (parsed.GetValue(mutations))
            {
                return MutationReport.Run(mappings.Files, asked);
            }

            var report = Run(mappings, asked);
            CaseReportText.Write(report, mappings.Files, Console.Out, parsed.GetValue(quiet));
            if (parsed.GetValue(junit) is { } file)
            {
                JUnitReport.Write(report, mappings.Files, file.FullName);
            }

            var failed = report.Results.Count(r => !r.Passed);
            Console.Error.WriteLine($"{report.Results.Count - failed} cases passed, {failed} failed, {report.RuleFaults.Count} faults in ignored.yaml, {report.FieldFaults.Count} fields without a case.");
            return report.Passed ? ExitCode.Done : ExitCode.Faults;
        });
        return command;
    }

    private static CaseReport Run(LoadedMappings mappings, string[] asked)
    {
        var runner = new CaseRunner(mappings.Catalogue, mappings.Files);
        var cases = asked.Length == 0 ? mappings.Catalogue.FindCases() : [.. asked.SelectMany(mappings.Catalogue.FindCases).Distinct()];
        if (cases.Count == 0)
        {
            throw new CliException(ExitCode.Usage, "There is no such kind, record or message with cases.");
        }

        var report = runner.Run(cases);
        if (Environment.GetEnvironmentVariable("UPDATE_GOLDEN") != "1")
        {
            return report;
        }

        var folder = ((FolderFiles)mappings.Files).Folder;
        Update(report, folder);

        // A golden file that is new has to be found before it can be compared.
        var catalogue = LoadedMappings.Load(folder).Catalogue;
        var inputs = cases.Select(c => c.Input).ToHashSet();
        return new CaseRunner(catalogue, mappings.Files).Run([.. catalogue.FindCases().Where(c => inputs.Contains(c.Input))]);
    }

    private static void Update(CaseReport report, string folder)
    {
        foreach (var (path, content) in report.Results.SelectMany(r => r.NewFiles))
        {
            var file = Path.Combine(folder, path);
            if (content is null)
            {
                File.Delete(file);
            }
            else
            {
                File.WriteAllText(file, content);
            }
        }
    }
}
