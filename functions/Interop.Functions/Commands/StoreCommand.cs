using System.CommandLine;
using System.Globalization;
using Interop.Functions.Configuration;
using Interop.Store;
using Interop.Store.Backup;

namespace Interop.Functions.Commands;

/// <summary><c>interop store copy|verify</c>: from one database to another.</summary>
public static class StoreCommand
{
    private const string Sqlite = "sqlite:";
    private const string Postgres = "postgres:";

    /// <summary>The verb.</summary>
    public static Command Build() => new("store", "Move from one database to another") { Copy(), Verify() };

    private static Option<string> Side(string name, string what) => new(name) { Description = $"{what}: sqlite:DIR or postgres:CONNECTION-STRING", Required = true };

    private static Command Copy()
    {
        var (from, to, data) = (Side("--from", "Source"), Side("--to", "Empty target"), Cli.Data());
        var snapshot = new Option<bool>("--snapshot") { Description = "Also while an engine works on the source: its rows of this moment, and none that come later" };
        var command = new Command("copy", "Copy all rows into an empty store and compare every one; its keys are needed in the target's folder") { from, to, snapshot, data };
        command.SetAction((parsed, cancellationToken) => Cli.SayAsync(async () =>
        {
            var (source, target) = Sides(parsed, from, to, data);
            await using var store = await Cli.OpenExistingStoreAsync(source, null, cancellationToken);
            using var progress = new TableProgress(Console.Error);
            await ConfiguredStore.Restore(target).CopyAsync(store, parsed.GetValue(snapshot), Cli.Operator, TimeProvider.System.GetUtcNow(), progress.Step, cancellationToken);
            progress.End();
            await Console.Error.WriteLineAsync("Copied; every row was compared.");
            return ExitCode.Done;
        }));
        return command;
    }

    private static Command Verify()
    {
        var (from, to, data) = (Side("--from", "One store"), Side("--to", "The other"), Cli.Data());
        var command = new Command("verify", "Compare every row of two stores; differences by table and key") { from, to, data };
        command.SetAction((parsed, cancellationToken) => Cli.SayAsync(async () =>
        {
            var (source, target) = Sides(parsed, from, to, data);
            await using var one = await Cli.OpenExistingStoreAsync(source, null, cancellationToken);
            await using var other = await Cli.OpenExistingStoreAsync(target, null, cancellationToken);
            using var progress = new TableProgress(Console.Error);
            var found = await StoreCopy.CompareAsync(one, other, table => progress.Step("compare", table), cancellationToken);
            progress.End();
            found.Examples.ToList().ForEach(Console.WriteLine);
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{found.Rows} rows compared, {found.Differences} differ."));
            return found.Differences == 0 ? ExitCode.Done : ExitCode.Faults;
        }));
        return command;
    }

    /// <summary>Settings of both sides. The keys of a PostgreSQL side are in the data folder, or with those of the SQLite side.</summary>
    private static (InteropSettings From, InteropSettings To) Sides(ParseResult parsed, Option<string> from, Option<string> to, Option<string?> data)
    {
        var settings = Cli.Settings(parsed);
        var (one, other) = (parsed.GetValue(from)!, parsed.GetValue(to)!);
        var folder = parsed.GetValue(data) ?? new[] { one, other }.Where(s => s.StartsWith(Sqlite, StringComparison.Ordinal)).Select(s => s[Sqlite.Length..]).FirstOrDefault() ?? settings.Data;
        return (Read(one, "--from"), Read(other, "--to"));

        InteropSettings Read(string text, string option) => text.StartsWith(Sqlite, StringComparison.Ordinal)
            ? settings with { Data = Path.GetFullPath(text[Sqlite.Length..]), Store = "" }
            : text.StartsWith(Postgres, StringComparison.Ordinal)
                ? settings with { Data = Path.GetFullPath(folder), Store = text[Postgres.Length..] }
                : throw new CliException(ExitCode.Usage, $"{option}: expected sqlite:DIR or postgres:CONNECTION-STRING");
    }
}
