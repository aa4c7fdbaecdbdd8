namespace Interop.Fhir.FhirPath.Checking;

/// <summary>What is known of a collection without data: the types its items may have (null: any), whether it may have several, whether it is in order.</summary>
internal sealed record Shape(IReadOnlyList<FhirPathType>? Types, bool Many, bool Unordered = false)
{
    public static readonly Shape Any = new(null, Many: true);
    public static readonly Shape Boolean = One(SystemTypes.Boolean);
    public static readonly Shape Integer = One(SystemTypes.Integer);
    public static readonly Shape Decimal = One(SystemTypes.Decimal);
    public static readonly Shape String = One(SystemTypes.String);

    public static Shape One(FhirPathType type) => new([type], Many: false);

    public Shape Single() => this with { Many = false };

    public Shape Or(Shape other) => new(
        Types is null || other.Types is null ? null : [.. Types.Union(other.Types)], Many: true, Unordered || other.Unordered);

    /// <summary>Whether every type it may have satisfies a condition; false when the types are not known.</summary>
    public bool Surely(Func<FhirPathType, bool> condition) => Types is { Count: > 0 } && Types.All(condition);
}
