using System.Text.Json.Nodes;
using static Interop.Mapping.Tests.RoundTrips.Json;
using static Interop.Mapping.Tests.RoundTrips.RecordReading;

namespace Interop.Mapping.Tests.RoundTrips;

/// <summary>What a first plan must say to a care home, and to a pharmacy's software.</summary>
internal static class PlanReading
{
    public static JsonObject ForCareHome(JsonObject r)
    {
        var lines = r["lines"].Items().ToList();
        var header = Header(r);
        (header["timeZone"], header["moments"]) = (r["plan"]!["timeZone"]!.DeepClone(), r["plan"]!["moments"]!.DeepClone());
        return Obj(
            ("kind", "plan"), ("source", Source(r, "medissimo", r["pharmacist"])), ("toBeChecked", true), ("careHome", CareHome(r["patient"]!)), ("identity", Identity(r["patient"]!)), ("plan", header),
            ("lines", List(lines.Select(l => ForCareHome(l, r)))), ("slots", List(SlotReading.Slots(r))),
            ("asNeededLines", Ids(lines, l => l["regimen"].Text() == "as-needed")), ("variableLines", Ids(lines, l => l["regimen"].Text() == "variable")),
            ("suspendedLines", Ids(lines, l => StatusOf(l, r) == "on-hold")), ("stoppedSinceLast", Ids(lines, l => StatusOf(l, r) == "stopped")),
            ("pharmacy", Site(r["pharmacy"])), ("pharmacist", Person(r["pharmacist"])), ("prescribers", Prescribers(lines, r)), ("preparation", Obj(("pillboxQrId", List(r["pillbox"]?["qrId"].Texts().Select(q => (JsonNode)q) ?? [])))),
            ("allergies", Allergies(r)), ("weight", r["weightKg"] is null ? null : Obj(("kg", r["weightKg"]), ("date", r["weightDate"]))), ("swallowing", r["swallowing"]),
            ("legal", Obj(("consentStatus", r["consents"].Items().First(c => c["purpose"].Text() == "care-sharing")["status"]), ("visibility", "care-team"))), ("expectedAck", "integrated"),
            ("unmapped", List(Untold(r))));
    }

    public static JsonObject ForPharmacy(JsonObject r)
    {
        var lines = r["lines"].Items().ToList();
        return Obj(
            ("kind", "plan"), ("source", Source(r, "medissimo", r["pharmacist"])), ("toBeChecked", true), ("pharmacy", Obj(("finessGeo", Delivered.Site))), ("patient", Patient(r["patient"]!, r["careHome"])), ("plan", Header(r)),
            ("lines", List(lines.Select(l => LineReading.Line(l, r)))), ("allergies", Allergies(r)), ("unmapped", List(Untold(r).Concat(UntoldToPharmacy(r)).Concat(lines.SelectMany(UntoldOfLine)))));
    }

    private static JsonObject ForCareHome(JsonNode line, JsonObject r)
    {
        var made = LineReading.Line(line, r);
        if (line["medicine"]!["legalList"].Text() == "narcotic")
        {
            made["controlled"] = true;
        }

        OfTheUnit.Where(f => line[f] is not null).ToList().ForEach(f => made[f] = line[f]!.DeepClone());
        return made;
    }

    private static readonly string[] OfTheUnit = ["administrationBy", "crushable", "description", "photoUrl"];

    private static JsonObject Header(JsonObject r)
    {
        var plan = r["plan"]!;
        return Obj(
            ("id", plan["id"]), ("version", r["recordVersion"]), ("status", plan["status"]), ("periodStart", plan["periodStart"]), ("periodEnd", plan["periodEnd"]),
            ("isCompleteTreatment", plan["isCompleteTreatment"]), ("linesTotal", r["lines"]!.AsArray().Count), ("comment", plan["comment"]));
    }

    private static string StatusOf(JsonNode line, JsonObject r) => LineReading.Status(line, r["issuedAt"].Text()![..10]);

    private static JsonArray Ids(List<JsonNode> lines, Func<JsonNode, bool> wanted) => List(lines.Where(wanted).Select(l => l["lineId"]));

    private static JsonArray Prescribers(List<JsonNode> lines, JsonObject r) =>
        List(lines.Select(l => Person(r["prescriptions"].Items().First(p => p["id"].Text() == l["prescriptionId"].Text())["prescriber"])!).DistinctBy(p => p["name"].Text()));

    private static JsonObject Allergies(JsonObject r) => Obj(
        ("status", r["allergies"]?["status"] ?? "unknown"),
        ("items", r["allergies"]?["status"].Text() == "known" ? List(r["allergies"]!["items"].Items().Select(a => Obj(("text", a["text"]), ("atc", a["atc"]), ("reaction", a["reaction"])))) : null));

    private static IEnumerable<JsonObject> Untold(JsonObject r)
    {
        var prescriptions = r["prescriptions"].Items().Where(p => r["lines"].Items().Any(l => l["prescriptionId"].Text() == p["id"].Text()));
        JsonObject?[] all =
        [
            Words("plan.cycleDays", r["plan"]!["cycleDays"]), Words("patient.deceasedDate", r["patient"]!["deceasedDate"]), Words("patient.attendingPhysician", Person(r["patient"]!["attendingPhysician"])?["name"]),
            r["pillbox"]?["qrId"].Texts().Any() == true ? Words("pillbox.model", r["pillbox"]!["model"]) : null,
            .. prescriptions.Select(p => Words($"prescriptions[{p["id"]}].renewals", p["renewals"])),
            .. r["prescriptions"].Items().Select(p => Words("prescriptions[].scan", p["scan"]?["title"])),
        ];
        return all.OfType<JsonObject>();
    }

    private static IEnumerable<JsonObject> UntoldToPharmacy(JsonObject r)
    {
        JsonObject?[] all =
        [
            Words("plan.timeZone", r["plan"]!["timeZone"]), Words("swallowing", r["swallowing"]), Words("patient.residence.stayId", r["patient"]!["residence"]?["stayId"]),
            .. r["plan"]!["moments"].Items().Select(m => Words($"plan.moments[{m["code"]}]", m["time"] is null ? m["label"] : $"{m["label"]} {m["time"]}")),
            .. (r["pillbox"]?["qrId"].Texts() ?? []).Select(q => Words("pillbox.qrId", q)),
            r["weightKg"] is null ? null : Words("weightKg", r["weightKg"]!.ToJsonString() + (r["weightDate"] is null ? "" : $" ({r["weightDate"]})")),
        ];
        return all.OfType<JsonObject>();
    }

    private static IEnumerable<JsonObject> UntoldOfLine(JsonNode line) => OfTheUnit.Select(f => Words($"lines[{line["lineId"]}].{f}", line[f])).OfType<JsonObject>();

    private static JsonObject? Words(string path, JsonNode? value) => value is null ? null : Obj(("path", path), ("text", value.Text() ?? value.ToJsonString()));
}
