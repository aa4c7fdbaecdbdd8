using Interop.Store.Crypto;

namespace Interop.Store.Keys;

/// <summary>
/// Wraps by the master key in use what others wrapped before it, a little at a time, with pauses, while engines work. What is done is seen in the
/// rows, so that it can stop anywhere and go on later.
/// </summary>
internal sealed class KeyRotation(IKeyDatabase database, BodyCipher cipher, int master, TimeProvider time)
{
    private const int Batch = 250;
    private const string Stale = "(b.wrapped_by is null or b.wrapped_by > 281474976710656) and coalesce(b.wrapped_by, 281474976710656 + b.key_id) <> $1";
    private const string Columns = "b.id, b.key_id, b.wrapped_by, b.wrapped_key";

    /// <summary>Wherever bodies are named, with their owners: those authenticate a body and are needed to wrap its key. $2 is where to go on, $3 how far.</summary>
    private static readonly (string Name, string Sql, string Last, BodyPurpose Purpose)[] Walks =
    [
        ("records", $"select {Columns}, m.id from message m join body b on b.id = m.body where m.sequence > $2 and m.sequence <= $3 and {Stale}",
            "select coalesce(max(sequence), 0) from message", BodyPurpose.Record),
        ("resources", $"select distinct {Columns}, m.id from resource_version v join message m on m.sequence = v.message join body b on b.id = v.body where v.message > $2 and v.message <= $3 and {Stale}",
            "select coalesce(max(sequence), 0) from message", BodyPurpose.Resources),
        ("payloads", $"select {Columns}, d.id from delivery d join body b on b.id = d.payload where d.number > $2 and d.number <= $3 and {Stale}",
            "select coalesce(max(number), 0) from delivery", BodyPurpose.Payload),
    ];

    private const string FeedSql =
        $"select {Columns}, i.message_id from feed_item i join body b on b.id = i.body where i.cursor > $2 and i.cursor <= $3 and i.feed = $4 and {Stale}";

    public async Task RunAsync(Action<RotationProgress> progress, CancellationToken cancellationToken)
    {
        await WrapPatientKeysAsync(progress, cancellationToken);
        foreach (var walk in Walks)
        {
            var last = (await database.ReadAsync(walk.Last, r => r.Int64(0), cancellationToken))[0];
            await WalkAsync(walk.Name, last, (from, to) => database.ReadAsync(walk.Sql, r => Read(r, walk.Purpose), cancellationToken, WrapMark.OfMaster(master), from, to), progress, cancellationToken);
        }

        foreach (var (feed, last) in await database.ReadAsync("select number, last_cursor from feed", r => (r.Int64(0), r.Int64(1)), cancellationToken))
        {
            await WalkAsync(
                "feed items", last, (from, to) => database.ReadAsync(FeedSql, r => Read(r, BodyPurpose.FeedItem), cancellationToken, WrapMark.OfMaster(master), from, to, feed), progress, cancellationToken);
        }

        // Written by nobody's record: links between patients.
        await WrapAsync(
            await database.ReadAsync(
                $"select distinct {Columns} from resource_version v join body b on b.id = v.body where v.message is null and {Stale}",
                r => (BodyKeyOf(r), new BodyOwner(BodyPurpose.Resources, Guid.Empty)), cancellationToken, WrapMark.OfMaster(master)),
            cancellationToken);
    }

    private async Task WalkAsync(
        string name, long last, Func<long, long, Task<List<(BodyKey, BodyOwner)>>> read, Action<RotationProgress> progress, CancellationToken cancellationToken)
    {
        for (var from = 0L; from < last; from += Batch)
        {
            await WrapAsync(await read(from, Math.Min(from + Batch, last)), cancellationToken);
            progress(new RotationProgress(name, Math.Min(from + Batch, last), last));
        }
    }

    private async Task WrapPatientKeysAsync(Action<RotationProgress> progress, CancellationToken cancellationToken)
    {
        var last = (await database.ReadAsync("select coalesce(max(number), 0) from patient_key", r => r.Int64(0), cancellationToken))[0];
        for (var from = 0L; from < last; from += Batch)
        {
            var rows = await database.ReadAsync(
                "select number, patient, wrapped_by, wrapped_key from patient_key where number > $1 and number <= $2 and wrapped_by <> $3 and wrapped_by <> 281474976710656",
                r => new PatientKeyRow(r.Int64(0), r.Guid(1), r.Int64(2), r.Bytes(3)), cancellationToken, from, from + Batch, WrapMark.OfMaster(master));
            var wrapped = rows.ConvertAll(row => (Row: row, Wrapped: cipher.WrapPatient(master, row.Patient, cipher.Unwrap(row))));
            await UpdateAsync(
                wrapped.Count, (session, i) => session.RunAsync(
                    "update patient_key set wrapped_by = $1, wrapped_key = $2 where number = $3 and wrapped_by = $4",
                    WrapMark.OfMaster(master), wrapped[i].Wrapped, wrapped[i].Row.Number, wrapped[i].Row.WrappedBy),
                cancellationToken);
            progress(new RotationProgress("patient keys", Math.Min(from + Batch, last), last));
        }
    }

    private async Task WrapAsync(List<(BodyKey Key, BodyOwner Owner)> stale, CancellationToken cancellationToken)
    {
        var wrapped = stale.ConvertAll(s => (s.Key, Wrapped: cipher.WrapByMaster(master, s.Key.Id, s.Owner, cipher.Unwrap(s.Key, s.Owner))));
        await UpdateAsync(
            wrapped.Count, (session, i) => session.RunAsync(
                "update body set wrapped_by = $1, wrapped_key = $2 where id = $3 and wrapped_key = $4",
                WrapMark.OfMaster(master), wrapped[i].Wrapped, wrapped[i].Key.Id, wrapped[i].Key.Wrapped),
            cancellationToken);
    }

    /// <summary>A row that somebody else has wrapped meanwhile, or destroyed, is left as it is. Then as long a pause as the work took.</summary>
    private async Task UpdateAsync(int count, Func<IKeySession, int, Task> update, CancellationToken cancellationToken)
    {
        if (count == 0)
        {
            return;
        }

        var started = time.GetTimestamp();
        await database.RetryAsync(
            async () =>
            {
                await using var session = await database.BeginAsync(cancellationToken);
                for (var i = 0; i < count; i++)
                {
                    await update(session, i);
                }

                await session.CommitAsync([]);
                return true;
            },
            cancellationToken);
        await Task.Delay(time.GetElapsedTime(started), TimeProvider.System, cancellationToken);
    }

    private static (BodyKey, BodyOwner) Read(IKeyRow row, BodyPurpose purpose) => (BodyKeyOf(row), new BodyOwner(purpose, row.Guid(4)));

    private static BodyKey BodyKeyOf(IKeyRow row) => new(row.Int64(0), (int)row.Int64(1), row.IsNull(2) ? null : row.Int64(2), row.Bytes(3), null);
}

/// <summary>How far a rotation is.</summary>
/// <param name="What">Patient keys, records, resources, payloads, feed items: in this order.</param>
public sealed record RotationProgress(string What, long Done, long Of);
