namespace Interop.Fhir.French;

/// <summary>The FHIR systems and OIDs of French identifiers (FR Core 2.2.0, CI-SIS).</summary>
public static class FrenchSystems
{
    /// <summary>INS made of a NIR, of a real person.</summary>
    public const string InsNir = "urn:oid:1.2.250.1.213.1.4.8";

    /// <summary>INS made of a NIA (waiting for a NIR), of a real person.</summary>
    public const string InsNia = "urn:oid:1.2.250.1.213.1.4.9";

    /// <summary>INS of a test identity.</summary>
    public const string InsNirTest = "urn:oid:1.2.250.1.213.1.4.10";

    /// <summary>INS of a demonstration identity.</summary>
    public const string InsNirDemo = "urn:oid:1.2.250.1.213.1.4.11";

    /// <summary>The old computed INS.</summary>
    public const string InsC = "urn:oid:1.2.250.1.213.1.4.2";

    /// <summary>Social-security number from a NIR: a billing number, never an identity.</summary>
    public const string NssNir = "urn:oid:1.2.250.1.213.1.4.13";

    /// <summary>Social-security number from a NIA: a billing number, never an identity.</summary>
    public const string NssNia = "urn:oid:1.2.250.1.213.1.4.14";

    /// <summary>Number of the pharmaceutical record (dossier pharmaceutique).</summary>
    public const string Ndp = "urn:oid:1.2.250.1.176.1.2";

    /// <summary>National identifier of a professional, with its type prefix.</summary>
    public const string IdNatPs = "urn:oid:1.2.250.1.71.4.2.1";

    /// <summary>National identifier of a structure, with its type prefix.</summary>
    public const string IdNatStruct = "urn:oid:1.2.250.1.71.4.2.2";

    /// <summary>RPPS number.</summary>
    public const string Rpps = "https://rpps.esante.gouv.fr";

    /// <summary>RPPS rank: the RPPS number and two or three digits.</summary>
    public const string RppsRank = "https://rppsrang.esante.gouv.fr";

    /// <summary>FINESS number, legal or geographic.</summary>
    public const string Finess = "https://finess.esante.gouv.fr";

    /// <summary>SIREN and SIRET numbers.</summary>
    public const string Sirene = "https://sirene.fr";

    /// <summary>Number of a professional at the health insurance.</summary>
    public const string HealthInsurance = "https://www.ameli.fr";

    /// <summary>Codes of boxes of drugs, CIP13 or CIP7.</summary>
    public const string Cip = "http://data.esante.gouv.fr/ansm/medicament/Presentation";

    /// <summary>Codes of dispensing units of drugs, UCD13 or UCD7.</summary>
    public const string Ucd = "http://data.esante.gouv.fr/ansm/medicament/UCD";

    /// <summary>EDQM's Standard Terms: dose forms, routes, packaging.</summary>
    public const string Edqm = "http://standardterms.edqm.eu";

    /// <summary>The URI by which the French PN13 concept maps name EDQM's Standard Terms; the same code system.</summary>
    public const string EdqmOfPn13 = "http://data.esante.gouv.fr/coe/standardterms";

    /// <summary>What stands before an OID in a FHIR system.</summary>
    public const string OidPrefix = "urn:oid:";

    /// <summary>Whether the system is an INS of a real person.</summary>
    public static bool IsRealIns(string? system) => system is InsNir or InsNia;

    /// <summary>Whether the system is an INS of an invented person (test, demonstration); its key may be wrong.</summary>
    public static bool IsTestIns(string? system) => system is InsNirTest or InsNirDemo;

    /// <summary>The one URI of a code system that is published under two.</summary>
    public static string Canonical(string system) => system == EdqmOfPn13 ? Edqm : system;

    /// <summary>Whether the system holds social-security numbers, which may be a parent's and identify nobody.</summary>
    public static bool IsNss(string? system) => system is NssNir or NssNia;

    /// <summary>The FHIR system of a bare OID; anything else comes back unchanged.</summary>
    public static string FromOid(string oid) => oid.Length > 2 && oid[1] == '.' && oid[0] is '0' or '1' or '2' ? OidPrefix + oid : oid;
}
