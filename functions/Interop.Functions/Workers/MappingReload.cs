using System.Globalization;
using System.Text;
using Interop.Engine.Routing;
using Interop.Fhir.Issues;
using Interop.Functions.Commands;
using Interop.Functions.Configuration;
using Interop.Mapping.Linting;

namespace Interop.Functions.Workers;

/// <summary>
/// Takes changed mappings into use while the engine runs. A change is looked at once the folder has been quiet for one look; it is read whole,
/// compiled and linted, and then replaces the mappings for whatever begins after it. What does not lint is refused and the old stays.
/// </summary>
/// <remarks>It looks at names, lengths and times instead of being told: notices do not come from every file system that folders are mounted from.</remarks>
public sealed class MappingReload(LoadedMappings first, LiveMappings live, MappingState state, InteropSettings settings, TimeProvider clock, ILogger<MappingReload> log)
    : BackgroundService
{
    private const int MostFaults = 20;

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (settings.MappingsPoll <= TimeSpan.Zero || first.Files is not FolderFiles { Folder: var folder })
        {
            return;
        }

        var (inUse, last) = (first.Fingerprint, first.Fingerprint);
        using var timer = new PeriodicTimer(settings.MappingsPoll, clock);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            var now = LoadedMappings.FingerprintOf(folder);
            if (now is null || now == inUse)
            {
                last = inUse;
                continue;
            }

            if (now == last)
            {
                inUse = now;
                Take(folder);
            }

            last = now;
        }
    }

    private void Take(string folder)
    {
        IReadOnlyList<Issue> faults;
        LoadedMappings next;
        try
        {
            next = LoadedMappings.Load(folder);
            faults = [.. next.Issues.Concat(MappingLint.Check(next.Catalogue)).Where(i => i.IsError).Distinct()];
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            log.LogWarning("The mappings folder could not be read; the mappings in use stay.");
            return;
        }
        catch (Exception fault)
        {
            // A fault of ours in compiling a changed file must not end an engine that runs well on the old one.
            log.LogError("The changed mappings could not be compiled on {Fault}; the ones in use stay.", Http.FaultPlace.Of(fault));
            return;
        }

        if (faults.Count > 0)
        {
            state.Refuse(next.Catalogue.Version, faults);
            log.LogWarning("Changed mappings refused, the ones in use stay: {Count} faults.", faults.Count);
            foreach (var fault in faults.Take(MostFaults))
            {
                log.LogWarning("{Fault}", Cli.Describe(fault));
            }

            return;
        }

        var known = next.Catalogue.Version == live.Current.Catalogue.Version;
        live.Replace(new MappingSet(next.Catalogue, next.Routes));
        state.Accept(next.Catalogue.Version);
        if (!known)
        {
            log.LogInformation("Mappings {Version} are in use from now on.", next.Catalogue.Version[..12]);
        }
    }
}

/// <summary>Which mappings are in use, and why newer ones are not.</summary>
public sealed class MappingState(string version)
{
    private State current = new(version, null, []);

    /// <summary>As <c>GET /health/ready</c> shows it: places and codes of the folder's own files.</summary>
    public override string ToString()
    {
        var now = Volatile.Read(ref current);
        var text = new StringBuilder($"mappings {now.Version[..12]}");
        if (now.Refused is { } refused)
        {
            text.Append(CultureInfo.InvariantCulture, $"\nmappings {refused[..12]} refused: {now.Faults.Count} faults");
            now.Faults.Take(5).ToList().ForEach(f => text.Append('\n').Append(f.Code.Id).Append(' ').Append(f.Location.Script ?? f.Location.Source));
        }

        return text.ToString();
    }

    /// <summary>Newer mappings are in use.</summary>
    public void Accept(string version) => Volatile.Write(ref current, new State(version, null, []));

    /// <summary>Newer mappings are not in use.</summary>
    public void Refuse(string version, IReadOnlyList<Issue> faults) => Volatile.Write(ref current, current with { Refused = version, Faults = faults });

    private sealed record State(string Version, string? Refused, IReadOnlyList<Issue> Faults);
}
