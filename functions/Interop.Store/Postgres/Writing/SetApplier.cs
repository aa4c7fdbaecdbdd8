using Interop.Engine.Ports;
using Interop.Store.Crypto;
using Interop.Store.Writing;

namespace Interop.Store.Postgres.Writing;

/// <summary>Applies one change set to the working set, in the order that <see cref="ChangeSet"/> promises.</summary>
internal sealed class SetApplier(WorkingSet rows, PreparedChanges changes, BodyCipher cipher)
{
    private readonly ChangeSet _set = changes.Set;
    private readonly KeySteps _keys = new(rows, cipher, changes.Now);
    private readonly DeliveryTally _tally = new(changes.Set.Deliveries);
    private readonly Dictionary<long, Guid> _messageIds = [];

    /// <summary>False when a precondition does not hold; what was written since must then be discarded.</summary>
    public bool Apply()
    {
        if (_set.Lease is { } lease && rows.Leases.GetValueOrDefault(lease.Lane, -1) != lease.Epoch)
        {
            return false;
        }

        // Message changes come first: they may give up a key that a new message of the same set takes.
        if (!_set.MessageChanges.All(ChangeMessage) || !InsertMessages() || !WriteResources() || !_set.Identities.All(WriteIdentity)
            || !_set.Deliveries.All(InsertDelivery) || !ChangeDeliveries())
        {
            return false;
        }

        ApplyOwed();
        FeedSteps.Write(rows, _keys, changes);
        _set.Endpoints.ToList().ForEach(e => rows.Endpoints.Set(e.Id, e));
        _set.Credentials.ToList().ForEach(c => rows.Credentials.Set(c.Id, c));
        AppendAudit();
        return true;
    }

    private bool ChangeMessage(MessageChange change)
    {
        if (rows.Messages.Find(change.Id) is not { } found || found.State != change.From)
        {
            return false;
        }

        var added = _tally.Take(change.Id);
        var open = found.Open + added.Open;
        var state = MessageSteps.Settle(change.To, open);
        rows.Messages.Set(change.Id, found with
        {
            State = state,
            Open = open,
            Parked = found.Parked + added.Parked,
            RoutedAt = change.To == MessageState.Routed ? change.At : found.RoutedAt,
            SettledAt = state is MessageState.Received or MessageState.Routed ? null : state == MessageState.Settled ? change.At : found.SettledAt,
            Report = change.Report ?? found.Report,
            Holds = change.ReleasesKey ? null : found.Holds,
            Changed = true,
        });
        MessageSteps.AddCodes(rows, found.Sequence, change.Codes);
        if (change.Patients is [var patient])
        {
            _keys.Rewrap(change.Id, patient);
        }

        if (change.ReleasesKey && found.Holds is { } key)
        {
            rows.Keys.Set(key, new KeyEntry(Held: false));
        }

        if (change.From == MessageState.Received || change.To == MessageState.Received)
        {
            rows.InboundTouched.Add(found.Lane);
        }

        return true;
    }

    private bool InsertMessages()
    {
        for (var i = 0; i < _set.Messages.Count; i++)
        {
            if (!MessageSteps.Insert(rows, _keys, _set.Messages[i], changes.Records[i], _tally.Take(_set.Messages[i].Id)))
            {
                return false;
            }
        }

        return true;
    }

    private bool WriteResources()
    {
        var message = _set.ProducedBy is { } id && _set.Resources.Count > 0
            ? rows.Message(id, "Resources are written by a message that does not exist.").Sequence
            : (long?)null;
        for (var i = 0; i < _set.Resources.Count; i++)
        {
            var write = _set.Resources[i];
            if ((rows.Versions.Find(write.Key)?.Version ?? 0) != write.ExpectedVersion)
            {
                return false;
            }

            rows.Versions.Set(write.Key, new VersionEntry(write.ExpectedVersion + 1));
            rows.NewVersions.Add(new VersionInsert(write, changes.ResourcePlaces[i], message, changes.Now));
            var stored = rows.Search.Find(write.Key)?.Stored ?? new HashSet<KeyedHash>();
            rows.Search.Set(write.Key, new SearchEntry(write.Key, stored, write.SearchKeys.ToHashSet()));
        }

        foreach (var body in changes.ResourceBodies)
        {
            _keys.Add(body, body.Patient);
        }

        return true;
    }

    private bool WriteIdentity(IdentityWrite write)
    {
        if (rows.Identities.Find(write.Identifier) is not null)
        {
            return false;
        }

        rows.Identities.Set(write.Identifier, new IdentityEntry(write.Identifier, write.Key));
        return true;
    }

    private bool InsertDelivery(NewDelivery delivery)
    {
        var message = rows.Message(delivery.MessageId, "A delivery belongs to a message that does not exist.");
        return DeliverySteps.Insert(rows, delivery, message.Sequence);
    }

    private bool ChangeDeliveries()
    {
        for (var i = 0; i < _set.DeliveryChanges.Count; i++)
        {
            var change = _set.DeliveryChanges[i];
            if (!DeliverySteps.Change(rows, _keys, change, changes.Payloads[i]))
            {
                return false;
            }

            var entry = rows.Deliveries.Find(change.Id)!;
            _messageIds[entry.Message] = entry.MessageId;
            _tally.Add(entry.Message, DeliveryTally.Move(change.From, change.To, change.At));
        }

        return true;
    }

    /// <summary>Writes what is owed now; a routed message that is owed nothing is settled, a settled one that is owed something is not.</summary>
    private void ApplyOwed()
    {
        foreach (var id in _tally.Untaken.ToList())
        {
            var sequence = rows.Message(id, "A delivery belongs to a message that does not exist.").Sequence;
            _messageIds[sequence] = id;
            _tally.Add(sequence, _tally.Take(id));
        }

        foreach (var (sequence, owed) in _tally.BySequence)
        {
            if (owed.Open != 0 || owed.Parked != 0)
            {
                var id = _messageIds[sequence];
                rows.Messages.Set(id, MessageSteps.Owe(rows.Message(id, "A delivery belongs to a message that does not exist."), owed));
            }
        }
    }

    private void AppendAudit()
    {
        foreach (var entry in _set.Audit)
        {
            var (sequence, hash) = rows.AuditHead;
            rows.Audit.Add(new AuditInsert(sequence + 1, entry, AuditChain.Hash(hash, sequence + 1, entry)));
        }
    }
}
