using System.Text.Json.Nodes;

namespace Interop.Functions.Population;

/// <summary>A way in which senders get a record wrong.</summary>
/// <param name="Records">In which records, separated by spaces.</param>
/// <param name="Code">The issue that must come of it.</param>
/// <param name="Holds">Whether the record is held back; otherwise it is taken with a warning.</param>
/// <param name="Spoil">Changes the record and answers the place that must be named; null when the record has nothing to spoil this way.</param>
internal sealed record FaultKind(string Name, string Records, string Code, bool Holds, Func<JsonObject, string?> Spoil)
{
    /// <summary>Only where an earlier record of the same patient at the same sender is there to conflict with.</summary>
    public bool NeedsEarlier { get; init; }

    /// <summary>Whether a record of this name can have it.</summary>
    public bool Fits(string record) => Records.Split(' ').Contains(record[(record.IndexOf('/', StringComparison.Ordinal) + 1)..]);
}

/// <summary>The faults that are injected, each with the issue and the place that the sender must be told.</summary>
internal static class FaultKinds
{
    private const string Every = "patient prescription pillbox-plan pillbox-preparation intake access-grant adverse-event dispensing";

    public static readonly IReadOnlyList<FaultKind> All =
    [
        new("dose without unit", "pillbox-plan prescription", "dose-unit-missing", true, r => InDose(r, (dose, at) =>
        {
            dose.Remove("unit");
            dose.Remove("unitCode");
            return at + ".unit";
        })),
        new("unit and its code disagree", "pillbox-plan prescription", "dose-unit-conflict", true, r => InDose(r, (dose, at) => Put(dose, at, "unit", "mg", "unitCode", "15054000"))),
        new("unit code unknown", "pillbox-plan prescription", "code-not-in-table", false, r => InDose(r, (dose, at) => Put(dose, at, "unitCode", "99999999"))),
        new("quantity in words", "pillbox-plan prescription", "dose-not-a-number", true, r => InDose(r, (dose, at) => Put(dose, at, "quantity", "une demi"))),
        new("moment that the plan does not have", "pillbox-plan prescription", "moment-unknown", true, r => InDose(r, (dose, at) => Put(dose, at, "moment", "GOUTER"))),
        new("every other day of which days", "pillbox-plan prescription", "interval-without-anchor", true, r => InStep(r, (step, at) =>
        {
            step["everyNDays"] = 2;
            step.Remove("anchorDate");
            return at + ".anchorDate";
        })),
        new("weekly in words, daily in structure", "pillbox-plan prescription", "weekly-without-days", true, r => InLine(r, "fixed", (line, at) =>
        {
            var step = line["steps"]![0]!.AsObject();
            step.Remove("days");
            step.Remove("everyNDays");
            step.Remove("everyNHours");
            step.Remove("onDays");
            return Put(line, at, "posologyText", "4 comprimés une fois par semaine");
        })),
        new("two lines under one id", "pillbox-plan prescription", "line-id-duplicate", true, r =>
        {
            var lines = r["lines"]!.AsArray();
            lines.Add(lines[0]!.DeepClone());
            return FormattableString.Invariant($"$.lines[{lines.Count - 1}].lineId");
        }),
        new("prescription not sent along", "pillbox-plan", "prescription-unknown", true, r => Put(r["lines"]![0]!.AsObject(), "$.lines[0]", "prescriptionId", "ORD-0")),
        new("period ends before it starts", "pillbox-plan", "period-reversed", true, r => Put(r["plan"]!.AsObject(), "$.plan", "periodEnd", "2026-10-01")),
        new("two care homes", "pillbox-plan", "care-home-conflict", true, r => r["careHome"] is JsonObject && r["patient"]?["residence"]?["organisation"] is JsonObject house
            ? Put(house, "$.patient.residence.organisation", "finessGeo", Keys.Finess(999999)) : null),
        new("moments missing", "pillbox-plan", "record-field-missing", true, r => Drop(r["plan"]!.AsObject(), "$.plan", "moments")),
        new("status of no list", "pillbox-plan", "record-code", true, r => Put(r["plan"]!.AsObject(), "$.plan", "status", "checked")),
        new("key of a box", "pillbox-plan prescription", "cip13-key", false, r => BreakKey(r["lines"]![0]!["medicine"]!.AsObject(), "$.lines[0].medicine", "cip13")),
        new("key of a dispensing unit", "pillbox-plan prescription", "ucd13-key", false, r => BreakKey(r["lines"]![0]!["medicine"]!.AsObject(), "$.lines[0].medicine", "ucd13")),
        new("key of the social-security number", Every, "nir-key", false, r => r["patient"]?["nss"] is null ? null : BreakKey(r["patient"]!.AsObject(), "$.patient", "nss")),
        new("key of an RPPS", "pillbox-plan", "rpps-key", false, r => BreakKey(r["prescriptions"]![0]!["prescriber"]!.AsObject(), "$.prescriptions[0].prescriber", "rpps")),
        new("local id of another person", Every, "identity-local-id-reused", true, r => r["patient"]?["birthDate"] is null || r["patient"]!["ins"] is not null || Lunar(r) ? null : Named(r, "birthDate", "1951-02-03")) { NeedsEarlier = true },
        new("time without a zone", "pillbox-plan", "datetime-naive", false, r => Put(r, "$", "validatedAt", "2026-11-16T08:10:00")),
        new("given, but how much", "intake", "intake-given-missing", true, r => Outcome(r, "given") ? Drop(r["intake"]!.AsObject(), "$.intake", "givenQuantity") : null),
        new("refused, and yet given", "intake", "intake-given-conflict", true, r => Outcome(r, "refused") ? Put(r["intake"]!.AsObject(), "$.intake", "givenQuantity", 1) : null),
        new("outcome of no list", "intake", "record-code", true, r => Put(r["intake"]!.AsObject(), "$.intake", "outcome", "taken")),
        new("line twice in an organiser", "pillbox-preparation", "line-id-duplicate", true, r =>
        {
            var items = r["items"]!.AsArray();
            items.Add(items[0]!.DeepClone());
            return FormattableString.Invariant($"$.items[{items.Count - 1}].lineId");
        }),
        new("boxes that do not add up", "dispensing", "dispensed-units-differ", false, r => Put(r["dispensing"]!.AsObject(), "$.dispensing", "units", 7)),
        new("delivered before dispensed", "dispensing", "period-reversed", true, r => Put(r["dispensing"]!.AsObject(), "$.dispensing", "deliveredAt", "2026-10-01T09:00:00+02:00")),
        new("no consent to the app", "access-grant", "consent-missing", true, r => Put(r["consents"]![0]!.AsObject(), null, "purpose", "dmp-feeding") is null ? "$.consents" : "$.consents"),
        new("kind of event of no list", "adverse-event", "record-code", true, r => Put(r["event"]!.AsObject(), "$.event", "kind", "side-effect")),
        new("event without words", "adverse-event", "record-field-missing", true, r => Drop(r["event"]!.AsObject(), "$.event", "description")),
        new("as needed, up to how much", "prescription", "as-needed-without-maximum", false, r => InLine(r, "as-needed", (line, at) => Drop(line["asNeeded"]!.AsObject(), at + ".asNeeded", "max24h"))),
        new("line without a dose", "pillbox-plan prescription", "line-without-dose", true, r => InLine(r, "fixed", (line, at) =>
        {
            line["steps"] = new JsonArray(new JsonObject { ["seq"] = 1, ["doses"] = new JsonArray() });
            return at + ".steps";
        })),
        new("nurse without a number", "intake", "rpps-missing", true, r => r["intake"]!["recordedBy"] is JsonObject by && by["rpps"] is not null ? Drop(by, "$.intake.recordedBy", "rpps") : null),
        .. TeleExpertiseFaults(),
    ];

    private static IEnumerable<FaultKind> TeleExpertiseFaults() =>
    [
        new("no consent", "tele-expertise-request tele-expertise-report", "consent-missing", true, r => Put(r, "$", "consents", new JsonArray())),
        new("report that nobody signed", "tele-expertise-report", "report-not-signed", true, r =>
        {
            foreach (var expert in r["experts"]!.AsArray())
            {
                expert!.AsObject().Remove("signedAt");
            }

            return r["report"]!["status"]!.GetValue<string>() == "final" ? "$.report.status" : null;
        }),
        new("file that is not the one described", "tele-expertise-report", "file-hash-mismatch", true, r => Put(r["report"]!["pdf"]!.AsObject(), "$.report.pdf", "sha256", new string('0', 64))),
        new("file that was cut", "tele-expertise-report", "file-size-mismatch", true, r => Put(r["report"]!["pdf"]!.AsObject(), "$.report.pdf", "size", 12)),
        new("recipient chosen by another", "tele-expertise-report", "recipient-not-chosen-by-requester", true, r => r["recipients"] is JsonArray list
            ? Put(list[0]!["chosenBy"]!.AsObject(), "$.recipients[0].chosenBy", "rpps", Keys.Rpps(9999999)) : null),
        new("same INS, other traits", "tele-expertise-request tele-expertise-report", "identity-traits-differ", true, r => Qualified(r) ? Named(r, "birthPlaceCode", "13055") : null) { NeedsEarlier = true },
        new("file without content", "tele-expertise-report", "file-without-content", true, r => Drop(r["report"]!["pdf"]!.AsObject(), "$.report.pdf", "data")),
        new("expert without a number", "tele-expertise-report", "rpps-missing", true, r => Drop(r["experts"]![0]!.AsObject(), "$.experts[0]", "rpps")),
        new("nobody addressed", "tele-expertise-request", "addressee-missing", true, r => r["addressees"] is null ? null : Drop(r, "$", "addressees") is null ? null : "$.addressee.kind"),
        new("patient not informed", "tele-expertise-request", "patient-not-informed", true, r => Put(r["request"]!.AsObject(), "$.request", "patientInformed", false)),
        new("message without words", "tele-expertise-message", "message-empty", true, r => Drop(r["message"]!.AsObject(), "$.message", "text")),
    ];

    private static string? InLine(JsonObject record, string regimen, Func<JsonObject, string, string?> spoil)
    {
        var lines = record["lines"]!.AsArray();
        for (var i = 0; i < lines.Count; i++)
        {
            if (lines[i]!["regimen"]!.GetValue<string>() == regimen)
            {
                return spoil(lines[i]!.AsObject(), FormattableString.Invariant($"$.lines[{i}]"));
            }
        }

        return null;
    }

    private static string? InStep(JsonObject record, Func<JsonObject, string, string?> spoil) =>
        InLine(record, "fixed", (line, at) => spoil(line["steps"]![0]!.AsObject(), at + ".steps[0]"));

    private static string? InDose(JsonObject record, Func<JsonObject, string, string?> spoil) =>
        InStep(record, (step, at) => spoil(step["doses"]![0]!.AsObject(), at + ".doses[0]"));

    private static string? Put(JsonObject target, string? at, string name, JsonNode value)
    {
        target[name] = value;
        return at is null ? null : $"{at}.{name}";
    }

    private static string Put(JsonObject target, string at, string first, JsonNode value, string name, JsonNode other)
    {
        target[first] = value;
        target[name] = other;
        return $"{at}.{name}";
    }

    private static string? Drop(JsonObject target, string at, string name) => target.Remove(name) ? $"{at}.{name}" : null;

    private static string? BreakKey(JsonObject target, string at, string name) => Put(target, at, name, Keys.Broken(target[name]!.GetValue<string>()));

    /// <summary>An identity conflict is about the person, not about one field.</summary>
    private static string Named(JsonObject record, string name, string value)
    {
        record["patient"]![name] = value;
        return "Patient";
    }

    private static bool Outcome(JsonObject record, string outcome) => record["intake"]?["outcome"]?.GetValue<string>() == outcome;

    private static bool Lunar(JsonObject record) => record["patient"]!["birthDate"]!.GetValue<string>() is { Length: < 10 } or [_, _, _, _, '-', '2', ..];

    private static bool Qualified(JsonObject record) => record["patient"] is JsonObject p && p["ins"]?["status"]?.GetValue<string>() == "VALI" && p["birthGivenNames"] is not null && !Lunar(record);
}
