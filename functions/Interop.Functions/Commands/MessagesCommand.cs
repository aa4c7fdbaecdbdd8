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
        var limit = new Option<int>("--limit") { Description = "How many (default 50)", DefaultValueFactory = _ => 50 };
        var filters = new MessageFilterOptions();
        var data = Cli.Data();
        var command = new Command("messages", "Messages by state, sender, record, issue code, endpoint, patient and time, newest first") { state, patient, recordId, limit, data };
        filters.AddTo(command);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var query = new MessageQuery(filters.Read(parsed) with { State = parsed.GetValue(state) }, Identifier(parsed.GetValue(patient)), parsed.GetValue(recordId));
            if (query.RecordId is not null && (query.Filter.Organisation is null || query.Filter.Record is null))
            {
                throw new CliException(ExitCode.Usage, "--record-id needs --organisation and --record.");
            }

            await using var engine = await OfflineEngine.OpenAsync(parsed, parsed.GetValue(data), cancellationToken);
            foreach (var m in await engine.Service<MessageFinder>().FindAsync(query, parsed.GetValue(limit), Cli.Operator, cancellationToken))
            {
                Console.WriteLine(Line(m));
            }

            return ExitCode.Done;
        });
        return command;
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
