using Interop.Engine.Ports;
using Interop.Store.Crypto;
using Interop.Store.Writing;

namespace Interop.Store.Postgres.Writing;

/// <summary>Messages and their states.</summary>
internal static class MessageSteps
{
    /// <summary>False when the id or the key is taken.</summary>
    public static bool Insert(WorkingSet rows, KeySteps keys, NewMessage message, SealedBody body, OwedChange owed)
    {
        var holds = message.HoldsKey ? message.Key : null;
        if (rows.Messages.Find(message.Id) is not null || (holds is not null && rows.Keys.Find(holds) is { Held: true }))
        {
            return false;
        }

        if (holds is not null)
        {
            rows.Keys.Set(holds, new KeyEntry(Held: true));
        }

        var state = Settle(message.State, owed.Open);
        keys.Add(body, body.Patient);
        var sequence = rows.LastMessage.Next();
        AddCodes(rows, sequence, message.Codes);
        rows.Messages.Set(message.Id, new MessageEntry
        {
            Id = message.Id,
            Sequence = sequence,
            State = state,
            Lane = message.Lane,
            Open = owed.Open,
            Parked = owed.Parked,
            RoutedAt = message.State == MessageState.Routed ? message.ReceivedAt : null,
            SettledAt = state == MessageState.Settled ? message.ReceivedAt : null,
            Holds = holds,
            Report = message.Report,
            New = message,
            Body = body.Id,
        });
        if (state == MessageState.Received)
        {
            rows.InboundTouched.Add(message.Lane);
        }

        return true;
    }

    public static MessageEntry Owe(MessageEntry message, OwedChange owed)
    {
        var open = message.Open + owed.Open;
        var (state, settledAt) = message.State switch
        {
            MessageState.Routed when open == 0 => (MessageState.Settled, owed.At),
            MessageState.Settled when open > 0 => (MessageState.Routed, (DateTimeOffset?)null),
            _ => (message.State, message.SettledAt),
        };
        return message with { Open = open, Parked = message.Parked + owed.Parked, State = state, SettledAt = settledAt, Changed = true };
    }

    public static void AddCodes(WorkingSet rows, long message, IReadOnlyList<string> codes)
    {
        foreach (var code in codes)
        {
            rows.Codes.Add(new CodeInsert(code, message));
        }
    }

    public static MessageState Settle(MessageState state, int open) => state == MessageState.Routed && open == 0 ? MessageState.Settled : state;
}
