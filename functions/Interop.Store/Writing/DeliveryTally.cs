using Interop.Engine.Ports;

namespace Interop.Store.Writing;

/// <summary>By how much a set changes what each message is owed.</summary>
internal sealed class DeliveryTally
{
    private readonly Dictionary<Guid, OwedChange> _byMessage = [];
    private readonly Dictionary<long, OwedChange> _bySequence = [];

    public DeliveryTally(IReadOnlyList<NewDelivery> deliveries)
    {
        foreach (var delivery in deliveries)
        {
            var change = _byMessage.GetValueOrDefault(delivery.MessageId);
            _byMessage[delivery.MessageId] = change.Plus(Owed(delivery.State), delivery.CreatedAt);
        }
    }

    public IReadOnlyDictionary<long, OwedChange> BySequence => _bySequence;

    public IEnumerable<Guid> Untaken => _byMessage.Keys;

    /// <summary>What the new deliveries of a message add, for whoever writes that message's row anyway; it is counted once.</summary>
    public OwedChange Take(Guid message)
    {
        _byMessage.Remove(message, out var change);
        return change;
    }

    public void Add(long message, OwedChange change)
    {
        var sum = _bySequence.GetValueOrDefault(message).Plus(change, change.At);
        _bySequence[message] = sum;
    }

    public static OwedChange Move(DeliveryState from, DeliveryState to, DateTimeOffset at)
    {
        var (before, after) = (Owed(from), Owed(to));
        return new OwedChange(after.Open - before.Open, after.Parked - before.Parked, at);
    }

    private static OwedChange Owed(DeliveryState state) => state switch
    {
        DeliveryState.Delivered or DeliveryState.Cancelled => default,
        DeliveryState.Parked => new OwedChange(1, 1, default),
        _ => new OwedChange(1, 0, default),
    };
}

/// <summary>Change of the deliveries still owed, of those parked, and when.</summary>
internal readonly record struct OwedChange(int Open, int Parked, DateTimeOffset At)
{
    public OwedChange Plus(OwedChange other, DateTimeOffset at) => new(Open + other.Open, Parked + other.Parked, at > At ? at : At);
}
