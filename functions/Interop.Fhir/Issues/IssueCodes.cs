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
    public static readonly IssueCode IdentityTwoPatients = new("identity-two-patients", "conflict", Error,
        "The identifiers of this patient belong to two different patients already known.", "Nothing was merged. Check both identifiers; if it is one person, link the two patients and replay the record.",
        "Les identifiants de ce patient appartiennent à deux patients déjà connus.", "Rien n'a été fusionné. Vérifiez les deux identifiants ; s'il s'agit d'une seule personne, liez les deux patients puis rejouez l'enregistrement.");

    public static readonly IssueCode IdentityTraitsDiffer = new("identity-traits-differ", "conflict", Error,
        "The same INS is already known with other traits (names, birth date or sex).", "Nothing was merged. Check the INS and the five traits against the INSi service, then send the record again.",
        "Le même INS est déjà connu avec d'autres traits (noms, date de naissance ou sexe).", "Rien n'a été fusionné. Vérifiez l'INS et les cinq traits auprès du téléservice INSi, puis renvoyez l'enregistrement.");

    public static readonly IssueCode IdentityLocalIdReused = new("identity-local-id-reused", "conflict", Error,
        "This local patient id is already known for somebody with another birth date, sex, INS or name.", "Nothing was changed. Never give one patient's id to another; if the identity was corrected, an operator confirms it and replays the record.",
        "Cet identifiant local désigne déjà une personne dont la date de naissance, le sexe, l'INS ou le nom diffère.", "Rien n'a été modifié. Ne réattribuez jamais l'identifiant d'un patient ; si l'identité a été corrigée, un opérateur le confirme et rejoue l'enregistrement.");

    public static readonly IssueCode RecordConflict = new("record-conflict", "conflict", Error,
        "This record id and version were already received with other content.", "Send changed content under a higher recordVersion. This copy is kept in quarantine.",
        "Cet identifiant et cette version d'enregistrement ont déjà été reçus avec un autre contenu.", "Envoyez le contenu modifié sous une recordVersion supérieure. Cette copie est gardée en quarantaine.");

    public static readonly IssueCode ConsentMissing = new("consent-missing", "suppressed", Error,
        "No consent given for {0}: the record is kept but goes to nobody.", "Add a consent with this purpose and status 'given', collected by a professional, and send the record again.",
        "Aucun consentement donné pour {0} : l'enregistrement est conservé mais n'est transmis à personne.", "Ajoutez un consentement avec cette finalité et le statut « given », recueilli par un professionnel, puis renvoyez l'enregistrement.");

    public static readonly IssueCode RenderFailed = new("render-failed", "processing", Error,
        "The message {0} could not be written from the stored resources.", "The delivery is parked; correct the mapping and replay it.",
        "Le message {0} n'a pas pu être écrit à partir des ressources conservées.", "La livraison est mise de côté ; corrigez le mapping puis rejouez-la.");

    public static readonly IssueCode ProcessingFailed = new("processing-failed", "exception", Error,
        "The record could not be processed because of an internal fault.", "The record is kept. Give the operator the message id; it will be replayed after the fault is mended.",
        "L'enregistrement n'a pas pu être traité à cause d'une erreur interne.", "L'enregistrement est conservé. Donnez l'identifiant du message à l'exploitant ; il sera rejoué après correction.");

    public static readonly IssueCode CancelNothing = new("cancel-nothing", "not-found", Warning,
        "This cancellation concerns a record from which nothing was stored.", "Check the recordId; if the record was never sent, there is nothing to cancel.",
        "Cette annulation concerne un enregistrement dont rien n'a été conservé.", "Vérifiez le recordId ; si l'enregistrement n'a jamais été envoyé, il n'y a rien à annuler.");

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

    public static readonly IssueCode MessageUnknown = new("message-unknown", "not-found", Error,
        "There is no such message.", "Use the id from the Location header of the push.",
        "Ce message n'existe pas.", "Utilisez l'identifiant de l'en-tête Location de l'envoi.");

    public static readonly IssueCode ResourceUnknown = new("resource-unknown", "not-found", Error,
        "There is no such {0}, or it is not for this organisation.", "Check the id; only participants of an exchange can read it.",
        "Cette ressource {0} n'existe pas ou ne concerne pas cette organisation.", "Vérifiez l'identifiant ; seuls les participants d'un échange peuvent le lire.");

    public static readonly IssueCode ResourceTypeUnknown = new("resource-type-unknown", "not-found", Error,
        "There is no such resource type in FHIR R4.", "Check the spelling; type names start with a capital letter.",
        "Ce type de ressource n'existe pas en FHIR R4.", "Vérifiez l'orthographe ; les noms de types commencent par une majuscule.");

    public static readonly IssueCode SearchParameterUnknown = new("search-parameter-unknown", "not-supported", Error,
        "Search parameter not known: {0}. Known: {1}.", "Leave it out, or send 'Prefer: handling=lenient' to have it ignored.",
        "Paramètre de recherche inconnu : {0}. Connus : {1}.", "Retirez-le, ou envoyez « Prefer: handling=lenient » pour qu'il soit ignoré.");

    public static readonly IssueCode ParameterInvalid = new("parameter-invalid", "value", Error,
        "The parameter {0} is missing or cannot be used. Expected: {1}.", "Correct the parameter.",
        "Le paramètre {0} manque ou est inutilisable. Attendu : {1}.", "Corrigez le paramètre.");

    public static readonly IssueCode FeedUnknown = new("feed-unknown", "not-found", Error,
        "There is no such feed. Known: {0}.", "Correct the address: /feeds/FEED.",
        "Ce flux n'existe pas. Connus : {0}.", "Corrigez l'adresse : /feeds/FLUX.");

    public static readonly IssueCode FeedForbidden = new("feed-forbidden", "forbidden", Error,
        "No endpoint of this organisation pulls the feed {0}.", "Ask the operator to add the endpoint (interop endpoints add).",
        "Aucun point d'accès de cette organisation ne relève le flux {0}.", "Demandez à l'exploitant d'ajouter le point d'accès (interop endpoints add).");

    public static readonly IssueCode RouteNotFound = new("route-not-found", "not-found", Error,
        "There is nothing at this address.", "See the README for the routes of the engine.",
        "Il n'y a rien à cette adresse.", "Voyez le README pour les adresses du moteur.");

    public static readonly IssueCode InternalFault = new("internal-fault", "exception", Fatal,
        "The engine had an internal fault; nothing was lost that was acknowledged.", "Send the request again; if it fails again, tell the operator the time.",
        "Le moteur a rencontré une erreur interne ; rien de ce qui a été accusé n'est perdu.", "Renvoyez la requête ; si l'erreur persiste, donnez l'heure à l'exploitant.");

    /// <summary>All codes, for the catalogue page and its tests.</summary>
    public static IReadOnlyList<IssueCode> All { get; } =
        [.. typeof(IssueCodes).GetFields().Where(f => f.FieldType == typeof(IssueCode)).Select(f => (IssueCode)f.GetValue(null)!)];
}
