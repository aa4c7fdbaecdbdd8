using System.Text;
using System.Text.Unicode;
using Interop.Fhir.Issues;
using Interop.Fhir.Tree;

namespace Interop.Mapping.Formats.Hl7v2;

/// <summary>
/// Reads HL7 v2 in its vertical-bar encoding (ER7, v2.3 to v2.6) into a record tree. No dictionary of segments is used: Z segments and
/// fields of later versions are kept like all others.
/// <code>
/// {"segments": [
///   {"id": "MSH", "f1": [{"c1": "|"}], "f2": [{"c1": "^~\\&amp;"}], "f9": [{"c1": "MDM", "c2": "T02"}]},
///   {"id": "PID", "f3": [{"c1": "8001", "c4": "ASIP", "c4s2": "1.2.250.1.213.1.4.8"}, {"c1": "8002"}], "f5": [{"c1": null}]}]}
/// </code>
/// Segments stay in their order. A field <c>fN</c> is always the list of its repetitions, each an object of components <c>cN</c>; <c>cN</c> is
/// the first subcomponent (HL7 reads a component without separators so), <c>cNsM</c> is subcomponent M. What is empty is absent; the two
/// quotes <c>""</c> ("delete") are null. Read exactly, a trailing empty piece is kept as <c>[]</c>, <c>{}</c> or <c>""</c>, and the root
/// has <c>ending</c> (<c>LF</c>, <c>CRLF</c>; absent for CR) and <c>encoding</c> when MSH-18 does not say it; a segment has its own
/// <c>ending</c> where it differs (<c>none</c> at the end of the text).
/// Tolerated: LF and CRLF, blank lines, a byte order mark, MLLP framing, bad escapes (kept as text, with a warning).
/// </summary>
public static class Hl7Reader
{
    /// <summary>Reads a text that holds one message, or a batch of them between FHS/BHS and BTS/FTS. No tree when an issue is an error.</summary>
    public static NodeTree? Read(ReadOnlyMemory<byte> bytes, ICollection<Issue> issues, bool exact = false)
    {
        bytes = Unframe(Charsets.WithoutMark(bytes));
        if (!Hl7Delimiters.AreIn(bytes.Span) || bytes.Length < 5)
        {
            issues.Add(new Issue(IssueCodes.Hl7NoHeader, new IssueLocation { Source = "MSH", Line = 1, Column = 1 }));
            return null;
        }

        if (ReadEncoding(bytes, issues, out var name, out var stated) is not { } encoding || Charsets.ToUtf8(bytes, encoding, name, issues) is not { } text)
        {
            return null;
        }

        return new Hl7TextReader(text, encoding, issues, exact) { Encoding = stated ? null : name }.Read();
    }

    private static ReadOnlyMemory<byte> Unframe(ReadOnlyMemory<byte> bytes)
    {
        // MLLP: 0x0B message 0x1C 0x0D.
        if (bytes.IsEmpty || bytes.Span[0] != 0x0B)
        {
            return bytes;
        }

        var end = bytes.Span.LastIndexOf((byte)0x1C);
        return end < 0 ? bytes[1..] : bytes[1..end];
    }

    /// <summary>The encoding that the first MSH-18 names; where it is silent, UTF-8 when the bytes are that, else 8859/15.</summary>
    private static Encoding? ReadEncoding(ReadOnlyMemory<byte> bytes, ICollection<Issue> issues, out string name, out bool stated)
    {
        name = Field18(bytes.Span);
        stated = name.Length > 0 || Utf8.IsValid(bytes.Span);
        name = name.Length > 0 ? name : stated ? "UNICODE UTF-8" : Charsets.Latin9;

        // "ASCII" is what many programs put there whatever they send.
        var ascii = name == "ASCII" && !Ascii.IsValid(bytes.Span);
        stated &= !ascii || Utf8.IsValid(bytes.Span);
        name = ascii ? Utf8.IsValid(bytes.Span) ? "UNICODE UTF-8" : Charsets.Latin9 : name;
        if (Charsets.Find(name) is { } encoding)
        {
            return encoding;
        }

        issues.Add(new Issue(IssueCodes.FormatEncodingUnknown, new IssueLocation { Source = "MSH-18", Line = 1 }, "UNICODE UTF-8, 8859/1, 8859/15"));
        return null;
    }

    private static string Field18(ReadOnlySpan<byte> bytes)
    {
        var start = bytes.IndexOf("MSH"u8);
        var header = start < 0 ? default : bytes[start..];
        var end = header.IndexOfAny((byte)'\r', (byte)'\n');
        header = end < 0 ? header : header[..end];
        if (header.Length < 5)
        {
            return "";
        }

        // MSH-1 is the separator itself, so the piece after 17 separators is MSH-18.
        var separator = header[3];
        for (var i = 0; i < 17; i++)
        {
            var next = header.IndexOf(separator);
            if (next < 0)
            {
                return "";
            }

            header = header[(next + 1)..];
        }

        var stop = header.IndexOfAny(separator, (byte)'~');
        return Encoding.ASCII.GetString(stop < 0 ? header : header[..stop]).Trim();
    }
}
