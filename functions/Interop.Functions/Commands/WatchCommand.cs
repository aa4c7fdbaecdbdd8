using System.Collections.Concurrent;
using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using Interop.Functions.Configuration;
using Interop.Mapping.Cases;
using Interop.Mapping.Linting;

namespace Interop.Functions.Commands;

/// <summary><c>interop watch</c>: runs the cases of what changed after every save, until it is stopped.</summary>
public static class WatchCommand
{
    /// <summary>The verb.</summary>
    public static Command Build()
    {
        var command = new Command("watch", "Run the cases of what changed after every save");
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var folder = LoadedMappings.Find(parsed.GetValue(Cli.Mappings) ?? Cli.Settings(parsed).Mappings)
                ?? throw new CliException(ExitCode.Environment, "There is no mappings folder here; give one with --mappings DIR.");
            using var watch = new MappingWatch(folder, Console.Out);
            watch.RunAll();
            await watch.RunAsync(cancellationToken);
            return ExitCode.Done;
        });
        return command;
    }
}

/// <summary>Watches a mappings folder and tells what its cases say.</summary>
public sealed class MappingWatch : IDisposable
{
    /// <summary>A save may be several writes; editors rename files into place.</summary>
    private static readonly TimeSpan Quiet = TimeSpan.FromMilliseconds(20);

    private const int WarmUps = 4;

    private readonly string folder;
    private readonly TextWriter output;
    private readonly FileSystemWatcher watcher;
    private readonly ConcurrentDictionary<string, byte> changed = new(StringComparer.Ordinal);
    private readonly SemaphoreSlim signal = new(0);

    /// <summary>Begins to watch.</summary>
    public MappingWatch(string folder, TextWriter output)
    {
        (this.folder, this.output) = (Path.GetFullPath(folder), output);
        watcher = new FileSystemWatcher(this.folder) { IncludeSubdirectories = true, InternalBufferSize = 64 * 1024 };
        watcher.Changed += (_, e) => Note(e.FullPath);
        watcher.Created += (_, e) => Note(e.FullPath);
        watcher.Deleted += (_, e) => Note(e.FullPath);
        watcher.Renamed += (_, e) => Note(e.FullPath);
        watcher.EnableRaisingEvents = true;
    }

    /// <summary>Runs all cases.</summary>
    public void RunAll() => Run(null, output);

    /// <summary>Runs the cases of what changes until it is cancelled.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        // The first saves would otherwise wait for code that is compiled when it runs.
        for (var i = 0; i < WarmUps && !cancellationToken.IsCancellationRequested; i++)
        {
            Run(null, TextWriter.Null);
        }

        while (await NextAsync(cancellationToken) is { } paths)
        {
            Run(paths, output);
        }
    }

    /// <summary>The files of the next save, once it is quiet; null when cancelled.</summary>
    private async Task<IReadOnlyList<string>?> NextAsync(CancellationToken cancellationToken)
    {
        try
        {
            await signal.WaitAsync(cancellationToken);
            while (await signal.WaitAsync(Quiet, cancellationToken))
            {
            }
        }
        catch (OperationCanceledException)
        {
            return null;
        }

        var paths = changed.Keys.ToList();
        paths.ForEach(p => changed.TryRemove(p, out _));
        return paths;
    }

    private void Note(string path)
    {
        var relative = Path.GetRelativePath(folder, path).Replace('\\', '/');
        if (Path.GetExtension(relative) is ".sbn" or ".sbntxt" or ".json" or ".yaml" or ".csv" or ".txt" or ".hl7" or ".xml")
        {
            changed.TryAdd(relative, 0);
            signal.Release();
        }
    }

    private void Run(IReadOnlyList<string>? paths, TextWriter output)
    {
        var started = Stopwatch.GetTimestamp();
        LoadedMappings mappings;
        try
        {
            mappings = LoadedMappings.Load(folder);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            output.WriteLine("The folder cannot be read: " + fault.GetType().Name);
            return;
        }

        var issues = mappings.Issues.Concat(MappingLint.Check(mappings.Catalogue)).Distinct().ToList();
        issues.ForEach(i => output.WriteLine(Cli.Describe(i) + Excerpt(mappings, i)));
        var names = paths?.SelectMany(mappings.Catalogue.FindUsers).Distinct().ToList();
        var cases = mappings.Catalogue.FindCases().Where(c => names is null || names.Contains(c.Mapping)).ToList();
        var report = new CaseRunner(mappings.Catalogue, mappings.Files).Run(cases);
        CaseReportText.Write(report, mappings.Files, output, onlyFailed: true);
        var failed = report.Results.Count(r => !r.Passed);
        output.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{(failed + issues.Count + report.RuleFaults.Count + report.FieldFaults.Count == 0 ? "ok" : "FAIL")}: {cases.Count} cases{Of(names)}, {failed} failed, {issues.Count} lint faults, {Stopwatch.GetElapsedTime(started).TotalMilliseconds:0} ms"));
        output.Flush();
    }

    private static string Excerpt(LoadedMappings mappings, Interop.Fhir.Issues.Issue issue) =>
        Mapping.ScriptExcerpt.Of(mappings.Files, issue) is { } excerpt ? Environment.NewLine + excerpt : "";

    private static string Of(List<string>? names) => names is null ? "" : " of " + (names.Count is > 0 and <= 3 ? string.Join(", ", names) : $"{names.Count} mappings");

    /// <inheritdoc/>
    public void Dispose()
    {
        watcher.Dispose();
        signal.Dispose();
    }
}
