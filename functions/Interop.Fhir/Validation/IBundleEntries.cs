using Interop.Fhir.Tree;

namespace Interop.Fhir.Validation;

/// <summary>The entries of a Bundle that is not in memory as a whole.</summary>
internal interface IBundleEntries
{
    /// <summary>The entry with this <c>fullUrl</c>; a node that does not exist when there is none.</summary>
    Node Entry(string fullUrl);

    /// <summary>Whether there is one.</summary>
    bool Has(string fullUrl);

    /// <summary>The resource type of that entry.</summary>
    string? TypeOf(string fullUrl);

    /// <summary>Whether an element or an anchor of a narrative has this id, anywhere in the Bundle.</summary>
    bool HasAnchor(string id);
}
