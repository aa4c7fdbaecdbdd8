using System.Buffers;
using System.Collections.Frozen;
using Interop.Fhir.Tree;

namespace Interop.Fhir.FhirPath.Functions;

/// <summary>
/// Recognises good narratives of the usual kind in one pass over their UTF-8, without a reader of XML: elements and attributes without
/// prefix, the five named entities, ASCII white space and visible text. It answers true only for what the XML reader would find well formed
/// and allowed; false means that the XML reader has to look.
/// </summary>
internal ref struct PlainNarrative
{
    private const int MaxDepth = 64;
    private const int MaxAttributes = 16;

    // Text ends at markup; control characters, the surrogate and non-character blocks (ED, EF) and ]]> are left to the XML reader.
    private static readonly SearchValues<byte> Special = SearchValues.Create([.. Enumerable.Range(0, 32).Where(b => b is not (9 or 10 or 13)).Select(b => (byte)b), (byte)'<', (byte)'&', (byte)']', 0xED, 0xEF]);
    private static readonly SearchValues<byte> NameBytes = SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"u8);

    private readonly FrozenSet<string> elements;
    private readonly FrozenSet<string> attributes;
    private readonly string[] open;
    private ReadOnlySpan<byte> rest;
    private int depth;
    private bool says;

    private PlainNarrative(ReadOnlySpan<byte> utf8, FrozenSet<string> elements, FrozenSet<string> attributes, string[] open)
    {
        (this.elements, this.attributes, this.open) = (elements, attributes, open);
        rest = utf8;
    }

    public static bool IsGood(ReadOnlySpan<byte> utf8, FrozenSet<string> elements, FrozenSet<string> attributes)
    {
        var open = ArrayPool<string>.Shared.Rent(MaxDepth);
        try
        {
            return new PlainNarrative(utf8, elements, attributes, open).Read();
        }
        finally
        {
            ArrayPool<string>.Shared.Return(open, clearArray: true);
        }
    }

    private bool Read()
    {
        const string Start = "<div xmlns=\"http://www.w3.org/1999/xhtml\"";
        Span<byte> start = stackalloc byte[Start.Length];
        System.Text.Encoding.ASCII.GetBytes(Start, start);
        if (!rest.StartsWith(start))
        {
            return false;
        }

        rest = rest[4..];
        if (!Attributes("div", isRoot: true))
        {
            return false;
        }

        while (depth > 0)
        {
            if (!Text() || !Tag())
            {
                return false;
            }
        }

        return rest.IsEmpty && says;
    }

    /// <summary>Text up to the next tag.</summary>
    private bool Text()
    {
        while (true)
        {
            var end = rest.IndexOfAny(Special);
            if (end < 0)
            {
                return false;
            }

            says |= Says(rest[..end]);
            rest = rest[end..];
            if (rest[0] == (byte)'<')
            {
                return true;
            }

            if (rest[0] != (byte)'&' || !Entity())
            {
                return false;
            }

            says = true;
        }
    }

    // Beyond ASCII there are white spaces too; whether these alone are a text is left to the XML reader.
    private static bool Says(ReadOnlySpan<byte> text) => text.IndexOfAnyInRange((byte)'!', (byte)'~') >= 0;

    private bool Entity()
    {
        var length = rest.StartsWith("&amp;"u8) ? 5 : rest.StartsWith("&lt;"u8) || rest.StartsWith("&gt;"u8) ? 4 : rest.StartsWith("&quot;"u8) || rest.StartsWith("&apos;"u8) ? 6 : 0;
        rest = rest[length..];
        return length > 0;
    }

    private bool Tag()
    {
        rest = rest[1..];
        if (!rest.IsEmpty && rest[0] == (byte)'/')
        {
            rest = rest[1..];
            var closed = Name();
            depth--;
            if (closed is null || closed != open[depth] || rest.IsEmpty || rest[0] != (byte)'>')
            {
                return false;
            }

            rest = rest[1..];
            return true;
        }

        if (Name() is not { } name || !elements.Contains(name))
        {
            return false;
        }

        says |= name == "img";
        return Attributes(name, isRoot: false);
    }

    private string? Name()
    {
        var length = rest.IndexOfAnyExcept(NameBytes);
        if (length is <= 0 or > 20 || rest[0] is >= (byte)'0' and <= (byte)'9')
        {
            return null;
        }

        var name = NameCache.Get(rest[..length]);
        rest = rest[length..];
        return name;
    }

    /// <summary>The attributes of a start tag and its end; opens the element.</summary>
    private bool Attributes(string element, bool isRoot)
    {
        var seen = new Seen();
        var count = 0;
        while (true)
        {
            var white = rest.IndexOfAnyExcept(" \t\r\n"u8);
            if (white < 0)
            {
                return false;
            }

            rest = rest[white..];
            if (rest[0] == (byte)'>')
            {
                rest = rest[1..];
                return Open(element);
            }

            if (rest[0] == (byte)'/')
            {
                var good = !isRoot && rest.Length > 1 && rest[1] == (byte)'>';
                rest = good ? rest[2..] : rest;
                return good;
            }

            if (white == 0 || count == MaxAttributes || !Attribute(isRoot && count == 0, ref seen, count))
            {
                return false;
            }

            count++;
        }
    }

    private bool Attribute(bool isNamespace, ref Seen seen, int count)
    {
        if (Name() is not { } name || !attributes.Contains(name) || (name == "xmlns" && !isNamespace) || name is "href" or "src" && rest.Length > 2 && !IsHarmless(rest[2..]))
        {
            return false;
        }

        for (var i = 0; i < count; i++)
        {
            if (seen[i] == name)
            {
                return false;
            }
        }

        seen[count] = name;
        if (rest.Length < 3 || rest[0] != (byte)'=' || rest[1] != (byte)'"')
        {
            return false;
        }

        rest = rest[2..];
        while (true)
        {
            var end = rest.IndexOfAny(Special);
            var quote = rest.IndexOf((byte)'"');
            if (quote < 0)
            {
                return false;
            }

            if (end < 0 || quote < end)
            {
                rest = rest[(quote + 1)..];
                return true;
            }

            rest = rest[end..];
            if (rest[0] != (byte)'&' || !Entity())
            {
                return false;
            }
        }
    }

    /// <summary>Whether an address cannot be a script: it begins with a letter or digit, <c>#</c>, <c>/</c> or a point, and with no <c>j</c>.</summary>
    private static bool IsHarmless(ReadOnlySpan<byte> value) =>
        char.IsAsciiLetterOrDigit((char)value[0]) && (value[0] | 0x20) != 'j' || value[0] is (byte)'#' or (byte)'/' or (byte)'.';

    private bool Open(string element)
    {
        if (depth == MaxDepth)
        {
            return false;
        }

        open[depth++] = element;
        return true;
    }

    [System.Runtime.CompilerServices.InlineArray(MaxAttributes)]
    private struct Seen
    {
        private string? first;
    }
}
