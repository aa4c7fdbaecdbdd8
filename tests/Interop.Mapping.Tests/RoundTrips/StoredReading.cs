using System.Text.Json.Nodes;

namespace Interop.Mapping.Tests.RoundTrips;

/// <summary>What must stand in FHIR of records that no route sends on: a FHIRPath per type of resource, and the values that the record gives for it.</summary>
internal static class StoredReading
{
    private const string Own = "extension('https://interop.example/fhir/StructureDefinition/";

    public static IEnumerable<(string Type, string Path, IEnumerable<string> Expected)> Person(JsonObject r)
    {
        var p = r["patient"]!;
        yield return ("Patient", "identifier.where(type.coding.code = 'PI').value", [p["localId"].Text()!]);
        yield return ("Patient", "identifier.where(type.coding.code = 'NH').value | " + Own + "billing-number').value.value", p["nss"].Texts());
        yield return ("Patient", "identifier.where(system.startsWith('urn:oid:1.2.250.1.213.1.4.') and type.coding.code != 'NH').value", RecordReading.IsQualified(p) ? p["ins"]!["value"].Texts() : []);
        yield return ("Patient", "name.where(use = 'official').family", RecordReading.Names(p)["birthFamily"].Texts());
        yield return ("Patient", "name.where(use = 'usual').family", p["familyNameKind"].Text() == "birth" && p["birthFamilyName"] is null ? [] : p["familyName"].Texts());
        yield return ("Patient", "birthDate | extension('https://hl7.fr/ig/fhir/core/StructureDefinition/fr-core-lunar-date').value", p["birthDate"].Texts());
        yield return ("Patient", "gender", RecordReading.Sex(p) is { } sex ? [sex] : []);
        yield return ("Patient", "telecom.value", p["phone"].Texts().Concat(p["email"].Texts()));
        yield return ("Patient", "address.line | address.postalCode | address.city | address.country", (p["address"]?["line"].Texts() ?? []).Concat(Each(p["address"], "postalCode", "city", "country")));
        yield return ("Patient", "contact.name.text | contact.telecom.value", p["contacts"].Items().SelectMany(c => Each(c, "name", "phone")));
        yield return ("Patient", "deceased | " + Own + "photo-sha256').value", Each(p, "deceasedDate", "photoHash"));
        yield return ("Encounter", "location.location.display | " + Own + "stay-id').value | period.start", Each(p["residence"], "unit", "room", "bed", "stayId", "since"));
        yield return ("Consent", "category.coding.code", r["consents"].Items().Select(c => c["purpose"].Text()!));
        yield return ("Consent", Own + "consent-status').value", r["consents"].Items().Select(c => c["status"].Text()!));
    }

    public static IEnumerable<(string Type, string Path, IEnumerable<string> Expected)> Prescription(JsonObject r)
    {
        var p = r["prescription"]!;
        var lines = r["lines"].Items().ToList();
        yield return ("MedicationRequest", Own + "line-id').value", lines.Select(l => l["lineId"].Text()!));
        yield return ("MedicationRequest", "medication.text", lines.Select(l => l["medicine"]!["label"].Text()!));
        yield return ("MedicationRequest", "dosageInstruction.first().text", lines.Select(l => l["posologyText"].Text()!));
        yield return ("MedicationRequest", "authoredOn", lines.SelectMany(_ => p["date"].Texts()));
        yield return ("MedicationRequest", "groupIdentifier.value", lines.SelectMany(_ => p["id"].Texts()));
        yield return ("MedicationRequest", "requester.display", lines.Select(_ => NameOf(r["prescriber"]!)));
        yield return ("MedicationRequest", "recorder.display", lines.Select(_ => NameOf(r["typedBy"]!)));
        yield return ("MedicationRequest", "dispenseRequest.validityPeriod.end", lines.SelectMany(_ => p["validUntil"].Texts()));
        yield return ("MedicationRequest", "dispenseRequest.numberOfRepeatsAllowed", p["renewals"] is null ? [] : lines.Select(_ => p["renewals"]!.ToJsonString()));
        yield return ("MedicationRequest", Own + "treatment-period').value.start", lines.SelectMany(l => l["start"].Texts()));
        yield return ("MedicationRequest", Own + "treatment-period').value.end", lines.SelectMany(l => l["end"].Texts()));
        yield return ("MedicationRequest", Own + "stop').extension('date').value", lines.SelectMany(l => l["stop"]?["date"].Texts() ?? []));
        yield return ("MedicationRequest", "note.text", lines.SelectMany(l => Each(l, "comment").Concat(Each(l["instructions"], "nurse"))));
        yield return ("MedicationRequest", "reasonCode.text", lines.SelectMany(l => l["indication"].Texts()));
        yield return ("MedicationRequest", "dosageInstruction.doseAndRate.dose.ofType(Quantity).value", lines.SelectMany(Doses));
        yield return ("MedicationRequest", "dosageInstruction.asNeeded.ofType(CodeableConcept).text", lines.Where(l => l["regimen"].Text() == "as-needed").SelectMany(l => l["asNeeded"]?["reason"].Texts() ?? []));
        yield return ("MedicationRequest", "dosageInstruction.maxDosePerPeriod.numerator.value", lines.SelectMany(l => l["asNeeded"]?["max24h"] is { } most ? [most.ToJsonString()] : Enumerable.Empty<string>()));
    }

    public static IEnumerable<(string Type, string Path, IEnumerable<string> Expected)> Grant(JsonObject r)
    {
        var g = r["grant"]!;
        yield return ("CareTeam", Own + "grant-status').value | " + Own + "grant-application').value", Each(g, "status", "application"));
        yield return ("CareTeam", "period.start", g["from"].Texts());
        yield return ("CareTeam", "period.end", (g["withdrawnAt"] ?? g["to"]).Texts());
        yield return ("CareTeam", Own + "granted-until').value | " + Own + "withdraw-reason').value", Each(g, "to", "withdrawReason"));
        yield return ("CareTeam", "participant.role.coding.code", g["role"].Texts());
        yield return ("CareTeam", Own + "granted-by').value.display", [NameOf(r["grantedBy"]!)]);
        foreach (var (name, check) in new[] { ("identity-check", r["checks"]!["identity"]), ("professional-card-check", r["checks"]!["professionalCard"]) })
        {
            yield return ("CareTeam", $"{Own}{name}').extension('kind').value | {Own}{name}').extension('number').value | {Own}{name}').extension('at').value", Each(check, "kind", "number", "checkedAt"));
            yield return ("CareTeam", $"{Own}{name}').extension('by').value.display", check is null ? [] : [NameOf(check["checkedBy"]!)]);
        }
    }

    public static IEnumerable<(string Type, string Path, IEnumerable<string> Expected)> Event(JsonObject r)
    {
        var e = r["event"]!;
        var suspects = r["suspected"].Items().ToList();
        yield return ("AdverseEvent", "event.text", e["description"].Texts());
        yield return ("AdverseEvent", "date", e["onsetAt"].Texts());
        yield return ("AdverseEvent", "detected", e["detectedAt"].Texts());
        yield return ("AdverseEvent", "recordedDate", e["recordedAt"].Texts());
        yield return ("AdverseEvent", "category.coding.where(system.endsWith('event-kind')).code", e["kind"].Texts());
        yield return ("AdverseEvent", "severity.coding.code", e["severity"].Texts());
        yield return ("AdverseEvent", "seriousness.coding.code", e["serious"] is null ? [] : [e["serious"]!.GetValue<bool>() ? "Serious" : "Non-serious"]);
        yield return ("AdverseEvent", Own + "seriousness-criterion').value", e["seriousnessCriteria"].Texts());
        yield return ("AdverseEvent", Own + "action-taken').value", e["actionTaken"].Texts());
        yield return ("AdverseEvent", Own + "recorder-role').value | " + Own + "event-source').value", Each(e, "role", "source"));
        yield return ("AdverseEvent", "outcome.coding.code", e["outcome"].Texts().Select(o => Codes.Of("event-outcomes", o)!.Value.To));
        yield return ("AdverseEvent", Own + "national-declaration').extension('reference').value | " + Own + "national-declaration').extension('at').value", Each(e["nationalDeclaration"], "reference", "declaredAt"));
        yield return ("AdverseEvent", "contained.code.text", suspects.Select(s => s["medicine"]!["label"].Text()!));
        yield return ("AdverseEvent", "contained.batch.lotNumber", suspects.SelectMany(s => s["lot"].Texts()));
        yield return ("AdverseEvent", $"suspectEntity.{Own}last-taken-at').value", suspects.SelectMany(s => s["lastTakenAt"].Texts()));
        yield return ("AdverseEvent", $"suspectEntity.{Own}rechallenge').value", suspects.SelectMany(s => s["rechallenge"].Texts()));
    }

    private static IEnumerable<string> Doses(JsonNode line) => line["regimen"].Text() == "variable" ? []
        : line["asNeeded"]?["perIntake"] is { } per && line["regimen"].Text() == "as-needed" ? Plain(RecordReading.Dose(per))
        : line["steps"].Items().SelectMany(s => s["doses"].Items()).SelectMany(d => Plain(RecordReading.Dose(d["quantity"])));

    private static IEnumerable<string> Plain(JsonNode? dose) => dose is JsonValue ? [dose.ToJsonString()] : [];

    private static string NameOf(JsonNode r) => $"{r["given"]} {r["family"]}";

    private static IEnumerable<string> Each(JsonNode? holder, params string[] names) => names.SelectMany(n => holder?[n].Texts() ?? []);
}
