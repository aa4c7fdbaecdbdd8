namespace Interop.Fhir.FhirPath;

/// <summary>When an expression failed.</summary>
public enum FhirPathPhase
{
    /// <summary>The text is not FHIRPath.</summary>
    Parse,

    /// <summary>The text is FHIRPath, but can give nothing sensible on the types it is meant for.</summary>
    Check,

    /// <summary>The data, or the operands, do not allow the operation.</summary>
    Run,
}

/// <summary>
/// A FHIRPath expression that cannot be parsed, checked or run. The message names operators, functions and types;
/// it never carries a value of the data.
/// </summary>
public sealed class FhirPathException : Exception
{
    /// <summary>A failure of a phase at a position of the expression.</summary>
    public FhirPathException(FhirPathPhase phase, string message, int position)
        : base(message)
    {
        Phase = phase;
        Position = position;
    }

    /// <summary>When it failed.</summary>
    public FhirPathPhase Phase { get; }

    /// <summary>Offset in the expression's text, from 0; -1 where unknown.</summary>
    public int Position { get; }

    internal static FhirPathException Parse(string message, int position) => new(FhirPathPhase.Parse, message, position);

    internal static FhirPathException Check(string message, int position) => new(FhirPathPhase.Check, message, position);

    internal static FhirPathException Run(string message, int position) => new(FhirPathPhase.Run, message, position);
}
