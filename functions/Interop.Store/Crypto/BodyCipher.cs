using System.Buffers;
using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Interop.Store.Crypto;

/// <summary>
/// AES-256-GCM with a random key for each body, that key wrapped by AES-256-GCM under the master key. The body's id, purpose and owner
/// are authenticated, so that a body in the place of another does not open. Content layout: nonce (12), tag (16), cipher text.
/// </summary>
internal sealed class BodyCipher(ReadOnlyMemory<byte> master, BodyIds ids, RandomNumberGenerator random)
{
    public const int MasterKeyId = 1;
    private const int NonceLength = 12;
    private const int TagLength = 16;
    private const int ContextLength = 25;

    public SealedBody Seal(BodyOwner owner, ReadOnlySpan<byte> plain)
    {
        var id = ids.Next();
        Span<byte> context = stackalloc byte[ContextLength];
        WriteContext(context, id, owner);
        Span<byte> key = stackalloc byte[KeyFile.KeyLength];
        random.GetBytes(key);

        var buffer = ArrayPool<byte>.Shared.Rent(plain.Length);
        try
        {
            var packing = BodyPacking.Pack(plain, buffer, out var packed);
            return new SealedBody(id, MasterKeyId, Encrypt(master.Span, key, context), packing, Encrypt(key, packing == BodyPacking.None ? plain : buffer.AsSpan(0, packed), context));
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer, clearArray: true);
            CryptographicOperations.ZeroMemory(key);
        }
    }

    public byte[] Open(long id, int keyId, ReadOnlySpan<byte> wrappedKey, int packing, ReadOnlySpan<byte> content, BodyOwner owner)
    {
        if (keyId != MasterKeyId)
        {
            throw new StoreException($"A body is wrapped by key {keyId}, which this program does not have.");
        }

        Span<byte> context = stackalloc byte[ContextLength];
        WriteContext(context, id, owner);
        try
        {
            var key = Decrypt(master.Span, wrappedKey, context);
            return BodyPacking.Unpack(packing, Decrypt(key, content, context));
        }
        catch (AuthenticationTagMismatchException e)
        {
            throw new StoreException($"Body {id} does not open: it was changed, or put in the place of another.", e);
        }
    }

    private byte[] Encrypt(ReadOnlySpan<byte> key, ReadOnlySpan<byte> plain, ReadOnlySpan<byte> context)
    {
        var output = new byte[NonceLength + TagLength + plain.Length];
        var nonce = output.AsSpan(0, NonceLength);
        random.GetBytes(nonce);
        using var aes = new AesGcm(key, TagLength);
        aes.Encrypt(nonce, plain, output.AsSpan(NonceLength + TagLength), output.AsSpan(NonceLength, TagLength), context);
        return output;
    }

    private static byte[] Decrypt(ReadOnlySpan<byte> key, ReadOnlySpan<byte> input, ReadOnlySpan<byte> context)
    {
        if (input.Length < NonceLength + TagLength)
        {
            throw new AuthenticationTagMismatchException();
        }

        var output = new byte[input.Length - NonceLength - TagLength];
        using var aes = new AesGcm(key, TagLength);
        aes.Decrypt(input[..NonceLength], input[(NonceLength + TagLength)..], input.Slice(NonceLength, TagLength), output, context);
        return output;
    }

    private static void WriteContext(Span<byte> context, long id, BodyOwner owner)
    {
        BinaryPrimitives.WriteInt64BigEndian(context, id);
        context[8] = (byte)owner.Purpose;
        owner.Id.TryWriteBytes(context[9..], bigEndian: true, out _);
    }
}
