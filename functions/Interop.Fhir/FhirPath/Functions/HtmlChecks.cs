using System.Xml;

namespace Interop.Fhir.FhirPath.Functions;

/// <summary>
/// <c>htmlChecks()</c>: a narrative is one XHTML <c>div</c> of the elements and attributes that FHIR allows, holds no active content, and says
/// something (https://hl7.org/fhir/R4/narrative.html#xhtml, invariants txt-1 and txt-2).
/// </summary>
internal static class HtmlChecks
{
    private const string Xhtml = "http://www.w3.org/1999/xhtml";

    public static bool AreGood(Call call)
    {
        for (var i = 0; i < call.Input.Count; i++)
        {
            call.Scope.Step(call.Position);
            if (!IsGood(call.Input[i]))
            {
                return false;
            }
        }

        return true;
    }

    private static bool IsGood(in FhirPathItem item) =>
        (item.IsNode && new NarrativeScan(item.Node.Utf8).IsGood()) || (item.Text is { } text && IsGood(text));

    /// <summary>What an XML reader says of it.</summary>
    internal static bool IsGood(string text)
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
        if (!XhtmlNames.IsElement(reader.LocalName) || reader.NamespaceURI != Xhtml || reader.Depth == 0 && reader.LocalName != "div")
        {
            return false;
        }

        for (var more = reader.MoveToFirstAttribute(); more; more = reader.MoveToNextAttribute())
        {
            var isScript = reader.LocalName is "href" or "src" && reader.Value.TrimStart().StartsWith("javascript:", StringComparison.OrdinalIgnoreCase);
            if (reader.Prefix != "xmlns" && !XhtmlNames.IsAttribute(reader.Name) || isScript)
            {
                return false;
            }
        }

        reader.MoveToElement();
        return true;
    }
}
