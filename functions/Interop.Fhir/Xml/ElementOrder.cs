using Interop.Fhir.FhirPath;

namespace Interop.Fhir.Xml;

/// <summary>Watches that the elements of one parent come in the order that R4 defines; this also keeps repetitions together.</summary>
internal sealed class ElementOrder
{
    private FhirPathElement? last;
    private string? lastName;

    public bool Next(string name, FhirPathElement? element)
    {
        var good = element is null || last is null || element.Order > last.Order || ReferenceEquals(element, last) && name == lastName && element.IsList;
        last = element ?? last;
        lastName = name;
        return good;
    }
}
