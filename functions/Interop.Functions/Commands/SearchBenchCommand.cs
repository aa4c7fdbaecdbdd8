using System.CommandLine;
using Interop.Functions.Bench.Search;

namespace Interop.Functions.Commands;

/// <summary><c>interop bench search</c>.</summary>
internal static class SearchBenchCommand
{
    /// <summary>The verb.</summary>
    public static Command Build()
    {
        var messages = new Option<long>("--messages") { Description = "How many messages to look among", DefaultValueFactory = _ => 1_000_000 };
        var data = new Option<string>("--data") { Description = "Folder of the trial database; loaded when empty and kept", Required = true };
        var json = new Option<bool>("--json") { Description = "Figures as JSON" };
        var store = new Option<string>("--store")
        {
            Description = "sqlite; postgres for a server of its own in --data, removed at the end; or a connection string, whose database is loaded when empty and kept",
            DefaultValueFactory = _ => "sqlite",
        };
        var command = new Command("search", "Finding messages among very many") { messages, data, store, json };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var bench = new SearchBench(Path.GetFullPath(parsed.GetValue(data)!), Math.Max(1000, parsed.GetValue(messages)), Console.Error.WriteLine);
            var figures = parsed.GetValue(store)! switch
            {
                "sqlite" => await bench.SqliteAsync(cancellationToken),
                "postgres" => await bench.PostgresAsync(null, cancellationToken),
                var connection => await bench.PostgresAsync(connection, cancellationToken),
            };
            BenchCommand.Show(figures, parsed.GetValue(json));
            return figures.Figures.Any(f => f.Met == false) ? ExitCode.Faults : ExitCode.Done;
        });
        return command;
    }
}
