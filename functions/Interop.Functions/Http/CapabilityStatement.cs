using System.Text.Json;
using Interop.Engine.Ports;
using Interop.Engine.Routing;
using Interop.Functions.Http.Search;

namespace Interop.Functions.Http;

/// <summary><c>GET /fhir/metadata</c>: what this server really does, no more.</summary>
public static class CapabilityStatement
{
    /// <summary>Types in a patient's compartment that this engine produces; they can be searched by patient too.</summary>
    private static readonly string[] PatientTypes =
    [
        "AdverseEvent", "AllergyIntolerance", "Binary", "CareTeam", "ChargeItem", "Communication", "CommunicationRequest", "Consent", "Coverage", "DocumentReference", "Encounter", "List",
        "MedicationAdministration", "MedicationDispense", "MedicationRequest", "MedicationStatement", "Observation", "Provenance", "QuestionnaireResponse",
        "RelatedPerson", "ServiceRequest", "Task",
    ];

    private static readonly string[] OtherTypes = ["AuditEvent", "Device", "Organization", "Patient", "Practitioner", "PractitionerRole"];

    /// <summary>A row of the trail has one version.</summary>
    private static readonly string[] OfAuditEvent = ["read", "search-type"];

    private static readonly string[] Interactions = ["read", "vread", "history-instance", "search-type"];

    /// <summary>The statement.</summary>
    public static async Task<IResult> GetAsync(HttpContext http, LiveMappings mappings, IJournal journal, TimeProvider clock)
    {
        var credential = http.Credential();
        await journal.CommitAsync(new ChangeSet
        {
            Audit = [new AuditEntry(clock.GetUtcNow(), credential.Id.ToString("D"), credential.Organisation, "read", "metadata", "shown")],
        }, http.RequestAborted);
        var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer))
        {
            Write(json, mappings.Current.Catalogue.Version, clock.GetUtcNow());
        }

        return Results.Bytes(buffer.ToArray(), FhirEndpoints.MediaType);
    }

    private static void Write(Utf8JsonWriter json, string version, DateTimeOffset now)
    {
        json.WriteStartObject();
        json.WriteString("resourceType", "CapabilityStatement");
        json.WriteString("status", "active");
        json.WriteString("date", now);
        json.WriteString("kind", "instance");
        json.WriteStartObject("software");
        json.WriteString("name", "interop");
        json.WriteString("version", $"mappings {version[..Math.Min(12, version.Length)]}");
        json.WriteEndObject();
        json.WriteStartObject("implementation");
        json.WriteString("description", "Interoperability engine: read and search of what the caller's organisation takes part in");
        json.WriteEndObject();
        json.WriteString("fhirVersion", "4.0.1");
        json.WriteStartArray("format");
        json.WriteStringValue("json");
        json.WriteEndArray();
        json.WriteStartArray("rest");
        json.WriteStartObject();
        json.WriteString("mode", "server");
        json.WriteString("documentation", "Search by POST [type]/_search whenever a criterion names somebody. Links of a Bundle state criteria of that sort as _sealed=names.values, the values encrypted for the credential that asked.");
        json.WriteStartArray("resource");
        foreach (var type in PatientTypes.Concat(OtherTypes).Order(StringComparer.Ordinal))
        {
            WriteResource(json, type, PatientTypes.Contains(type));
        }

        json.WriteEndArray();
        json.WriteEndObject();
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void WriteResource(Utf8JsonWriter json, string type, bool ofPatient)
    {
        json.WriteStartObject();
        json.WriteString("type", type);
        json.WriteStartArray("interaction");
        foreach (var interaction in type == "AuditEvent" ? OfAuditEvent : Interactions)
        {
            json.WriteStartObject();
            json.WriteString("code", interaction);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteString("versioning", type == "AuditEvent" ? "no-version" : "versioned");
        json.WriteStartArray("searchParam");
        foreach (var (name, kind) in SearchParameters.Of(type, ofPatient))
        {
            json.WriteStartObject();
            json.WriteString("name", name);
            json.WriteString("type", kind);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }
}
