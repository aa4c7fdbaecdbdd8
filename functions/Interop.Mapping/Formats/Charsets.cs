using System.Buffers;
using System.Text;
using System.Text.Unicode;
using Interop.Fhir.Issues;

namespace Interop.Mapping.Formats;

/// <summary>The encodings that partners send: UTF-8 and the one-byte sets of Western Europe. Reading gives UTF-8, so that positions count the same way everywhere.</summary>
internal static class Charsets
{
    public const string Latin9 = "8859/15";
    public const string Windows = "windows-1252";

    public static readonly Encoding Utf8Strict = new UTF8Encoding(false, throwOnInvalidBytes: true);

    /// <summary>The encoding of a name (HL7 table 0211, or as XML and CSV spell it); null when it is not supported.</summary>
    public static Encoding? Find(string name) => name.Trim().ToUpperInvariant() switch
    {
        "UNICODE UTF-8" or "UTF-8" or "UTF8" or "UNICODE" => Utf8Strict,
        "8859/1" or "ISO-8859-1" or "LATIN1" => Strict(28591),
        Latin9 or "ISO-8859-15" => Strict(28605),
        "WINDOWS-1252" or "CP1252" => Strict(1252),
        "ASCII" or "US-ASCII" => Strict(20127),
        _ => null,
    };

    /// <summary>The text as UTF-8 without its byte order mark; null, with an issue, when a byte is none of the encoding.</summary>
    public static ReadOnlyMemory<byte>? ToUtf8(ReadOnlyMemory<byte> bytes, Encoding encoding, string name, ICollection<Issue> issues)
    {
        if (encoding == Utf8Strict)
        {
            var text = WithoutMark(bytes);
            if (Utf8.IsValid(text.Span))
            {
                return text;
            }

            var (line, column) = Fhir.Tree.TextPosition.Of(text.Span, FirstInvalid(text.Span));
            issues.Add(new Issue(IssueCodes.FormatEncoding, new IssueLocation { Line = line, Column = column }, name));
            return null;
        }

        try
        {
            return Encoding.UTF8.GetBytes(encoding.GetString(bytes.Span));
        }
        catch (DecoderFallbackException)
        {
            issues.Add(new Issue(IssueCodes.FormatEncoding, IssueLocation.None, name));
            return null;
        }
    }

    /// <summary>Writes text in an encoding; false, with an issue, when a character is not in it.</summary>
    public static bool TryWrite(StringBuilder text, string name, IBufferWriter<byte> output, ICollection<Issue> issues)
    {
        if (Find(name) is not { } encoding)
        {
            issues.Add(new Issue(IssueCodes.FormatEncodingUnknown, IssueLocation.None, "UTF-8, 8859/1, 8859/15"));
            return false;
        }

        try
        {
            output.Write(encoding.GetBytes(text.ToString()));
            return true;
        }
        catch (EncoderFallbackException)
        {
            issues.Add(new Issue(IssueCodes.FormatNotEncodable, IssueLocation.None, name));
            return false;
        }
    }

    public static ReadOnlyMemory<byte> WithoutMark(ReadOnlyMemory<byte> bytes) => bytes.Span.StartsWith("\uFEFF"u8) ? bytes[3..] : bytes;

    private static Encoding Strict(int codePage) => codePage is 28591 or 20127
        ? Encoding.GetEncoding(codePage, EncoderFallback.ExceptionFallback, DecoderFallback.ExceptionFallback)
        : CodePagesEncodingProvider.Instance.GetEncoding(codePage, EncoderFallback.ExceptionFallback, DecoderFallback.ExceptionFallback)!;

    private static int FirstInvalid(ReadOnlySpan<byte> utf8)
    {
        var offset = 0;
        while (offset < utf8.Length && Rune.DecodeFromUtf8(utf8[offset..], out _, out var consumed) == OperationStatus.Done)
        {
            offset += consumed;
        }

        return offset;
    }
}
