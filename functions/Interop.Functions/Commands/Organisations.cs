using Interop.Fhir.French;

namespace Interop.Functions.Commands;

/// <summary>Checks how an organisation is spelled on the command line.</summary>
internal static class Organisations
{
    /// <summary>Refuses what is not <c>SCHEME|value</c> with a valid key.</summary>
    public static void Check(string organisation)
    {
        var (scheme, value) = organisation.Split('|', 2) is [var s, var v] ? (s, v) : ("", "");
        var valid = scheme switch
        {
            "FINEG" or "FINEJ" => Finess.IsValid(value),
            "SIRET" => Siret.IsValid(value),
            "RPPS" => Rpps.IsValid(value),
            _ => false,
        };
        if (!valid)
        {
            throw new CliException(ExitCode.Usage, "--organisation: expected FINEG|9 digits, FINEJ|9 digits, SIRET|14 digits or RPPS|11 digits with a valid key");
        }
    }
}
