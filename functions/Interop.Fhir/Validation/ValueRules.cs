using Interop.Fhir.FhirPath;
using Interop.Fhir.Issues;
using Interop.Fhir.Tree;

namespace Interop.Fhir.Validation;

/// <summary>What R4 says in words of single values: absolute systems and canonicals, URIs as identifiers, FHIRPath that parses, texts that end.</summary>
internal static class ValueRules
{
    private const int LongestText = 1024 * 1024;

    /// <summary>An identifier's system is absolute; the system "URI" has URIs as values (http://hl7.org/fhir/R4/datatypes.html#Identifier).</summary>
    public static void Identifier(Node identifier, Findings findings)
    {
        if (identifier["system"] is not { Kind: NodeKind.String } system)
        {
            return;
        }

        if (system.Utf8.IndexOf((byte)':') < 0)
        {
            findings.Add(IssueCodes.FhirSystemRelative, system);
        }
        else if (system.Is("urn:ietf:rfc:3986") && identifier["value"] is { Kind: NodeKind.String } value && value.Utf8.IndexOf((byte)':') < 0)
        {
            findings.Add(IssueCodes.FhirIdentifierNoUri, value);
        }
    }

    /// <summary>A canonical is absolute, or names a contained resource; advice, since many of HL7's own examples write <c>Type/id</c>.</summary>
    public static void Canonical(Node canonical, Findings findings)
    {
        if (canonical.Kind == NodeKind.String && canonical.Utf8 is not [(byte)'#', ..] && canonical.Utf8.IndexOf((byte)':') < 0)
        {
            findings.Add(IssueCodes.FhirCanonicalRelative, canonical);
        }
    }

    /// <summary>A text of at most 1 MB; where it is FHIRPath, one that parses.</summary>
    public static void Text(Node text, Findings findings)
    {
        if (text.Utf8.Length > LongestText && text.Text!.Length > LongestText)
        {
            findings.Add(IssueCodes.FhirTextLong, text, text.Name!);
        }

        if (text.Name == "expression" && text.Kind == NodeKind.String && IsFhirPath(text))
        {
            try
            {
                FhirPathExpression.Parse(text.Text!);
            }
            catch (FhirPathException)
            {
                findings.Add(IssueCodes.FhirExpressionFault, text);
            }
        }
    }

    private static bool IsFhirPath(Node expression) =>
        expression.Parent.Name == "constraint" || expression.Parent["resourceType"].Is("SearchParameter") || expression.Parent["language"].Is("text/fhirpath");
}
