using System.Security.Cryptography;
using Interop.Store.Crypto;

namespace Interop.Store.Postgres.Writing;

/// <summary>
/// Wraps the keys of bodies as they are written. Which master key is in use and which patients have a key was read under the lock: a key that
/// was rotated or destroyed a moment ago, by whichever process, wraps nothing any more.
/// </summary>
internal sealed class KeySteps(WorkingSet rows, BodyCipher cipher, DateTimeOffset now)
{
    public void Add(SealedBody body, Guid? patient)
    {
        var (mark, wrapped) = Wrap(body.Id, body.Owner, body.Key, patient);
        rows.Bodies.Add(new WrappedBody(body, mark, wrapped));
    }

    /// <summary>From now on the record of this message can be read only with its patient's key.</summary>
    public void Rewrap(Guid message, Guid patient)
    {
        if (rows.Records.Find(message) is not { } entry || entry.Key.Mark == WrapMark.Destroyed || entry.Key.Patient?.Patient == patient)
        {
            return;
        }

        var owner = new BodyOwner(BodyPurpose.Record, message);
        var own = cipher.Unwrap(entry.Key, owner);
        var (mark, wrapped) = Wrap(entry.Key.Id, owner, own, patient);
        CryptographicOperations.ZeroMemory(own);
        rows.Records.Set(message, new RecordEntry(entry.Key with { WrappedBy = mark, Wrapped = wrapped }, Changed: true));
    }

    private (long Mark, byte[] Wrapped) Wrap(long body, BodyOwner owner, ReadOnlySpan<byte> key, Guid? patient)
    {
        if (patient is not { } whose)
        {
            return (WrapMark.OfMaster(rows.Master), cipher.WrapByMaster(rows.Master, body, owner, key));
        }

        var row = rows.PatientKeys.Find(whose)?.Row ?? Create(whose);
        var wrapper = cipher.Unwrap(row);
        var wrapped = cipher.Wrap(wrapper, body, owner, key);
        CryptographicOperations.ZeroMemory(wrapper);
        return (WrapMark.OfPatientKey(row.Number), wrapped);
    }

    private PatientKeyRow Create(Guid patient)
    {
        var key = cipher.NewKey();
        var row = new PatientKeyRow(rows.LastPatientKey.Next(), patient, WrapMark.OfMaster(rows.Master), cipher.WrapPatient(rows.Master, patient, key));
        CryptographicOperations.ZeroMemory(key);
        rows.PatientKeys.Set(patient, new PatientKeyEntry(row, now));
        return row;
    }
}
