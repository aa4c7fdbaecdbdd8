using System.Collections.Frozen;

namespace Interop.Fhir.FhirPath.Functions;

/// <summary>All functions by name. <c>is</c>, <c>as</c> and <c>ofType</c> take a type, not an expression, and are part of the syntax.</summary>
internal static class FunctionTable
{
    private static readonly FrozenDictionary<string, FhirPathFunction> Functions = new[]
    {
        FilterFunctions.All, ExistenceFunctions.All, SubsetFunctions.All, TreeFunctions.All, UtilityFunctions.All, FhirFunctions.All,
        StringFunctions.All, EncodingFunctions.All, MathFunctions.All, ConversionFunctions.All, BoundaryFunctions.All,
    }.SelectMany(group => group).ToFrozenDictionary(function => function.Name, StringComparer.Ordinal);

    public static FhirPathFunction? Find(string name) => Functions.GetValueOrDefault(name);
}
