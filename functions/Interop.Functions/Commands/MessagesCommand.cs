using System.CommandLine;
using System.Globalization;
using Interop.Engine.Messages;
using Interop.Engine.Operations;
using Interop.Engine.Ports;

namespace Interop.Functions.Commands;

/// <summary><c>interop messages</c>: what is where, newest first; no content is shown.</summary>
public static class MessagesCommand
{
    /// <summary>The verb.</summary>
    public static Command Build()
    {
        var state = new Option<MessageState?>("--state") { Description = "Only this state" };
        var patient = new Option<string?>("--patient") { Description = "Identifier of the patient, system|value; give - to be asked, so that it stays out of the shell's history" };
        var recordId = new Option<string?>("--record-id") { Description = "The sender's id of the record (with --organisation and --record)" };
        var show = new Option<Guid?>("--show") { Description = "One message by its id, with its deliveries, their attempts and receipts" };
        var limit = new Option<int>("--limit") { Description = "How many (default 50)", DefaultValueFactory = _ => 50 };
        var filters = new MessageFilterOptions();
        var data = Cli.Data();
        var command = new Command("messages", "Messages by state, sender, record, issue code, endpoint, patient and time, newest first") { state, patient, recordId, show, limit, data };
        filters.AddTo(command);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var query = new MessageQuery(filters.Read(parsed) with { State = parsed.GetValue(state) }, Identifier(parsed.GetValue(patient)), parsed.GetValue(recordId));
            if (query.RecordId is not null && (query.Filter.Organisation is null || query.Filter.Record is null))
            {
                throw new CliException(ExitCode.Usage, "--record-id needs --organisation and --record.");
            }

            await using var engine = await OfflineEngine.OpenAsync(parsed, parsed.GetValue(data), cancellationToken);
            if (parsed.GetValue(show) is { } id)
            {
                return await ShowAsync(engine, id, cancellationToken);
            }

            foreach (var m in await engine.Service<MessageFinder>().FindAsync(query, parsed.GetValue(limit), Cli.Operator, cancellationToken))
            {
                Console.WriteLine(Line(m));
            }

            return ExitCode.Done;
        });
        return command;
    }

    private static async Task<int> ShowAsync(OfflineEngine engine, Guid id, CancellationToken cancellationToken)
    {
        if (await engine.Service<IJournal>().FindMessageAsync(id, cancellationToken) is not { } message)
        {
            throw new CliException(ExitCode.Usage, $"There is no message {id:D}.");
        }

        var audit = new AuditEntry(TimeProvider.System.GetUtcNow(), Cli.Operator, message.Organisation, "read", $"message/{id:D}", "shown");
        await engine.Service<IJournal>().CommitAsync(new ChangeSet { Audit = [audit] }, cancellationToken);
        Console.WriteLine(Line(message));
        var outbox = engine.Service<IOutbox>();
        foreach (var delivery in await outbox.FindDeliveriesAsync(id, cancellationToken))
        {
            Console.WriteLine($"  {delivery.Id:D}\t{delivery.State.ToString().ToLowerInvariant()}\t{delivery.EndpointId}\t{delivery.Message}\tsha-256 {delivery.PayloadHash}\t{delivery.Reason}");
            foreach (var attempt in await outbox.FindAttemptsAsync(delivery.Id, cancellationToken))
            {
                var times = $"{attempt.StartedAt.ToString("u", CultureInfo.InvariantCulture)}\t{attempt.EndedAt?.ToString("u", CultureInfo.InvariantCulture)}";
                Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"    attempt {attempt.Number}\t{times}\t{attempt.Outcome ?? "running"}\t{attempt.Status}\t{attempt.Receipt}"));
            }
        }

        return ExitCode.Done;
    }

    private static string Line(MessageRow message)
    {
        var issues = MessageReport.Parse(message.Report).Issues;
        var first = issues.Count == 0 ? "" : $"{issues[0].Code} {issues[0].Source ?? issues[0].Expression}";
        var at = message.ReceivedAt.ToString("u", CultureInfo.InvariantCulture);
        return $"{message.Id:D}\t{at}\t{message.State.ToString().ToLowerInvariant()}\t{message.Organisation}\t{message.Record}\t{first}";
    }

    private static (string, string)? Identifier(string? text)
    {
        if (text == "-")
        {
            Console.Error.Write("Identifier of the patient (system|value): ");
            text = Console.ReadLine();
        }

        var bar = text?.IndexOf('|', StringComparison.Ordinal) ?? -1;
        return text is null ? null : bar > 0 ? (text[..bar], text[(bar + 1)..]) : throw new CliException(ExitCode.Usage, "--patient: expected system|value");
    }
}
