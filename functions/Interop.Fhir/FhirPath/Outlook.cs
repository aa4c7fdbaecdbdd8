namespace Interop.Fhir.FhirPath;

/// <summary>What is known of an expression's value when only the presence of the focus's own elements is known.</summary>
internal enum Outlook : byte
{
    /// <summary>Nothing: any value, or an error.</summary>
    Open,

    /// <summary>The empty collection.</summary>
    Empty,

    /// <summary>At least one item.</summary>
    Some,

    /// <summary>A single false.</summary>
    False,

    /// <summary>A single true.</summary>
    True,
}
