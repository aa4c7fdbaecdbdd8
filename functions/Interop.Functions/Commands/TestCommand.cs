using System.CommandLine;
using System.Globalization;
using Interop.Functions.Configuration;
using Interop.Mapping.Cases;

namespace Interop.Functions.Commands;

/// <summary>
/// <c>interop test [KIND...]</c>: runs the cases on disk and the coverage gate: a field that no mapping carries fails unless <c>ignored.yaml</c>
/// names it. With <c>UPDATE_GOLDEN=1</c> the expected files are written anew.
/// </summary>
public static class TestCommand
{
    /// <summary>The verb.</summary>
    public static Command Build()
    {
        var kinds = new Argument<string[]>("kind") { Description = "Kinds, records or messages; all when none is given", Arity = ArgumentArity.ZeroOrMore };
        var command = new Command("test", "Run the mapping cases") { kinds };
        command.SetAction(parsed =>
        {
            var mappings = Cli.LoadMappings(parsed, Cli.Settings(parsed));
            IReadOnlyList<string?> asked = parsed.GetValue(kinds) is { Length: > 0 } names ? names : new string?[] { null };
            var runner = new CaseRunner(mappings.Catalogue, mappings.Files);
            var reports = asked.Select(runner.RunAll).ToList();
            if (Environment.GetEnvironmentVariable("UPDATE_GOLDEN") == "1")
            {
                Update(reports, ((FolderFiles)mappings.Files).Folder);
                reports = [.. asked.Select(runner.RunAll)];
            }

            reports.ForEach(Write);
            var results = reports.SelectMany(r => r.Results).ToList();
            Console.Error.WriteLine($"{results.Count(r => r.Passed)} cases passed, {results.Count(r => !r.Passed)} failed, {reports.Sum(r => r.RuleFaults.Count)} faults in ignored.yaml.");
            return results.Count == 0 ? throw new CliException(ExitCode.Usage, "There is no such kind, record or message with cases.")
                : reports.All(r => r.Passed) ? ExitCode.Done : ExitCode.Faults;
        });
        return command;
    }

    private static void Write(CaseReport report)
    {
        foreach (var result in report.Results)
        {
            var ledger = result.Ledger;
            var counts = string.Create(CultureInfo.InvariantCulture, $"{ledger.Carried} carried, {ledger.Tested} tested, {ledger.Ignored} ignored, {ledger.Unmapped} unmapped");
            Console.WriteLine($"{(result.Passed ? "ok  " : "FAIL")} {result.Case.Mapping}/{result.Case.Name}: {counts}");
            result.Faults.ToList().ForEach(f => Console.WriteLine("       " + Cli.Describe(f)));
        }

        report.RuleFaults.ToList().ForEach(f => Console.WriteLine("FAIL " + Cli.Describe(f)));
    }

    private static void Update(IEnumerable<CaseReport> reports, string folder)
    {
        foreach (var (path, content) in reports.SelectMany(r => r.Results).SelectMany(r => r.NewFiles))
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
