using System.CommandLine;
using Interop.Functions.Bench;

namespace Interop.Functions.Commands;

/// <summary><c>interop bench store</c>.</summary>
internal static class StoreBenchCommand
{
    /// <summary>The verb.</summary>
    public static Command Build()
    {
        var seconds = new Option<double>("--seconds") { Description = "How long each of the rounds takes", DefaultValueFactory = _ => 1.5 };
        var json = new Option<bool>("--json") { Description = "Figures as JSON" };
        var command = new Command("store", "Creates per second on SQLite and PostgreSQL, beside bare inserts of the same rows") { seconds, json };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var figures = await new StoreBench(Math.Clamp(parsed.GetValue(seconds), 0.1, 60), Console.Error.WriteLine).RunAsync(cancellationToken);
            BenchCommand.Show(figures, parsed.GetValue(json));
            return figures.Figures.Any(f => f.Met == false) ? ExitCode.Faults : ExitCode.Done;
        });
        return command;
    }
}
