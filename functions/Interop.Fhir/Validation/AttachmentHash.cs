using System.Buffers.Text;
using System.Security.Cryptography;
using Interop.Fhir.Tree;

namespace Interop.Fhir.Validation;

/// <summary>Whether <c>Attachment.hash</c> is the SHA-1 of <c>Attachment.data</c>; what is no Base64 is told elsewhere.</summary>
internal static class AttachmentHash
{
    public static bool Fits(Node attachment)
    {
        var data = attachment["data"].Utf8;
        var hash = attachment["hash"].Utf8;
        if (data.IsEmpty || hash.IsEmpty || !Base64.IsValid(data, out var length) || !Base64.IsValid(hash, out var hashLength))
        {
            return true;
        }

        var bytes = new byte[length];
        Span<byte> stated = stackalloc byte[64];
        if (hashLength > stated.Length)
        {
            return false;
        }

        Base64.DecodeFromUtf8(data, bytes, out _, out _);
        Base64.DecodeFromUtf8(hash, stated, out _, out var written);

        // FHIR R4 defines the hash as SHA-1; it identifies content here and protects nothing.
#pragma warning disable CA5350
        return stated[..written].SequenceEqual(SHA1.HashData(bytes));
#pragma warning restore CA5350
    }
}
