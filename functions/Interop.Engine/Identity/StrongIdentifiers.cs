using Interop.Fhir.Tree;

namespace Interop.Engine.Identity;

/// <summary>Which identifiers of a resource may tell who it is.</summary>
internal static class StrongIdentifiers
{
    private static readonly HashSet<string> InsTypes = ["INS-NIR", "INS-NIA", "INS-NIR-TEST", "INS-NIR-DEMO"];

    /// <summary>The primary one, then the others in the resource that count; the NSS (type NH) never does (MODELLING I1).</summary>
    public static IReadOnlyList<Identifier> Of(Node resource, string type, Identifier primary)
    {
        var strong = new List<Identifier> { primary };
        if (type is not ("Patient" or "Practitioner" or "Organization"))
        {
            return strong;
        }

        foreach (var identifier in resource.All("identifier"))
        {
            if (identifier["system"].Text is { } system && identifier["value"].Text is { } value
                && !strong.Contains(new Identifier(system, value)) && Counts(identifier, type))
            {
                strong.Add(new Identifier(system, value));
            }
        }

        return strong;
    }

    /// <summary>Whether the identifier is an INS; the mapping writes one only when it is qualified with its five traits.</summary>
    public static bool IsIns(Node identifier) => InsTypes.Contains(identifier["type"]["coding"]["code"].Text ?? "") && !identifier["use"].Is("old"u8);

    private static bool Counts(Node identifier, string type)
    {
        var code = identifier["type"]["coding"]["code"].Text;
        return type switch
        {
            "Patient" => code == "PI" || IsIns(identifier),
            _ => code is "RPPS" or "ADELI" or "IDNPS" or "FINEG" or "FINEJ" or "SIRET" or "IDNST",
        };
    }
}
