using System.Runtime.CompilerServices;
using Interop.Engine.Messages;
using Interop.Engine.Ports;

namespace Interop.Engine.Operations;

/// <summary>What an operator wants to go on.</summary>
public sealed record ReplayRequest
{
    /// <summary>Messages and deliveries by id.</summary>
    public IReadOnlyList<Guid> Ids { get; init; } = [];

    /// <summary>Quarantined messages that fit; their state is always <see cref="MessageState.Quarantined"/>.</summary>
    public MessageFilter? Messages { get; init; }

    /// <summary>Parked deliveries that fit.</summary>
    public DeliveryFilter? Deliveries { get; init; }

    /// <summary>At most so many of each. Default 1,000.</summary>
    public int Limit { get; init; } = 1000;

    /// <summary>Only tells what would come of it. Default: yes.</summary>
    public bool Preview { get; init; } = true;

    /// <summary>At most so many per second, so that receivers are not flooded. Default 50.</summary>
    public double Rate { get; init; } = 50;
}

/// <summary>Lets messages and deliveries go on, oldest first, at a limited rate.</summary>
public sealed class Replay(IJournal journal, ISearch search, MessageReplay messages, DeliveryReplay deliveries, EngineContext context)
{
    /// <summary>One item after the other, as it is done.</summary>
    /// <param name="actor">Who, for the audit trail.</param>
    public async IAsyncEnumerable<ReplayItem> RunAsync(ReplayRequest request, string actor, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        foreach (var work in await FindAsync(request, cancellationToken))
        {
            yield return await work(request.Preview ? null : actor);
            if (!request.Preview)
            {
                await Task.Delay(TimeSpan.FromSeconds(1 / request.Rate), context.Clock, cancellationToken);
            }
        }
    }

    /// <summary>Takes deliveries back that have not left.</summary>
    public async Task<IReadOnlyList<ReplayItem>> CancelAsync(IReadOnlyList<Guid> ids, string actor, CancellationToken cancellationToken)
    {
        var items = new List<ReplayItem>();
        foreach (var id in ids)
        {
            items.Add(await search.FindDeliveryAsync(id, cancellationToken) is { } delivery
                ? await deliveries.CancelAsync(delivery, actor, cancellationToken)
                : Unknown(id));
        }

        return items;
    }

    private async Task<IReadOnlyList<Func<string?, Task<ReplayItem>>>> FindAsync(ReplayRequest request, CancellationToken cancellationToken)
    {
        var work = new List<Func<string?, Task<ReplayItem>>>();
        foreach (var id in request.Ids)
        {
            work.Add(await OfAsync(id, cancellationToken));
        }

        if (request.Messages is { } filter)
        {
            // The search is newest first; what came first has to go on first.
            var found = await search.FindMessagesAsync(filter with { State = MessageState.Quarantined }, request.Limit, cancellationToken);
            work.AddRange(found.Reverse().Select(m => Of(m, cancellationToken)));
        }

        if (request.Deliveries is { } parked)
        {
            work.AddRange((await search.FindDeliveriesAsync(parked with { State = DeliveryState.Parked }, request.Limit, cancellationToken)).Select(d => Of(d, cancellationToken)));
        }

        return work;
    }

    private async Task<Func<string?, Task<ReplayItem>>> OfAsync(Guid id, CancellationToken cancellationToken)
    {
        if (await journal.FindMessageAsync(id, cancellationToken) is { } message)
        {
            return Of(message, cancellationToken);
        }

        return await search.FindDeliveryAsync(id, cancellationToken) is { } delivery ? Of(delivery, cancellationToken) : _ => Task.FromResult(Unknown(id));
    }

    private Func<string?, Task<ReplayItem>> Of(MessageRow message, CancellationToken cancellationToken) =>
        actor => actor is null ? messages.PreviewAsync(message, cancellationToken) : messages.ReplayAsync(message, actor, cancellationToken);

    private Func<string?, Task<ReplayItem>> Of(DeliveryRow delivery, CancellationToken cancellationToken) =>
        actor => actor is null ? deliveries.PreviewAsync(delivery, cancellationToken) : deliveries.ReplayAsync(delivery, actor, cancellationToken);

    private static ReplayItem Unknown(Guid id) => new($"{id:D}", ReplayWay.NotPossible, "unknown", []);
}
