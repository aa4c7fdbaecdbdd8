namespace Interop.Fhir.Json;

/// <summary>How a FHIR tree is written as JSON.</summary>
public sealed record FhirJsonWriteOptions
{
    /// <summary>One line, everything, nothing rewritten.</summary>
    public static readonly FhirJsonWriteOptions Compact = new();

    /// <summary>Line breaks and two spaces per level.</summary>
    public bool Indented { get; init; }

    /// <summary>Gives the text to write for the value of any property named <c>reference</c>; null keeps the value.</summary>
    public Func<string, string?>? MapReference { get; init; }

    /// <summary>Leaves out the root's <c>meta</c>, so that equal content has equal bytes whatever its version.</summary>
    public bool SkipMeta { get; init; }
}
