using System.Security.Cryptography;
using System.Text;
using Interop.Mapping.Language;
using Interop.Mapping.Runtime;

namespace Interop.Mapping.Functions;

/// <summary>Hashes of the module <c>string</c>: of the text's UTF-8, in hexadecimal.</summary>
internal static class HashFunctions
{
    private delegate byte[] Keyless(byte[] data);

    private delegate byte[] Keyed(byte[] key, byte[] data);

    public static void AddTo(FunctionModule m)
    {
        // MD5 and SHA-1 identify content for systems that ask for them; nothing is protected by them here.
#pragma warning disable CA5350, CA5351
        Add(m, "md5", "MD5", MD5.HashData, "098f6bcd4621d373cade4e832627b4f6");
        Add(m, "sha1", "SHA-1", SHA1.HashData, "a94a8fe5ccb19ba61c4c0873d391e987982fbbd3");
        Add(m, "sha256", "SHA-256", SHA256.HashData, "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08");
        Add(m, "sha512", "SHA-512", SHA512.HashData, "ee26b0dd4af7e749aa1a8ee3c10ae9923f618980772e473f8819a5d4940e0db27ac185f8a0e1d5f84f88bc887fd67b143732c304cc5fa9ad8e6f57f50028a8ff");
        AddKeyed(m, "hmac_sha1", "SHA-1", HMACSHA1.HashData, "1aa349585ed7ecbd3b9c486a30067e395ca4b356");
        AddKeyed(m, "hmac_sha256", "SHA-256", HMACSHA256.HashData, "0329a06b62cd16b33eb6792be8c60b158d89a2ee3a876fce9a881ebb488c0914");
        AddKeyed(m, "hmac_sha512", "SHA-512", HMACSHA512.HashData, "f8a4f0a209167bc192a1bffaa01ecdb09e06c57f96530d92ec9ccea0090d290e55071306d6b654f26ae0c8721f7e48a2d7130b881151f2cec8d61d941a6be88a");
#pragma warning restore CA5350, CA5351
    }

    private static void Add(FunctionModule m, string name, string algorithm, Keyless hash, string example) => m.Add(
        name, "text", "The " + algorithm + " hash of a text's UTF-8, in hexadecimal.", (run, a, at) => Of(run, at, hash(Bytes(run, a[0]))), ("'test' | string." + name, example));

    private static void AddKeyed(FunctionModule m, string name, string algorithm, Keyed hash, string example) => m.Add(
        name, "text secretKey", "The " + algorithm + " hash of a text with a key, in hexadecimal.",
        (run, a, at) => Of(run, at, hash(Bytes(run, a[1]), Bytes(run, a[0]))), ("'test' | string." + name + " 'secret'", example));

    private static byte[] Bytes(Run run, Value text) => Encoding.UTF8.GetBytes(run.Text(text));

    private static Value Of(Run run, ScriptSpan at, byte[] hash)
    {
        run.Spend(at, hash.Length * 2);
        return Value.Of(Convert.ToHexStringLower(hash));
    }
}
