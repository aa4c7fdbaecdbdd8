using System.CommandLine;
using System.Globalization;
using Interop.Engine.Identity;
using Interop.Engine.Messages;
using Interop.Engine.Ports;
using Interop.Mapping;

namespace Interop.Functions.Commands;

/// <summary>
/// <c>interop backtest KIND/RECORD</c>: what the current scripts would make of records that were received before, element by element beside what
/// was stored. Nothing is changed but the audit trail, which says that somebody read.
/// </summary>
public static class BackTestCommand
{
    private const int MostShown = 200;

    /// <summary>The verb.</summary>
    public static Command Build()
    {
        var record = new Argument<string>("record") { Description = "KIND/RECORD, such as medissimo/pillbox-plan" };
        var since = new Option<DateTimeOffset?>("--since") { Description = "Only what was received at this time or later (2026-11-01, or with a time)" };
        var organisation = new Option<string?>("--organisation") { Description = "Only of this sender, such as FINEG|540002698" };
        var limit = new Option<int>("--limit") { Description = "How many messages at most (default 10000)", DefaultValueFactory = _ => 10_000 };
        var values = new Option<bool>("--show-values") { Description = "Show the values too: clinical data on the terminal" };
        var data = Cli.Data();
        var command = new Command("backtest", "Run the current scripts on records received before and show what would differ") { record, since, organisation, limit, values, data };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var settings = Cli.Settings(parsed);
            var mapping = MapCommand.Find(Cli.LoadMappings(parsed, settings), parsed.GetValue(record)!);
            await using var store = await Cli.OpenExistingStoreAsync(settings, parsed.GetValue(data), cancellationToken);
            await store.CommitAsync(new ChangeSet { Audit = [new AuditEntry(TimeProvider.System.GetUtcNow(), Cli.Operator, "", "backtest", mapping.Name, parsed.GetValue(values) ? "shown" : "counted")] }, cancellationToken);
            var ids = new IdentityKey(store.Keys.IdentityKey);
            var interpreter = new Interpreter(ids, TimeProvider.System, settings.Environment == "production");
            var test = new BackTest(store, store, store, new IdentityResolver(store, ids), interpreter, ids);
            var query = new HistoryQuery { Since = parsed.GetValue(since), Organisation = parsed.GetValue(organisation) };
            return await WriteAsync(test.RunAsync(mapping, query, parsed.GetValue(limit), cancellationToken), parsed.GetValue(values));
        });
        return command;
    }

    private static async Task<int> WriteAsync(IAsyncEnumerable<BackTested> tested, bool values)
    {
        var verdicts = new SortedDictionary<BackTestVerdict, int>();
        var fields = new SortedDictionary<string, int>(StringComparer.Ordinal);
        var shown = 0;
        await foreach (var one in tested)
        {
            verdicts[one.Verdict] = verdicts.GetValueOrDefault(one.Verdict) + 1;
            foreach (var path in one.Differences.Select(d => d.Path).Distinct())
            {
                fields[path] = fields.GetValueOrDefault(path) + 1;
            }

            if (one.Verdict is not (BackTestVerdict.Same or BackTestVerdict.StillFails) && shown++ < MostShown)
            {
                Write(one, values);
            }
        }

        if (shown > MostShown)
        {
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"and {shown - MostShown} more messages"));
        }

        foreach (var (path, count) in fields)
        {
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{count,8} messages  {path}"));
        }

        Console.Error.WriteLine(verdicts.Count == 0 ? "There is no such message." : string.Join(", ", verdicts.Select(v => $"{v.Value} {Name(v.Key)}")) + ".");
        return verdicts.Keys.All(v => v is BackTestVerdict.Same or BackTestVerdict.StillFails) ? ExitCode.Done : ExitCode.Faults;
    }

    private static void Write(BackTested one, bool values)
    {
        Console.WriteLine($"{one.Message.Id:D} {Name(one.Verdict)}");
        foreach (var issue in one.Issues)
        {
            Console.WriteLine("    " + Cli.Describe(issue));
        }

        foreach (var difference in values ? one.Differences : [.. one.Differences.DistinctBy(d => d.Path)])
        {
            var change = difference.Then is null ? "new" : difference.Now is null ? "gone" : "changed";
            Console.WriteLine($"    {change,-7} {difference.Path}{(values ? $": {difference.Then ?? "-"} -> {difference.Now ?? "-"}" : "")}");
        }
    }

    private static string Name(BackTestVerdict verdict) => verdict switch
    {
        BackTestVerdict.Same => "as stored",
        BackTestVerdict.Differs => "would differ",
        BackTestVerdict.FailsNow => "would be held back now",
        BackTestVerdict.PassesNow => "would go on now",
        _ => "held back then and now",
    };
}
