using System.CommandLine;
using System.Globalization;
using Interop.Functions.Configuration;
using Interop.Functions.Workers;
using Interop.Store;
using Interop.Store.Backup;

namespace Interop.Functions.Commands;

/// <summary><c>interop backup</c>, <c>backup list</c>, <c>backup verify</c>.</summary>
public static class BackupCommand
{
    /// <summary>The verb.</summary>
    public static Command Build()
    {
        var to = new Option<string?>("--to") { Description = "Folder of the backups (setting Backup:Directory)" };
        var keep = new Option<string?>("--keep") { Description = "Afterwards remove backups older than this (30d, 12h); none are removed without it" };
        var data = Cli.Data();
        var command = new Command("backup", "Back the store up while the engine runs: one consistent moment, encrypted, only what is new") { to, keep, data, List(), Verify() };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var settings = Cli.Settings(parsed);
            var kept = parsed.GetValue(keep) is { } text ? Durations.Read(text, "--keep") : default(TimeSpan?);
            var folder = Folder(parsed.GetValue(to), settings, "--to");
            await using var store = await Cli.OpenExistingStoreAsync(settings, parsed.GetValue(data), cancellationToken);
            using var progress = new TableProgress(Console.Error);
            var header = await Cli.SayAsync(() => BackupRun.RunAsync(store, folder, kept, Cli.Operator, TimeProvider.System, progress.Show, cancellationToken));
            progress.End();
            await Console.Error.WriteLineAsync(string.Create(
                CultureInfo.InvariantCulture, $"{header.Rows} rows, {Size(header.Bytes)}; {Size(header.NewBytes)} written. The keys are not in it: keep {string.Join(" and ", header.Keys.Select(k => k.File))} elsewhere."));
            Console.WriteLine(header.Id);
            return ExitCode.Done;
        });
        return command;
    }

    /// <summary>Where backups are.</summary>
    internal static string Folder(string? given, InteropSettings settings, string option) =>
        given ?? (settings.Backup.Directory is { Length: > 0 } set ? set : throw new CliException(ExitCode.Usage, $"Give the folder of the backups: {option} DIR, or the setting Backup:Directory."));

    internal static string Size(long bytes) => bytes < 1024 * 1024
        ? string.Create(CultureInfo.InvariantCulture, $"{bytes / 1024.0:0.#} KiB")
        : string.Create(CultureInfo.InvariantCulture, $"{bytes / 1024.0 / 1024:0.#} MiB");

    private static Option<string?> From() => new("--from") { Description = "Folder of the backups (setting Backup:Directory)" };

    private static Command List()
    {
        var from = From();
        var command = new Command("list", "The backups of a folder, the oldest first") { from };
        command.SetAction((parsed, _) => Cli.SayAsync(() =>
        {
            foreach (var header in new StoreBackup(Folder(parsed.GetValue(from), Cli.Settings(parsed), "--from")).List())
            {
                Console.WriteLine(string.Create(
                    CultureInfo.InvariantCulture, $"{header.Id}\t{header.TakenAt.UtcDateTime:yyyy-MM-dd HH:mm:ss}Z\t{header.Rows} rows\t{Size(header.Bytes)}\t{Size(header.NewBytes)} new\tschema {header.SchemaNumber}"));
            }

            return Task.FromResult(ExitCode.Done);
        }));
        return command;
    }

    private static Command Verify()
    {
        var (from, at, data) = (From(), RestoreCommand.At(), Cli.Data());
        var command = new Command("verify", "Read all of a backup and compare it with its checksums") { from, at, data };
        command.SetAction((parsed, cancellationToken) => Cli.SayAsync(async () =>
        {
            var settings = Cli.Settings(parsed);
            var backups = new StoreBackup(Folder(parsed.GetValue(from), settings, "--from"));
            var header = backups.Find(parsed.GetValue(at));
            var faults = await backups.VerifyAsync(header, Path.Combine(Path.GetFullPath(parsed.GetValue(data) ?? settings.Data), "keys"), cancellationToken);
            faults.ToList().ForEach(Console.WriteLine);
            Console.WriteLine(faults.Count == 0 ? $"The backup {header.Id} is whole." : $"The backup {header.Id} cannot be used.");
            return faults.Count == 0 ? ExitCode.Done : ExitCode.Faults;
        }));
        return command;
    }
}
