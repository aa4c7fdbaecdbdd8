using System.Buffers;
using System.Buffers.Text;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Interop.Fhir.French;
using Interop.Mapping.Language;
using Interop.Mapping.Runtime;

namespace Interop.Mapping.Functions;

/// <summary>Global functions on codes, identifiers and files.</summary>
internal static class CodeFunctions
{
    private delegate bool Check(ReadOnlySpan<char> text);

    public static FunctionModule Create()
    {
        var m = new FunctionModule("", "Code tables, French identifiers, files.");
        m.Add("code_map", "table value on?", "The row {to, display, source, validFrom} of mappings/codes/TABLE.csv for a code, in force on a day (a date, or a time with its own date; the day of reception when it is left out); null when there is none.", CodeMap, ("code_map 'example' 'unknown'", ""), ("code_map 'example' 'unknown' '2026-01-01'", ""));
        AddCheck(m, "nir_valid", "NIR with its two-digit key (15 characters)", Nir.IsValid, "279035121518989");
        AddCheck(m, "rpps_valid", "RPPS number", Rpps.IsValid, "10000023084");
        AddCheck(m, "adeli_valid", "ADELI number", Adeli.IsValid, "690012345");
        AddCheck(m, "finess_valid", "FINESS number", Finess.IsValid, "350005179");
        AddCheck(m, "siret_valid", "SIRET number", Siret.IsValid, "73282932000074");
        AddCheck(m, "cip13_valid", "CIP13 code", Cip13.IsValid, "3400933516390");
        AddCheck(m, "ucd13_valid", "UCD13 code", Ucd13.IsValid, "3400892169026");
        AddCheck(m, "am_number_valid", "number at the health insurance", AmNumber.IsValid, "991130634");
        AddCheck(m, "loinc_valid", "LOINC code", Loinc.IsValid, "85208-7");
        m.Add("sha1_base64", "data", "SHA-1 of a Base64 file, in Base64: FHIR's attachment.hash. Null when it is no Base64.", (run, a, at) => Hash(run, a[0], bytes => Convert.ToBase64String(Sha1(bytes))), ("sha1_base64 'aGVsbG8='", "qvTGHdzF6KLavt4PO0gs2a6pQ00="));
        m.Add("sha256_hex", "data", "SHA-256 of a Base64 file, in hexadecimal. Null when it is no Base64.", (run, a, at) => Hash(run, a[0], bytes => Convert.ToHexStringLower(SHA256.HashData(bytes))), ("sha256_hex 'aGVsbG8='", "2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824"));
        m.Add("base64_size", "data", "Size in bytes of a Base64 file. Null when it is no Base64.", Size, ("base64_size 'aGVsbG8='", "5"));
        return m;
    }

    private static void AddCheck(FunctionModule m, string name, string what, Check check, string valid) => m.Add(
        name, "value", "Whether a text is a " + what + " whose key is right.",
        (run, a, at) =>
        {
            run.Test(a[0]);
            return Value.Of(!a[0].IsNull && check(run.Text(a[0])));
        },
        (name + " '" + valid + "'", "true"), (name + " 'x'", "false"));

    private static Value CodeMap(Run run, ReadOnlySpan<Value> a, ScriptSpan at)
    {
        run.Test(a[1]);
        var name = run.Text(a[0]);
        if (a[1].IsNull)
        {
            return default;
        }

        var table = run.Environment.FindTable(name);
        if (Day(run, a[2]) is not { } day || table?.Find(run.Text(a[1]), day) is not { } row)
        {
            return default;
        }

        var result = run.Pool.Object(4);
        result.Set("to", Value.Of(row.To, a[1].Origin), at);
        result.Set("display", Value.Of(row.Display, a[1].Origin), at);
        result.Set("source", Value.Of(row.Source, a[1].Origin), at);
        result.Set("validFrom", Value.Of(row.ValidFromText, a[1].Origin), at);
        return Value.Of(result);
    }

    /// <summary>The local day that a date or time names; null when it names none.</summary>
    private static DateOnly? Day(Run run, Value on)
    {
        if (on.IsNull)
        {
            return DateOnly.FromDateTime(run.Host?.Now.Date ?? DateTime.UnixEpoch);
        }

        run.Test(on);
        var text = run.Text(on);
        return text.Length >= 10 && DateOnly.TryParseExact(text.AsSpan(0, 10), "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? day : null;
    }

    // FHIR R4 defines attachment.hash as SHA-1; it identifies content here and protects nothing.
#pragma warning disable CA5350
    private static byte[] Sha1(ReadOnlySpan<byte> bytes) => SHA1.HashData(bytes);
#pragma warning restore CA5350

    private delegate string Hashing(ReadOnlySpan<byte> bytes);

    private static Value Hash(Run run, Value data, Hashing hashing) => Decode(run, data, bytes => Value.Of(hashing(bytes)));

    private static Value Size(Run run, ReadOnlySpan<Value> a, ScriptSpan at) => Decode(run, a[0], bytes => Value.Of((long)bytes.Length));

    private delegate Value Decoded(ReadOnlySpan<byte> bytes);

    private static Value Decode(Run run, Value data, Decoded decoded)
    {
        if (!data.IsText)
        {
            return default;
        }

        var utf8 = data.Kind == ValueKind.NodeString ? data.Node.Utf8 : Encoding.UTF8.GetBytes(run.Text(data));
        var buffer = ArrayPool<byte>.Shared.Rent(Base64.GetMaxDecodedFromUtf8Length(utf8.Length));
        var status = Base64.DecodeFromUtf8(utf8, buffer, out var read, out var written);
        var result = status == OperationStatus.Done && read == utf8.Length ? decoded(buffer.AsSpan(0, written)) : default;
        ArrayPool<byte>.Shared.Return(buffer, clearArray: true);
        return result;
    }
}
