using System.Buffers;

namespace Interop.Fhir.FhirPath.Functions;

/// <summary>
/// Reads a narrative as most are written, without an XML reader: tags without prefixes, quoted attributes, the five entities of XML and character
/// references. It says good only of what is certainly good; of anything else it says nothing, and an XML reader decides.
/// </summary>
internal ref struct NarrativeScan(ReadOnlySpan<byte> text)
{
    private const int MaxDepth = 64;
    private static readonly SearchValues<byte> Blank = SearchValues.Create(" \t\r\n"u8);

    // Text that needs no second look: no markup, and nothing that XML does not allow.
    private static readonly SearchValues<byte> Special = SearchValues.Create([(byte)'<', (byte)'&', (byte)'>', 0, 1, 2, 3, 4, 5, 6, 7, 8, 11, 12, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30, 31, 0xED, 0xEF]);
    private readonly ReadOnlySpan<byte> text = text;
    private int at;
    private bool says;

    /// <summary>Whether it is certainly one good div that says something.</summary>
    public bool IsGood()
    {
        Span<(int Start, int Length)> open = stackalloc (int, int)[MaxDepth];
        var depth = 0;
        while (at < text.Length)
        {
            if (text[at] != (byte)'<')
            {
                if (depth == 0 || !Characters())
                {
                    return false;
                }
            }
            else if (at + 1 < text.Length && text[at + 1] == (byte)'/')
            {
                if (depth == 0 || !EndTag(open[--depth]))
                {
                    return false;
                }

                if (depth == 0)
                {
                    return says && text[at..].IndexOfAnyExcept(Blank) < 0;
                }
            }
            else if (!StartTag(depth, out var name, out var isEmpty) || (depth == 0 && isEmpty) || depth == MaxDepth)
            {
                return false;
            }
            else if (!isEmpty)
            {
                open[depth++] = name;
            }
        }

        return false;
    }

    private bool Characters()
    {
        var length = text[at..].IndexOfAny(Special);
        if (length < 0)
        {
            return false;
        }

        says |= Says(text.Slice(at, length));
        at += length;
        return text[at] == (byte)'<' || (text[at] == (byte)'&' && Reference());
    }

    // "&#0;" and the like are no characters; only the usual ranges are known here.
    private bool Reference()
    {
        var end = text[at..].IndexOf((byte)';');
        if (end is < 2 or > 8)
        {
            return false;
        }

        var name = text.Slice(at + 1, end - 1);
        at += end + 1;
        var isEntity = name.SequenceEqual("amp"u8) || name.SequenceEqual("lt"u8) || name.SequenceEqual("gt"u8) || name.SequenceEqual("quot"u8) || name.SequenceEqual("apos"u8);
        says |= isEntity;
        return isEntity || IsCharacter(name);
    }

    // Whether other characters than these are blanks is for the XML reader to know.
    private static bool Says(ReadOnlySpan<byte> characters) => characters.IndexOfAnyInRange((byte)'!', (byte)'~') >= 0;

    private static bool IsCharacter(ReadOnlySpan<byte> name) =>
        name[0] == (byte)'#' && System.Buffers.Text.Utf8Parser.TryParse(name[1..], out int number, out var used) && used == name.Length - 1
        && char.IsAsciiDigit((char)name[1]) && number is > 32 and < 0xD800;

    private bool EndTag((int Start, int Length) open)
    {
        var name = text.Slice(open.Start, open.Length);
        at += 2;
        if (!text[at..].StartsWith(name))
        {
            return false;
        }

        at += name.Length;
        SkipBlank();
        return Take((byte)'>');
    }

    private bool StartTag(int depth, out (int Start, int Length) name, out bool isEmpty)
    {
        at++;
        name = Name();
        isEmpty = false;
        var tag = text.Slice(name.Start, name.Length);
        if (!XhtmlNames.IsElement(tag) || (depth == 0 && !tag.SequenceEqual("div"u8)))
        {
            return false;
        }

        says |= tag.SequenceEqual("img"u8);
        var (seen, hasNamespace) = (0, false);
        while (true)
        {
            var blank = SkipBlank();
            if (at >= text.Length)
            {
                return false;
            }

            if (text[at] is (byte)'>' or (byte)'/')
            {
                isEmpty = text[at] == (byte)'/';
                at += isEmpty ? 1 : 0;
                return Take((byte)'>') && (depth > 0 || hasNamespace);
            }

            if (!blank || !Attribute(ref hasNamespace, ref seen))
            {
                return false;
            }
        }
    }

    // An attribute given twice is not well-formed. Two whose names are of one length may be that: the XML reader tells.
    private bool Attribute(ref bool hasNamespace, ref int lengths)
    {
        var name = Name();
        var attribute = text.Slice(name.Start, name.Length);
        var bit = 1 << Math.Min(name.Length, 31);
        if (name.Length == 0 || (lengths & bit) != 0 || !Take((byte)'=') || at >= text.Length || text[at] is not ((byte)'"' or (byte)'\''))
        {
            return false;
        }

        lengths |= bit;
        var quote = text[at++];
        var length = text[at..].IndexOf(quote);
        var value = length < 0 ? default : text.Slice(at, length);
        at += length + 1;
        if (length < 0 || value.IndexOfAny(Special) >= 0)
        {
            return false;
        }

        if (attribute.SequenceEqual("xmlns"u8))
        {
            hasNamespace = value.SequenceEqual("http://www.w3.org/1999/xhtml"u8);
            return hasNamespace;
        }

        return XhtmlNames.IsAttribute(attribute) && !attribute.SequenceEqual("href"u8) && !attribute.SequenceEqual("src"u8);
    }

    private (int Start, int Length) Name()
    {
        var start = at;
        while (at < text.Length && (char.IsAsciiLetterOrDigit((char)text[at])))
        {
            at++;
        }

        return (start, at - start);
    }

    private bool SkipBlank()
    {
        var start = at;
        while (at < text.Length && Blank.Contains(text[at]))
        {
            at++;
        }

        return at > start;
    }

    private bool Take(byte expected)
    {
        if (at >= text.Length || text[at] != expected)
        {
            return false;
        }

        at++;
        return true;
    }
}
