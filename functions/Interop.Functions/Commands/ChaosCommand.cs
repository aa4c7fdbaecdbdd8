using System.CommandLine;
using Interop.Functions.Chaos;
using Interop.Functions.Configuration;

namespace Interop.Functions.Commands;

/// <summary><c>interop chaos</c>: proves by killing that nothing is lost, doubled or out of order.</summary>
public static class ChaosCommand
{
    /// <summary>The verb.</summary>
    public static Command Build()
    {
        var kills = new Option<int>("--kills") { Description = "How often something is killed, over all stores", DefaultValueFactory = _ => 40 };
        var seed = new Option<int>("--seed") { Description = "Seed of what is killed and when", DefaultValueFactory = _ => 1 };
        var stores = new Option<string>("--store") { Description = "sqlite, postgres or both", DefaultValueFactory = _ => "both" };
        stores.AcceptOnlyFromAmong("sqlite", "postgres", "both");
        var plant = new Option<string?>("--plant") { Description = "lost, doubled or changed: put such a fault into the outcome on SQLite, and see that it is found", Hidden = true };
        plant.AcceptOnlyFromAmong("lost", "doubled", "changed");
        var command = new Command("chaos", "Kill real processes, their database and their disk while records flow, and count what is lost or doubled") { kills, seed, stores, plant };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var mappings = LoadedMappings.Find(parsed.GetValue(Cli.Mappings) ?? Cli.Settings(parsed).Mappings)
                ?? throw new CliException(ExitCode.Environment, "There is no mappings folder here; give one with --mappings DIR.");
            var names = parsed.GetValue(stores) is { } one and not "both" ? [one] : (string[])["sqlite", "postgres"];
            var share = Math.Max(1, parsed.GetValue(kills) / names.Length);
            var found = false;
            foreach (var name in names)
            {
                await using var trial = name == "sqlite"
                    ? ChaosTrial.OnSqlite(parsed.GetValue(seed), share, Path.GetFullPath(mappings), Console.Error.WriteLine, parsed.GetValue(plant))
                    : await ChaosTrial.OnPostgresAsync(parsed.GetValue(seed), share, Path.GetFullPath(mappings), Console.Error.WriteLine, cancellationToken);
                var verdict = await trial.RunAsync(share, cancellationToken);
                verdict.Describe().ToList().ForEach(Console.WriteLine);
                found |= verdict.Faults.Count > 0;
            }

            return found ? ExitCode.Faults : ExitCode.Done;
        });
        return command;
    }
}
