using System.Security.Cryptography;

namespace Interop.Store.Crypto;

/// <summary>AES-256-GCM. Layout of what comes out: nonce (12), tag (16), cipher text.</summary>
internal static class Sealing
{
    private const int NonceLength = 12;
    private const int TagLength = 16;

    /// <summary>Length of a wrapped key.</summary>
    public const int WrappedLength = NonceLength + TagLength + KeyFile.KeyLength;

    public static byte[] Encrypt(ReadOnlySpan<byte> key, ReadOnlySpan<byte> plain, ReadOnlySpan<byte> context, RandomNumberGenerator random)
    {
        var output = new byte[NonceLength + TagLength + plain.Length];
        var nonce = output.AsSpan(0, NonceLength);
        random.GetBytes(nonce);
        using var aes = new AesGcm(key, TagLength);
        aes.Encrypt(nonce, plain, output.AsSpan(NonceLength + TagLength), output.AsSpan(NonceLength, TagLength), context);
        return output;
    }

    /// <summary><see cref="AuthenticationTagMismatchException"/> when anything of it was changed.</summary>
    public static byte[] Decrypt(ReadOnlySpan<byte> key, ReadOnlySpan<byte> input, ReadOnlySpan<byte> context)
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
}
