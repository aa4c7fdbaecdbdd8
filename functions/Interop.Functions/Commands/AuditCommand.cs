using System.CommandLine;
using System.Globalization;
using Interop.Engine.Ports;
using Interop.Engine.Reading;
using Interop.Store;

namespace Interop.Functions.Commands;

/// <summary><c>interop audit</c>: checks the audit trail, tells its head for safe keeping, shows its months and writes one out.</summary>
public static class AuditCommand
{
    /// <summary>The verb.</summary>
    public static Command Build() => new("audit", "The audit trail") { Verify(), Seal(), Months(), Export() };

    private static Command Verify()
    {
        var data = Cli.Data();
        var head = new Option<string?>("--head") { Description = "A head that 'interop audit seal' printed: also tells a database that was put back to an earlier state" };
        var verify = new Command("verify", "Check that no row of the audit trail was changed, removed or moved") { data, head };
        verify.SetAction(async (parsed, cancellationToken) =>
        {
            var anchor = parsed.GetValue(head) is { } text ? ParseHead(text) : null;
            await using var store = await Cli.OpenExistingStoreAsync(Cli.Settings(parsed), parsed.GetValue(data), cancellationToken);
            var verdict = await store.VerifyAuditAsync(anchor, cancellationToken);
            foreach (var month in (await store.ListAuditMonthsAsync(cancellationToken)).Where(m => m.State == AuditMonthState.Left))
            {
                Console.WriteLine($"{NameOf(month.Month)}: rows {month.First} to {month.Last} left after their time");
            }

            Console.WriteLine(Describe(verdict));
            await TraceAsync(store, "audit-verify", "audit", verdict.Break is null ? "whole" : "broken", cancellationToken);
            return verdict.Break is null ? ExitCode.Done : ExitCode.Faults;
        });
        return verify;
    }

    private static Command Seal()
    {
        var data = Cli.Data();
        var seal = new Command("seal", "Print the head of the trail, to be kept where nobody who can write the database can: 'verify --head' compares it") { data };
        seal.SetAction(async (parsed, cancellationToken) =>
        {
            await using var store = await Cli.OpenExistingStoreAsync(Cli.Settings(parsed), parsed.GetValue(data), cancellationToken);
            await TraceAsync(store, "audit-seal", "audit", "shown", cancellationToken);
            var head = await store.ReadAuditHeadAsync(cancellationToken);
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{head.Sequence}:{head.Hash}"));
            return ExitCode.Done;
        });
        return seal;
    }

    private static Command Months()
    {
        var data = Cli.Data();
        var months = new Command("months", "The months of the trail: rows, and whether they are open, closed or have left") { data };
        months.SetAction(async (parsed, cancellationToken) =>
        {
            await using var store = await Cli.OpenExistingStoreAsync(Cli.Settings(parsed), parsed.GetValue(data), cancellationToken);
            foreach (var month in await store.ListAuditMonthsAsync(cancellationToken))
            {
                Console.WriteLine($"{NameOf(month.Month)}  {month.First}-{month.Last}  {month.State.ToString().ToLowerInvariant()}  {month.Hash}");
            }

            return ExitCode.Done;
        });
        return months;
    }

    private static Command Export()
    {
        var data = Cli.Data();
        var month = new Option<string>("--month") { Description = "Which one, 2026-11; 'before' for what is older than the months", Required = true };
        var format = new Option<string>("--format") { Description = "ndjson: a FHIR AuditEvent per line", DefaultValueFactory = _ => "ndjson" }.AcceptOnlyFromAmong("ndjson");
        var export = new Command("export", "Write a month of the trail to standard output") { data, month, format };
        export.SetAction(async (parsed, cancellationToken) =>
        {
            var number = ParseMonth(parsed.GetValue(month)!);
            await using var store = await Cli.OpenExistingStoreAsync(Cli.Settings(parsed), parsed.GetValue(data), cancellationToken);
            var found = (await store.ListAuditMonthsAsync(cancellationToken)).FirstOrDefault(m => m.Month == number && m.State != AuditMonthState.Left)
                ?? throw new CliException(ExitCode.Environment, $"There are no rows of {NameOf(number)}; 'interop audit months' shows what there is.");
            await TraceAsync(store, "audit-export", $"audit/{NameOf(number)}", "shown", cancellationToken);
            await using var output = Console.OpenStandardOutput();
            await WriteAsync(store, found, output, cancellationToken);
            await Console.Error.WriteLineAsync($"{NameOf(number)}: rows {found.First} to {found.Last}, {found.State.ToString().ToLowerInvariant()}, hash of the last {found.Hash}");
            return ExitCode.Done;
        });
        return export;
    }

    private static async Task WriteAsync(IAuditTrail trail, AuditMonth month, Stream output, CancellationToken cancellationToken)
    {
        var query = new AuditQuery { Last = month.Last, Limit = 1000 };
        for (long? after = month.First - 1; after is { } next;)
        {
            var page = await trail.ReadAuditAsync(query with { After = next }, cancellationToken);
            foreach (var row in page.Rows)
            {
                await output.WriteAsync(AuditEvents.ToJson(row), cancellationToken);
                output.WriteByte((byte)'\n');
            }

            after = page.Next;
        }
    }

    private static string Describe(AuditVerdict verdict) => verdict.Fault switch
    {
        AuditFault.None => $"The audit trail is whole: rows {verdict.First} to {verdict.Last}.",
        AuditFault.AnchorLeft => "The audit trail is whole; the row of this head left with its month and cannot be compared any more.",
        AuditFault.Tail => $"The audit trail is cut off: row {verdict.Break} and what followed are missing.",
        AuditFault.Head => $"The head of the audit trail is missing or was not sealed with this key (row {verdict.Break}).",
        AuditFault.Seal => $"The seal of a month at row {verdict.Break} does not fit the rows or was not made with this key.",
        AuditFault.Anchor => $"The audit trail is not the one that this head was taken from: row {verdict.Break} is another one or missing.",
        _ => $"The audit trail is broken at row {verdict.Break}.",
    };

    private static Task<CommitOutcome> TraceAsync(IStore store, string action, string target, string outcome, CancellationToken cancellationToken) =>
        store.CommitAsync(new ChangeSet { Audit = [new AuditEntry(TimeProvider.System.GetUtcNow(), Cli.Operator, "", action, target, outcome)] }, cancellationToken);

    private static string NameOf(int month) => month == 0 ? "before" : string.Create(CultureInfo.InvariantCulture, $"{month / 100:0000}-{month % 100:00}");

    private static int ParseMonth(string text) => text == "before" ? 0
        : DateOnly.TryParseExact(text, "yyyy-MM", CultureInfo.InvariantCulture, DateTimeStyles.None, out var month) ? (month.Year * 100) + month.Month
        : throw new CliException(ExitCode.Usage, "--month: expected a month, 2026-11");

    private static AuditHead ParseHead(string text)
    {
        var parts = text.Split(':');
        return parts.Length == 2 && parts[1].Length == 64 && parts[1].All(char.IsAsciiHexDigit)
            && long.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out var sequence)
            ? new AuditHead(sequence, new KeyedHash(Convert.FromHexString(parts[1])))
            : throw new CliException(ExitCode.Usage, "--head: expected what 'interop audit seal' prints, NUMBER:HASH");
    }
}
