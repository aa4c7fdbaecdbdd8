using System.Security.Cryptography;
using Interop.Store.Crypto;

namespace Interop.Store.Sqlite.Writing;

/// <summary>
/// Wraps the keys of bodies as they are written. Which master key is in use and which patients have a key is read inside the transaction: a key
/// that was rotated or destroyed a moment ago, by whichever process, wraps nothing any more.
/// </summary>
internal sealed class KeyWrites(SqliteDatabase database, BodyCipher cipher, TimeProvider time)
{
    public const string LiveSql = "select number, wrapped_by, wrapped_key from patient_key where patient = ? and wrapped_by <> 281474976710656";

    private const string BodySql = "insert into body (id, key_id, wrapped_by, wrapped_key, packing, content) values (?, 0, ?, ?, ?, ?)";

    private readonly Dictionary<Guid, (long Number, byte[] Key)> _patients = [];
    private int _master;

    /// <summary>At the start of a transaction.</summary>
    public void Load()
    {
        Forget();
        using var row = database.Prepare("select max(number) from master_key where retired_at is null");
        row.Step();
        _master = row.Int32(0);
    }

    /// <summary>What was read or made in this transaction; it may be rolled back.</summary>
    public void Forget()
    {
        foreach (var (_, key) in _patients.Values)
        {
            CryptographicOperations.ZeroMemory(key);
        }

        _patients.Clear();
    }

    public void Insert(SealedBody body, Guid? patient)
    {
        var (mark, wrapped) = Wrap(body.Id, body.Owner, body.Key, patient);
        database.Prepare(BodySql).Bind(body.Id).Bind(mark).Bind(wrapped).Bind(body.Packing).Bind(body.Content).Run();
    }

    /// <summary>From now on the record of this message can be read only with its patient's key.</summary>
    public void Rewrap(long body, BodyOwner owner, Guid patient)
    {
        if (BodyKeys.Find(database, body) is not { } key || key.Mark == WrapMark.Destroyed || key.Patient?.Patient == patient)
        {
            return;
        }

        var own = cipher.Unwrap(key, owner);
        var (mark, wrapped) = Wrap(body, owner, own, patient);
        CryptographicOperations.ZeroMemory(own);
        database.Prepare("update body set wrapped_by = ?, wrapped_key = ? where id = ?").Bind(mark).Bind(wrapped).Bind(body).Run();
    }

    private (long Mark, byte[] Wrapped) Wrap(long body, BodyOwner owner, ReadOnlySpan<byte> key, Guid? patient)
    {
        if (patient is not { } whose)
        {
            return (WrapMark.OfMaster(_master), cipher.WrapByMaster(_master, body, owner, key));
        }

        var (number, wrapper) = FindOrCreate(whose);
        return (WrapMark.OfPatientKey(number), cipher.Wrap(wrapper, body, owner, key));
    }

    private (long Number, byte[] Key) FindOrCreate(Guid patient)
    {
        if (!_patients.TryGetValue(patient, out var found))
        {
            _patients[patient] = found = Find(patient) ?? Create(patient);
        }

        return found;
    }

    private (long, byte[])? Find(Guid patient)
    {
        using var row = database.Prepare(LiveSql).Bind(patient);
        return row.Step() ? (row.Int64(0), cipher.Unwrap(new PatientKeyRow(row.Int64(0), patient, row.Int64(1), row.Blob(2).ToArray()))) : null;
    }

    private (long, byte[]) Create(Guid patient)
    {
        var key = cipher.NewKey();
        using var row = database.Prepare("insert into patient_key (patient, created_at, wrapped_by, wrapped_key) values (?, ?, ?, ?) returning number")
            .Bind(patient).Bind(time.GetUtcNow()).Bind(WrapMark.OfMaster(_master)).Bind(cipher.WrapPatient(_master, patient, key));
        row.Step();
        return (row.Int64(0), key);
    }
}
