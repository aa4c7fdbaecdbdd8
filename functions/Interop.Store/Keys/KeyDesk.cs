using System.Security.Cryptography;
using Interop.Engine.Ports;
using Interop.Store.Crypto;

namespace Interop.Store.Keys;

/// <summary>Work on the keys of an open store: listing, rotating and retiring master keys, erasing patients. Each can run beside engines at work.</summary>
public sealed class KeyDesk
{
    private readonly IKeyDatabase _database;
    private readonly StoreKeys _keys;
    private readonly BodyCipher _cipher;
    private readonly TimeProvider _time;
    private readonly RandomNumberGenerator _random;

    internal KeyDesk(IKeyDatabase database, StoreKeys keys, BodyCipher cipher, TimeProvider time, RandomNumberGenerator random) =>
        (_database, _keys, _cipher, _time, _random) = (database, keys, cipher, time, random);

    /// <summary>
    /// Erases everything that is kept of these patients up to now. The intent is on disk beside the keys before the database is touched. Counts,
    /// and whether the database's files are free of what was overwritten; if not, because others stood in the way, calling it again completes that.
    /// </summary>
    public async Task<(ErasedCounts Counts, bool Scrubbed)> EraseAsync(IReadOnlyCollection<Guid> patients, string actor, string reason, CancellationToken cancellationToken)
    {
        var sum = new ErasedCounts(0, 0, 0);
        foreach (var patient in patients.Distinct())
        {
            sum = sum.Plus(await ApplyAsync(patient, null, actor, reason, cancellationToken));
        }

        return (sum, await _database.ScrubAsync(cancellationToken));
    }

    /// <summary>
    /// Repeats erasures that this database does not know of, because it was restored from a backup or because a process stopped in the middle,
    /// and adds those of other processes to this one's list. Every start of an engine does this before any work.
    /// </summary>
    /// <returns>How many were repeated.</returns>
    public async Task<int> ApplyErasuresAsync(CancellationToken cancellationToken)
    {
        var list = new ErasureList(_keys.Folder);
        var listed = list.Read();
        var known = (await _database.ReadAsync("select patient, until from erasure", r => new Erasure(new KeyedHash(r.Bytes(0)), r.Int64(1)), cancellationToken)).ToHashSet();
        list.Append(known.Except(listed));
        var missing = listed.Except(known).ToLookup(e => e.Patient);
        if (missing.Count == 0)
        {
            return 0;
        }

        // The list names nobody: who is meant is found by hashing everybody, which a restore can afford.
        var patients = await _database.ReadAsync(
            "select distinct patient from resource_version where patient is not null union select resource_id from resource_version where type = 'Patient' union select patient from patient_key",
            r => r.Guid(0), cancellationToken);
        var found = patients.Select(p => (Patient: p, Erasures: missing[HashOf(p)])).Where(p => p.Erasures.Any()).ToDictionary(p => p.Patient, p => p.Erasures.Max(e => e.Until));
        foreach (var (patient, until) in found)
        {
            await ApplyAsync(patient, until, "engine", "repeated", cancellationToken);
        }

        await RememberAsync(missing.SelectMany(m => m), cancellationToken);
        await _database.ScrubAsync(cancellationToken);
        return found.Count;
    }

    /// <summary>The master keys, oldest first. It counts what each wraps, which takes a while in a large store.</summary>
    public async Task<IReadOnlyList<MasterKeyState>> ListAsync(CancellationToken cancellationToken)
    {
        var there = _keys.Ring.Numbers;
        var patients = await CountAsync("select wrapped_by, count(*) from patient_key group by wrapped_by", cancellationToken);
        var bodies = await CountAsync(
            "select coalesce(wrapped_by, 281474976710656 + key_id), count(*) from body where wrapped_by is null or wrapped_by > 0 group by coalesce(wrapped_by, 281474976710656 + key_id)", cancellationToken);
        var rows = await _database.ReadAsync(
            "select number, created_at, coalesce(retired_at, 0) from master_key order by number", r => (Number: (int)r.Int64(0), Created: r.Int64(1), Retired: r.Int64(2)), cancellationToken);
        var current = rows.Where(r => r.Retired == 0).Max(r => r.Number);
        return [.. rows.Select(r => new MasterKeyState(
            r.Number, Timestamps.FromMicroseconds(r.Created), r.Retired == 0 ? null : Timestamps.FromMicroseconds(r.Retired), r.Number == current,
            patients.GetValueOrDefault(WrapMark.OfMaster(r.Number)), bodies.GetValueOrDefault(WrapMark.OfMaster(r.Number)), there.Contains(r.Number), _keys.Ring.Describe(r.Number)))];
    }

    /// <summary>Numbers of the master keys that may wrap something.</summary>
    internal async Task<IReadOnlyCollection<int>> LiveMastersAsync(CancellationToken cancellationToken) =>
        await _database.ReadAsync("select number from master_key where retired_at is null order by number", r => (int)r.Int64(0), cancellationToken);

    /// <summary>Makes the key that the next rotation takes into use, so that it can be brought to the other machines first.</summary>
    /// <returns>Its number.</returns>
    public async Task<int> PrepareAsync(CancellationToken cancellationToken)
    {
        var next = await NextAsync(cancellationToken);
        if (!_keys.Ring.Numbers.Contains(next))
        {
            _keys.Ring.Create(next, _random);
        }

        return next;
    }

    /// <summary>
    /// Takes a new master key into use, at once and for every process, and wraps by it what older ones wrapped. A rotation that was cut short is
    /// completed, and no further key is made.
    /// </summary>
    /// <returns>The number of the key in use, and whether an earlier rotation was completed.</returns>
    public async Task<(int Number, bool Resumed)> RotateAsync(string actor, Action<RotationProgress> progress, CancellationToken cancellationToken)
    {
        var keys = await _database.ReadAsync("select number, coalesce(emptied_at, 0) from master_key where retired_at is null order by number", r => (Number: (int)r.Int64(0), Emptied: r.Int64(1)), cancellationToken);
        var resumed = keys[..^1].Any(k => k.Emptied == 0);
        var number = resumed ? keys[^1].Number : await TakeIntoUseAsync(actor, cancellationToken);
        await new KeyRotation(_database, _cipher, number, _time).RunAsync(progress, cancellationToken);
        await using var session = await _database.BeginAsync(cancellationToken);
        await session.RunAsync("update master_key set emptied_at = $1 where number < $2 and emptied_at is null", Timestamps.ToMicroseconds(_time.GetUtcNow()), number);
        await session.CommitAsync([Audit(actor, "keys-rotate", number, "everything wrapped")]);
        return (number, resumed);
    }

    /// <summary>Strikes an old master key off the list, if nothing is wrapped by it. The key itself is destroyed only when asked for: older backups need it.</summary>
    public async Task<RetireOutcome> RetireAsync(int number, bool destroy, string actor, CancellationToken cancellationToken)
    {
        await using (var session = await _database.BeginAsync(cancellationToken))
        {
            var rows = await session.ReadAsync("select number, coalesce(retired_at, 0) from master_key", r => (Number: r.Int64(0), Retired: r.Int64(1)));
            var row = rows.FirstOrDefault(r => r.Number == number);
            var outcome = row.Number == 0 ? RetireOutcome.Unknown
                : row.Retired != 0 ? RetireOutcome.Already
                : rows.Where(r => r.Retired == 0).Max(r => r.Number) == number ? RetireOutcome.InUse
                : await WrapsAsync(session, number) ? RetireOutcome.StillWraps : RetireOutcome.Retired;
            if (outcome is RetireOutcome.Retired)
            {
                await session.RunAsync("update master_key set retired_at = $1 where number = $2", Timestamps.ToMicroseconds(_time.GetUtcNow()), number);
                await session.CommitAsync([Audit(actor, "keys-retire", number, destroy ? "destroyed" : "kept")]);
            }
            else if (outcome is not RetireOutcome.Already)
            {
                return outcome;
            }
        }

        if (destroy)
        {
            _keys.Ring.Remove(number);
        }

        return RetireOutcome.Retired;
    }

    private static async Task<bool> WrapsAsync(IKeySession session, int number)
    {
        var mark = WrapMark.OfMaster(number);
        return (await session.ReadAsync("select 1 from patient_key where wrapped_by = $1 limit 1", _ => true, mark)).Count > 0
            || (await session.ReadAsync("select 1 from body where coalesce(wrapped_by, 281474976710656 + key_id) = $1 limit 1", _ => true, mark)).Count > 0;
    }

    private async Task<int> NextAsync(CancellationToken cancellationToken) =>
        (int)(await _database.ReadAsync("select max(number) from master_key", r => r.Int64(0), cancellationToken))[0] + 1;

    private async Task<int> TakeIntoUseAsync(string actor, CancellationToken cancellationToken)
    {
        var number = await PrepareAsync(cancellationToken);
        await using var session = await _database.BeginAsync(cancellationToken);
        var now = Timestamps.ToMicroseconds(_time.GetUtcNow());
        if (await session.RunAsync("insert into master_key (number, fingerprint, created_at) values ($1, $2, $3) on conflict do nothing", number, _keys.Ring.Fingerprint(number), now) == 0)
        {
            throw new StoreException("Another rotation has begun just now; run it again to see how far it is.");
        }

        await session.CommitAsync([Audit(actor, "keys-rotate", number, "in use")]);
        return number;
    }

    private AuditEntry Audit(string actor, string action, int number, string outcome) =>
        new(_time.GetUtcNow(), actor, "", action, string.Create(System.Globalization.CultureInfo.InvariantCulture, $"master-key/{number}"), outcome);

    private async Task<Dictionary<long, long>> CountAsync(string sql, CancellationToken cancellationToken) =>
        (await _database.ReadAsync(sql, r => (Mark: r.Int64(0), Count: r.Int64(1)), cancellationToken)).ToDictionary(c => c.Mark, c => c.Count);

    private KeyedHash HashOf(Guid patient) => new(HMACSHA256.HashData(_keys.SearchKey.Span, [.. "erased "u8, .. patient.ToByteArray(bigEndian: true)]));

    private Task<ErasedCounts> ApplyAsync(Guid patient, long? until, string actor, string reason, CancellationToken cancellationToken) =>
        _database.RetryAsync(() => ApplyOnceAsync(patient, until, actor, reason, cancellationToken), cancellationToken);

    private async Task<ErasedCounts> ApplyOnceAsync(Guid patient, long? until, string actor, string reason, CancellationToken cancellationToken)
    {
        await using var session = await _database.BeginAsync(cancellationToken);
        var now = _time.GetUtcNow();

        // Inside the transaction: what others had begun is either there by now, or finds that everything has changed.
        var erasure = new Erasure(HashOf(patient), until ?? Math.Max(Timestamps.ToMicroseconds(now), await PatientErasure.LatestAsync(session, patient)));
        if (until is null)
        {
            new ErasureList(_keys.Folder).Append([erasure]);
        }

        var counts = await new PatientErasure(session, _cipher, patient, erasure.Until).RunAsync();
        await RememberAsync(session, erasure);
        await session.CommitAsync([new AuditEntry(now, actor, "", "erase", $"Patient/{patient:D}", reason)]);
        return counts;
    }

    /// <summary>Also of patients that this database never knew, so that they are not looked for at every start.</summary>
    private async Task RememberAsync(IEnumerable<Erasure> erasures, CancellationToken cancellationToken)
    {
        await using var session = await _database.BeginAsync(cancellationToken);
        foreach (var erasure in erasures)
        {
            await RememberAsync(session, erasure);
        }

        await session.CommitAsync([]);
    }

    private static Task<int> RememberAsync(IKeySession session, Erasure erasure) =>
        session.RunAsync("insert into erasure (patient, until) values ($1, $2) on conflict do nothing", erasure.Patient.Bytes.ToArray(), erasure.Until);
}
