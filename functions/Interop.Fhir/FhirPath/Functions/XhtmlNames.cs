using System.Collections.Frozen;
using System.Text;

namespace Interop.Fhir.FhirPath.Functions;

/// <summary>The elements and attributes that a narrative may have (https://hl7.org/fhir/R4/narrative.html#xhtml).</summary>
internal static class XhtmlNames
{
    private const int Longest = 16;

    private static readonly FrozenSet<string> Elements = FrozenSet.ToFrozenSet(
        ("p br div h1 h2 h3 h4 h5 h6 a span b em i strong small big tt dfn q var abbr acronym cite blockquote hr address bdo kbd sub sup ul ol li dl dt dd pre "
        + "table caption colgroup col thead tr tfoot tbody th td code samp img map area").Split(' '), StringComparer.Ordinal);

    private static readonly FrozenSet<string> Attributes = FrozenSet.ToFrozenSet(
        ("title style class id lang xml:lang dir accesskey tabindex span width align valign char charoff abbr axis headers scope rowspan colspan href name rel rev charset "
        + "hreflang type coords shape cite border cellpadding cellspacing frame rules summary src alt height longdesc usemap ismap nohref start value bgcolor nowrap xmlns").Split(' '),
        StringComparer.Ordinal);

    private static readonly FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> ElementSpans = Elements.GetAlternateLookup<ReadOnlySpan<char>>();
    private static readonly FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> AttributeSpans = Attributes.GetAlternateLookup<ReadOnlySpan<char>>();

    public static bool IsElement(string name) => Elements.Contains(name);

    public static bool IsAttribute(string name) => Attributes.Contains(name);

    public static bool IsElement(ReadOnlySpan<byte> name) => Has(ElementSpans, name);

    public static bool IsAttribute(ReadOnlySpan<byte> name) => Has(AttributeSpans, name);

    private static bool Has(FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> names, ReadOnlySpan<byte> name)
    {
        Span<char> text = stackalloc char[Longest];
        return name.Length is > 0 and <= Longest && Encoding.ASCII.TryGetChars(name, text, out var length) && names.Contains(text[..length]);
    }
}
