using System.Text.Json.Nodes;
using static Interop.Mapping.Tests.RoundTrips.Json;
using static Interop.Mapping.Tests.RoundTrips.RecordReading;

namespace Interop.Mapping.Tests.RoundTrips;

/// <summary>What receivers must be told of an intake, of an organiser and of a dispensing.</summary>
internal static class EventReading
{
    private static readonly string[] Counts = ["planned", "taken", "late", "missed"];

    public static JsonObject IntakeAlert(JsonObject r)
    {
        var n = r["intake"]!;
        var p = r["patient"]!;
        var names = Names(p);
        var isPatient = n["role"].Text() == "patient";
        var unit = Unit(n);
        var recorder = isPatient ? Obj(("name", $"{names["birthGiven"] ?? names["given"]} {names["birthFamily"] ?? names["family"]}"))
            : n["role"].Text() == "family-carer" ? Obj(("name", Person(n["recordedBy"])!["name"])) : Person(n["recordedBy"])!;
        recorder["role"] = n["role"]!.DeepClone();
        var intake = Obj(
            ("id", n["id"]), ("planId", n["planId"]), ("lineId", n["lineId"]), ("slot", Obj(("date", n["plannedDate"]), ("moment", n["moment"]), ("time", n["plannedTime"]))), ("medicine", Medicine(n["medicine"])),
            ("planned", Obj(("quantity", Dose(n["plannedQuantity"])), ("unit", unit.Text), ("unitCode", unit.Code))), ("outcome", n["outcome"]), ("reason", n["reason"]), ("reasonText", n["reasonText"]),
            ("heldOnOrderOf", Person(n["heldOnOrderOf"])), ("recordedBy", recorder), ("recordedAt", n["recordedAt"]), ("asNeededReason", n["asNeededReason"]), ("effect", n["effectText"]),
            ("pillboxQrId", n["pillboxQrId"]), ("correctionOf", n["correctionOf"]), ("source", n["source"]));
        return Obj(
            ("kind", "intake-alert"), ("source", Source(r, "medissimo")), ("toBeChecked", true), ("pharmacy", Obj(("finessGeo", Delivered.Site))), ("patient", Patient(p, null)), ("intake", intake),
            ("notice", Obj(("title", "Prise non effectuée"), ("actionExpected", "inform"))), ("unmapped", List(Untold(n, p))));
    }

    private static IEnumerable<JsonObject> Untold(JsonNode n, JsonNode p)
    {
        if (p["deceasedDate"] is { } day)
        {
            yield return Obj(("path", "patient.deceasedDate"), ("text", day));
        }

        if (n["alert"] is { } a)
        {
            yield return Obj(("path", "alert"), ("text", string.Join(' ', [a["kind"].Text(), a["sentAt"].Text(), a["channel"].Text(), .. a["to"].Texts()])));
        }

        if (n["adherence"] is { } rate)
        {
            var counts = Counts.Where(c => rate[c] is not null).Select(c => $", {c} {rate[c]!.ToJsonString()}");
            yield return Obj(("path", "adherence"), ("text", $"{rate["from"]}..{rate["to"]}: {rate["percent"]!.ToJsonString()} %{string.Concat(counts)}"));
        }
    }

    public static JsonObject Preparation(JsonObject r)
    {
        var p = r["preparation"]!;
        var isNurse = p["preparedBy"]!["profession"].Text() == "60";
        var items = r["items"].Items().ToList();
        var preparation = Obj(
            ("id", p["id"]), ("pillboxQrId", p["pillboxQrId"]), ("model", p["model"]), ("count", p["count"]), ("weekStart", p["weekStart"]), ("weekEnd", p["weekEnd"]), ("status", p["status"]),
            ("preparedBy", Person(p["preparedBy"])), ("preparedAt", p["preparedAt"]), ("preparedUnder", Obj(("id", p["preparedUnder"]))), ("checkedBy", Person(p["checkedBy"])), ("checkedAt", p["checkedAt"]),
            ("receivedBy", Person(p["receivedBy"])), ("deliveredAt", p["deliveredAt"]), ("labelText", p["labelText"]),
            ("items", List(items.Select(i => Obj(
                ("lineId", i["lineId"]), ("medicine", Medicine(i["medicine"])), ("units", i["units"]), ("lot", i["lot"]), ("expiry", i["expiry"]), ("substituted", isNurse ? null : i["substitutedFor"] is not null || i["reason"] is not null),
                ("substitutedFor", Medicine(i["substitutedFor"])), ("reason", i["reason"]))))),
            ("missing", List(items.Where(i => i["missingUnits"] is not null).Select(i => Obj(("lineId", i["lineId"]), ("units", i["missingUnits"]), ("reason", i["missingReason"]))))),
            ("returned", List(r["returned"].Items().Select(b => Obj(("lineId", b["lineId"]), ("units", b["units"]), ("reason", b["reason"]))))));
        return Obj(
            ("kind", "preparation"), ("careHome", CareHome(r["patient"]!)), ("identity", Identity(r["patient"]!)), ("source", Source(r, "medissimo")), ("toBeChecked", true), ("expectedAck", "received"),
            ("plan", Obj(("id", p["planId"]), ("version", p["planVersion"]))), ("preparation", preparation), ("pharmacy", Site(r["pharmacy"])));
    }

    public static JsonObject Dispensing(JsonObject r)
    {
        var d = r["dispensing"]!;
        var told = Obj(
            ("id", $"{d["id"]}/{d["lineNo"]}"), ("status", d["cancelledLine"]?.GetValue<bool>() == true ? "cancelled" : "dispensed"), ("prescriptionId", d["prescriptionId"]), ("prescriptionDate", d["prescriptionDate"]),
            ("prescriber", Person(r["prescriber"])), ("prescribedMedicine", Medicine(r["prescribedMedicine"])), ("medicine", Medicine(r["dispensedMedicine"])), ("substituted", d["substitution"]),
            ("substitutionReason", d["substitutionReason"]), ("boxes", d["boxes"]), ("unitsPerBox", d["unitsPerBox"]), ("units", d["units"]), ("lot", d["lot"]), ("expiry", d["expiry"]),
            ("noSubstitution", d["nonSubstitutableMention"]), ("completeness", d["completeness"].Text()!.Trim()), ("owed", d["owedUnits"] is null ? null : Obj(("units", d["owedUnits"]), ("date", d["owedDate"]))),
            ("posologyText", d["posologyText"]), ("daysSupply", d["daysSupply"]), ("chronic", d["chronic"]), ("dispensedAt", d["dispensedAt"]), ("deliveredAt", d["deliveredAt"]),
            ("pharmacist", Person(r["pharmacist"])), ("dispensedBy", Person(r["dispensedBy"])));
        return Obj(
            ("kind", "dispensing"), ("careHome", CareHome(r["patient"]!)), ("identity", Identity(r["patient"]!)), ("source", Source(r, "pharmacy-software")), ("toBeChecked", true), ("expectedAck", "received"), ("dispensing", told));
    }
}
