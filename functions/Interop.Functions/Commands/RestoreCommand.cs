using System.CommandLine;
using Interop.Functions.Configuration;
using Interop.Store.Backup;

namespace Interop.Functions.Commands;

/// <summary><c>interop restore</c>: a backup into an empty store.</summary>
public static class RestoreCommand
{
    /// <summary>The verb.</summary>
    public static Command Build()
    {
        var from = new Option<string?>("--from") { Description = "Folder of the backups (setting Backup:Directory)" };
        var store = new Option<string?>("--store") { Description = "Connection string of an empty PostgreSQL database (setting Store); without it a new SQLite file in the data folder" };
        var (at, data) = (At(), Cli.Data());
        var command = new Command("restore", "Restore a backup into an empty store, and compare every row before it can be used") { from, at, data, store };
        command.SetAction((parsed, cancellationToken) => Cli.SayAsync(async () =>
        {
            var settings = Cli.Settings(parsed);
            settings = settings with { Data = Path.GetFullPath(parsed.GetValue(data) ?? settings.Data), Store = parsed.GetValue(store) ?? settings.Store };
            var backups = new StoreBackup(BackupCommand.Folder(parsed.GetValue(from), settings, "--from"));
            var header = backups.Find(parsed.GetValue(at));
            using var progress = new TableProgress(Console.Error);
            await ConfiguredStore.Restore(settings).RunAsync(backups, header, Cli.Operator, TimeProvider.System.GetUtcNow(), progress.Step, cancellationToken);
            progress.End();
            await Console.Error.WriteLineAsync(
                $"{header.Id} is restored; every row was compared. 'interop serve' goes on from there: what had been accepted since has to be sent again by its senders, and deliveries made since go out again under the same keys.");
            return ExitCode.Done;
        }));
        return command;
    }

    /// <summary><c>--at</c>.</summary>
    internal static Option<string?> At() => new("--at") { Description = "Id of a backup, or a time: the last one up to it (default: the latest)" };
}
