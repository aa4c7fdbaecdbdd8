using System.Buffers;
using Interop.Fhir.Definitions;

namespace Interop.Fhir.Validation;

/// <summary>What a primitive's text is.</summary>
public enum FormatVerdict : byte
{
    /// <summary>As the type requires.</summary>
    Good,

    /// <summary>Nothing.</summary>
    Empty,

    /// <summary>Not written as the type requires.</summary>
    Malformed,

    /// <summary>Written well, but there is no such day.</summary>
    NotInCalendar,

    /// <summary>Written well, but beyond the type's bounds.</summary>
    OutOfRange,
}

/// <summary>
/// The formats of R4's primitives (http://hl7.org/fhir/R4/datatypes.html), scanned by hand: the standard's regular expressions on every
/// value would cost more than the rest of the validation.
/// </summary>
public static class PrimitiveFormat
{
    private static readonly SearchValues<byte> IdBytes = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-."u8);
    private static readonly SearchValues<byte> Base64Bytes = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"u8);
    private static readonly SearchValues<byte> Base64AndSpace = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/ \t\r\n"u8);
    private static readonly SearchValues<byte> WhiteSpace = SearchValues.Create(" \t\r\n\f\v"u8);
    private static readonly SearchValues<byte> Control = SearchValues.Create([.. Enumerable.Range(0, 32).Where(b => b is not (9 or 10 or 13)).Select(b => (byte)b)]);
    private static readonly SearchValues<byte> Hex = SearchValues.Create("0123456789abcdef"u8);

    /// <summary>Checks the text of a value; it must be valid UTF-8.</summary>
    public static FormatVerdict Check(PrimitiveKind kind, ReadOnlySpan<byte> text) => text.IsEmpty ? FormatVerdict.Empty : kind switch
    {
        PrimitiveKind.String or PrimitiveKind.Markdown => Verdict(!text.ContainsAny(Control)),
        PrimitiveKind.None => FormatVerdict.Good,
        PrimitiveKind.Code => Verdict(IsCode(text)),
        PrimitiveKind.Uri or PrimitiveKind.Url or PrimitiveKind.Canonical => Verdict(IsUri(text)),
        PrimitiveKind.Id => Verdict(text.Length <= 64 && !text.ContainsAnyExcept(IdBytes)),
        PrimitiveKind.Date => DateFormat.Check(text, DateParts.Date),
        PrimitiveKind.DateTime => DateFormat.Check(text, DateParts.Date | DateParts.Time),
        PrimitiveKind.Instant => DateFormat.Check(text, DateParts.Time),
        PrimitiveKind.Time => Verdict(DateFormat.IsTime(text, out var rest) && rest.IsEmpty),
        PrimitiveKind.Integer => Integer(text, int.MinValue),
        PrimitiveKind.UnsignedInt => Integer(text, 0),
        PrimitiveKind.PositiveInt => Integer(text, 1),
        PrimitiveKind.Decimal => Verdict(IsDecimal(text)),
        PrimitiveKind.Boolean => Verdict(text.SequenceEqual("true"u8) || text.SequenceEqual("false"u8)),
        PrimitiveKind.Base64Binary => Verdict(IsBase64(text)),
        PrimitiveKind.Oid => Verdict(text.StartsWith("urn:oid:"u8) && IsOid(text[8..])),
        PrimitiveKind.Uuid => Verdict(text.StartsWith("urn:uuid:"u8) && IsUuid(text[9..])),
        PrimitiveKind.Xhtml => Verdict(text.TrimStart(" \t\r\n"u8).StartsWith("<"u8)),
        _ => FormatVerdict.Good,
    };

    private static FormatVerdict Verdict(bool good) => good ? FormatVerdict.Good : FormatVerdict.Malformed;

    /// <summary>No white space at the ends, and only single ones between.</summary>
    private static bool IsCode(ReadOnlySpan<byte> text)
    {
        if (!text.ContainsAny(WhiteSpace))
        {
            return true;
        }

        var wasSpace = true;
        foreach (var b in text)
        {
            var isSpace = WhiteSpace.Contains(b);
            if (isSpace && wasSpace)
            {
                return false;
            }

            wasSpace = isSpace;
        }

        return !wasSpace;
    }

    /// <summary>No white space; an OID or UUID as URI begins with <c>urn:</c> (http://hl7.org/fhir/R4/datatypes.html#uri).</summary>
    private static bool IsUri(ReadOnlySpan<byte> text) =>
        !text.ContainsAny(WhiteSpace) && !text.StartsWith("oid:"u8) && !text.StartsWith("uuid:"u8);

    /// <summary>Whether what follows <c>urn:oid:</c> or <c>urn:uuid:</c> in a uri is one; a version or fragment may follow, and a UUID be in capitals.</summary>
    internal static bool IsUrn(ReadOnlySpan<byte> uri)
    {
        var end = uri.IndexOfAny((byte)'|', (byte)'#');
        var bare = end < 0 ? uri : uri[..end];
        return bare.StartsWith("urn:oid:"u8) ? IsOid(bare[8..]) : !bare.StartsWith("urn:uuid:"u8) || (bare.Length == 45 && Guid.TryParse(bare[9..], out _));
    }

    private static bool IsUuid(ReadOnlySpan<byte> text)
    {
        if (text.Length != 36)
        {
            return false;
        }

        for (var i = 0; i < 36; i++)
        {
            if (i is 8 or 13 or 18 or 23 ? text[i] != (byte)'-' : !Hex.Contains(text[i]))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Numbers without leading zeros between dots, the first from 0 to 2, at least two of them.</summary>
    private static bool IsOid(ReadOnlySpan<byte> text)
    {
        var arcs = 0;
        foreach (var range in text.Split((byte)'.'))
        {
            var arc = text[range];
            if (arc.IsEmpty || arc.ContainsAnyExceptInRange((byte)'0', (byte)'9') || (arc.Length > 1 && arc[0] == (byte)'0') || (arcs == 0 && (arc.Length > 1 || arc[0] > (byte)'2')))
            {
                return false;
            }

            arcs++;
        }

        return arcs > 1;
    }

    private static FormatVerdict Integer(ReadOnlySpan<byte> text, int least)
    {
        var digits = text[0] == (byte)'-' ? text[1..] : text;
        if (digits.IsEmpty || digits.ContainsAnyExceptInRange((byte)'0', (byte)'9') || (digits.Length > 1 && digits[0] == (byte)'0'))
        {
            return FormatVerdict.Malformed;
        }

        return digits.Length > 10 || (least >= 0 && text[0] == (byte)'-') || !System.Buffers.Text.Utf8Parser.TryParse(text, out long value, out _) || value < least || value > int.MaxValue
            ? FormatVerdict.OutOfRange
            : FormatVerdict.Good;
    }

    private static bool IsDecimal(ReadOnlySpan<byte> text)
    {
        var rest = text[0] == (byte)'-' ? text[1..] : text;
        var whole = Digits(ref rest);
        if (whole == 0 || (whole > 1 && text[text[0] == (byte)'-' ? 1 : 0] == (byte)'0'))
        {
            return false;
        }

        if (!rest.IsEmpty && rest[0] == (byte)'.')
        {
            rest = rest[1..];
            if (Digits(ref rest) == 0)
            {
                return false;
            }
        }

        if (rest.IsEmpty || (rest[0] | 0x20) != (byte)'e')
        {
            return rest.IsEmpty;
        }

        rest = rest[1..];
        rest = !rest.IsEmpty && rest[0] is (byte)'+' or (byte)'-' ? rest[1..] : rest;
        return Digits(ref rest) > 0 && rest.IsEmpty;
    }

    private static int Digits(ref ReadOnlySpan<byte> rest)
    {
        var end = rest.IndexOfAnyExceptInRange((byte)'0', (byte)'9');
        var count = end < 0 ? rest.Length : end;
        rest = rest[count..];
        return count;
    }

    /// <summary>Groups of four letters, white space anywhere, padding at the end only. One vectorised pass when there is no white space.</summary>
    private static bool IsBase64(ReadOnlySpan<byte> text)
    {
        var body = text.TrimEnd(" \t\r\n"u8);
        var unpadded = body.TrimEnd((byte)'=');
        var padding = body.Length - unpadded.Length;
        var odd = unpadded.IndexOfAnyExcept(Base64Bytes);
        var letters = unpadded.Length;
        if (odd >= 0)
        {
            if (unpadded.ContainsAnyExcept(Base64AndSpace))
            {
                return false;
            }

            letters = 0;
            foreach (var b in unpadded)
            {
                letters += WhiteSpace.Contains(b) ? 0 : 1;
            }
        }

        return letters > 0 && padding <= 2 && (letters + padding) % 4 == 0;
    }
}
