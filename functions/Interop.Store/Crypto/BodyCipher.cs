using System.Buffers;
using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Interop.Store.Crypto;

/// <summary>
/// AES-256-GCM with a random key for each body; that key is wrapped under the key of the patient whom the body is about, or under a master key
/// while nobody knows the patient or when there is none. The body's id, purpose and owner are authenticated, so that a body in the place of
/// another does not open. Patients' keys are wrapped under a master key. No key is kept unwrapped beyond one transaction or read: unwrapping
/// costs about a microsecond, and a destroyed key is gone for every process at once.
/// </summary>
internal sealed class BodyCipher(MasterKeyRing ring, BodyIds ids, RandomNumberGenerator random)
{
    private const int ContextLength = 25;
    private const int PatientContextLength = 17;

    public SealedBody Seal(BodyOwner owner, ReadOnlySpan<byte> plain, Guid? patient = null)
    {
        var id = ids.Next();
        Span<byte> context = stackalloc byte[ContextLength];
        WriteContext(context, id, owner);
        var key = NewKey();
        var buffer = ArrayPool<byte>.Shared.Rent(plain.Length);
        try
        {
            var packing = BodyPacking.Pack(plain, buffer, out var packed);
            return new SealedBody(id, owner, patient, key, packing, Sealing.Encrypt(key, packing == BodyPacking.None ? plain : buffer.AsSpan(0, packed), context, random));
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer, clearArray: true);
        }
    }

    /// <summary>Wraps the key of a body.</summary>
    public byte[] Wrap(ReadOnlySpan<byte> wrapper, long body, BodyOwner owner, ReadOnlySpan<byte> key)
    {
        Span<byte> context = stackalloc byte[ContextLength];
        WriteContext(context, body, owner);
        return Sealing.Encrypt(wrapper, key, context, random);
    }

    public byte[] WrapByMaster(int master, long body, BodyOwner owner, ReadOnlySpan<byte> key) => Wrap(ring.Get(master), body, owner, key);

    /// <summary>The key of a body; <see cref="ErasedException"/> when what wrapped it was destroyed.</summary>
    public byte[] Unwrap(BodyKey key, BodyOwner owner)
    {
        Span<byte> context = stackalloc byte[ContextLength];
        WriteContext(context, key.Id, owner);
        if (!WrapMark.IsPatientKey(key.Mark))
        {
            return key.Mark == WrapMark.Destroyed ? throw new ErasedException(key.Id) : Unwrap(key, ring.Get(WrapMark.Master(key.Mark)), context);
        }

        var patient = key.Patient is { } row && row.WrappedBy != WrapMark.Destroyed ? Unwrap(row) : throw new ErasedException(key.Id);
        try
        {
            return Unwrap(key, patient, context);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(patient);
        }
    }

    public byte[] Open(StoredBody body, BodyOwner owner)
    {
        var key = Unwrap(body.Key, owner);
        try
        {
            Span<byte> context = stackalloc byte[ContextLength];
            WriteContext(context, body.Key.Id, owner);
            return BodyPacking.Unpack(body.Packing, Sealing.Decrypt(key, body.Content, context));
        }
        catch (AuthenticationTagMismatchException e)
        {
            throw Changed(body.Key.Id, e);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(key);
        }
    }

    public byte[] NewKey()
    {
        var key = new byte[KeyFile.KeyLength];
        random.GetBytes(key);
        return key;
    }

    /// <summary>Wraps a patient's key.</summary>
    public byte[] WrapPatient(int master, Guid patient, ReadOnlySpan<byte> key)
    {
        Span<byte> context = stackalloc byte[PatientContextLength];
        WritePatientContext(context, patient);
        return Sealing.Encrypt(ring.Get(master), key, context, random);
    }

    /// <summary>A patient's key.</summary>
    public byte[] Unwrap(PatientKeyRow row)
    {
        Span<byte> context = stackalloc byte[PatientContextLength];
        WritePatientContext(context, row.Patient);
        try
        {
            return Sealing.Decrypt(ring.Get(WrapMark.Master(row.WrappedBy)), row.Wrapped, context);
        }
        catch (AuthenticationTagMismatchException e)
        {
            throw new StoreException($"Patient key {row.Number} does not open: it was changed, or put in the place of another.", e);
        }
    }

    private static byte[] Unwrap(BodyKey key, ReadOnlySpan<byte> wrapper, ReadOnlySpan<byte> context)
    {
        try
        {
            return Sealing.Decrypt(wrapper, key.Wrapped, context);
        }
        catch (AuthenticationTagMismatchException e)
        {
            throw Changed(key.Id, e);
        }
    }

    private static StoreException Changed(long id, Exception cause) => new($"Body {id} does not open: it was changed, or put in the place of another.", cause);

    private static void WriteContext(Span<byte> context, long id, BodyOwner owner)
    {
        BinaryPrimitives.WriteInt64BigEndian(context, id);
        context[8] = (byte)owner.Purpose;
        owner.Id.TryWriteBytes(context[9..], bigEndian: true, out _);
    }

    private static void WritePatientContext(Span<byte> context, Guid patient)
    {
        context[0] = (byte)'P';
        patient.TryWriteBytes(context[1..], bigEndian: true, out _);
    }
}
