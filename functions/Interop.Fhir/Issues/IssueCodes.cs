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

    public static readonly IssueCode FhirResourceTypeMissing = new("fhir-resource-type-missing", "required", Error,
        "The resource does not say its type.", "Give resourceType, as text.",
        "La ressource ne dit pas son type.", "Donnez resourceType, en texte.");

    public static readonly IssueCode FhirResourceTypeUnknown = new("fhir-resource-type-unknown", "structure", Error,
        "FHIR R4 has no resource type of this name.", "Check the spelling; type names begin with a capital letter.",
        "FHIR R4 n'a pas de type de ressource de ce nom.", "Vérifiez l'orthographe ; les noms de types commencent par une majuscule.");

    public static readonly IssueCode FhirUnknownElement = new("fhir-unknown-element", "structure", Error,
        "{1} has no element {0}.", "Check the spelling; what FHIR has no element for goes into an extension.",
        "{1} n'a pas d'élément {0}.", "Vérifiez l'orthographe ; ce que FHIR ne prévoit pas va dans une extension.");

    public static readonly IssueCode FhirElementMissing = new("fhir-element-missing", "required", Error,
        "The element {0} is missing.", "FHIR requires {0} here.",
        "L'élément {0} manque.", "FHIR exige {0} ici.");

    public static readonly IssueCode FhirTooMany = new("fhir-too-many", "structure", Error,
        "The element {0} is given {1} times at most here.", "Keep the ones that count within the limit.",
        "L'élément {0} ne peut être donné que {1} fois ici.", "Restez dans la limite.");

    public static readonly IssueCode FhirTwoChoices = new("fhir-two-choices", "structure", Error,
        "The element {0}[x] is given with two types.", "Keep one of them.",
        "L'élément {0}[x] est donné avec deux types.", "Gardez l'un d'eux.");

    public static readonly IssueCode FhirChoiceType = new("fhir-choice-type", "structure", Error,
        "The element {0}[x] cannot have the type of {1}.", "Allowed types: {2}.",
        "L'élément {0}[x] ne peut avoir le type de {1}.", "Types permis : {2}.");

    public static readonly IssueCode FhirArrayExpected = new("fhir-array-expected", "structure", Error,
        "The element {0} repeats and must be a JSON array.", "Put the value in square brackets, even when there is only one.",
        "L'élément {0} se répète et doit être un tableau JSON.", "Mettez la valeur entre crochets, même s'il n'y en a qu'une.");

    public static readonly IssueCode FhirArrayNotExpected = new("fhir-array-not-expected", "structure", Error,
        "The element {0} does not repeat and must not be a JSON array.", "Give the value without square brackets.",
        "L'élément {0} ne se répète pas et ne doit pas être un tableau JSON.", "Donnez la valeur sans crochets.");

    public static readonly IssueCode FhirObjectExpected = new("fhir-object-expected", "structure", Error,
        "The element {0} must be an object of type {1}.", "Give its elements in braces.",
        "L'élément {0} doit être un objet de type {1}.", "Donnez ses éléments entre accolades.");

    public static readonly IssueCode FhirValueExpected = new("fhir-value-expected", "structure", Error,
        "The element {0} is a {1} and must be a plain value.", "Give the value itself; an id or extensions go into _{0}.",
        "L'élément {0} est de type {1} et doit être une valeur simple.", "Donnez la valeur elle-même ; id et extensions vont dans _{0}.");

    public static readonly IssueCode FhirJsonType = new("fhir-json-type", "structure", Error,
        "The element {0} is a {1} and must be a JSON {2}.", "Write text in quotes, numbers and true or false without.",
        "L'élément {0} est de type {1} et doit être un {2} JSON.", "Écrivez les textes entre guillemets, les nombres et true ou false sans.");

    public static readonly IssueCode FhirFormat = new("fhir-format", "value", Error,
        "The value of {0} is not a {1}.", "See the format of {1} at http://hl7.org/fhir/R4/datatypes.html.",
        "La valeur de {0} n'est pas de type {1}.", "Voir le format de {1} sur http://hl7.org/fhir/R4/datatypes.html.");

    public static readonly IssueCode FhirCalendar = new("fhir-calendar", "value", Error,
        "The date in {0} is not in the calendar.", "Check the day and the month.",
        "La date de {0} n'existe pas dans le calendrier.", "Vérifiez le jour et le mois.");

    public static readonly IssueCode FhirNumberRange = new("fhir-number-range", "value", Error,
        "The number in {0} is outside the range of {1}.", "Whole numbers have 32 bits; positiveInt begins at 1, unsignedInt at 0.",
        "Le nombre de {0} sort des bornes de {1}.", "Les entiers ont 32 bits ; positiveInt commence à 1, unsignedInt à 0.");

    public static readonly IssueCode FhirEmptyText = new("fhir-empty-text", "value", Error,
        "The text of {0} is empty.", "Leave the element out when there is nothing to say.",
        "Le texte de {0} est vide.", "Omettez l'élément quand il n'y a rien à dire.");

    public static readonly IssueCode FhirEmptyElement = new("fhir-empty-element", "invalid", Error,
        "The element {0} has no content.", "Leave it out, or give a value, elements or extensions.",
        "L'élément {0} n'a pas de contenu.", "Omettez-le, ou donnez une valeur, des éléments ou des extensions.");

    public static readonly IssueCode FhirExtensionContent = new("fhir-extension-content", "structure", Error,
        "An extension has either a value or extensions, and this one has both or neither.", "Give value[x] or extension.",
        "Une extension a soit une valeur soit des extensions, et celle-ci a les deux ou aucune.", "Donnez value[x] ou extension.");

    public static readonly IssueCode FhirCodeUnknown = new("fhir-code-unknown", "code-invalid", Error,
        "The code of {0} is not in the required value set {1}.", "Use a code of {1}; codes are compared exactly, capitals included.",
        "Le code de {0} n'est pas dans le jeu de valeurs obligatoire {1}.", "Prenez un code de {1} ; la casse compte.");

    public static readonly IssueCode FhirReferenceTarget = new("fhir-reference-target", "structure", Error,
        "The element {0} refers to a {1}, which it cannot.", "Allowed: {2}.",
        "L'élément {0} renvoie à un {1}, ce qui n'est pas permis.", "Permis : {2}.");

    public static readonly IssueCode FhirAttachmentSize = new("fhir-attachment-size", "value", Error,
        "The size of the attachment is not that of its data.", "Give the number of bytes before base64, or leave size out.",
        "La taille de la pièce jointe n'est pas celle de ses données.", "Donnez le nombre d'octets avant base64, ou omettez size.");

    public static readonly IssueCode FhirFindingsCut = new("fhir-findings-cut", "too-costly", Error,
        "More than {0} findings: the rest was not looked at.", "Correct these and validate again.",
        "Plus de {0} constats : le reste n'a pas été examiné.", "Corrigez ceux-ci et validez de nouveau.");

    // ---- French identifiers (Interop.Fhir) --------------------------------------------------------------------------

    // ---- Records and mappings (Interop.Mapping) ---------------------------------------------------------------------

    // ---- Pipeline, identity, routing, delivery (Interop.Engine) -----------------------------------------------------

    // ---- HTTP and configuration (Interop.Functions) -----------------------------------------------------------------

    /// <summary>All codes, for the catalogue page and its tests.</summary>
    public static IReadOnlyList<IssueCode> All { get; } =
        [.. typeof(IssueCodes).GetFields().Where(f => f.FieldType == typeof(IssueCode)).Select(f => (IssueCode)f.GetValue(null)!)];
}
