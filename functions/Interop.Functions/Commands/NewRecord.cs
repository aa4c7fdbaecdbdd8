namespace Interop.Functions.Commands;

/// <summary>
/// The files of a new record: a small mapping that works as it stands (a patient), to be changed piece by piece with a passing case at every step.
/// It includes nothing, so that it also works in an empty mappings folder.
/// </summary>
internal static class NewRecord
{
    /// <summary>A whole <c>kind.yaml</c>.</summary>
    public static string Kind(string kind, string entry) => $$"""
        title: { en: "{{kind}}", fr: "{{kind}}" }
        description:
          en: "What this software is, who uses it, and when it sends."
          fr: "Ce qu'est ce logiciel, qui l'emploie et quand il envoie."
        records:
        {{entry}}

        """;

    /// <summary>The record's lines below <c>records:</c>.</summary>
    public static string Entry(string record) => $$"""
          {{record}}:
            title: { en: "{{record}}", fr: "{{record}}" }
            key: recordId
            version: recordVersion
            action: action
            orderBy: patient.localId
        """;

    /// <summary>The files of the record's folder, by name.</summary>
    public static IReadOnlyDictionary<string, string> Files(string kind, string record) => new Dictionary<string, string>
    {
        ["record.schema.json"] = Schema.Replace("NAME", kind + "/" + record, StringComparison.Ordinal),
        ["to-fhir.sbn"] = Script.Replace("NAME", kind + "/" + record, StringComparison.Ordinal).Replace("KIND", kind, StringComparison.Ordinal),
        ["ignored.yaml"] = Ignored,
        ["cases/001-patient.in.json"] = Sample,
    };

    private const string Schema = """
        {
          "$schema": "https://json-schema.org/draft/2020-12/schema",
          "title": "NAME",
          "type": "object",
          "properties": {
            "recordId": { "type": "string", "minLength": 1, "description": "Stable key of the record at the sender." },
            "recordVersion": { "type": "integer", "minimum": 1, "description": "Grows with each version." },
            "action": { "type": "string", "enum": ["create", "replace"], "description": "Whether the record is new or replaces an earlier version." },
            "patient": {
              "type": "object",
              "description": "The person.",
              "properties": {
                "localId": { "type": "string", "minLength": 1, "description": "The sender's own id of the person." },
                "familyName": { "type": "string", "minLength": 1, "description": "Family name in use." },
                "firstName": { "type": "string", "minLength": 1, "description": "First name in use." },
                "birthDate": { "type": "string", "format": "date", "description": "YYYY-MM-DD." }
              },
              "required": ["localId", "familyName", "firstName"]
            }
          },
          "required": ["recordId", "recordVersion", "action", "patient"]
        }

        """;

    private const string Script = """
        # NAME -> Patient. The fields of the record are variables; the script returns a transaction Bundle.
        $system = 'urn:interop:KIND:' + sender_instance + ':patient'
        $patient = {
          resourceType: 'Patient',
          identifier: [{ system: $system, value: patient.localId }],
          name: [{ use: 'usual', family: patient.familyName, given: [patient.firstName] }],
          birthDate: patient.birthDate
        }
        ret transaction [(entry $patient $system patient.localId)]

        """;

    private const string Ignored = """
        - path: "$.recordId"
          reason: "Read from the envelope by the engine."
        - path: "$.recordVersion"
          reason: "Read from the envelope by the engine."
        - path: "$.action"
          reason: "Read from the envelope by the engine."

        """;

    private const string Sample = """
        {
          "recordId": "REC-1",
          "recordVersion": 1,
          "action": "create",
          "patient": { "localId": "pat-1", "familyName": "PAT-TROIS", "firstName": "DOMINIQUE", "birthDate": "1979-03-28" }
        }

        """;
}
