using System.CommandLine;
using System.Globalization;
using Interop.Engine.Messages;
using Interop.Engine.Ports;

namespace Interop.Functions.Commands;

/// <summary><c>interop messages</c>: what is where, newest first; no content is shown.</summary>
public static class MessagesCommand
{
    /// <summary>The verb.</summary>
    public static Command Build()
    {
        var state = new Option<MessageState?>("--state") { Description = "Only this state" };
        var limit = new Option<int>("--limit") { Description = "How many (default 50)", DefaultValueFactory = _ => 50 };
        var data = Cli.Data();
        var command = new Command("messages", "Messages by state, newest first") { state, limit, data };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            await using var store = await Cli.OpenExistingStoreAsync(Cli.Settings(parsed), parsed.GetValue(data), cancellationToken);
            foreach (var m in await store.ListMessagesAsync(parsed.GetValue(state), null, parsed.GetValue(limit), cancellationToken))
            {
                var issues = MessageReport.Parse(m.Report).Issues;
                var first = issues.Count == 0 ? "" : $"{issues[0].Code} {issues[0].Source ?? issues[0].Expression}";
                var at = m.ReceivedAt.ToString("u", CultureInfo.InvariantCulture);
                Console.WriteLine($"{m.Id:D}\t{at}\t{m.State.ToString().ToLowerInvariant()}\t{m.Organisation}\t{m.Record}\t{first}");
            }

            return ExitCode.Done;
        });
        return command;
    }
}
