namespace Interop.Fhir.French;

/// <summary>French identifiers and drug codes by the FHIR system that they stand in.</summary>
public static class FrenchIdentifier
{
    /// <summary>Whether a value has the shape and the key of its system; null when the system is no French one, or has no such rule.</summary>
    /// <param name="system">The identifier's system.</param>
    /// <param name="value">The identifier.</param>
    public static bool? IsValid(string? system, ReadOnlySpan<char> value) => system switch
    {
        FrenchSystems.InsNir or FrenchSystems.InsNia or FrenchSystems.InsNirTest or FrenchSystems.InsNirDemo or FrenchSystems.NssNir or FrenchSystems.NssNia => Nir.IsValid(value),

        // The system also holds exercise situations, which are longer.
        FrenchSystems.Rpps => value.Length > 11 ? null : Rpps.IsValid(value),
        FrenchSystems.Finess => Finess.IsValid(value),
        FrenchSystems.Sirene => value.Length == 9 ? Siren.IsValid(value) : Siret.IsValid(value),
        FrenchSystems.IdNatPs => OfPrefix(value, '8', Rpps.IsValid) ?? OfPrefix(value, '0', Adeli.IsValid),
        FrenchSystems.IdNatStruct => OfPrefix(value, '1', Finess.IsValid) ?? OfPrefix(value, '2', Siren.IsValid) ?? OfPrefix(value, '3', Siret.IsValid),
        _ => null,
    };

    /// <summary>Whether <see cref="IsValid"/> says anything of values of a system.</summary>
    internal static bool HasRule(string system) => system is FrenchSystems.InsNir or FrenchSystems.InsNia or FrenchSystems.InsNirTest or FrenchSystems.InsNirDemo
        or FrenchSystems.NssNir or FrenchSystems.NssNia or FrenchSystems.Rpps or FrenchSystems.Finess or FrenchSystems.Sirene or FrenchSystems.IdNatPs or FrenchSystems.IdNatStruct;

    /// <summary>The same for a code: boxes (CIP), dispensing units (UCD), LOINC.</summary>
    public static bool? IsValidCode(string? system, ReadOnlySpan<char> code) => system switch
    {
        FrenchSystems.Cip => code.Length == 7 ? Cip7.IsValid(code) : Cip13.IsValid(code),
        FrenchSystems.Ucd => code.Length == 7 ? Cip7.IsValid(code) : Ucd13.IsValid(code),
        Loinc.System => Loinc.IsValid(code),
        _ => null,
    };

    private delegate bool Rule(ReadOnlySpan<char> text);

    private static bool? OfPrefix(ReadOnlySpan<char> value, char prefix, Rule rule) => value.Length > 0 && value[0] == prefix ? rule(value[1..]) : null;
}
