using System.Text.RegularExpressions;
using Interop.Fhir.FhirPath;
using Interop.Fhir.Tree;

namespace Interop.Fhir.Xml;

/// <summary>How the value of an XML attribute would be written in JSON.</summary>
internal static partial class XmlLiteral
{
    /// <summary>A value that does not have the form of its type stays text, for the validator to name.</summary>
    public static NodeKind KindOf(FhirPathType type, string value) => type.Kind switch
    {
        ValueKind.Boolean => value switch { "true" => NodeKind.True, "false" => NodeKind.False, _ => NodeKind.String },
        ValueKind.Integer or ValueKind.Decimal => JsonNumber().IsMatch(value) ? NodeKind.Number : NodeKind.String,
        _ => NodeKind.String,
    };

    [GeneratedRegex(@"\A-?(0|[1-9][0-9]*)(\.[0-9]+)?([eE][+-]?[0-9]+)?\z", RegexOptions.CultureInvariant)]
    private static partial Regex JsonNumber();
}
