using Interop.Fhir.Issues;
using Interop.Mapping;
using Interop.Mapping.Cases;

namespace Interop.Functions.Commands;

/// <summary><c>interop test --mutations</c>: every piece of every script is taken out once; what no case misses has to stand in <c>survivors.yaml</c> with the reason.</summary>
internal static class MutationReport
{
    public static int Run(IMappingFiles files, IReadOnlyList<string> asked)
    {
        var issues = new List<Issue>();
        var listed = Survivors.Read(files, issues);
        issues.ForEach(i => Console.WriteLine(Cli.Describe(i)));
        var run = new MutationRun(files);
        var tried = run.All().Where(m => asked.Count == 0 || asked.Any(a => m.Script.StartsWith(a, StringComparison.Ordinal))).ToList();
        var survivors = tried.Where(m => run.IsNoticed(m) == false).ToList();
        var unlisted = survivors.Where(m => !listed.Names(m)).ToList();
        unlisted.ForEach(m => Console.WriteLine($"FAIL nothing misses {m}"));
        var outdated = asked.Count > 0 ? [] : listed.Outdated(survivors).ToList();
        outdated.ForEach(p => Console.WriteLine($"FAIL {Survivors.Path} names what is missed, or not there: {p}"));
        Console.Error.WriteLine($"{tried.Count} pieces taken out one at a time: {tried.Count - survivors.Count} missed by a case, {survivors.Count - unlisted.Count} listed in {Survivors.Path}, {unlisted.Count} missed by nothing.");
        return issues.Count + unlisted.Count + outdated.Count == 0 ? ExitCode.Done : ExitCode.Faults;
    }
}
