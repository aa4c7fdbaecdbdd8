using System.Globalization;
using Interop.Engine.Ports;
using Interop.Store.Crypto;

namespace Interop.Store.Keys;

/// <summary>
/// Makes what is kept of one patient unreadable, in a transaction that others cannot come between: destroys the patient's key, and the keys of
/// bodies that were not wrapped by it (records whose patient was not known or not the only one, batches, rows from before there were keys of
/// patients); takes away what the patient is found by; cancels what is still owed. Rows stay, so that books, sequences and receipts hold.
/// </summary>
internal sealed class PatientErasure(IKeySession session, BodyCipher cipher, Guid patient, long until)
{
    private const string Mine = "((v.patient = $1 and v.type <> 'Patient') or (v.type = 'Patient' and v.resource_id = $1)) and v.last_updated <= $2";

    private const string MessageSql = "select m.id, m.body, m.lane, m.sequence, m.state from message m where ";

    private readonly HashSet<KeyedHash> _inbound = [];
    private readonly HashSet<KeyedHash> _outbound = [];
    private static readonly byte[] Nothing = new byte[32];

    private readonly byte[] _zeros = new byte[Sealing.WrappedLength];

    /// <summary>The latest time in what is kept of a patient, by whichever clock.</summary>
    public static async Task<long> LatestAsync(IKeySession session, Guid patient) => (await session.ReadAsync(
        "select coalesce(max(t), 0) from (select max(last_updated) as t from resource_version where patient = $1 union all select max(last_updated) from resource_version where resource_id = $1"
        + " union all select max(created_at) from patient_key where patient = $1 union all select max(created_at) from delivery where patient = $1) s",
        r => r.Int64(0), patient))[0];

    public async Task<ErasedCounts> RunAsync()
    {
        var messages = await MessagesAsync();
        foreach (var message in messages)
        {
            await EraseAsync(message);
        }

        var deliveries = await EraseDeliveriesAsync();
        await EraseFeedItemsAsync();
        var resources = await EraseResourcesAsync();
        await session.RunAsync(
            "update patient_key set wrapped_by = 281474976710656, wrapped_key = $3 where patient = $1 and created_at <= $2 and wrapped_by <> 281474976710656", patient, until, _zeros);
        await session.RefreshLanesAsync(_inbound, _outbound);
        return new ErasedCounts(messages.Count, resources, deliveries);
    }

    /// <summary>Messages that wrote something of the patient; other versions of their records; what never got as far in the same lanes; their batches.</summary>
    private async Task<List<MessageRef>> MessagesAsync()
    {
        var found = new Dictionary<long, MessageRef>();
        void Add(IEnumerable<MessageRef> more) => more.ToList().ForEach(m => found.TryAdd(m.Sequence, m));
        Add(await session.ReadAsync($"{MessageSql}m.sequence in (select v.message from resource_version v where {Mine})", MessageRef.Read, patient, until));
        Add(await session.ReadAsync($"{MessageSql}m.sequence in (select d.message from delivery d where d.patient = $1 and d.created_at <= $2)", MessageRef.Read, patient, until));
        foreach (var message in found.Values.ToList())
        {
            Add(await session.ReadAsync(
                $"{MessageSql}m.received_at <= $2 and exists (select 1 from message o where o.sequence = $1 and o.organisation = m.organisation and o.record = m.record and o.record_id = m.record_id)"
                + " and m.organisation = (select organisation from message where sequence = $1) and m.record = (select record from message where sequence = $1)"
                + " and m.record_id = (select record_id from message where sequence = $1)",
                MessageRef.Read, message.Sequence, until));
        }

        foreach (var lane in found.Values.Select(m => m.Lane).ToHashSet())
        {
            Add(await session.ReadAsync($"{MessageSql}m.lane = $1 and m.state = 0 and m.received_at <= $2", MessageRef.Read, lane.Bytes.ToArray(), until));
            Add(await session.ReadAsync($"{MessageSql}m.lane = $1 and m.state >= 3 and m.received_at <= $2", MessageRef.Read, lane.Bytes.ToArray(), until));
        }

        foreach (var message in found.Values.ToList())
        {
            Add(await session.ReadAsync($"{MessageSql}m.id = (select batch from message where sequence = $1)", MessageRef.Read, message.Sequence));
        }

        return [.. found.Values];
    }

    private async Task EraseAsync(MessageRef message)
    {
        await DestroyAsync(message.Body);
        var waits = message.State is MessageState.Received or MessageState.Quarantined;
        await session.RunAsync("update message set erased_at = $1, state = $2 where sequence = $3", until, (int)(waits ? MessageState.Cancelled : message.State), message.Sequence);
        if (message.State == MessageState.Received)
        {
            _inbound.Add(message.Lane);
        }
    }

    private async Task<int> EraseDeliveriesAsync()
    {
        var payloads = await session.ReadAsync("select payload from delivery where patient = $1 and created_at <= $2 and payload is not null", r => r.Int64(0), patient, until);
        foreach (var payload in payloads)
        {
            await DestroyAsync(payload);
        }

        var open = await session.ReadAsync(
            "select d.number, d.message, d.lane, d.state from delivery d where d.patient = $1 and d.created_at <= $2 and d.state in (0, 1, 2, 4)",
            r => (Number: r.Int64(0), Message: r.Int64(1), Lane: new KeyedHash(r.Bytes(2)), State: (DeliveryState)r.Int64(3)), patient, until);
        foreach (var delivery in open)
        {
            // An attempt that runs now may arrive all the same; it stays on record without an end.
            await session.RunAsync(
                "insert into attempt (delivery, number, started_at) select number, attempts, attempt_started_at from delivery where number = $1 and attempt_started_at is not null", delivery.Number);
            await session.RunAsync(
                "update delivery set state = 5, reason = 'patient-erased', next_attempt_at = null, attempt_started_at = null, holds_lane = (1 = 0) where number = $1", delivery.Number);
            _outbound.Add(delivery.Lane);
        }

        foreach (var owed in open.GroupBy(d => d.Message))
        {
            await session.RunAsync(
                "update message set open_deliveries = open_deliveries - $1, parked_deliveries = parked_deliveries - $2 where sequence = $3",
                owed.Count(), owed.Count(d => d.State == DeliveryState.Parked), owed.Key);
            await session.RunAsync("update message set state = 2, settled_at = $1 where sequence = $2 and state = 1 and open_deliveries = 0", until, owed.Key);
        }

        return open.Count;
    }

    private async Task EraseFeedItemsAsync()
    {
        var bodies = await session.ReadAsync(
            $"select i.body from feed_item i where i.at <= $2 and i.focus_id in (select v.resource_id from resource_version v where {Mine})", r => r.Int64(0), patient, until);
        foreach (var body in bodies)
        {
            await DestroyAsync(body);
        }
    }

    private async Task<int> EraseResourcesAsync()
    {
        var bodies = await session.ReadAsync($"select distinct v.body, v.message from resource_version v where {Mine} and v.body <> 0", r => (r.Int64(0), r.IsNull(1) ? 0 : r.Int64(1)), patient, until);
        foreach (var (body, message) in bodies)
        {
            await MoveOthersAsync(body, message);
            await DestroyAsync(body);
        }

        var resources = await session.ReadAsync($"select distinct v.type, v.resource_id from resource_version v where {Mine}", r => (Type: r.Text(0), Id: r.Guid(1)), patient, until);
        await session.RunAsync($"delete from identity where resource_id in (select v.resource_id from resource_version v where {Mine})", patient, until);
        foreach (var (type, id) in resources)
        {
            await session.RunAsync(
                "delete from search_key where type = $1 and resource_id = $2 and not exists (select 1 from resource_version where resource_id = $2 and type = $1 and last_updated > $3)", type, id, until);
            // One version more: whoever has worked with what was there before finds that it is not current any more.
            await session.RunAsync(
                "insert into resource_version (resource_id, type, version, readable, patient, content_hash, last_updated, message, body, body_offset, body_length)"
                + " select resource_id, type, version + 1, (1 = 0), patient, $4, $3, message, 0, 0, 0 from resource_version v where resource_id = $2 and type = $1 and last_updated <= $3"
                + " and not exists (select 1 from resource_version n where n.resource_id = $2 and n.type = $1 and n.version > v.version)",
                type, id, until, Nothing);
            await session.RunAsync(
                "update resource_version set readable = (1 = 0), body = 0, body_offset = 0, body_length = 0, content_hash = $4 where resource_id = $2 and type = $1 and last_updated <= $3",
                type, id, until, Nothing);
        }

        return resources.Count;
    }

    /// <summary>Resources of others in a body from before there were keys of patients get one of their own.</summary>
    private async Task MoveOthersAsync(long body, long message)
    {
        if (await KeyAsync(body) is not { } found || WrapMark.IsPatientKey(found.Key.Mark) || found.Key.Mark == WrapMark.Destroyed)
        {
            return;
        }

        var others = await session.ReadAsync(
            $"select v.type, v.resource_id, v.version, v.body_offset, v.body_length from resource_version v where v.body = $3 and v.message {(message == 0 ? "is null" : "= $4")} and not coalesce({Mine}, (1 = 0))",
            r => (Type: r.Text(0), Id: r.Guid(1), Version: r.Int64(2), Offset: (int)r.Int64(3), Length: (int)r.Int64(4)),
            message == 0 ? [patient, until, body] : [patient, until, body, message]);
        if (others.Count == 0)
        {
            return;
        }

        var owner = new BodyOwner(BodyPurpose.Resources, await OwnerAsync(message));
        var plain = cipher.Open(found, owner);
        var master = (int)(await session.ReadAsync("select max(number) from master_key where retired_at is null", r => r.Int64(0)))[0];
        foreach (var other in others)
        {
            var moved = cipher.Seal(owner, plain.AsSpan(other.Offset, other.Length));
            await session.RunAsync(
                "insert into body (id, key_id, wrapped_by, wrapped_key, packing, content) values ($1, 0, $2, $3, $4, $5)",
                moved.Id, WrapMark.OfMaster(master), cipher.WrapByMaster(master, moved.Id, owner, moved.Key), moved.Packing, moved.Content);
            await session.RunAsync(
                "update resource_version set body = $1, body_offset = 0 where resource_id = $2 and type = $3 and version = $4", moved.Id, other.Id, other.Type, other.Version);
        }

        System.Security.Cryptography.CryptographicOperations.ZeroMemory(plain);
    }

    private async Task<Guid> OwnerAsync(long message) =>
        message == 0 ? Guid.Empty : (await session.ReadAsync("select id from message where sequence = $1", r => r.Guid(0), message))[0];

    /// <summary>Overwrites the key of a body that is wrapped by a master key; one that is wrapped by a patient's key goes with that.</summary>
    private Task<int> DestroyAsync(long body) => session.RunAsync(
        "update body set wrapped_by = 281474976710656, wrapped_key = $1 where id = $2 and (wrapped_by is null or wrapped_by > 281474976710656)", _zeros, body);

    private async Task<StoredBody?> KeyAsync(long id) => (await session.ReadAsync(
        "select key_id, wrapped_by, wrapped_key, packing, content from body where id = $1",
        r => new StoredBody(new BodyKey(id, (int)r.Int64(0), r.IsNull(1) ? null : r.Int64(1), r.Bytes(2), null), (int)r.Int64(3), r.Bytes(4)), id)).FirstOrDefault();

    private readonly record struct MessageRef(Guid Id, long Body, KeyedHash Lane, long Sequence, MessageState State)
    {
        public static MessageRef Read(IKeyRow row) => new(row.Guid(0), row.Int64(1), new KeyedHash(row.Bytes(2)), row.Int64(3), (MessageState)row.Int64(4));
    }
}

/// <summary>What an erasure came to.</summary>
/// <param name="Deliveries">Those that were still owed, and are cancelled.</param>
public sealed record ErasedCounts(int Messages, int Resources, int Deliveries)
{
    internal ErasedCounts Plus(ErasedCounts other) => new(Messages + other.Messages, Resources + other.Resources, Deliveries + other.Deliveries);

    /// <inheritdoc/>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Messages} messages, {Resources} resources, {Deliveries} deliveries");
}
