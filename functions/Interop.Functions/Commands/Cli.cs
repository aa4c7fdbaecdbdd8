using System.CommandLine;
using System.Globalization;
using Interop.Fhir.Issues;
using Interop.Functions.Configuration;
using Interop.Store;

namespace Interop.Functions.Commands;

/// <summary>Exit codes of every verb.</summary>
public static class ExitCode
{
    /// <summary>Done.</summary>
    public const int Done = 0;

    /// <summary>Done, and faults were found.</summary>
    public const int Faults = 1;

    /// <summary>The command line was wrong.</summary>
    public const int Usage = 2;

    /// <summary>Something around it is missing or in the way.</summary>
    public const int Environment = 3;
}

/// <summary>A verb cannot go on; the text is for the person at the terminal.</summary>
public sealed class CliException(int exitCode, string message) : Exception(message)
{
    /// <summary>What the process ends with.</summary>
    public int Code { get; } = exitCode;
}

/// <summary>What the verbs share: the two common options, and opening settings, mappings and store with a clear word when that fails.</summary>
public static class Cli
{
    /// <summary><c>--mappings DIR</c>.</summary>
    public static readonly Option<string?> Mappings = new("--mappings") { Description = "Mappings folder (default ./mappings, then beside the binary)", Recursive = true };

    /// <summary><c>--config FILE</c>.</summary>
    public static readonly Option<string?> Config = new("--config") { Description = "Settings file (JSON), read after appsettings.json", Recursive = true };

    /// <summary><c>--data DIR</c>.</summary>
    public static Option<string?> Data() => new("--data") { Description = "Folder of the database and its keys (setting Data)" };

    /// <summary>Who works at this terminal, for the audit trail.</summary>
    public static string Operator => "operator:" + System.Environment.UserName;

    /// <summary>Settings; every fault is named.</summary>
    public static InteropSettings Settings(ParseResult parsed)
    {
        var settings = SettingsReader.Read(parsed.GetValue(Config), out var faults);
        return faults.Count == 0 ? settings : throw new CliException(ExitCode.Environment, "Settings: " + string.Join(System.Environment.NewLine + "          ", faults));
    }

    /// <summary>Compiled mappings; faults stop the verb, since a half-loaded folder would lose records.</summary>
    public static LoadedMappings LoadMappings(ParseResult parsed, InteropSettings settings)
    {
        // French senders write local times; without the zone data a naive time could not be read.
        if (!TimeZoneInfo.TryFindSystemTimeZoneById("Europe/Paris", out _))
        {
            throw new CliException(ExitCode.Environment, "The system has no time-zone data (Europe/Paris is unknown); install the package tzdata.");
        }

        var folder = LoadedMappings.Find(parsed.GetValue(Mappings) ?? settings.Mappings)
            ?? throw new CliException(ExitCode.Environment, "There is no mappings folder here; give one with --mappings DIR.");
        var mappings = LoadedMappings.Load(folder);
        if (mappings.Issues.Any(i => i.IsError))
        {
            mappings.Issues.Where(i => i.IsError).ToList().ForEach(i => Console.Error.WriteLine(Describe(i)));
            throw new CliException(ExitCode.Environment, $"The mappings in {folder} do not compile; 'interop lint' tells more.");
        }

        return mappings;
    }

    /// <summary>Opens the store of an engine that has run here, to look at it.</summary>
    public static Task<IStore> OpenExistingStoreAsync(InteropSettings settings, string? data, CancellationToken cancellationToken)
    {
        var folder = Path.GetFullPath(data ?? settings.Data);
        return ConfiguredStore.Exists(settings with { Data = folder })
            ? OpenStoreAsync(settings, data, runsWork: false, cancellationToken)
            : throw new CliException(ExitCode.Environment, $"There is no database in {folder}; give the engine's data folder with --data DIR.");
    }

    /// <summary>Opens the store, new where there is none; <paramref name="runsWork"/> is for the engine itself.</summary>
    public static async Task<IStore> OpenStoreAsync(InteropSettings settings, string? data, bool runsWork, CancellationToken cancellationToken)
    {
        try
        {
            return await ConfiguredStore.OpenAsync(settings with { Data = data ?? settings.Data }, runsWork, cancellationToken);
        }
        catch (StoreException fault)
        {
            throw new CliException(ExitCode.Environment, fault.Message);
        }
    }

    /// <summary>Runs it; what a store cannot do is told in the store's own words.</summary>
    public static async Task<T> SayAsync<T>(Func<Task<T>> run)
    {
        try
        {
            return await run();
        }
        catch (StoreException fault)
        {
            throw new CliException(ExitCode.Environment, fault.Message);
        }
    }

    /// <summary>An issue on one line, for a terminal.</summary>
    public static string Describe(Issue issue, Language language = Language.English)
    {
        var place = issue.Location.Source ?? issue.Location.Expression ?? issue.Location.Script ?? "";
        var line = issue.Location.Line is { } number ? string.Create(CultureInfo.InvariantCulture, $" (line {number}, column {issue.Location.Column ?? 1})") : "";
        var script = issue.Location.Script is { } at && at != place ? $" [{at}]" : "";
        return $"{issue.Severity.ToString().ToLowerInvariant()} {issue.Code.Id} {place}{line}{script}: {issue.Text(language)} {issue.Hint(language)}";
    }
}
