using Interop.Engine.Identity;

namespace Interop.Functions.Http.Search;

/// <summary>What can be searched by, per type: the search itself and the CapabilityStatement go by this one list.</summary>
public static class SearchParameters
{
    /// <summary>The page that follows an id.</summary>
    public const string After = "_after";

    /// <summary>How many at most.</summary>
    public const string Count = "_count";

    /// <summary>Criteria that a link of this engine carries without showing them.</summary>
    public const string Sealed = "_sealed";

    /// <summary>JSON is all there is.</summary>
    public const string Format = "_format";

    /// <summary>They say how to answer, not what to find.</summary>
    private static readonly string[] OfResults = [Count, After, Format, Sealed];

    /// <summary>Parameters that are names.</summary>
    public static readonly string[] OfNames = ["family", "given", "name"];

    /// <summary>Name and type of each parameter; <paramref name="ofPatient"/> for types in a patient's compartment.</summary>
    public static IEnumerable<(string Name, string Type)> Of(string type, bool ofPatient) => type == "AuditEvent"
        ? [("date", "date"), ("patient", "reference"), ("entity", "reference"), ("agent", "reference")]
        :
        [
            ("identifier", "token"), ("_id", "token"),
            .. ofPatient ? [("patient", "reference")] : Array.Empty<(string, string)>(),
            .. NameKeys.Has(type) ? [("family", "string"), ("given", "string"), ("name", "string")] : Array.Empty<(string, string)>(),
            .. type == "Patient" ? [("birthdate", "date")] : Array.Empty<(string, string)>(),
        ];

    /// <summary>Every parameter that a search of this type takes.</summary>
    public static IReadOnlyList<string> Names(string type) => [.. Of(type, ofPatient: true).Select(p => p.Name), .. OfResults];

    /// <summary>Whether a link may show the value: it names nobody, being an id of this engine, a time of the trail or a number.</summary>
    public static bool IsOpen(string name) => name is "_id" or "patient" or "date" or Count or After;
}
