using System.CommandLine;
using System.Globalization;
using Interop.Engine.Operations;
using Interop.Engine.Ports;

namespace Interop.Functions.Commands;

/// <summary>
/// <c>interop replay</c>: lets quarantined messages and parked deliveries go on, or takes back what has not left. It shows what would come of
/// it; <c>--yes</c> does it. A running engine notices within half a minute.
/// </summary>
public static class ReplayCommand
{
    /// <summary>The verb.</summary>
    public static Command Build()
    {
        var ids = new Argument<Guid[]>("id") { Description = "Ids of messages or deliveries", Arity = ArgumentArity.ZeroOrMore };
        var quarantined = new Option<bool>("--quarantined") { Description = "Quarantined messages (with --organisation, --kind, --record, --code, --from, --to)" };
        var parked = new Option<bool>("--parked") { Description = "Parked deliveries (with --endpoint, --message, --reason, --from, --to)" };
        var message = new Option<string?>("--message") { Description = "kind/message of a delivery" };
        var reason = new Option<string?>("--reason") { Description = "Why a delivery is parked" };
        var cancel = new Option<bool>("--cancel") { Description = "Take the deliveries with these ids back instead, if they have not left" };
        var yes = new Option<bool>("--yes") { Description = "Do it; without, only what would come of it is shown" };
        var rate = new Option<double>("--rate") { Description = "At most so many per second (default 50)", DefaultValueFactory = _ => 50 };
        var limit = new Option<int>("--limit") { Description = "At most so many (default 1000)", DefaultValueFactory = _ => 1000 };
        var filters = new MessageFilterOptions();
        var data = Cli.Data();
        var command = new Command("replay", "Let quarantined messages and parked deliveries go on")
        {
            ids, quarantined, parked, message, reason, cancel, yes, rate, limit, data,
        };
        filters.AddTo(command);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var filter = filters.Read(parsed);
            var request = new ReplayRequest
            {
                Ids = parsed.GetValue(ids) ?? [],
                Messages = parsed.GetValue(quarantined) ? filter : null,
                Deliveries = parsed.GetValue(parked) ? Parked(filter, parsed.GetValue(message), parsed.GetValue(reason)) : null,
                Limit = parsed.GetValue(limit), Rate = parsed.GetValue(rate), Preview = !parsed.GetValue(yes),
            };
            if ((request.Ids.Count == 0 && request.Messages is null && request.Deliveries is null) || request.Rate is <= 0 or > 100_000 || request.Limit < 1)
            {
                throw new CliException(ExitCode.Usage, "Give ids, --quarantined or --parked; --rate and --limit are positive.");
            }

            await using var engine = await OfflineEngine.OpenAsync(parsed, parsed.GetValue(data), cancellationToken);
            return await RunAsync(engine, request, parsed.GetValue(cancel), cancellationToken);
        });
        return command;
    }

    private static DeliveryFilter Parked(MessageFilter filter, string? message, string? reason) =>
        new() { State = DeliveryState.Parked, Endpoint = filter.Endpoint, Message = message, Reason = reason, From = filter.From, To = filter.To };

    private static async Task<int> RunAsync(OfflineEngine engine, ReplayRequest request, bool cancel, CancellationToken cancellationToken)
    {
        var replay = engine.Service<Replay>();
        if (cancel)
        {
            if (!request.Preview)
            {
                return Show(await replay.CancelAsync(request.Ids, Cli.Operator, cancellationToken));
            }

            await Console.Error.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"{request.Ids.Count} deliveries would be taken back if they have not left; nothing was changed, --yes does it."));
            return ExitCode.Done;
        }

        var items = new List<ReplayItem>();
        await foreach (var item in replay.RunAsync(request, Cli.Operator, cancellationToken))
        {
            items.Add(item);
            Console.WriteLine(Line(item));
            item.Differences.ToList().ForEach(d => Console.WriteLine($"    {d}"));
        }

        await Console.Error.WriteLineAsync(request.Preview
            ? string.Create(CultureInfo.InvariantCulture, $"{items.Count(i => i.Way != ReplayWay.NotPossible)} of {items.Count} can go on; nothing was changed, --yes does it.")
            : string.Create(CultureInfo.InvariantCulture, $"{items.Count(i => i.Done)} of {items.Count} go on."));
        return items.All(i => i.Way != ReplayWay.NotPossible) ? ExitCode.Done : ExitCode.Faults;
    }

    private static int Show(IReadOnlyList<ReplayItem> items)
    {
        items.ToList().ForEach(i => Console.WriteLine(Line(i)));
        return items.All(i => i.Done) ? ExitCode.Done : ExitCode.Faults;
    }

    private static string Line(ReplayItem item) => $"{item.Target}\t{(item.Done ? "done" : "")}\t{Name(item.Way)}\t{item.Reason}";

    private static string Name(ReplayWay way) => System.Text.Json.JsonNamingPolicy.KebabCaseLower.ConvertName(way.ToString());
}
