using System.Text.Json.Nodes;
using static Interop.Mapping.Tests.RoundTrips.Json;
using static Interop.Mapping.Tests.RoundTrips.RecordReading;

namespace Interop.Mapping.Tests.RoundTrips;

/// <summary>The lines of a plan, read line by line as they stand on the day of issue.</summary>
internal static class LineReading
{
    private static readonly string[] AsSent = ["lineId", "position", "change", "posologyText", "regimen", "inPillbox", "outsideReason", "start", "mealRelation", "instructions", "indication", "comment", "highAlert"];

    public static string Status(JsonNode line, string today) =>
        line["change"].Text() == "stopped" || IsBy(line["stop"]?["date"], today) ? "stopped"
        : line["change"].Text() == "suspended" || line["change"].Text() != "resumed" && IsBy(line["suspension"]?["from"], today) && !(line["suspension"]?["to"].Text() is { } back && Before(back, today)) ? "on-hold"
        : Before(today, line["start"].Text()!) ? "intended"
        : line["end"].Text() is { } end && Before(end, today) ? "completed" : "active";

    public static string? End(JsonNode line) => line["stop"]?["date"].Text() ?? line["end"].Text();

    /// <summary>The line as both receivers get it.</summary>
    public static JsonObject Line(JsonNode line, JsonObject record)
    {
        var today = record["issuedAt"].Text()![..10];
        var prescription = record["prescriptions"].Items().First(p => p["id"].Text() == line["prescriptionId"].Text());
        var made = Obj(
            ("status", Status(line, today)), ("medicine", Medicine(line["medicine"])), ("prescribedMedicine", Medicine(line["prescribedMedicine"])),
            ("steps", List(Steps(line, record["plan"]!))), ("asNeeded", AsNeeded(line)), ("structuredComplete", IsStructured(line)), ("end", End(line)), ("stop", Stop(line, today)), ("suspension", Suspension(line)),
            ("prescriber", Person(prescription["prescriber"])), ("prescriptionDate", prescription["date"]), ("validUntil", prescription["validUntil"]));
        AsSent.Where(f => line[f] is not null).ToList().ForEach(f => made[f] = line[f]!.DeepClone());
        return made;
    }

    /// <summary>The steps of a line with fixed doses; others have theirs in words.</summary>
    public static IEnumerable<JsonObject> Steps(JsonNode line, JsonNode plan) => line["regimen"].Text() is not ("fixed" or "tapering") ? [] : line["steps"].Items()
        .Select(s => (Step: s, Doses: Doses(s, plan).ToList())).Where(s => s.Doses.Count > 0)
        .Select(s => Obj(
            ("seq", s.Step["seq"]), ("from", s.Step["from"]), ("to", s.Step["to"]), ("days", s.Step["days"]), ("everyNDays", s.Step["everyNDays"]?.Number() > 1 ? s.Step["everyNDays"] : null), ("everyNHours", s.Step["everyNHours"]),
            ("anchorDate", s.Step["anchorDate"]), ("onDays", s.Step["onDays"]), ("offDays", s.Step["offDays"]), ("doses", List(s.Doses))));

    private static IEnumerable<JsonObject> Doses(JsonNode step, JsonNode plan)
    {
        foreach (var dose in step["doses"].Items())
        {
            var quantity = Dose(dose["quantity"])!;
            if (quantity is JsonObject || quantity.Number() != 0)
            {
                var known = Codes.Of("moments", dose["moment"].Text());
                var house = plan["moments"].Items().FirstOrDefault(m => m["code"].Text() == dose["moment"].Text());
                var unit = Unit(dose);
                yield return Obj(("moment", dose["time"] is null ? known?.To.Split('|')[1] : null), ("time", dose["time"] ?? (known is null ? house?["time"] : null)), ("quantity", quantity), ("unit", unit.Text), ("unitCode", unit.Code));
            }
        }
    }

    private static JsonObject? AsNeeded(JsonNode line)
    {
        if (line["regimen"].Text() != "as-needed" || line["asNeeded"] is not { } a)
        {
            return line["regimen"].Text() == "as-needed" ? [] : null;
        }

        var dose = line["steps"].Items().SelectMany(s => s["doses"].Items()).FirstOrDefault();
        var unit = Unit(a["unit"] is null && a["unitCode"] is null ? dose : a);
        var per = Dose(a["perIntake"]) ?? Dose(dose?["quantity"]);
        return Obj(
            ("reason", a["reason"]), ("perIntake", per), ("maxPerIntake", Dose(a["maxPerIntake"])), ("minHours", a["minHours"]), ("max24h", Dose(a["max24h"])), ("maxDays", a["maxDays"]),
            ("unit", per is null ? null : unit.Text), ("unitCode", per is null ? null : unit.Code));
    }

    private static bool IsStructured(JsonNode line) => line["regimen"].Text() switch
    {
        "variable" => false,
        "as-needed" => line["asNeeded"] is { } a && (a["perIntake"] is not null || line["steps"].Items().Any(s => s["doses"].Items().Any()))
            && !line["steps"].Items().Any(s => s["days"] is not null || s["everyNDays"] is not null || s["everyNHours"] is not null || s["onDays"] is not null || s["doses"].Items().Any(d => d["moment"] is not null || d["time"] is not null)),
        _ => true,
    };

    private static JsonObject? Stop(JsonNode line, string today) => line["stop"] is { } stop
        ? Obj(("date", stop["date"]), ("reason", stop["reason"] ?? line["suspension"]?["reason"]), ("by", Person(stop["by"])))
        : Status(line, today) == "stopped" ? Obj(("date", line["end"]), ("reason", line["suspension"]?["reason"])) : null;

    private static JsonObject? Suspension(JsonNode line) => line["suspension"] is { } held
        ? Obj(("from", held["from"]), ("to", held["to"]), ("reason", held["reason"] ?? line["stop"]?["reason"])) : null;

    public static bool Before(string day, string other) => string.CompareOrdinal(day, other) < 0;

    private static bool IsBy(JsonNode? day, string today) => day.Text() is { } text && !Before(today, text);
}
