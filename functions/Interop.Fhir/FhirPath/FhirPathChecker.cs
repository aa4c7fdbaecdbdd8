using Interop.Fhir.FhirPath.Checking;

namespace Interop.Fhir.FhirPath;

/// <summary>How much the check of an expression demands.</summary>
public enum FhirPathMode
{
    /// <summary>Refuses what is wrong on any data: a function on a type it cannot take, a choice spelled as in JSON (<c>valueQuantity</c>).</summary>
    Lenient,

    /// <summary>Also refuses names that the types do not declare, and picking by position from collections without an order.</summary>
    Strict,
}

/// <summary>Checks an expression against the definitions before it meets data (https://hl7.org/fhirpath/N1/#type-safety-and-strict-evaluation).</summary>
public static class FhirPathChecker
{
    /// <summary>
    /// Throws <see cref="FhirPathException"/> of phase Check for the first fault. <paramref name="focusType"/> is the type the expression
    /// is evaluated on (<c>Patient</c>, <c>HumanName</c>, <c>Patient.contact</c>); null when it is not known.
    /// </summary>
    public static void Check(FhirPathExpression expression, string? focusType, FhirPathMode mode = FhirPathMode.Strict)
    {
        var focus = focusType is null ? Shape.Any : TypeModel.FindPath(focusType) is { } type ? Shape.One(type) : Shape.Any;
        new TypeChecker(mode == FhirPathMode.Strict, focus).Check(expression.Root);
    }
}
