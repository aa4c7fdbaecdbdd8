using Interop.Engine.Ports;

namespace Interop.Store.Audit;

/// <summary>A place in the chain with the seal that was put on it.</summary>
internal sealed record SealedPlace(int Month, long Sequence, byte[] Hash, byte[] Seal);

/// <summary>What is kept about the trail beside its rows: where it begins, how months ended, where it ends.</summary>
/// <param name="Ends">The ends of months, oldest first.</param>
internal sealed record AuditFrame(SealedPlace? Start, IReadOnlyList<SealedPlace> Ends, SealedPlace? Head)
{
    public long StartSequence => Start?.Sequence ?? 0;

    public AuditHead HeadPlace => Head is null ? new AuditHead(0, new KeyedHash(new byte[Writing.AuditChain.HashLength])) : new AuditHead(Head.Sequence, new KeyedHash(Head.Hash));

    public IReadOnlyList<AuditMonth> Months()
    {
        var months = new List<AuditMonth>();
        var last = 0L;
        foreach (var end in Ends)
        {
            months.Add(new AuditMonth(end.Month, last + 1, end.Sequence, new KeyedHash(end.Hash), end.Sequence <= StartSequence ? AuditMonthState.Left : AuditMonthState.Closed));
            last = end.Sequence;
        }

        if (Head is { } head && head.Sequence > last)
        {
            months.Add(new AuditMonth(head.Month, last + 1, head.Sequence, new KeyedHash(head.Hash), AuditMonthState.Open));
        }

        return months;
    }

    /// <summary>The oldest closed month, if its time is over. What was written before months were kept is as young as the month after it.</summary>
    public AuditMonth? Overdue(int months, DateTimeOffset now)
    {
        var all = Months();
        for (var i = 0; i + 1 < all.Count; i++)
        {
            if (all[i].State == AuditMonthState.Closed)
            {
                return AuditCalendar.IsOver(all[i].Month == 0 ? all[i + 1].Month : all[i].Month, months, now) ? all[i] : null;
            }
        }

        return null;
    }
}
