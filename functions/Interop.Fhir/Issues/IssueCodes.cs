using static Interop.Fhir.Issues.IssueSeverity;

namespace Interop.Fhir.Issues;

/// <summary>Every issue code of the engine, in one place. Ids never change meaning; a code that is retired stays unused.</summary>
public static class IssueCodes
{
    // ---- JSON -----------------------------------------------------------------------------------------------------
    public static readonly IssueCode JsonSyntax = new("json-syntax", "structure", Fatal,
        "The text is not valid JSON.", "Check the character at this line and column, and send the record again.",
        "Le texte n'est pas du JSON valide.", "Vérifiez le caractère à cette ligne et cette colonne, puis renvoyez l'enregistrement.");

    public static readonly IssueCode JsonTruncated = new("json-truncated", "incomplete", Fatal,
        "The JSON text ends too early.", "The record was cut off on the way; send it again whole.",
        "Le texte JSON s'arrête trop tôt.", "L'enregistrement a été coupé en route ; renvoyez-le en entier.");

    public static readonly IssueCode JsonTooDeep = new("json-too-deep", "too-costly", Fatal,
        "The JSON text is nested deeper than 64 levels.", "No record needs that; check the program that wrote it.",
        "Le texte JSON dépasse 64 niveaux d'imbrication.", "Aucun enregistrement n'en a besoin ; vérifiez le programme qui l'a écrit.");

    public static readonly IssueCode JsonInvalidUtf8 = new("json-invalid-utf8", "structure", Fatal,
        "The text is not valid UTF-8.", "Write the record in UTF-8; this byte is probably ISO 8859-1 or Windows-1252.",
        "Le texte n'est pas de l'UTF-8 valide.", "Écrivez l'enregistrement en UTF-8 ; cet octet est sans doute de l'ISO 8859-1 ou du Windows-1252.");

    public static readonly IssueCode JsonDuplicateProperty = new("json-duplicate-property", "duplicate", Fatal,
        "A property is given twice in one object.", "Keep one of the two: which one counts cannot be guessed.",
        "Une propriété est donnée deux fois dans un même objet.", "Gardez l'une des deux : on ne peut deviner laquelle compte.");

    // ---- FHIR content (Interop.Fhir) --------------------------------------------------------------------------------
    public static readonly IssueCode FhirNotAResource = new("fhir-not-a-resource", "structure", Fatal,
        "The text is not a FHIR resource: it is no JSON object.", "Send one resource, or a Bundle of resources.",
        "Le texte n'est pas une ressource FHIR : ce n'est pas un objet JSON.", "Envoyez une ressource, ou un Bundle de ressources.");

    public static readonly IssueCode FhirNestedArray = new("fhir-nested-array", "structure", Error,
        "An array stands directly inside the array {0}.", "FHIR knows no arrays of arrays; write the items in one array.",
        "Un tableau se trouve directement dans le tableau {0}.", "FHIR ne connaît pas les tableaux de tableaux ; écrivez les éléments dans un seul tableau.");

    public static readonly IssueCode FhirEmptyArray = new("fhir-empty-array", "invalid", Error,
        "The array {0} is empty.", "Leave the property out when there is nothing to say.",
        "Le tableau {0} est vide.", "Omettez la propriété quand il n'y a rien à dire.");

    public static readonly IssueCode FhirExtensionShape = new("fhir-extension-shape", "structure", Error,
        "The property {0} does not have the shape of the property it adds to.",
        "_name holds an object with id or extension beside a single primitive, and an array of such objects or nulls beside an array.",
        "La propriété {0} n'a pas la forme de la propriété qu'elle complète.",
        "_nom contient un objet avec id ou extension à côté d'une valeur seule, et un tableau de tels objets ou de null à côté d'un tableau.");

    // ---- French identifiers (Interop.Fhir) --------------------------------------------------------------------------

    // ---- Records and mappings (Interop.Mapping) ---------------------------------------------------------------------
    public static readonly IssueCode ScriptSyntax = new("script-syntax", "code-invalid", Fatal,
        "The script does not parse: found {0}, expected {1}.", "Correct the mapping script at this line and column.",
        "Le script ne peut être lu : {0} trouvé, {1} attendu.", "Corrigez le script de correspondance à cette ligne et cette colonne.");

    public static readonly IssueCode ScriptFailed = new("script-failed", "exception", Error,
        "The mapping script cannot go on: {0}.", "The script does not expect this record; see the script line and the field it reads.",
        "Le script de correspondance ne peut continuer : {0}.", "Le script n'attend pas cet enregistrement ; voyez sa ligne et le champ qu'elle lit.");

    public static readonly IssueCode ScriptLimit = new("script-limit", "too-costly", Error,
        "The mapping script reached its limit of {0} ({1}).", "The script loops or grows without end, or the record is far larger than foreseen.",
        "Le script de correspondance a atteint sa limite de {0} ({1}).", "Le script boucle ou grossit sans fin, ou l'enregistrement est bien plus grand que prévu.");

    public static readonly IssueCode ScriptIncludeMissing = new("script-include-missing", "not-found", Error,
        "The script includes {0}, which does not exist.", "Give a path below the mappings folder, such as library/patient.sbn.",
        "Le script inclut {0}, qui n'existe pas.", "Donnez un chemin sous le dossier mappings, par exemple library/patient.sbn.");

    // ---- Pipeline, identity, routing, delivery (Interop.Engine) -----------------------------------------------------

    // ---- HTTP and configuration (Interop.Functions) -----------------------------------------------------------------

    /// <summary>All codes, for the catalogue page and its tests.</summary>
    public static IReadOnlyList<IssueCode> All { get; } =
        [.. typeof(IssueCodes).GetFields().Where(f => f.FieldType == typeof(IssueCode)).Select(f => (IssueCode)f.GetValue(null)!)];
}
