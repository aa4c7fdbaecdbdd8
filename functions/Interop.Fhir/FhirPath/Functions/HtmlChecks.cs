using System.Collections.Frozen;
using System.Xml;

namespace Interop.Fhir.FhirPath.Functions;

/// <summary>
/// <c>htmlChecks()</c>: a narrative is one XHTML <c>div</c> of the elements and attributes that FHIR allows, holds no active content, and says
/// something (https://hl7.org/fhir/R4/narrative.html#xhtml, invariants txt-1 and txt-2).
/// </summary>
internal static class HtmlChecks
{
    private const string Xhtml = "http://www.w3.org/1999/xhtml";

    private const int MaxKept = 64 * 1024;

    private static readonly FrozenSet<string> Elements = FrozenSet.ToFrozenSet(
        ("p br div h1 h2 h3 h4 h5 h6 a span b em i strong small big tt dfn q var abbr acronym cite blockquote hr address bdo kbd sub sup ul ol li dl dt dd pre "
        + "table caption colgroup col thead tr tfoot tbody th td code samp img map area").Split(' '), StringComparer.Ordinal);

    private static readonly FrozenSet<string> Attributes = FrozenSet.ToFrozenSet(
        ("title style class id lang xml:lang dir accesskey tabindex span width align valign char charoff abbr axis headers scope rowspan colspan href name rel rev charset "
        + "hreflang type coords shape cite border cellpadding cellspacing frame rules summary src alt height longdesc usemap ismap nohref start value bgcolor nowrap xmlns").Split(' '),
        StringComparer.Ordinal);

    // The narrative found good last on this thread: two invariants of R4 ask the same question one after the other.
    [ThreadStatic]
    private static byte[]? lastGood;

    [ThreadStatic]
    private static int lastLength;

    public static bool AreGood(Call call)
    {
        for (var i = 0; i < call.Input.Count; i++)
        {
            call.Scope.Step(call.Position);
            var item = call.Input[i];
            if (item.IsNode ? !item.Node.HasValue || !IsGood(item.Node.Utf8) : item.Text is not { } text || !IsGoodXml(text))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Plain narratives are judged as they stand; anything unusual is left to the XML reader.</summary>
    private static bool IsGood(ReadOnlySpan<byte> utf8)
    {
        if (lastGood is not null && utf8.SequenceEqual(lastGood.AsSpan(0, lastLength)))
        {
            return true;
        }

        if (!IsPlain(utf8) && !IsGoodXml(Tree.NodeTree.Decode(utf8)))
        {
            return false;
        }

        if (utf8.Length <= MaxKept)
        {
            lastGood ??= new byte[MaxKept];
            utf8.CopyTo(lastGood);
            lastLength = utf8.Length;
        }

        return true;
    }

    internal static bool IsPlain(ReadOnlySpan<byte> utf8) => PlainNarrative.IsGood(utf8, Elements, Attributes);

    internal static bool IsGoodXml(string text)
    {
        var settings = new XmlReaderSettings { DtdProcessing = DtdProcessing.Prohibit, XmlResolver = null, MaxCharactersInDocument = 20_000_000 };
        var says = false;
        try
        {
            using var reader = XmlReader.Create(new StringReader(text), settings);
            while (reader.Read())
            {
                if (reader.NodeType == XmlNodeType.Element)
                {
                    if (!IsGoodElement(reader))
                    {
                        return false;
                    }

                    says |= reader.LocalName == "img";
                }

                says |= reader.NodeType is XmlNodeType.Text or XmlNodeType.CDATA && !string.IsNullOrWhiteSpace(reader.Value);
            }
        }
        catch (XmlException)
        {
            return false;
        }

        return says;
    }

    private static bool IsGoodElement(XmlReader reader)
    {
        if (!Elements.Contains(reader.LocalName) || reader.NamespaceURI != Xhtml || reader.Depth == 0 && reader.LocalName != "div")
        {
            return false;
        }

        for (var more = reader.MoveToFirstAttribute(); more; more = reader.MoveToNextAttribute())
        {
            var isScript = reader.LocalName is "href" or "src" && reader.Value.TrimStart().StartsWith("javascript:", StringComparison.OrdinalIgnoreCase);
            if (reader.Prefix != "xmlns" && !Attributes.Contains(reader.Name) || isScript)
            {
                return false;
            }
        }

        reader.MoveToElement();
        return true;
    }
}
