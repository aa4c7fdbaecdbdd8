using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Interop.Functions.Bench.Fhir;

/// <summary>Made-up resources to measure with: compact JSON, valid R4, of the sizes that partners send.</summary>
public static class FhirSamples
{
    /// <summary>Ten expressions that mappings, routes and profiles use all the time, for a Patient.</summary>
    public static readonly IReadOnlyList<string> Expressions =
    [
        "Patient.name.family",
        "Patient.birthDate",
        "Patient.name.where(use = 'official').given.first()",
        "Patient.identifier.where(system = 'urn:oid:1.2.250.1.213.1.4.8').value",
        "Patient.telecom.where(system = 'phone').exists()",
        "Patient.name.given.count()",
        "Patient.gender = 'female'",
        "Patient.contact.name.exists() or Patient.contact.organization.exists()",
        "Patient.deceased.exists().not()",
        "Patient.address.where(use = 'home').city.first()",
    ];

    private static readonly JsonSerializerOptions Compact = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>A MedicationStatement of 4 KB with a contained Medication, a narrative, extensions, codings and two dosages.</summary>
    public static byte[] MedicationStatement() => Bytes(Statement(1));

    /// <summary>A Bundle of type collection with 50 entries, 120 KB.</summary>
    public static byte[] Bundle(int entries = 50)
    {
        var bundle = new JsonObject { ["resourceType"] = "Bundle", ["type"] = "collection", ["timestamp"] = "2026-11-16T08:12:00+01:00" };
        bundle["entry"] = new JsonArray([.. Enumerable.Range(1, entries).Select(i => new JsonObject
        {
            ["fullUrl"] = string.Create(CultureInfo.InvariantCulture, $"urn:uuid:9f1c2d3e-0000-4000-8000-{i:D12}"),
            ["resource"] = Line(i),
        })]);
        return Bytes(bundle);
    }

    /// <summary>A Patient of 1.5 KB.</summary>
    public static byte[] Patient() => Bytes(JsonNode.Parse(PatientText)!);

    // In a plan the medicine is no contained resource and has no narrative.
    private static JsonObject Line(int number)
    {
        var line = Statement(number).AsObject();
        line.Remove("contained");
        line.Remove("text");
        line.Remove("note");
        line.Remove("medicationReference");
        line["medicationCodeableConcept"] = JsonNode.Parse("""{"coding":[{"system":"http://www.whocc.no/atc","code":"C07AB07"}],"text":"BISOPROLOL 2,5 mg cpr"}""");
        line["dosage"]!.AsArray().RemoveAt(1);
        return line;
    }

    private static JsonNode Statement(int number)
    {
        var statement = JsonNode.Parse(StatementText)!;
        statement["id"] = string.Create(CultureInfo.InvariantCulture, $"trial-{number}");
        statement["identifier"]![0]!["value"] = string.Create(CultureInfo.InvariantCulture, $"PLN-000900/L-{number}");
        return statement;
    }

    private static byte[] Bytes(JsonNode node) => Encoding.UTF8.GetBytes(node.ToJsonString(Compact));

    private const string StatementText = """
        {
          "resourceType": "MedicationStatement",
          "id": "trial-1",
          "meta": { "lastUpdated": "2026-11-16T08:12:00.000+01:00", "security": [
            { "system": "http://terminology.hl7.org/CodeSystem/v3-ObservationValue", "code": "CLINRPT" },
            { "system": "http://terminology.hl7.org/CodeSystem/v3-Confidentiality", "code": "R", "display": "restricted" } ] },
          "language": "fr",
          "text": { "status": "generated", "div": "<div xmlns=\"http://www.w3.org/1999/xhtml\"><p><b>BISOPROLOL 2,5 mg cpr</b> depuis le 01/11/2026</p><table><tr><td>matin</td><td>1 comprimé</td></tr><tr><td>soir</td><td>0,5 comprimé</td></tr></table></div>" },
          "contained": [ { "resourceType": "Medication", "id": "med", "status": "active",
            "code": { "coding": [
              { "system": "http://data.esante.gouv.fr/ansm/medicament/Presentation", "code": "3400935458216", "display": "BISOPROLOL 2,5 mg cpr" },
              { "system": "http://www.whocc.no/atc", "code": "C07AB07", "display": "bisoprolol" } ], "text": "BISOPROLOL 2,5 mg cpr" },
            "form": { "coding": [ { "system": "http://standardterms.edqm.eu", "code": "10219000" } ], "text": "comprimé" },
            "ingredient": [ { "itemCodeableConcept": { "text": "bisoprolol (fumarate)" }, "isActive": true, "strength": {
              "numerator": { "value": 2.5, "unit": "mg", "system": "http://unitsofmeasure.org", "code": "mg" },
              "denominator": { "value": 1, "unit": "comprimé", "system": "http://standardterms.edqm.eu", "code": "15054000" } } } ] } ],
          "extension": [
            { "url": "http://hl7.org/fhir/StructureDefinition/workflow-researchStudy", "valueReference": { "reference": "ResearchStudy/1c2d3e4f-9ad0-4711-8220-73155becc04b" } } ],
          "identifier": [ { "use": "official", "system": "urn:interop:medissimo:540002698:plan-line", "value": "PLN-000900/L-2" } ],
          "basedOn": [ { "reference": "MedicationRequest/aebc0070-a058-82f7-ac75-cab2bb79852c" } ],
          "status": "active",
          "statusReason": [ { "text": "reconduction à l'identique du traitement d'entrée" } ],
          "category": { "coding": [ { "system": "http://terminology.hl7.org/CodeSystem/medication-statement-category", "code": "community", "display": "Community" } ] },
          "medicationReference": { "reference": "#med", "display": "BISOPROLOL 2,5 mg cpr" },
          "subject": { "reference": "Patient/49a69715-3220-8711-9ad0-04bf0175becc", "display": "RESIDENT-000900 CAMILLE" },
          "effectivePeriod": { "start": "2026-11-01", "end": "2026-11-30" },
          "dateAsserted": "2026-11-16T08:12:00+01:00",
          "informationSource": { "reference": "Practitioner/fb874c08-cfd1-87a9-a171-9827325a45db", "display": "Claire Lenoir" },
          "reasonCode": [ { "coding": [ { "system": "http://snomed.info/sct", "code": "38341003", "display": "Hypertensive disorder" } ], "text": "HTA" } ],
          "derivedFrom": [ { "reference": "Observation/0b7f5b1e-3c55-4d1c-8a57-2f0d6f0a9e11", "type": "Observation", "identifier": { "system": "urn:interop:medissimo:540002698:observation", "value": "OBS-11" } } ],
          "note": [ { "authorReference": { "reference": "Practitioner/fb874c08-cfd1-87a9-a171-9827325a45db" }, "time": "2026-11-15T18:00:00+01:00", "text": "Tension artérielle à contrôler chaque semaine ; rapporter toute bradycardie au prescripteur. Le pilulier est préparé pour la semaine entière ; une dose oubliée n'est pas doublée, et l'infirmière de l'étage note l'heure de chaque prise non observée." }, { "authorString": "Claire Lenoir", "time": "2026-11-16T08:10:00+01:00", "text": "Comprimé sécable, à prendre au cours du repas." } ],
          "dosage": [
            { "sequence": 1, "text": "1 cp matin", "asNeededBoolean": false,
              "route": { "coding": [ { "system": "http://standardterms.edqm.eu", "code": "20053000", "display": "Oral use" } ] },
              "timing": { "repeat": { "boundsPeriod": { "start": "2026-11-01", "end": "2026-11-30" }, "frequency": 1, "period": 1, "periodUnit": "d", "when": [ "MORN" ] } },
              "doseAndRate": [ { "type": { "coding": [ { "system": "http://terminology.hl7.org/CodeSystem/dose-rate-type", "code": "ordered", "display": "Ordered" } ] },
                "doseQuantity": { "value": 1, "unit": "comprimé", "system": "http://standardterms.edqm.eu", "code": "15054000" } } ] },
            { "sequence": 2, "text": "0,5 cp soir",
              "route": { "coding": [ { "system": "http://standardterms.edqm.eu", "code": "20053000", "display": "Oral use" } ] },
              "timing": { "repeat": { "frequency": 1, "period": 1, "periodUnit": "d", "dayOfWeek": [ "mon", "wed", "fri" ], "timeOfDay": [ "18:30:00" ] } },
              "doseAndRate": [ { "doseQuantity": { "value": 0.5, "unit": "comprimé", "system": "http://standardterms.edqm.eu", "code": "15054000" } } ] } ]
        }
        """;

    private const string PatientText = """
        {
          "resourceType": "Patient",
          "id": "trial-patient",
          "text": { "status": "generated", "div": "<div xmlns=\"http://www.w3.org/1999/xhtml\"><p>RESIDENT-000900 CAMILLE</p></div>" },
          "identifier": [
            { "use": "official", "type": { "coding": [ { "system": "http://terminology.hl7.org/CodeSystem/v2-0203", "code": "NH" } ] }, "system": "urn:oid:1.2.250.1.213.1.4.8", "value": "269054958815780" },
            { "use": "usual", "type": { "coding": [ { "system": "http://terminology.hl7.org/CodeSystem/v2-0203", "code": "PI" } ] }, "system": "urn:interop:care-home:350005179:patient", "value": "pat-000900" } ],
          "active": true,
          "name": [
            { "use": "official", "family": "RESIDENT-000900", "given": [ "CAMILLE", "ANNE", "MARIE" ] },
            { "use": "usual", "family": "RESIDENT", "given": [ "CAMILLE" ], "prefix": [ "Mme" ] } ],
          "telecom": [
            { "system": "phone", "value": "+33 1 99 00 00 00", "use": "home" },
            { "system": "email", "value": "camille@example.org" } ],
          "gender": "female",
          "birthDate": "1930-05-14",
          "address": [
            { "use": "home", "line": [ "4 rue des Tilleuls" ], "city": "Rennes", "postalCode": "35000", "country": "FRA" } ],
          "contact": [
            { "relationship": [ { "coding": [ { "system": "http://terminology.hl7.org/CodeSystem/v2-0131", "code": "N" } ] } ], "name": { "family": "RESIDENT", "given": [ "DOMINIQUE" ] },
              "telecom": [ { "system": "phone", "value": "+33 1 99 00 00 01" } ] } ],
          "communication": [ { "language": { "coding": [ { "system": "urn:ietf:bcp:47", "code": "fr" } ] }, "preferred": true } ],
          "generalPractitioner": [ { "reference": "Practitioner/fb874c08-cfd1-87a9-a171-9827325a45db", "display": "Hoda Adam" } ],
          "managingOrganization": { "reference": "Organization/7d0e1a6c-0a51-8f04-a2b6-6d1f0a3b1c2d" }
        }
        """;
}
