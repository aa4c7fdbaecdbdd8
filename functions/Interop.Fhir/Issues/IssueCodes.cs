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

    // ---- FHIR rules, terminology, profiles (Interop.Fhir) -------------------------------------------------------------
    public static readonly IssueCode FhirRule = new("fhir-rule", "invariant", Error,
        "The rule {0} does not hold: {1}", "Correct the element so that the rule {0} holds.",
        "La règle {0} n'est pas respectée : {1}", "Corrigez l'élément pour que la règle {0} soit respectée.");

    public static readonly IssueCode FhirRuleAdvice = new("fhir-rule-advice", "invariant", Warning,
        "The recommendation {0} is not followed: {1}", "Follow it where you can; the resource is valid as it is.",
        "La recommandation {0} n'est pas suivie : {1}", "Suivez-la si possible ; la ressource est valide telle quelle.");

    public static readonly IssueCode FhirRuleUnusable = new("fhir-rule-unusable", "exception", Warning,
        "The rule {0} could not be evaluated here.", "The data or the rule itself do not allow it; look at both.",
        "La règle {0} n'a pas pu être évaluée ici.", "Les données ou la règle elle-même ne le permettent pas ; examinez les deux.");

    public static readonly IssueCode FhirRuleNotStreamed = new("fhir-rule-not-streamed", "informational", Information,
        "The rule {0} was not checked: it looks at all entries of the Bundle at once.", "Validate the Bundle without --stream when it fits into memory.",
        "La règle {0} n'a pas été vérifiée : elle porte sur toutes les entrées du Bundle à la fois.", "Validez le Bundle sans --stream s'il tient en mémoire.");

    public static readonly IssueCode FhirEntryTooLarge = new("fhir-entry-too-large", "too-costly", Fatal,
        "An entry of the Bundle, or one of its own elements, is larger than 1 GB.", "Send what is large as a Binary of its own, by reference.",
        "Une entrée du Bundle, ou l'un de ses propres éléments, dépasse 1 Go.", "Envoyez ce qui est volumineux comme Binary à part, par référence.");

    public static readonly IssueCode FhirInsKey = new("fhir-ins-key", "value", Error,
        "The INS does not have the form or the key of one.", "Check the number with the INSi service; an INS of a test or demonstration identity has another OID.",
        "L'INS n'a pas la forme ou la clé d'un INS.", "Vérifiez le matricule par le téléservice INSi ; l'INS d'une identité de test ou de démonstration a un autre OID.");

    public static readonly IssueCode FhirFrenchKey = new("fhir-french-key", "value", Warning,
        "The value does not have the form or the key of what {0} identifies.", "Check it for a mistyped character.",
        "La valeur n'a pas la forme ou la clé de ce que {0} identifie.", "Vérifiez qu'aucun caractère n'est mal saisi.");

    public static readonly IssueCode FhirInsNotQualified = new("fhir-ins-not-qualified", "business-rule", Warning,
        "The Patient has an INS, and its identity is not said to be qualified.", "Give the identity status VALI with an official INS, or QUAL; or leave the INS out.",
        "Le Patient a un INS sans que son identité soit dite qualifiée.", "Donnez le statut d'identité VALI avec un INS officiel, ou QUAL ; ou bien omettez l'INS.");

    public static readonly IssueCode FhirContainedId = new("fhir-contained-id", "required", Error,
        "The contained resource has no id.", "Give it an id, and refer to it by # and that id.",
        "La ressource contenue n'a pas d'id.", "Donnez-lui un id et référencez-la par # suivi de cet id.");

    public static readonly IssueCode FhirIdRepeated = new("fhir-id-repeated", "duplicate", Error,
        "This id stands for something else in the same resource already.", "Give each element and each contained resource an id of its own.",
        "Cet id désigne déjà autre chose dans la même ressource.", "Donnez à chaque élément et à chaque ressource contenue un id qui lui soit propre.");

    public static readonly IssueCode FhirIdSpace = new("fhir-id-space", "value", Error,
        "The id of the element has white space in it.", "Write ids without white space.",
        "L'id de l'élément contient une espace.", "Écrivez les id sans espace.");

    public static readonly IssueCode FhirReferenceFormat = new("fhir-reference-format", "value", Error,
        "The text of the reference is none that FHIR knows.", "Write Type/id, an absolute URL, # and the id of a contained resource, or a search Type?parameter=value.",
        "Le texte de la référence n'est pas de ceux que FHIR connaît.", "Écrivez Type/id, une URL absolue, # suivi de l'id d'une ressource contenue, ou une recherche Type?paramètre=valeur.");

    public static readonly IssueCode FhirReferenceType = new("fhir-reference-type", "invalid", Error,
        "The reference says the type {0} and leads to a {1}.", "Correct the type, or leave it out: the reference tells it.",
        "La référence annonce le type {0} et mène à une ressource {1}.", "Corrigez le type, ou omettez-le : la référence le dit.");

    public static readonly IssueCode FhirFullUrlMissing = new("fhir-full-url-missing", "required", Error,
        "The entry has no fullUrl.", "Give every entry of a document or message a fullUrl: references lead to it.",
        "L'entrée n'a pas de fullUrl.", "Donnez un fullUrl à chaque entrée d'un document ou d'un message : les références y mènent.");

    public static readonly IssueCode FhirFullUrlOther = new("fhir-full-url-other", "invalid", Error,
        "The fullUrl names another resource than the one in the entry.", "End the fullUrl with the type and the id of the resource.",
        "Le fullUrl désigne une autre ressource que celle de l'entrée.", "Terminez le fullUrl par le type et l'id de la ressource.");

    public static readonly IssueCode FhirExtensionModifier = new("fhir-extension-modifier", "extension", Error,
        "The extension {0} stands in the wrong place: its definition makes it a {1}.", "Move it to {1}.",
        "L'extension {0} est mal placée : sa définition en fait une {1}.", "Déplacez-la dans {1}.");

    public static readonly IssueCode FhirUnitUnknown = new("fhir-unit-unknown", "code-invalid", Warning,
        "The code is no unit of UCUM.", "Use a UCUM code, such as mL or [drp]; or leave system and code out and write the words in unit.",
        "Le code n'est pas une unité UCUM.", "Utilisez un code UCUM, comme mL ou [drp] ; ou omettez system et code et écrivez le mot dans unit.");

    public static readonly IssueCode FhirQuestionnaireUnknown = new("fhir-questionnaire-unknown", "informational", Information,
        "Not checked: the Questionnaire {0} is not known here.", "Give it with --definitions or --package.",
        "Non vérifié : le Questionnaire {0} n'est pas connu ici.", "Donnez-le par --definitions ou --package.");

    public static readonly IssueCode FhirLinkId = new("fhir-link-id", "not-found", Error,
        "The Questionnaire has no item of this linkId here.", "Answer the items that the Questionnaire has, each in its place.",
        "Le Questionnaire n'a pas d'item de ce linkId à cet endroit.", "Répondez aux items du Questionnaire, chacun à sa place.");

    public static readonly IssueCode FhirItemOrder = new("fhir-item-order", "structure", Error,
        "The item stands before or after where the Questionnaire has it.", "Keep the order of the Questionnaire.",
        "L'item n'est pas à la place que lui donne le Questionnaire.", "Gardez l'ordre du Questionnaire.");

    public static readonly IssueCode FhirItemDisabled = new("fhir-item-disabled", "structure", Error,
        "The item is answered and, by the other answers, it is not asked.", "Leave it out, or correct the answers that enable it.",
        "L'item a une réponse alors que, d'après les autres réponses, il n'est pas demandé.", "Omettez-le, ou corrigez les réponses qui l'activent.");

    public static readonly IssueCode FhirItemShape = new("fhir-item-shape", "structure", Error,
        "The item does not have the shape of its type in the Questionnaire.", "A group has items, a question has answers (and further items inside these), a display text has neither.",
        "L'item n'a pas la forme de son type dans le Questionnaire.", "Un groupe a des items, une question des réponses (et d'autres items dans celles-ci), un texte affiché ni l'un ni l'autre.");

    public static readonly IssueCode FhirAnswersTooMany = new("fhir-answers-too-many", "structure", Error,
        "The item is answered several times and the Questionnaire lets it be answered once.", "Keep one answer.",
        "L'item a plusieurs réponses et le Questionnaire n'en permet qu'une.", "Gardez une seule réponse.");

    public static readonly IssueCode FhirAnswerMissing = new("fhir-answer-missing", "required", Error,
        "An item that the Questionnaire requires has no answer.", "Answer it, or set the status to in-progress.",
        "Un item que le Questionnaire exige n'a pas de réponse.", "Répondez-y, ou mettez le statut à in-progress.");

    public static readonly IssueCode FhirAnswerType = new("fhir-answer-type", "value", Error,
        "The answer is of another type than the question, which is a {0}.", "Answer with a value of that type.",
        "La réponse n'est pas du type de la question, qui est {0}.", "Répondez par une valeur de ce type.");

    public static readonly IssueCode FhirAnswerOption = new("fhir-answer-option", "code-invalid", Error,
        "The answer is none of those that the Questionnaire offers.", "Choose one of them, with its system and code.",
        "La réponse n'est pas de celles que propose le Questionnaire.", "Choisissez l'une d'elles, avec son système et son code.");

    public static readonly IssueCode FhirAnswerLong = new("fhir-answer-long", "too-long", Error,
        "The answer is longer than {0} characters.", "Shorten it; the Questionnaire sets this limit.",
        "La réponse dépasse {0} caractères.", "Raccourcissez-la ; le Questionnaire fixe cette limite.");

    public static readonly IssueCode FhirReferenceVersion = new("fhir-reference-version", "invalid", Error,
        "The reference names another version than the one in the Bundle.", "Refer to the version that is there, or to none.",
        "La référence désigne une autre version que celle du Bundle.", "Référencez la version présente, ou aucune.");

    public static readonly IssueCode FhirAttachmentHash = new("fhir-attachment-hash", "value", Error,
        "The hash of the attachment is not that of its data.", "Give the SHA-1 of the data, in Base64, or leave the hash out.",
        "L'empreinte de la pièce jointe n'est pas celle de ses données.", "Donnez le SHA-1 des données, en Base64, ou omettez l'empreinte.");

    public static readonly IssueCode FhirElementPath = new("fhir-element-path", "structure", Error,
        "The path leads to no element of {0}.", "Start the path with the type of the profile, and go on with elements that it has.",
        "Le chemin ne mène à aucun élément de {0}.", "Commencez le chemin par le type du profil, puis suivez des éléments qu'il possède.");

    public static readonly IssueCode FhirIdentifierNoUri = new("fhir-identifier-no-uri", "value", Error,
        "The system says that the value is a URI, and it is none.", "Write the value with its scheme, such as urn:oid: or https:, or give the system that it belongs to.",
        "Le système annonce une URI et la valeur n'en est pas une.", "Écrivez la valeur avec son schéma, comme urn:oid: ou https:, ou donnez le système dont elle relève.");

    public static readonly IssueCode FhirCanonicalRelative = new("fhir-canonical-relative", "invalid", Warning,
        "The canonical URL is not absolute.", "Write the whole URL, or # and the id of a contained resource.",
        "L'URL canonique n'est pas absolue.", "Écrivez l'URL entière, ou # suivi de l'id d'une ressource contenue.");

    public static readonly IssueCode FhirTextLong = new("fhir-text-long", "too-long", Error,
        "The text {0} is longer than 1 MB.", "Shorten it, or send it as an attachment.",
        "Le texte {0} dépasse 1 Mo.", "Raccourcissez-le, ou envoyez-le en pièce jointe.");

    public static readonly IssueCode FhirExpressionFault = new("fhir-expression-fault", "invalid", Error,
        "The expression is not FHIRPath.", "Try it with interop fhirpath, which says where it is broken.",
        "L'expression n'est pas du FHIRPath.", "Essayez-la avec interop fhirpath, qui dit où elle est fautive.");

    public static readonly IssueCode FhirConditionQuestion = new("fhir-condition-question", "not-found", Error,
        "The condition asks about an item that the Questionnaire does not have.", "Correct the linkId of the question.",
        "La condition porte sur un item que le Questionnaire n'a pas.", "Corrigez le linkId de la question.");

    public static readonly IssueCode FhirContainedUnused = new("fhir-contained-unused", "invariant", Error,
        "Nothing refers to this contained resource, and it refers to nothing in its container.", "Refer to it as #id, or leave it out.",
        "Rien ne renvoie à cette ressource contenue, et elle ne renvoie à rien de son contenant.", "Renvoyez-y par #id, ou omettez-la.");

    public static readonly IssueCode FhirAdviceCut = new("fhir-advice-cut", "informational", Information,
        "More than {0} warnings and notes: the rest is not listed.", "Correct these and validate again.",
        "Plus de {0} avertissements et remarques : le reste n'est pas listé.", "Corrigez ceux-ci et validez de nouveau.");

    public static readonly IssueCode FhirNotInValueSet = new("fhir-not-in-value-set", "code-invalid", Error,
        "No code of {0} is in the required value set {1}.", "Use a code of {1}, with its code system.",
        "Aucun code de {0} n'est dans le jeu de valeurs obligatoire {1}.", "Prenez un code de {1}, avec son système de codes.");

    public static readonly IssueCode FhirNotInExtensible = new("fhir-not-in-extensible", "code-invalid", Warning,
        "No code of {0} is in the value set {1}.", "Use a code of {1} where one applies; another one only where none does.",
        "Aucun code de {0} n'est dans le jeu de valeurs {1}.", "Prenez un code de {1} s'il convient ; un autre seulement si aucun ne convient.");

    public static readonly IssueCode FhirBindingNotChecked = new("fhir-binding-not-checked", "informational", Information,
        "Not checked: whether codes are in {0}; something it is made of is not known here.", "Give the package that has the value set and its code systems, or check with a terminology server.",
        "Non vérifié : l'appartenance des codes à {0}, dont un élément n'est pas connu ici.", "Donnez le paquet qui contient le jeu de valeurs et ses systèmes de codes, ou vérifiez auprès d'un serveur de terminologie.");

    public static readonly IssueCode FhirProfileUnknown = new("fhir-profile-unknown", "informational", Information,
        "Not checked: the profile {0} is not known here.", "Give the package that has it (--package).",
        "Non vérifié : le profil {0} n'est pas connu ici.", "Donnez le paquet qui le contient (--package).");

    public static readonly IssueCode FhirProfileType = new("fhir-profile-type", "structure", Error,
        "The profile {1} is for {0}, and this is something else.", "Name a profile of this type, or send the type that the profile is for.",
        "Le profil {1} porte sur {0}, et ceci est autre chose.", "Nommez un profil de ce type, ou envoyez le type que vise le profil.");

    public static readonly IssueCode FhirProfileTooFew = new("fhir-profile-too-few", "required", Error,
        "The element {0} must be there at least {1} times.", "The profile {2} requires it.",
        "L'élément {0} doit être présent au moins {1} fois.", "Le profil {2} l'exige.");

    public static readonly IssueCode FhirProfileTooMany = new("fhir-profile-too-many", "structure", Error,
        "The element {0} may be there {1} times at most.", "The profile {2} limits it.",
        "L'élément {0} peut être présent {1} fois au plus.", "Le profil {2} le limite.");

    public static readonly IssueCode FhirTypeNotAllowed = new("fhir-type-not-allowed", "structure", Error,
        "The element {0} must be of type {1}.", "The profile {2} allows no other.",
        "L'élément {0} doit être de type {1}.", "Le profil {2} n'en permet pas d'autre.");

    public static readonly IssueCode FhirNoProfileFits = new("fhir-no-profile-fits", "structure", Error,
        "The element {0} conforms to none of the profiles it may have.", "It must conform to one of {1}; validate against each to see why not.",
        "L'élément {0} n'est conforme à aucun des profils permis.", "Il doit être conforme à l'un de : {1} ; validez avec chacun pour voir pourquoi.");

    public static readonly IssueCode FhirTargetProfile = new("fhir-target-profile", "structure", Error,
        "The resource that {0} refers to is none of those it may refer to.", "It must conform to one of {1}.",
        "La ressource à laquelle {0} renvoie n'est pas de celles permises.", "Elle doit être conforme à l'un de : {1}.");

    public static readonly IssueCode FhirFixed = new("fhir-fixed", "value", Error,
        "The value of {0} is not the one that the profile fixes.", "See the profile {1}.",
        "La valeur de {0} n'est pas celle que le profil impose.", "Voir le profil {1}.");

    public static readonly IssueCode FhirPattern = new("fhir-pattern", "value", Error,
        "The value of {0} lacks something that the profile demands of it.", "See the pattern in the profile {1}.",
        "Il manque à la valeur de {0} ce que le profil en exige.", "Voir le motif (pattern) du profil {1}.");

    public static readonly IssueCode FhirTooLong = new("fhir-too-long", "too-long", Error,
        "The text of {0} is longer than {1} characters.", "The profile {2} limits it.",
        "Le texte de {0} dépasse {1} caractères.", "Le profil {2} le limite.");

    public static readonly IssueCode FhirBelowMinimum = new("fhir-below-minimum", "value", Error,
        "The value of {0} is below the least that is allowed.", "See the profile {1}.",
        "La valeur de {0} est inférieure au minimum permis.", "Voir le profil {1}.");

    public static readonly IssueCode FhirAboveMaximum = new("fhir-above-maximum", "value", Error,
        "The value of {0} is above the most that is allowed.", "See the profile {1}.",
        "La valeur de {0} est supérieure au maximum permis.", "Voir le profil {1}.");

    public static readonly IssueCode FhirSliceClosed = new("fhir-slice-closed", "structure", Error,
        "This item of {0} belongs to none of the slices, and there may be no others.", "See the slicing of {0} in the profile {1}.",
        "Cet élément de {0} n'appartient à aucune des tranches, et il ne peut y en avoir d'autres.", "Voir le découpage (slicing) de {0} dans le profil {1}.");

    public static readonly IssueCode FhirSliceOrder = new("fhir-slice-order", "structure", Error,
        "The slice {0} comes too late.", "The profile {1} orders the items.",
        "La tranche {0} vient trop tard.", "Le profil {1} impose un ordre.");

    public static readonly IssueCode FhirSliceUnknown = new("fhir-slice-not-checked", "informational", Information,
        "Not checked: the slice {0}; what tells its items apart is not known here.", "See the profile {1}; its discriminators need definitions, or resources, that are not here.",
        "Non vérifié : la tranche {0} ; ce qui distingue ses éléments n'est pas connu ici.", "Voir le profil {1} ; ses discriminants demandent des définitions, ou des ressources, absentes.");

    public static readonly IssueCode FhirSystemRelative = new("fhir-system-relative", "invalid", Error,
        "The code system is no absolute URI.", "Give the URI of the code system, such as http://loinc.org or urn:oid:….",
        "Le système de codes n'est pas une URI absolue.", "Donnez l'URI du système de codes, par exemple http://loinc.org ou urn:oid:….");

    public static readonly IssueCode FhirSystemIsValueSet = new("fhir-system-is-value-set", "invalid", Error,
        "The code system is the URL of a value set.", "Give the URI of the code system that the value set takes the code from.",
        "Le système de codes est l'URL d'un jeu de valeurs.", "Donnez l'URI du système de codes dont le jeu de valeurs tire le code.");

    public static readonly IssueCode FhirSystemUnknown = new("fhir-system-unknown", "code-invalid", Error,
        "FHIR R4 has no code system of this URL.", "Check the spelling; many moved to http://terminology.hl7.org/CodeSystem/.",
        "FHIR R4 n'a pas de système de codes à cette URL.", "Vérifiez l'orthographe ; beaucoup sont passés sous http://terminology.hl7.org/CodeSystem/.");

    public static readonly IssueCode FhirSystemNotChecked = new("fhir-system-not-checked", "informational", Information,
        "Not checked: codes of {0}; the code system is not known here.", "Give the package that has it, or check with a terminology server.",
        "Non vérifié : les codes de {0}, système de codes inconnu ici.", "Donnez le paquet qui le contient, ou vérifiez auprès d'un serveur de terminologie.");

    public static readonly IssueCode FhirCodeNotInSystem = new("fhir-code-not-in-system", "code-invalid", Error,
        "The code is not one of the code system {0}.", "Use a code that {0} has; capitals count unless it says otherwise.",
        "Le code n'existe pas dans le système de codes {0}.", "Prenez un code de {0} ; la casse compte sauf mention contraire.");

    public static readonly IssueCode FhirDisplay = new("fhir-display", "invalid", Warning,
        "The display is not the one that {0} gives the code.", "Check that code and display mean the same.",
        "Le libellé n'est pas celui que {0} donne au code.", "Vérifiez que le code et le libellé veulent dire la même chose.");

    public static readonly IssueCode FhirExtensionUnknown = new("fhir-extension-unknown", "extension", Error,
        "The extension {0} is not known here.", "Give the package that defines it (--package), or leave it out.",
        "L'extension {0} n'est pas connue ici.", "Donnez le paquet qui la définit (--package), ou omettez-la.");

    public static readonly IssueCode FhirExtensionNotChecked = new("fhir-extension-not-checked", "informational", Information,
        "Not checked: the extension {0}, which is not known here.", "Give the package that defines it (--package).",
        "Non vérifié : l'extension {0}, inconnue ici.", "Donnez le paquet qui la définit (--package).");

    public static readonly IssueCode FhirExtensionRelative = new("fhir-extension-relative", "extension", Error,
        "The url of the extension is not absolute.", "Give the URL of its definition.",
        "L'url de l'extension n'est pas absolue.", "Donnez l'URL de sa définition.");

    public static readonly IssueCode FhirExtensionContext = new("fhir-extension-context", "extension", Error,
        "The extension {0} may not be used here.", "Its definition allows: {1}.",
        "L'extension {0} n'a pas sa place ici.", "Sa définition permet : {1}.");

    public static readonly IssueCode FhirReferenceNotInBundle = new("fhir-reference-not-in-bundle", "not-found", Error,
        "The resource that {0} refers to is not among those sent with it.", "Send it too, or correct the reference.",
        "La ressource à laquelle {0} renvoie n'est pas parmi celles envoyées avec elle.", "Envoyez-la aussi, ou corrigez la référence.");

    public static readonly IssueCode FhirFullUrlRelative = new("fhir-full-url-relative", "invalid", Error,
        "The fullUrl of the entry is not absolute.", "Give the address of the resource, or urn:uuid: and its id.",
        "Le fullUrl de l'entrée n'est pas absolu.", "Donnez l'adresse de la ressource, ou urn:uuid: suivi de son identifiant.");

    public static readonly IssueCode FhirBundleLink = new("fhir-bundle-link", "duplicate", Error,
        "A link of this relation is given twice.", "Keep one of them.",
        "Un lien de cette relation est donné deux fois.", "Gardez-en un.");

    public static readonly IssueCode FhirSearchMode = new("fhir-search-mode", "invalid", Error,
        "The search mode does not suit the resource.", "OperationOutcome goes with outcome, everything else with match or include.",
        "Le mode de recherche ne convient pas à la ressource.", "OperationOutcome va avec outcome, le reste avec match ou include.");

    public static readonly IssueCode FhirNarrativeLink = new("fhir-narrative-link", "invalid", Error,
        "A link inside the narrative leads to no anchor.", "Give an element of the narrative this id, or correct the link.",
        "Un lien interne du texte narratif ne mène à aucune ancre.", "Donnez cet identifiant à un élément du texte, ou corrigez le lien.");

    public static readonly IssueCode FhirDiscriminator = new("fhir-discriminator", "business-rule", Error,
        "The discriminator leads to no element of {0}.", "Give a path from the sliced element, such as code or value.ofType(Identifier).type.",
        "Le discriminant ne mène à aucun élément de {0}.", "Donnez un chemin depuis l'élément découpé, par exemple code ou value.ofType(Identifier).type.");

    public static readonly IssueCode FhirActiveText = new("fhir-active-text", "security", Error,
        "The text of {0} holds active content.", "Leave scripts, frames and the like out.",
        "Le texte de {0} contient du contenu actif.", "Retirez scripts, cadres et semblables.");

    public static readonly IssueCode FhirSearchParameter = new("fhir-search-parameter", "business-rule", Error,
        "The search parameter differs from the one of R4 that it refers to, of type {0}.", "Give it the same type, and only resource types that R4's is for.",
        "Le paramètre de recherche diffère de celui de R4 auquel il renvoie, de type {0}.", "Donnez-lui le même type, et seulement des types de ressources visés par celui de R4.");

    public static readonly IssueCode FhirFindingsCut = new("fhir-findings-cut", "too-costly", Error,
        "More than {0} findings: the rest was not looked at.", "Correct these and validate again.",
        "Plus de {0} constats : le reste n'a pas été examiné.", "Corrigez ceux-ci et validez de nouveau.");

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

    public static readonly IssueCode LintNotFhir = new("lint-not-fhir", "structure", Error,
        "{0} cannot be FHIR: expected {1}.", "Correct the script by the definition of the resource type (http://hl7.org/fhir/R4).",
        "{0} ne peut pas être du FHIR : il faut {1}.", "Corrigez le script d'après la définition du type de ressource (http://hl7.org/fhir/R4).");

    public static readonly IssueCode LintIncludeCircular = new("lint-include-circular", "business-rule", Error,
        "{0} includes itself, directly or through others.", "Move what both need into a third library file.",
        "{0} s'inclut lui-même, directement ou par d'autres.", "Mettez ce qui est commun dans un troisième fichier de bibliothèque.");

    public static readonly IssueCode LintIgnoredPath = new("lint-ignored-path", "not-found", Error,
        "The path {0} of ignored.yaml is not in the record's schema.", "Correct the path, or remove the rule.",
        "Le chemin {0} de ignored.yaml n'est pas dans le schéma de l'enregistrement.", "Corrigez le chemin, ou retirez la règle.");

    public static readonly IssueCode LintIgnoredUnused = new("lint-ignored-unused", "business-rule", Error,
        "The rule {0} of ignored.yaml decides about nothing in any case.", "Remove the rule, or add a case that has the field.",
        "La règle {0} de ignored.yaml ne décide de rien dans aucun cas.", "Retirez la règle, ou ajoutez un cas qui contient le champ.");

    public static readonly IssueCode LintPayloadSchema = new("lint-payload-schema", "incomplete", Warning,
        "The message has no payload.schema.json.", "Say what receivers may rely on; the cases are held against it and it is published in /openapi.json.",
        "Le message n'a pas de payload.schema.json.", "Dites ce sur quoi les destinataires peuvent compter ; les cas y sont confrontés et il est publié dans /openapi.json.");

    public static readonly IssueCode LintCodeTable = new("lint-code-table", "incomplete", Error,
        "The row {0} of the code table has no {1}.", "Say where each row comes from, in which version, and since when it holds; periods of one code do not overlap.",
        "La ligne {0} de la table de codes n'a pas de {1}.", "Dites d'où vient chaque ligne, dans quelle version, et depuis quand elle vaut ; les périodes d'un même code ne se chevauchent pas.");

    public static readonly IssueCode LintSchemaKeyword = new("lint-schema-keyword", "not-supported", Error,
        "The schema keyword or value {0} is not supported.", "Use the subset that mappings/README.md states.",
        "Le mot-clé ou la valeur de schéma {0} n'est pas pris en charge.", "Utilisez le sous-ensemble décrit dans mappings/README.md.");

    public static readonly IssueCode LintDescription = new("lint-description", "incomplete", Warning,
        "The field {0} of the schema has no description.", "Say in a few words what it means, with its unit or format; it is published in /openapi.json.",
        "Le champ {0} du schéma n'a pas de description.", "Dites en quelques mots ce qu'il signifie, avec son unité ou son format ; elle est publiée dans /openapi.json.");

    public static readonly IssueCode CaseFieldUnused = new("case-field-unused", "incomplete", Error,
        "No case that gives a Bundle has the field {0}, which record.schema.json names.", "Add it to a case, or take it out of the schema.",
        "Aucun cas qui donne un Bundle ne contient le champ {0}, que record.schema.json nomme.", "Ajoutez-le à un cas, ou retirez-le du schéma.");

    public static readonly IssueCode CaseFieldUnsent = new("case-field-unsent", "incomplete", Error,
        "No case gives the field {0}, which payload.schema.json promises.", "Add a case whose payload has it, or take it out of the schema.",
        "Aucun cas ne produit le champ {0}, que payload.schema.json promet.", "Ajoutez un cas dont le message le contient, ou retirez-le du schéma.");

    public static readonly IssueCode CaseDiffers = new("case-differs", "processing", Error,
        "The result of the case differs from its file at {0}.", "Correct the mapping; where the new result is right, run again with UPDATE_GOLDEN=1 and read the change.",
        "Le résultat du cas diffère de son fichier à {0}.", "Corrigez la correspondance ; si le nouveau résultat est juste, relancez avec UPDATE_GOLDEN=1 et relisez le changement.");

    public static readonly IssueCode CasePayload = new("case-payload", "processing", Error,
        "The payload of the case is not what payload.schema.json says at {0} ({1}).", "Correct the mapping, or the schema where receivers are to get this.",
        "Le message produit par le cas ne suit pas payload.schema.json à {0} ({1}).", "Corrigez la correspondance, ou le schéma si les destinataires doivent recevoir cela.");

    public static readonly IssueCode CaseUnmapped = new("case-unmapped", "incomplete", Error,
        "The field {0} of the case reaches no output and no rule ignores it.", "Map it, or name it in ignored.yaml with the reason.",
        "Le champ {0} du cas n'atteint aucune sortie et aucune règle ne l'ignore.", "Prenez-le en charge, ou citez-le dans ignored.yaml avec la raison.");

    public static readonly IssueCode CaseTested = new("case-tested", "incomplete", Error,
        "The field {0} of the case is only looked at: its value reaches no output and no rule ignores it.", "Carry its value, or name it in ignored.yaml with what the look at it decides.",
        "Le champ {0} du cas est seulement consulté : sa valeur n'atteint aucune sortie et aucune règle ne l'ignore.", "Transmettez sa valeur, ou citez-le dans ignored.yaml avec ce que sa lecture décide.");

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

    public static readonly IssueCode FormatTreeShape = new("format-tree-shape", "structure", Error,
        "The tree cannot be written as {0}: here {1} is expected.", "Compare with the tree that reading a text of this format gives; between formats, a mapping is needed.",
        "L'arbre ne peut être écrit en {0} : {1} attendu ici.", "Comparez avec l'arbre que donne la lecture d'un texte de ce format ; d'un format à l'autre, il faut une correspondance.");

    public static readonly IssueCode FormatEncoding = new("format-encoding", "structure", Fatal,
        "The text is not valid in its encoding, {0}.", "Write the text in the encoding that it states, or state the one that it is in.",
        "Le texte n'est pas valide dans son encodage, {0}.", "Écrivez le texte dans l'encodage annoncé, ou annoncez celui employé.");

    public static readonly IssueCode FormatEncodingUnknown = new("format-encoding-unknown", "not-supported", Fatal,
        "The text states an encoding that is not supported.", "Use one of: {0}.",
        "Le texte annonce un encodage qui n'est pas pris en charge.", "Employez l'un de : {0}.");

    public static readonly IssueCode FormatNotEncodable = new("format-not-encodable", "value", Error,
        "A character cannot be written in the encoding {0}.", "Write in UTF-8 (HL7 v2: MSH-18 = UNICODE UTF-8).",
        "Un caractère ne peut être écrit dans l'encodage {0}.", "Écrivez en UTF-8 (HL7 v2 : MSH-18 = UNICODE UTF-8).");

    public static readonly IssueCode Hl7NoHeader = new("hl7-no-header", "structure", Fatal,
        "The text does not begin with an MSH segment.", "An HL7 v2 message begins with MSH, a batch with FHS or BHS; check what was sent.",
        "Le texte ne commence pas par un segment MSH.", "Un message HL7 v2 commence par MSH, un lot par FHS ou BHS ; vérifiez ce qui a été envoyé.");

    public static readonly IssueCode Hl7Delimiters = new("hl7-delimiters", "structure", Fatal,
        "The delimiters in the first two fields of the segment cannot be used.", "They are |^~\\& as a rule: different from each other, no letters, digits or blanks.",
        "Les délimiteurs des deux premiers champs du segment sont inutilisables.", "Ce sont en règle générale |^~\\& : tous différents, ni lettres, ni chiffres, ni blancs.");

    public static readonly IssueCode Hl7SegmentName = new("hl7-segment-name", "structure", Error,
        "The line does not begin with a segment name and the field separator.", "A line break inside a value must be written \\.br\\ or \\X0D\\; otherwise correct the segment's name.",
        "La ligne ne commence pas par un nom de segment et le séparateur de champs.", "Un saut de ligne dans une valeur s'écrit \\.br\\ ou \\X0D\\ ; sinon corrigez le nom du segment.");

    public static readonly IssueCode Hl7Escape = new("hl7-escape", "value", Warning,
        "An escape character opens no known escape sequence; it is taken as text.", "Write a backslash in a value as \\E\\.",
        "Un caractère d'échappement n'ouvre aucune séquence connue ; il est pris comme texte.", "Écrivez une barre oblique inverse dans une valeur sous la forme \\E\\.");

    public static readonly IssueCode Hl7TooMany = new("hl7-too-many", "too-costly", Error,
        "The segment has more than {0} fields, components or subcomponents in a row.", "No message needs that; check the program that wrote it.",
        "Le segment a plus de {0} champs, composants ou sous-composants à la suite.", "Aucun message n'en a besoin ; vérifiez le programme qui l'a écrit.");

    public static readonly IssueCode FormatTooLarge = new("format-too-large", "too-costly", Fatal,
        "The text is longer than {0} characters.", "Send it in parts.",
        "Le texte dépasse {0} caractères.", "Envoyez-le en plusieurs parties.");

    public static readonly IssueCode CsvEmpty = new("csv-empty", "required", Fatal,
        "The text has no row.", "Send a header row and the rows below it.",
        "Le texte n'a aucune ligne.", "Envoyez une ligne d'en-tête et les lignes qui suivent.");

    public static readonly IssueCode CsvQuote = new("csv-quote", "structure", Fatal,
        "The quotes of a cell are broken.", "A quoted cell ends with a quote directly before the separator; a quote inside it is doubled.",
        "Les guillemets d'une cellule sont mal formés.", "Une cellule entre guillemets se ferme juste avant le séparateur ; un guillemet à l'intérieur est doublé.");

    public static readonly IssueCode CsvRowLength = new("csv-row-length", "structure", Warning,
        "The row does not have {0} cells as the header has.", "Check the separator and the quotes of this row; nothing of it is left out.",
        "La ligne n'a pas {0} cellules comme l'en-tête.", "Vérifiez le séparateur et les guillemets de cette ligne ; rien n'en est omis.");

    public static readonly IssueCode CsvColumnName = new("csv-column-name", "duplicate", Warning,
        "Column {0} has no name, or the name of another column; it is called #{0}.", "Give every column its own name.",
        "La colonne {0} n'a pas de nom, ou porte le nom d'une autre ; elle est appelée #{0}.", "Donnez à chaque colonne son propre nom.");

    // ---- Content of records, said by the scripts under mappings/ -----------------------------------------------------

    public static readonly IssueCode DoseUnitMissing = new("dose-unit-missing", "required", Error,
        "A dose has a number but no unit.", "Send the unit (`unit` or `unitCode`): a number alone could be tablets, drops or milligrams.",
        "Une dose a un nombre mais pas d'unité.", "Envoyez l'unité (`unit` ou `unitCode`) : un nombre seul peut être des comprimés, des gouttes ou des milligrammes.");

    public static readonly IssueCode DoseUnitConflict = new("dose-unit-conflict", "conflict", Error,
        "The unit's text and its code say different things.", "Send the code of the unit that is written, or leave the code out.",
        "Le texte de l'unité et son code ne disent pas la même chose.", "Envoyez le code de l'unité écrite, ou omettez le code.");

    public static readonly IssueCode DoseNotANumber = new("dose-not-a-number", "value", Error,
        "The field '{0}' of the dose is not a positive number or a range.", "Send a decimal number (0.5), a fraction (1/2) or a range (low, high); the posology text is kept as it is.",
        "Le champ « {0} » de la dose n'est ni un nombre positif ni un intervalle.", "Envoyez un nombre décimal (0.5), une fraction (1/2) ou un intervalle (low, high) ; le texte de posologie est conservé tel quel.");

    public static readonly IssueCode LineWithoutDose = new("line-without-dose", "required", Error,
        "A fixed line has no dose.", "Send at least one dose above zero, or say that the regimen is `variable` or `as-needed`.",
        "Une ligne à posologie fixe n'a aucune dose.", "Envoyez au moins une dose supérieure à zéro, ou indiquez le régime `variable` ou `as-needed`.");

    public static readonly IssueCode MomentUnknown = new("moment-unknown", "code-invalid", Error,
        "The moment of the dose is not declared in the plan.", "Use a moment of plan.moments with its house time, or give the dose its own time.",
        "Le moment de la dose n'est pas déclaré dans le plan.", "Utilisez un moment de plan.moments avec son heure, ou donnez une heure à la dose.");

    public static readonly IssueCode IntervalWithoutAnchor = new("interval-without-anchor", "required", Error,
        "A dose every n days has no anchor date.", "Send anchorDate: without it nobody knows which days are the treatment days.",
        "Une prise tous les n jours n'a pas de date d'ancrage.", "Envoyez anchorDate : sans elle, personne ne sait quels jours sont ceux du traitement.");

    public static readonly IssueCode WeeklyWithoutDays = new("weekly-without-days", "conflict", Error,
        "The posology text speaks of weeks or weekdays, but the steps give neither days nor an interval.", "Send days, or everyNDays with its anchorDate: without them the dose would be read as daily.",
        "Le texte de posologie parle de semaine ou de jours, mais les paliers ne donnent ni jours ni intervalle.", "Envoyez days, ou everyNDays avec anchorDate : sans eux, la dose serait lue comme quotidienne.");

    public static readonly IssueCode TaperingGap = new("tapering-gap", "business-rule", Warning,
        "There is a gap between two steps of the line.", "Check that days without treatment are meant; the steps are delivered as they are.",
        "Il y a un trou entre deux paliers de la ligne.", "Vérifiez que des jours sans traitement sont voulus ; les paliers sont transmis tels quels.");

    public static readonly IssueCode TaperingOverlap = new("tapering-overlap", "business-rule", Error,
        "Two steps of the line overlap.", "Correct the dates: two doses would apply on the same day.",
        "Deux paliers de la ligne se chevauchent.", "Corrigez les dates : deux doses s'appliqueraient le même jour.");

    public static readonly IssueCode TaperingStepOpen = new("tapering-step-open", "required", Error,
        "A step has no start, or follows a step without an end.", "Give every step its first day, and every step but the last its last day.",
        "Un palier n'a pas de début, ou suit un palier sans fin.", "Donnez à chaque palier son premier jour, et son dernier jour à tous sauf au dernier.");

    public static readonly IssueCode AsNeededWithoutMaximum = new("as-needed-without-maximum", "business-rule", Warning,
        "An as-needed line states no maximum over 24 hours.", "None is invented; the receiver sees the text.",
        "Une ligne « si besoin » n'indique pas de maximum sur 24 heures.", "Aucun n'est inventé ; le destinataire voit le texte.");

    public static readonly IssueCode LineIdDuplicate = new("line-id-duplicate", "duplicate", Error,
        "Two lines of the plan have the same lineId.", "Give each line its own stable id.",
        "Deux lignes du plan ont le même lineId.", "Donnez à chaque ligne un identifiant propre et stable.");

    public static readonly IssueCode PrescriptionUnknown = new("prescription-unknown", "not-found", Error,
        "The line names a prescription that the record does not contain.", "Send the prescription in prescriptions[], with its prescriber and date.",
        "La ligne cite une ordonnance absente de l'enregistrement.", "Envoyez l'ordonnance dans prescriptions[], avec son prescripteur et sa date.");

    public static readonly IssueCode PeriodReversed = new("period-reversed", "value", Error,
        "A period ends before it starts.", "Correct the two dates; both days are included.",
        "Une période se termine avant de commencer.", "Corrigez les deux dates ; les deux jours sont compris.");

    public static readonly IssueCode CareHomeMissing = new("care-home-missing", "required", Error,
        "The patient lives in a care home, but no care home is named.", "Send careHome with its FINESS.",
        "Le patient vit en établissement, mais aucun établissement n'est indiqué.", "Envoyez careHome avec son FINESS.");

    public static readonly IssueCode CareHomeConflict = new("care-home-conflict", "conflict", Error,
        "The patient's residence and the plan's care home are two establishments.", "Send one of them: the plan goes to the establishment that it names.",
        "La résidence du patient et l'établissement du plan sont deux établissements.", "N'en gardez qu'un : le plan part vers l'établissement qu'il nomme.");

    public static readonly IssueCode CodeNotInTable = new("code-not-in-table", "code-invalid", Warning,
        "This code is not in the table '{0}'.", "Ask for a row in the table; until then the code does not travel as a code.",
        "Ce code n'est pas dans la table « {0} ».", "Demandez une ligne dans la table ; d'ici là le code ne part pas comme code.");

    public static readonly IssueCode InsNotQualified = new("ins-not-qualified", "business-rule", Warning,
        "The INS is not qualified, so it is not exported.", "Send status VALI once the identity has been checked.",
        "L'INS n'est pas qualifiée : elle n'est pas transmise.", "Envoyez le statut VALI une fois l'identité vérifiée.");

    public static readonly IssueCode InsTraitsIncomplete = new("ins-traits-incomplete", "business-rule", Warning,
        "The INS comes without its five traits, so it is not exported.", "Send birth name, birth given names, full birth date, sex and birth place code with it.",
        "L'INS arrive sans ses cinq traits : elle n'est pas transmise.", "Envoyez avec elle le nom de naissance, les prénoms de naissance, la date de naissance complète, le sexe et le code du lieu de naissance.");

    public static readonly IssueCode InsTestInProduction = new("ins-test-in-production", "business-rule", Error,
        "A test INS was sent to the production environment.", "Send it to the test environment, or send the real identity.",
        "Une INS de test a été envoyée en production.", "Envoyez-la en environnement de test, ou envoyez l'identité réelle.");

    public static readonly IssueCode NirKey = new("nir-key", "value", Error,
        "The key of this NIR does not fit its digits.", "Check the 15 characters.",
        "La clé de ce NIR ne correspond pas à ses chiffres.", "Vérifiez les 15 caractères.");

    public static readonly IssueCode RppsKey = new("rpps-key", "value", Error,
        "The check digit of this RPPS number is wrong.", "Check the 11 digits in the directory.",
        "La clé de ce numéro RPPS est fausse.", "Vérifiez les 11 chiffres dans l'annuaire.");

    public static readonly IssueCode AdeliKey = new("adeli-key", "value", Error,
        "This ADELI number is not valid.", "Check the 9 characters, or send the RPPS.",
        "Ce numéro ADELI n'est pas valide.", "Vérifiez les 9 caractères, ou envoyez le RPPS.");

    public static readonly IssueCode FinessKey = new("finess-key", "value", Error,
        "The check digit of this FINESS number is wrong.", "Check the 9 characters.",
        "La clé de ce numéro FINESS est fausse.", "Vérifiez les 9 caractères.");

    public static readonly IssueCode AmNumberKey = new("am-number-key", "value", Information,
        "The last digit of this health-insurance number is not the usual key.", "Check the 9 digits; the rule of this key is not published, so the number travels as it is.",
        "Le dernier chiffre de ce numéro d'assurance maladie n'est pas la clé habituelle.", "Vérifiez les 9 chiffres ; la règle de cette clé n'est pas publiée, le numéro part donc tel quel.");

    public static readonly IssueCode SiretKey = new("siret-key", "value", Error,
        "The check digit of this SIRET number is wrong.", "Check the 14 digits.",
        "La clé de ce numéro SIRET est fausse.", "Vérifiez les 14 chiffres.");

    public static readonly IssueCode Cip13Key = new("cip13-key", "value", Warning,
        "The key of this CIP13 code is wrong; the label travels without it.", "Check the 13 digits on the box.",
        "La clé de ce code CIP13 est fausse ; le libellé part sans lui.", "Vérifiez les 13 chiffres sur la boîte.");

    public static readonly IssueCode Ucd13Key = new("ucd13-key", "value", Warning,
        "The key of this UCD13 code is wrong; the label travels without it.", "Check the 13 digits.",
        "La clé de ce code UCD13 est fausse ; le libellé part sans lui.", "Vérifiez les 13 chiffres.");

    public static readonly IssueCode RppsMissing = new("rpps-missing", "required", Error,
        "This professional has neither RPPS nor ADELI number.", "Prescribers, pharmacists, nurses, requesters and experts are known by one of them.",
        "Ce professionnel n'a ni RPPS ni ADELI.", "Prescripteurs, pharmaciens, infirmiers, requérants et requis sont connus par l'un des deux.");

    public static readonly IssueCode ResponsibleMissing = new("responsible-missing", "required", Warning,
        "The person acts under somebody's responsibility, but nobody is named.", "Send underResponsibilityOf with the RPPS of the responsible professional.",
        "La personne agit sous une responsabilité, mais personne n'est nommé.", "Envoyez underResponsibilityOf avec le RPPS du professionnel responsable.");

    public static readonly IssueCode OrganisationWithoutIdentifier = new("organisation-without-identifier", "required", Warning,
        "The organisation has neither FINESS nor SIRET; only its name is kept.", "Send finessGeo: nothing can be delivered to a name.",
        "L'organisation n'a ni FINESS ni SIRET ; seul son nom est conservé.", "Envoyez finessGeo : rien ne peut être livré à un nom.");

    public static readonly IssueCode ConsentMissing = new("consent-missing", "required", Error,
        "No consent for the purpose '{0}' comes with the record.", "Send consents[] with who collected it and when.",
        "Aucun consentement pour la finalité « {0} » n'accompagne l'enregistrement.", "Envoyez consents[] avec qui l'a recueilli et quand.");

    public static readonly IssueCode ConsentNotGiven = new("consent-not-given", "business-rule", Error,
        "The patient has not given consent to this exchange.", "Nothing is sent on without it; send the record again once it is given.",
        "Le patient n'a pas donné son consentement à cet échange.", "Rien n'est transmis sans lui ; renvoyez l'enregistrement une fois le consentement donné.");

    public static readonly IssueCode FileWithoutContent = new("file-without-content", "required", Error,
        "The file has neither data nor address.", "Send data (base64) or url.",
        "Le fichier n'a ni contenu ni adresse.", "Envoyez data (base64) ou url.");

    public static readonly IssueCode FileSizeMismatch = new("file-size-mismatch", "conflict", Error,
        "The file does not have the stated size.", "It was cut or changed on the way; send it again.",
        "Le fichier n'a pas la taille annoncée.", "Il a été coupé ou modifié en route ; renvoyez-le.");

    public static readonly IssueCode FileHashMismatch = new("file-hash-mismatch", "conflict", Error,
        "The file does not have the stated SHA-256.", "It was changed on the way, or the hash is that of another version; send both again.",
        "Le fichier n'a pas l'empreinte SHA-256 annoncée.", "Il a été modifié en route, ou l'empreinte est celle d'une autre version ; renvoyez les deux.");

    public static readonly IssueCode ConfidentialityUnknown = new("confidentiality-unknown", "code-invalid", Error,
        "This confidentiality label is unknown, so nobody knows whom the document is hidden from.", "Send labels of JDV_J08: N, R, V, MASQUE_PS, INVISIBLE_PATIENT, INVISIBLE_REPRESENTANTS_LEGAUX.",
        "Cette étiquette de confidentialité est inconnue : on ne sait pas à qui le document est caché.", "Envoyez les étiquettes de la JDV_J08 : N, R, V, MASQUE_PS, INVISIBLE_PATIENT, INVISIBLE_REPRESENTANTS_LEGAUX.");

    public static readonly IssueCode ReportMetadataMissing = new("report-metadata-missing", "incomplete", Warning,
        "The report has no {0}, which document sharing demands.", "Send the signer's organisation with its sector (TRE_R02), and the setting.",
        "Le compte rendu n'a pas de {0}, que le partage de documents exige.", "Envoyez la structure du signataire avec son secteur (TRE_R02), et le cadre de prise en charge.");

    public static readonly IssueCode ReportNotSigned = new("report-not-signed", "required", Error,
        "The report is final, but no expert signed it.", "Send signedAt for the expert who signed.",
        "Le compte rendu est définitif, mais aucun requis ne l'a signé.", "Envoyez signedAt pour le requis signataire.");

    public static readonly IssueCode ReleaseNotByRequester = new("release-not-by-requester", "business-rule", Warning,
        "Only the requester may release a report to the patient; it stays invisible.", "Have the requester release it.",
        "Seul le requérant peut libérer un compte rendu pour le patient ; il reste invisible.", "Faites-le libérer par le requérant.");

    public static readonly IssueCode RecipientNotChosenByRequester = new("recipient-not-chosen-by-requester", "business-rule", Error,
        "A recipient was not chosen by the requester.", "Recipients are chosen by the requester only; send chosenBy with the requester's RPPS.",
        "Un destinataire n'a pas été choisi par le requérant.", "Seul le requérant choisit les destinataires ; envoyez chosenBy avec son RPPS.");

    public static readonly IssueCode RecipientUnknown = new("recipient-unknown", "required", Error,
        "The recipient has no identifier.", "Send the FINESS of the organisation or the RPPS of the professional.",
        "Le destinataire n'a pas d'identifiant.", "Envoyez le FINESS de l'organisation ou le RPPS du professionnel.");

    public static readonly IssueCode ActCodeMissing = new("act-code-missing", "required", Warning,
        "No act code is stated, so the expert's act is not prepared for billing.", "Send act.code.",
        "Aucun code d'acte n'est indiqué : l'acte du requis n'est pas préparé pour la facturation.", "Envoyez act.code.");

    public static readonly IssueCode ProfessionMissing = new("profession-missing", "required", Error,
        "The profession of the person who recorded it is missing.", "Send profession; only the patient and the family have none.",
        "La profession de la personne qui a saisi manque.", "Envoyez profession ; seuls le patient et la famille n'en ont pas.");

    public static readonly IssueCode IntakeGivenMissing = new("intake-given-missing", "required", Error,
        "The intake was given, but how much is not stated.", "Send givenQuantity with its unit; the planned quantity is never taken for it.",
        "La prise a été donnée mais la quantité n'est pas indiquée.", "Envoyez givenQuantity avec son unité ; la quantité prévue n'en tient jamais lieu.");

    public static readonly IssueCode IntakeGivenConflict = new("intake-given-conflict", "conflict", Error,
        "The intake was not taken, but a given quantity is stated.", "Send either the outcome or the quantity that is right.",
        "La prise n'a pas eu lieu mais une quantité donnée est indiquée.", "Envoyez soit le résultat, soit la quantité qui est juste.");

    public static readonly IssueCode AddresseeMissing = new("addressee-missing", "required", Error,
        "Nobody is named to whom the request is addressed.", "Send addressees, or the group.",
        "Aucun destinataire de la demande n'est nommé.", "Envoyez addressees, ou le groupe.");

    public static readonly IssueCode PatientNotInformed = new("patient-not-informed", "business-rule", Error,
        "The patient was not informed of the tele-expertise.", "Inform the patient, then send patientInformed true.",
        "Le patient n'a pas été informé de la télé-expertise.", "Informez le patient, puis envoyez patientInformed à true.");

    public static readonly IssueCode MessageEmpty = new("message-empty", "required", Error,
        "The message has neither text nor file.", "Send text or files.",
        "Le message n'a ni texte ni fichier.", "Envoyez text ou files.");

    public static readonly IssueCode DispensedUnitsDiffer = new("dispensed-units-differ", "conflict", Warning,
        "Boxes times units per box is not the stated number of units; all three are kept as they are.", "Check boxes, unitsPerBox and units.",
        "Le nombre de boîtes multiplié par les unités par boîte n'est pas le nombre d'unités indiqué ; les trois sont gardés tels quels.", "Vérifiez boxes, unitsPerBox et units.");

    public static readonly IssueCode AdverseEventNotDeclared = new("adverse-event-not-declared", "business-rule", Information,
        "Recorded here; this does not declare the event to the authorities.", "Declare it on signalement-sante.gouv.fr.",
        "Enregistré ici ; cela ne vaut pas déclaration de l'événement aux autorités.", "Déclarez-le sur signalement-sante.gouv.fr.");

    // ---- Pipeline, identity, routing, delivery (Interop.Engine) -----------------------------------------------------
    public static readonly IssueCode IdentityTwoPatients = new("identity-two-patients", "conflict", Error,
        "The identifiers of this patient belong to two different patients already known.", "Nothing was merged. Check both identifiers; if it is one person, link the two patients and replay the record.",
        "Les identifiants de ce patient appartiennent à deux patients déjà connus.", "Rien n'a été fusionné. Vérifiez les deux identifiants ; s'il s'agit d'une seule personne, liez les deux patients puis rejouez l'enregistrement.");

    public static readonly IssueCode InstanceForeign = new("instance-foreign", "forbidden", Error,
        "The record identifies a resource in the name of an installation that this credential does not speak for.", "Name your own installation, or ask the operator to add this one to the credential (interop credentials instances).",
        "L'enregistrement identifie une ressource au nom d'une installation pour laquelle cette accréditation ne parle pas.", "Indiquez votre propre installation, ou demandez à l'exploitant d'ajouter celle-ci à l'accréditation (interop credentials instances).");

    public static readonly IssueCode IdentityTraitsDiffer = new("identity-traits-differ", "conflict", Error,
        "The same INS is already known with other traits (names, birth date or sex).", "Nothing was merged. Check the INS and the five traits against the INSi service, then send the record again.",
        "Le même INS est déjà connu avec d'autres traits (noms, date de naissance ou sexe).", "Rien n'a été fusionné. Vérifiez l'INS et les cinq traits auprès du téléservice INSi, puis renvoyez l'enregistrement.");

    public static readonly IssueCode IdentityLocalIdReused = new("identity-local-id-reused", "conflict", Error,
        "This local patient id is already known for somebody with another birth date, sex, INS or name.", "Nothing was changed. Never give one patient's id to another; if the identity was corrected, an operator confirms it and replays the record.",
        "Cet identifiant local désigne déjà une personne dont la date de naissance, le sexe, l'INS ou le nom diffère.", "Rien n'a été modifié. Ne réattribuez jamais l'identifiant d'un patient ; si l'identité a été corrigée, un opérateur le confirme et rejoue l'enregistrement.");

    public static readonly IssueCode RecordConflict = new("record-conflict", "conflict", Error,
        "This record id and version were already received with other content.", "Send changed content under a higher recordVersion. This copy is kept in quarantine.",
        "Cet identifiant et cette version d'enregistrement ont déjà été reçus avec un autre contenu.", "Envoyez le contenu modifié sous une recordVersion supérieure. Cette copie est gardée en quarantaine.");

    public static readonly IssueCode BatchTooMany = new("batch-too-many", "too-costly", Error,
        "A batch may hold {0} records at most.", "Divide the batch and send the pieces one after the other; nothing of it was kept.",
        "Un lot peut contenir au plus {0} enregistrements.", "Divisez le lot et envoyez les morceaux l'un après l'autre ; rien n'en a été conservé.");

    public static readonly IssueCode RenderFailed = new("render-failed", "processing", Error,
        "The message {0} could not be written from the stored resources.", "The delivery is parked; correct the mapping and replay it.",
        "Le message {0} n'a pas pu être écrit à partir des ressources conservées.", "La livraison est mise de côté ; corrigez le mapping puis rejouez-la.");

    public static readonly IssueCode ProcessingFailed = new("processing-failed", "exception", Error,
        "The record could not be processed because of an internal fault.", "The record is kept. Give the operator the message id; it will be replayed after the fault is mended.",
        "L'enregistrement n'a pas pu être traité à cause d'une erreur interne.", "L'enregistrement est conservé. Donnez l'identifiant du message à l'exploitant ; il sera rejoué après correction.");

    public static readonly IssueCode CancelNothing = new("cancel-nothing", "not-found", Warning,
        "This cancellation concerns a record from which nothing was stored.", "Check the recordId; if the record was never sent, there is nothing to cancel.",
        "Cette annulation concerne un enregistrement dont rien n'a été conservé.", "Vérifiez le recordId ; si l'enregistrement n'a jamais été envoyé, il n'y a rien à annuler.");

    public static readonly IssueCode IntakeConflict = new("intake-conflict", "conflict", Warning,
        "Somebody else has recorded the same intake: both statements are kept and marked.", "Have the house decide which is right, and correct the other with correctionOf.",
        "Une autre personne a enregistré la même prise : les deux déclarations sont gardées et marquées.", "Faites trancher l'établissement et corrigez l'autre avec correctionOf.");

    public static readonly IssueCode IntakeLineNotCurrent = new("intake-line-not-current", "business-rule", Warning,
        "The intake is of a line that was stopped, suspended or absent on that day: it is kept, and the line stays as it is.", "Check the organiser and the plan of that day.",
        "La prise concerne une ligne arrêtée, suspendue ou absente ce jour-là : elle est gardée et la ligne reste inchangée.", "Vérifiez le pilulier et le plan de ce jour.");

    public static readonly IssueCode ConsentWithdrawnPartly = new("consent-withdrawn-partly", "business-rule", Warning,
        "There is no consent ({0}): only stops and replacements of what was already sent go out; the rest of the record is held back.", "Send the record again once consent is given.",
        "Il n'y a pas de consentement ({0}) : seuls partent les arrêts et les remplacements de ce qui a déjà été envoyé ; le reste de l'enregistrement est retenu.", "Renvoyez l'enregistrement une fois le consentement donné.");

    public static readonly IssueCode RouteUnknownMessage = new("route-unknown-message", "not-found", Error,
        "Route {0} names the message {1}, which no folder under mappings/ describes.", "Add mappings/{1}/from-fhir.sbn or correct the route.",
        "La route {0} désigne le message {1}, qu'aucun dossier de mappings/ ne décrit.", "Ajoutez mappings/{1}/from-fhir.sbn ou corrigez la route.");

    public static readonly IssueCode RouteUnknownRecord = new("route-unknown-record", "not-found", Error,
        "Route {0} names the record {1}, which no folder under mappings/ describes.", "Add mappings/{1}/to-fhir.sbn or correct the route.",
        "La route {0} désigne l'enregistrement {1}, qu'aucun dossier de mappings/ ne décrit.", "Ajoutez mappings/{1}/to-fhir.sbn ou corrigez la route.");

    public static readonly IssueCode RouteBadExpression = new("route-bad-expression", "structure", Error,
        "Route {0}: the FHIRPath of '{1}' cannot be used: {2}", "Correct the expression in routes.yaml.",
        "Route {0} : l'expression FHIRPath de « {1} » est inutilisable : {2}", "Corrigez l'expression dans routes.yaml.");

    public static readonly IssueCode RouteIncomplete = new("route-incomplete", "required", Error,
        "Route {0}: the entry '{1}' is missing or not one of: {2}.", "Complete the route in routes.yaml.",
        "Route {0} : l'entrée « {1} » manque ou n'est pas l'une de : {2}.", "Complétez la route dans routes.yaml.");

    public static readonly IssueCode RouteNameTaken = new("route-name-taken", "duplicate", Error,
        "Two routes are called {0}.", "Rename one of them in routes.yaml; deliveries remember their route by its name.",
        "Deux routes s'appellent {0}.", "Renommez l'une d'elles dans routes.yaml ; les livraisons retiennent leur route par son nom.");

    // ---- HTTP and configuration (Interop.Functions) -----------------------------------------------------------------
    public static readonly IssueCode AllWell = new("all-well", "informational", Information,
        "Nothing to report.", "Nothing needs to be done.",
        "Rien à signaler.", "Il n'y a rien à faire.");

    public static readonly IssueCode CredentialMissing = new("credential-missing", "login", Error,
        "The request carries no valid credential.", "Send 'Authorization: Bearer TOKEN' with a token that has not been revoked.",
        "La requête ne porte pas d'accréditation valide.", "Envoyez « Authorization: Bearer JETON » avec un jeton non révoqué.");

    public static readonly IssueCode RoleMissing = new("role-missing", "forbidden", Error,
        "The credential lacks the role {0}.", "Ask the operator for a credential with this role.",
        "L'accréditation n'a pas le rôle {0}.", "Demandez à l'exploitant une accréditation avec ce rôle.");

    public static readonly IssueCode KindForbidden = new("kind-forbidden", "forbidden", Error,
        "The credential belongs to another kind of software than {0}.", "Push under the kind that the credential was made for.",
        "L'accréditation appartient à un autre type de logiciel que {0}.", "Envoyez sous le type pour lequel l'accréditation a été créée.");

    public static readonly IssueCode OrganisationForbidden = new("organisation-forbidden", "forbidden", Error,
        "The credential belongs to another organisation.", "Use the credential of the organisation concerned.",
        "L'accréditation appartient à une autre organisation.", "Utilisez l'accréditation de l'organisation concernée.");

    public static readonly IssueCode RecordKindUnknown = new("record-kind-unknown", "not-found", Error,
        "There is no such kind or record. Known: {0}.", "Correct the address: /ingest/KIND/RECORD.",
        "Ce type ou cet enregistrement n'existe pas. Connus : {0}.", "Corrigez l'adresse : /ingest/TYPE/ENREGISTREMENT.");

    public static readonly IssueCode MediaTypeUnknown = new("media-type-unknown", "not-supported", Error,
        "The Content-Type is not supported here. Expected: {0}.", "Set the Content-Type header to what the body is.",
        "Le Content-Type n'est pas pris en charge ici. Attendu : {0}.", "Indiquez dans l'en-tête Content-Type ce qu'est le corps.");

    public static readonly IssueCode BodyTooLarge = new("body-too-large", "too-long", Error,
        "The body is larger than {0} bytes.", "Send large documents one by one, or ask the operator to raise Limits:MaxBodyBytes.",
        "Le corps dépasse {0} octets.", "Envoyez les gros documents un par un, ou demandez à l'exploitant d'augmenter Limits:MaxBodyBytes.");

    public static readonly IssueCode TooBusy = new("too-busy", "throttled", Error,
        "The engine has as much in hand as it takes at once.", "Send the same record again after the time in Retry-After; nothing of it was kept.",
        "Le moteur traite déjà autant d'envois qu'il en accepte à la fois.", "Renvoyez le même enregistrement après le délai de Retry-After ; rien n'en a été conservé.");

    public static readonly IssueCode MessageUnknown = new("message-unknown", "not-found", Error,
        "There is no such message.", "Use the id from the Location header of the push.",
        "Ce message n'existe pas.", "Utilisez l'identifiant de l'en-tête Location de l'envoi.");

    public static readonly IssueCode ResourceUnknown = new("resource-unknown", "not-found", Error,
        "There is no such {0}, or it is not for this organisation.", "Check the id; only participants of an exchange can read it.",
        "Cette ressource {0} n'existe pas ou ne concerne pas cette organisation.", "Vérifiez l'identifiant ; seuls les participants d'un échange peuvent le lire.");

    public static readonly IssueCode ResourceErased = new("resource-erased", "deleted", Error,
        "What was kept of this {0} was erased with its patient's data.", "It cannot be brought back; send the records again if there is a right to.",
        "Ce qui était conservé de cette ressource {0} a été effacé avec les données de son patient.", "C'est définitif ; envoyez de nouveau les enregistrements si vous en avez le droit.");

    public static readonly IssueCode MessageErased = new("message-erased", "deleted", Information,
        "The content of this message was erased with its patient's data.", "It cannot be replayed; send the record again if there is a right to.",
        "Le contenu de ce message a été effacé avec les données de son patient.", "Il ne peut pas être rejoué ; envoyez de nouveau l'enregistrement si vous en avez le droit.");

    public static readonly IssueCode ResourceTypeUnknown = new("resource-type-unknown", "not-found", Error,
        "There is no such resource type in FHIR R4.", "Check the spelling; type names start with a capital letter.",
        "Ce type de ressource n'existe pas en FHIR R4.", "Vérifiez l'orthographe ; les noms de types commencent par une majuscule.");

    public static readonly IssueCode SearchParameterUnknown = new("search-parameter-unknown", "not-supported", Error,
        "Search parameter not known: {0}. Known: {1}.", "Leave it out, or send 'Prefer: handling=lenient' to have it ignored.",
        "Paramètre de recherche inconnu : {0}. Connus : {1}.", "Retirez-le, ou envoyez « Prefer: handling=lenient » pour qu'il soit ignoré.");

    public static readonly IssueCode SearchTooLarge = new("search-too-large", "too-long", Error,
        "The criteria of the search are larger than {0} bytes.", "Leave criteria out, or make several searches.",
        "Les critères de recherche dépassent {0} octets.", "Retirez des critères, ou faites plusieurs recherches.");

    public static readonly IssueCode ParameterInvalid = new("parameter-invalid", "value", Error,
        "The parameter {0} is missing or cannot be used. Expected: {1}.", "Correct the parameter.",
        "Le paramètre {0} manque ou est inutilisable. Attendu : {1}.", "Corrigez le paramètre.");

    public static readonly IssueCode FeedUnknown = new("feed-unknown", "not-found", Error,
        "There is no such feed. Known: {0}.", "Correct the address: /feeds/FEED.",
        "Ce flux n'existe pas. Connus : {0}.", "Corrigez l'adresse : /feeds/FLUX.");

    public static readonly IssueCode FeedForbidden = new("feed-forbidden", "forbidden", Error,
        "No endpoint of this organisation pulls the feed {0}.", "Ask the operator to add the endpoint (interop endpoints add).",
        "Aucun point d'accès de cette organisation ne relève le flux {0}.", "Demandez à l'exploitant d'ajouter le point d'accès (interop endpoints add).");

    public static readonly IssueCode ConfirmationOutdated = new("confirmation-outdated", "conflict", Error,
        "A newer version of what this message brought exists, or it was withdrawn; there is nothing left to confirm.", "Check the newest version and confirm the message that brought it.",
        "Il existe une version plus récente de ce que ce message a apporté, ou elle a été retirée ; il n'y a plus rien à confirmer.", "Vérifiez la dernière version et confirmez le message qui l'a apportée.");

    public static readonly IssueCode FeedFormatUnknown = new("feed-format-unknown", "not-supported", Error,
        "A feed cannot be written in any of the accepted formats. Known: {0}.", "Correct the header Accept.",
        "Un flux ne peut être écrit dans aucun des formats acceptés. Connus : {0}.", "Corrigez l'en-tête Accept.");

    public static readonly IssueCode FeedItemUnknown = new("feed-item-unknown", "not-found", Error,
        "The feed {0} of this endpoint never had such an item.", "Send back the itemId as it stands in the item; another endpoint's items are not known here.",
        "Le flux {0} de ce point d'accès n'a jamais contenu un tel élément.", "Renvoyez l'itemId tel qu'il figure dans l'élément ; ceux d'un autre point d'accès ne sont pas connus ici.");

    public static readonly IssueCode FeedItemBusy = new("feed-item-busy", "conflict", Error,
        "The act keeps being changed by records; the status was not kept.", "Send the same status again after the time in Retry-After.",
        "L'acte est sans cesse modifié par des enregistrements ; l'état n'a pas été gardé.", "Renvoyez le même état après le délai de Retry-After.");

    public static readonly IssueCode BillingStatusOlder = new("billing-status-older", "informational", Information,
        "A later status of this act stands; this one is kept beside it.", "Nothing to do.",
        "Un état plus récent de cet acte fait foi ; celui-ci est gardé à côté.", "Rien à faire.");

    public static readonly IssueCode BillingStatusWithdrawn = new("billing-status-withdrawn", "business-rule", Warning,
        "The act was withdrawn by its sender and stays cancelled; the status is kept beside it.", "Check whether the invoice has to be cancelled or refunded.",
        "L'acte a été retiré par son émetteur et reste annulé ; l'état est gardé à côté.", "Vérifiez si la facture est à annuler ou à rembourser.");

    public static readonly IssueCode RouteNotFound = new("route-not-found", "not-found", Error,
        "There is nothing at this address.", "See the README for the routes of the engine.",
        "Il n'y a rien à cette adresse.", "Voyez le README pour les adresses du moteur.");

    public static readonly IssueCode StoreUnavailable = new("store-unavailable", "transient", Error,
        "The engine cannot reach its database, or the database is full; nothing was lost that was acknowledged.",
        "Send the same request again after the time in Retry-After: under the same key nothing is taken twice.",
        "Le moteur n'atteint pas sa base de données, ou elle est pleine ; rien de ce qui a été accusé n'est perdu.",
        "Renvoyez la même requête après le délai de Retry-After : sous la même clé, rien n'est pris deux fois.");

    public static readonly IssueCode InternalFault = new("internal-fault", "exception", Fatal,
        "The engine had an internal fault; nothing was lost that was acknowledged.", "Send the request again; if it fails again, tell the operator the time.",
        "Le moteur a rencontré une erreur interne ; rien de ce qui a été accusé n'est perdu.", "Renvoyez la requête ; si l'erreur persiste, donnez l'heure à l'exploitant.");

    /// <summary>All codes, for the catalogue page and its tests.</summary>
    public static IReadOnlyList<IssueCode> All { get; } =
        [.. typeof(IssueCodes).GetFields().Where(f => f.FieldType == typeof(IssueCode)).Select(f => (IssueCode)f.GetValue(null)!)];
}
