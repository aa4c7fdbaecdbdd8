using System.Security.Cryptography;
using Interop.Engine.Ports;
using Interop.Store.Writing;

namespace Interop.Store.Audit;

/// <summary>Follows the chain row by row, from where it begins, and ends at its head. The same for every database.</summary>
internal sealed class AuditWalk
{
    private readonly AuditFrame _frame;
    private readonly AuditHead? _anchor;
    private readonly byte[] _key;
    private byte[] _hash;
    private long _sequence;
    private int _end;
    private AuditVerdict? _fault;

    public AuditWalk(AuditFrame frame, AuditHead? anchor, ReadOnlySpan<byte> sealKey)
    {
        (_frame, _anchor, _key) = (frame, anchor, sealKey.ToArray());
        (_sequence, _hash) = frame.Start is { } start ? (start.Sequence, start.Hash) : (0, new byte[AuditChain.HashLength]);
        CheckSeals();
    }

    /// <summary>False at the first row that does not fit; nothing after it needs to be read.</summary>
    public bool Take(long sequence, int month, AuditEntry entry, ReadOnlySpan<byte> hash)
    {
        if (_fault is not null)
        {
            return false;
        }

        var expected = _sequence + 1;
        while (_end < _frame.Ends.Count && _frame.Ends[_end].Sequence < expected)
        {
            _end++;
        }

        var end = _end < _frame.Ends.Count ? _frame.Ends[_end] : null;
        var computed = AuditChain.Hash(_hash, expected, entry);
        if (sequence != expected || month != ((end ?? _frame.Head)?.Month ?? month) || !hash.SequenceEqual(computed))
        {
            return Fail(expected, AuditFault.Row);
        }

        (_sequence, _hash) = (expected, computed);
        return (end is null || end.Sequence != expected || end.Hash.AsSpan().SequenceEqual(computed) || Fail(expected, AuditFault.Seal))
            && (_anchor is null || _anchor.Sequence != expected || _anchor.Hash.Bytes.Span.SequenceEqual(computed) || Fail(expected, AuditFault.Anchor));
    }

    /// <summary>After the last row.</summary>
    public AuditVerdict End()
    {
        if (_fault is null)
        {
            CheckHead();
        }

        if (_fault is null && _anchor is { } anchor)
        {
            CheckAnchor(anchor);
        }

        return _fault ?? new AuditVerdict(null, AuditFault.None, _frame.StartSequence + 1, _sequence);
    }

    /// <summary>Whether a month is whole, from the end of the one before it to its own.</summary>
    public bool EndsAt(AuditMonth month) => _fault is null && _sequence == month.Last;

    private void CheckSeals()
    {
        if (_frame.Start is { } start && !Fits(start, p => AuditChain.StartSeal(_key, p.Sequence, p.Hash)))
        {
            Fail(start.Sequence, AuditFault.Seal);
            return;
        }

        var last = 0L;
        foreach (var end in _frame.Ends)
        {
            if (end.Sequence < last || !Fits(end, p => AuditChain.MonthSeal(_key, p.Month, p.Sequence, p.Hash)))
            {
                Fail(end.Sequence, AuditFault.Seal);
                return;
            }

            last = end.Sequence;
        }
    }

    private void CheckHead()
    {
        if (_frame.Head is not { } head)
        {
            if (_sequence > 0)
            {
                Fail(_sequence, AuditFault.Head);
            }
        }
        else if (head.Sequence > _sequence)
        {
            Fail(_sequence + 1, AuditFault.Tail);
        }
        else if (head.Sequence != _sequence || !head.Hash.AsSpan().SequenceEqual(_hash) || !Fits(head, p => AuditChain.Seal(_key, p.Sequence, p.Hash)))
        {
            Fail(head.Sequence, AuditFault.Head);
        }
    }

    private void CheckAnchor(AuditHead anchor)
    {
        if (anchor.Sequence > _sequence)
        {
            Fail(_sequence + 1, AuditFault.Anchor);
        }
        else if (anchor.Sequence > 0 && anchor.Sequence <= _frame.StartSequence)
        {
            var known = _frame.Ends.FirstOrDefault(e => e.Sequence == anchor.Sequence) ?? (_frame.Start!.Sequence == anchor.Sequence ? _frame.Start : null);
            if (known is null)
            {
                _fault = new AuditVerdict(null, AuditFault.AnchorLeft, _frame.StartSequence + 1, _sequence);
            }
            else if (!anchor.Hash.Bytes.Span.SequenceEqual(known.Hash))
            {
                Fail(anchor.Sequence, AuditFault.Anchor);
            }
        }
    }

    private bool Fail(long sequence, AuditFault fault)
    {
        _fault = new AuditVerdict(sequence, fault, _frame.StartSequence + 1, _sequence);
        return false;
    }

    private static bool Fits(SealedPlace place, Func<SealedPlace, byte[]> seal) =>
        place.Hash.Length == AuditChain.HashLength && CryptographicOperations.FixedTimeEquals(seal(place), place.Seal);
}
