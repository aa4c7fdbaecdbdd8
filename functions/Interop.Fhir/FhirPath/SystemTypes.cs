using System.Collections.Frozen;

namespace Interop.Fhir.FhirPath;

/// <summary>The types of FHIRPath's own <c>System</c> namespace.</summary>
internal static class SystemTypes
{
    public static readonly FhirPathType Any = new("System", "Any", ValueKind.Complex);
    public static readonly FhirPathType Boolean = Make("Boolean", ValueKind.Boolean);
    public static readonly FhirPathType String = Make("String", ValueKind.String);
    public static readonly FhirPathType Integer = Make("Integer", ValueKind.Integer);
    public static readonly FhirPathType Decimal = Make("Decimal", ValueKind.Decimal);
    public static readonly FhirPathType Date = Make("Date", ValueKind.Date);
    public static readonly FhirPathType DateTime = Make("DateTime", ValueKind.DateTime);
    public static readonly FhirPathType Time = Make("Time", ValueKind.Time);
    public static readonly FhirPathType Quantity = Make("Quantity", ValueKind.Quantity);
    public static readonly FhirPathType TypeInfo = Make("TypeInfo", ValueKind.Type);

    /// <summary>The type of a node of which nothing is known.</summary>
    public static readonly FhirPathType Unknown = new("FHIR", "Element", ValueKind.Unknown);

    private static readonly FrozenDictionary<string, FhirPathType> ByName =
        new[] { Any, Boolean, String, Integer, Decimal, Date, DateTime, Time, Quantity, TypeInfo }.ToFrozenDictionary(t => t.Name, StringComparer.Ordinal);

    public static FhirPathType? Find(string name) => ByName.GetValueOrDefault(name);

    private static FhirPathType Make(string name, ValueKind kind) => new("System", name, kind, Any);
}
