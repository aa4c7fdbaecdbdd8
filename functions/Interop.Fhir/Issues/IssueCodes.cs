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

    // ---- FHIR XML (Interop.Fhir) ------------------------------------------------------------------------------------
    public static readonly IssueCode XmlSyntax = new("xml-syntax", "structure", Fatal,
        "The text is not well-formed XML, or has a document type.", "Check the text at this line and column, and send the record again.",
        "Le texte n'est pas du XML bien formé, ou a un type de document.", "Vérifiez le texte à cette ligne et cette colonne, puis renvoyez l'enregistrement.");

    public static readonly IssueCode XmlNotUtf8 = new("xml-not-utf8", "structure", Fatal,
        "The XML text is not in UTF-8.", "FHIR is exchanged in UTF-8; convert the text and its declaration.",
        "Le texte XML n'est pas en UTF-8.", "FHIR s'échange en UTF-8 ; convertissez le texte et sa déclaration.");

    public static readonly IssueCode XmlTooDeep = new("xml-too-deep", "too-costly", Fatal,
        "The XML text is nested deeper than 64 levels.", "No record needs that; check the program that wrote it.",
        "Le texte XML dépasse 64 niveaux d'imbrication.", "Aucun enregistrement n'en a besoin ; vérifiez le programme qui l'a écrit.");

    public static readonly IssueCode XmlNotAResource = new("xml-not-a-resource", "structure", Fatal,
        "A FHIR resource is expected here.", "Its element is named after its type and is in the namespace http://hl7.org/fhir.",
        "Une ressource FHIR est attendue ici.", "Son élément porte le nom de son type, dans l'espace de noms http://hl7.org/fhir.");

    public static readonly IssueCode XmlForeign = new("xml-foreign-element", "structure", Error,
        "The element {0} does not belong here.", "FHIR XML holds elements of the FHIR namespace only, and one resource where a resource is contained.",
        "L'élément {0} n'a pas sa place ici.", "Le XML FHIR ne contient que des éléments de l'espace de noms FHIR, et une seule ressource là où une ressource est contenue.");

    public static readonly IssueCode XmlAttribute = new("xml-attribute", "structure", Error,
        "The attribute {0} is not known here.", "FHIR XML has the attributes value, id, and url on extensions.",
        "L'attribut {0} n'est pas connu ici.", "Le XML FHIR a les attributs value, id, et url sur les extensions.");

    public static readonly IssueCode XmlText = new("xml-text", "structure", Error,
        "There is text between elements.", "FHIR XML keeps values in the attribute value.",
        "Il y a du texte entre des éléments.", "Le XML FHIR garde les valeurs dans l'attribut value.");

    public static readonly IssueCode XmlOrder = new("xml-order", "structure", Error,
        "The element {0} is out of order, or repeated where it may not be.", "Elements come in the order of the FHIR definition, repetitions together.",
        "L'élément {0} n'est pas à sa place, ou est répété sans en avoir le droit.", "Les éléments suivent l'ordre de la définition FHIR, répétitions ensemble.");

    // ---- French identifiers (Interop.Fhir) --------------------------------------------------------------------------

    // ---- Records and mappings (Interop.Mapping) ---------------------------------------------------------------------

    // ---- Pipeline, identity, routing, delivery (Interop.Engine) -----------------------------------------------------

    // ---- HTTP and configuration (Interop.Functions) -----------------------------------------------------------------

    /// <summary>All codes, for the catalogue page and its tests.</summary>
    public static IReadOnlyList<IssueCode> All { get; } =
        [.. typeof(IssueCodes).GetFields().Where(f => f.FieldType == typeof(IssueCode)).Select(f => (IssueCode)f.GetValue(null)!)];
}
