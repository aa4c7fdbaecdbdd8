namespace Interop.Fhir.Definitions;

/// <summary>The primitive types of R4, by how their value is written.</summary>
public enum PrimitiveKind : byte
{
    None,
    Base64Binary,
    Boolean,
    Canonical,
    Code,
    Date,
    DateTime,
    Decimal,
    Id,
    Instant,
    Integer,
    Markdown,
    Oid,
    PositiveInt,
    String,
    Time,
    UnsignedInt,
    Uri,
    Url,
    Uuid,
    Xhtml,
}

internal static class Primitives
{
    public static PrimitiveKind Of(string name) => Enum.TryParse<PrimitiveKind>(name, ignoreCase: true, out var kind) ? kind : PrimitiveKind.String;

    /// <summary>Whether JSON writes the value as a number.</summary>
    public static bool IsNumber(PrimitiveKind kind) =>
        kind is PrimitiveKind.Decimal or PrimitiveKind.Integer or PrimitiveKind.PositiveInt or PrimitiveKind.UnsignedInt;
}
