using Interop.Engine.Identity;

namespace Interop.Functions.Http;

/// <summary>What can be searched by, per type: the search itself and the CapabilityStatement go by this one list.</summary>
public static class SearchParameters
{
    /// <summary>They say how to answer, not what to find.</summary>
    private static readonly string[] OfResults = ["_count", "_after", "_format"];

    /// <summary>Parameters that are names.</summary>
    public static readonly string[] OfNames = ["family", "given", "name"];

    /// <summary>Name and type of each parameter; <paramref name="ofPatient"/> for types in a patient's compartment.</summary>
    public static IEnumerable<(string Name, string Type)> Of(string type, bool ofPatient) =>
    [
        ("identifier", "token"), ("_id", "token"),
        .. ofPatient ? [("patient", "reference")] : Array.Empty<(string, string)>(),
        .. NameKeys.Has(type) ? [("family", "string"), ("given", "string"), ("name", "string")] : Array.Empty<(string, string)>(),
        .. type == "Patient" ? [("birthdate", "date")] : Array.Empty<(string, string)>(),
    ];

    /// <summary>Every parameter that a search of this type takes.</summary>
    public static IReadOnlyList<string> Names(string type) => [.. Of(type, ofPatient: true).Select(p => p.Name), .. OfResults];
}
