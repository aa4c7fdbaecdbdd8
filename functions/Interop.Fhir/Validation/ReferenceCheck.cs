using Interop.Fhir.Definitions;
using Interop.Fhir.Issues;
using Interop.Fhir.Tree;

namespace Interop.Fhir.Validation;

/// <summary>The text of a Reference: absolute, <c>#id</c>, <c>Type/id</c> with or without a version, or a search <c>Type?...</c> (http://hl7.org/fhir/R4/references.html#literal).</summary>
internal static class ReferenceCheck
{
    private const int LongestId = 64;

    public static void Of(Node reference, ValidationRun run, Findings findings)
    {
        if (reference["reference"] is not { Kind: NodeKind.String } node)
        {
            return;
        }

        var text = node.Utf8;
        var isRelative = !text.StartsWith("#"u8) && !text.Contains((byte)':');
        if (isRelative && Type(TypeOfRelative(text), run.R4) is null)
        {
            findings.Add(IssueCodes.FhirReferenceFormat, reference);
        }
        else if (reference["type"].SharedText is { } said && run.R4.FindResource(said) is not null
            && Type(isRelative ? TypeOfRelative(text) : text.StartsWith("http"u8) ? TypeOfUrl(text) : default, run.R4) is { } type && type != said)
        {
            findings.Add(IssueCodes.FhirReferenceType, reference, said, type);
        }
    }

    private static string? Type(ReadOnlySpan<byte> name, R4Definitions r4) => name.IsEmpty ? null : r4.FindResource(NameCache.Get(name))?.Name;

    /// <summary>The first part of <c>Type/id</c>, <c>Type/id/_history/id</c> (both with or without a fragment), or <c>Type?...</c>; empty when it is none of these.</summary>
    private static ReadOnlySpan<byte> TypeOfRelative(ReadOnlySpan<byte> text)
    {
        var length = Letters(text);
        var rest = text[length..];
        if (length == 0 || rest.StartsWith("?"u8))
        {
            return text[..length];
        }

        if (!rest.StartsWith("/"u8) || !TakeId(ref rest, 1) || (rest.StartsWith("/_history/"u8) && !TakeId(ref rest, "/_history/"u8.Length)))
        {
            return default;
        }

        return rest.IsEmpty || rest[0] == (byte)'#' ? text[..length] : default;
    }

    /// <summary>The type in a URL that ends like a relative reference; empty when it does not.</summary>
    private static ReadOnlySpan<byte> TypeOfUrl(ReadOnlySpan<byte> url)
    {
        var fragment = url.IndexOf((byte)'#');
        var path = fragment < 0 ? url : url[..fragment];
        if (Before(ref path) is not { IsEmpty: false } last || !IsId(last))
        {
            return default;
        }

        var type = Before(ref path);
        if (type.SequenceEqual("_history"u8))
        {
            type = IsId(Before(ref path)) ? Before(ref path) : default;
        }

        return Letters(type) == type.Length ? type : default;
    }

    /// <summary>The last segment, which is then cut off.</summary>
    private static ReadOnlySpan<byte> Before(scoped ref ReadOnlySpan<byte> path)
    {
        var slash = path.LastIndexOf((byte)'/');
        var segment = slash < 0 ? default : path[(slash + 1)..];
        path = slash < 0 ? default : path[..slash];
        return segment;
    }

    private static bool TakeId(scoped ref ReadOnlySpan<byte> text, int from)
    {
        var length = 0;
        while (from + length < text.Length && IsOfId(text[from + length]))
        {
            length++;
        }

        text = text[(from + length)..];
        return length is > 0 and <= LongestId;
    }

    private static bool IsId(ReadOnlySpan<byte> text)
    {
        foreach (var b in text)
        {
            if (!IsOfId(b))
            {
                return false;
            }
        }

        return text.Length is > 0 and <= LongestId;
    }

    private static bool IsOfId(byte b) => char.IsAsciiLetterOrDigit((char)b) || b is (byte)'-' or (byte)'.';

    private static int Letters(ReadOnlySpan<byte> text)
    {
        var length = 0;
        while (length < text.Length && char.IsAsciiLetter((char)text[length]))
        {
            length++;
        }

        return length;
    }
}
