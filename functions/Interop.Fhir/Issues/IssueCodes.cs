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
    public static readonly IssueCode RecordFieldMissing = new("record-field-missing", "required", Error,
        "The field '{0}' is missing.", "Send it; the record's schema says what it holds.",
        "Le champ « {0} » manque.", "Envoyez-le ; le schéma de l'enregistrement dit ce qu'il contient.");

    public static readonly IssueCode RecordType = new("record-type", "structure", Error,
        "The field '{0}' has the wrong type: {1} is expected.", "Send the value in that JSON type; numbers without quotes, lists in brackets.",
        "Le champ « {0} » n'a pas le bon type : {1} attendu.", "Envoyez la valeur dans ce type JSON ; nombres sans guillemets, listes entre crochets.");

    public static readonly IssueCode RecordCode = new("record-code", "code-invalid", Error,
        "The field '{0}' holds a code that is not in its list.", "One of these is expected: {1}.",
        "Le champ « {0} » contient un code hors de sa liste.", "Une de ces valeurs est attendue : {1}.");

    public static readonly IssueCode RecordPattern = new("record-pattern", "value", Error,
        "The field '{0}' does not have the expected form.", "The expected form is {1}.",
        "Le champ « {0} » n'a pas la forme attendue.", "La forme attendue est {1}.");

    public static readonly IssueCode RecordFormat = new("record-format", "value", Error,
        "The field '{0}' is not a valid {1}.", "Correct the value at its source; nothing is guessed from it.",
        "Le champ « {0} » n'est pas une valeur valide de type {1}.", "Corrigez la valeur à la source ; rien n'en est deviné.");

    public static readonly IssueCode RecordKey = new("record-key", "value", Warning,
        "The key of '{0}' does not fit a {1} number.", "Check the number at its source; the record goes on and the number travels as it is.",
        "La clé de « {0} » ne correspond pas à un numéro {1}.", "Vérifiez le numéro à la source ; l'enregistrement continue et le numéro part tel quel.");

    public static readonly IssueCode RecordLength = new("record-length", "value", Error,
        "The field '{0}' is too short or too long.", "Its length must be {1}.",
        "Le champ « {0} » est trop court ou trop long.", "Sa longueur doit être {1}.");

    public static readonly IssueCode RecordRange = new("record-range", "value", Error,
        "The number in '{0}' is out of range.", "It must be {1}.",
        "Le nombre de « {0} » est hors limites.", "Il doit être {1}.");

    public static readonly IssueCode RecordItems = new("record-items", "value", Error,
        "The list '{0}' has too few or too many items.", "It must have {1}.",
        "La liste « {0} » a trop ou trop peu d'éléments.", "Elle doit en avoir {1}.");

    public static readonly IssueCode RecordShape = new("record-shape", "structure", Error,
        "The field '{0}' fits none, or several, of the shapes that it may have.", "The record's schema lists the shapes; send one of them.",
        "Le champ « {0} » ne correspond à aucune, ou à plusieurs, des formes possibles.", "Le schéma de l'enregistrement donne les formes ; envoyez-en une.");

    public static readonly IssueCode RecordUnknownField = new("record-unknown-field", "informational", Warning,
        "The field '{0}' is not in the record's schema.", "It is kept in the account of the message but reaches nobody; check its name, or ask for it to be mapped.",
        "Le champ « {0} » n'est pas dans le schéma de l'enregistrement.", "Il reste dans le décompte du message mais ne parvient à personne ; vérifiez son nom, ou demandez sa prise en charge.");

    public static readonly IssueCode DateTimeNaive = new("datetime-naive", "value", Warning,
        "The time in '{0}' has no offset from UTC.", "Send it with its offset (+01:00); until then the time zone of the record or of its installation is taken.",
        "L'heure de « {0} » n'a pas de décalage UTC.", "Envoyez-la avec son décalage (+01:00) ; d'ici là, on prend le fuseau de l'enregistrement ou de son installation.");

    public static readonly IssueCode MappingResult = new("mapping-result", "exception", Error,
        "The mapping script gave no FHIR Bundle.", "The script must end with ret transaction and its entries.",
        "Le script de correspondance n'a pas rendu de Bundle FHIR.", "Le script doit se terminer par ret transaction et ses entrées.");

    public static readonly IssueCode MappingFile = new("mapping-file", "not-found", Error,
        "The mappings folder lacks {0}.", "Add the file, or take what names it out of kind.yaml.",
        "Il manque {0} dans le dossier des correspondances.", "Ajoutez le fichier, ou retirez de kind.yaml ce qui le nomme.");

    public static readonly IssueCode MappingSetting = new("mapping-setting", "value", Error,
        "{0} is not as expected: {1}.", "Correct the file of the mappings folder at this place.",
        "{0} n'est pas conforme : {1}.", "Corrigez le fichier du dossier des correspondances à cet endroit.");

    public static readonly IssueCode LintUnknownFunction = new("lint-unknown-function", "code-invalid", Error,
        "There is no function {0}.", "Correct the name; REFERENCE.md lists the functions, and library files must be included.",
        "La fonction {0} n'existe pas.", "Corrigez le nom ; REFERENCE.md liste les fonctions, et les fichiers de bibliothèque doivent être inclus.");

    public static readonly IssueCode LintUnknownVariable = new("lint-unknown-variable", "code-invalid", Error,
        "The variable {0} is neither set by the script nor a field of the record.", "Correct the name, or add the field to the record's schema.",
        "La variable {0} n'est ni définie par le script ni un champ de l'enregistrement.", "Corrigez le nom, ou ajoutez le champ au schéma de l'enregistrement.");

    public static readonly IssueCode LintBanned = new("lint-banned", "business-rule", Error,
        "{0} may not be used in a mapping.", "A mapping gives the same result every time and says where each name comes from; use now, members and parameters.",
        "{0} ne peut pas servir dans une correspondance.", "Une correspondance donne toujours le même résultat et dit d'où vient chaque nom ; utilisez now, des membres et des paramètres.");

    public static readonly IssueCode LintIncludeCircular = new("lint-include-circular", "business-rule", Error,
        "{0} includes itself, directly or through others.", "Move what both need into a third library file.",
        "{0} s'inclut lui-même, directement ou par d'autres.", "Mettez ce qui est commun dans un troisième fichier de bibliothèque.");

    public static readonly IssueCode LintIgnoredPath = new("lint-ignored-path", "not-found", Error,
        "The path {0} of ignored.yaml is not in the record's schema.", "Correct the path, or remove the rule.",
        "Le chemin {0} de ignored.yaml n'est pas dans le schéma de l'enregistrement.", "Corrigez le chemin, ou retirez la règle.");

    public static readonly IssueCode LintIgnoredUnused = new("lint-ignored-unused", "business-rule", Error,
        "The rule {0} of ignored.yaml matches nothing in any case.", "Remove the rule, or add a case that has the field.",
        "La règle {0} de ignored.yaml ne correspond à rien dans aucun cas.", "Retirez la règle, ou ajoutez un cas qui contient le champ.");

    public static readonly IssueCode LintSchemaKeyword = new("lint-schema-keyword", "not-supported", Error,
        "The schema keyword or value {0} is not supported.", "Use the subset that mappings/README.md states.",
        "Le mot-clé ou la valeur de schéma {0} n'est pas pris en charge.", "Utilisez le sous-ensemble décrit dans mappings/README.md.");

    public static readonly IssueCode CaseDiffers = new("case-differs", "processing", Error,
        "The result of the case differs from its file at {0}.", "Correct the mapping; where the new result is right, run again with UPDATE_GOLDEN=1 and read the change.",
        "Le résultat du cas diffère de son fichier à {0}.", "Corrigez la correspondance ; si le nouveau résultat est juste, relancez avec UPDATE_GOLDEN=1 et relisez le changement.");

    public static readonly IssueCode CaseUnmapped = new("case-unmapped", "incomplete", Error,
        "The field {0} of the case reaches no output and no rule ignores it.", "Map it, or name it in ignored.yaml with the reason.",
        "Le champ {0} du cas n'atteint aucune sortie et aucune règle ne l'ignore.", "Prenez-le en charge, ou citez-le dans ignored.yaml avec la raison.");

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
