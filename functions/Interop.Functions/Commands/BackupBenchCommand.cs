using System.CommandLine;
using Interop.Functions.Bench;

namespace Interop.Functions.Commands;

/// <summary><c>interop bench backup</c>.</summary>
internal static class BackupBenchCommand
{
    /// <summary>The verb.</summary>
    public static Command Build()
    {
        var records = new Option<int>("--records") { Description = "Records of eight resources", DefaultValueFactory = _ => 10_000 };
        var json = new Option<bool>("--json") { Description = "Figures as JSON" };
        var command = new Command("backup", "Backup and restore on SQLite and PostgreSQL, beside copying the file and pg_dump") { records, json };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            BenchCommand.Show(await new BackupBench(Math.Clamp(parsed.GetValue(records), 100, 10_000_000), Console.Error.WriteLine).RunAsync(cancellationToken), parsed.GetValue(json));
            return ExitCode.Done;
        });
        return command;
    }
}
