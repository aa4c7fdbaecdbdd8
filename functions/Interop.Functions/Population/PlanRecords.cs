using System.Text.Json.Nodes;

namespace Interop.Functions.Population;

/// <summary>Writes what the pharmacy platform sends of a treatment: prescriptions and plans.</summary>
internal static class PlanRecords
{
    private const string Software = "Medissimo";

    public static GeneratedRecord Plan(Person p, PlanVersion version)
    {
        var head = Head(p, $"PLN-{p.Code}", version.Number, version.Day, p.Pharmacist);
        if (version.Cancelled)
        {
            head = Blocks.Cancelled(head, "wrong-patient");
            head["patient"] = new JsonObject { ["localId"] = $"pat-{p.Code}" };
            head["plan"] = new JsonObject { ["id"] = $"PLN-{p.Code}" };
            return Of("pillbox-plan", p, head);
        }

        head["consents"] = new JsonArray(Consent(p, version));
        head["patient"] = Blocks.Patient(p, version.Home, version.HomeSince);
        head["plan"] = PlanHead(p, version);
        head["pillbox"] = new JsonObject { ["model"] = "weekly-7x4", ["qrId"] = $"Q{p.Code}-{version.Number}" };
        head["pharmacy"] = Blocks.Organisation(p.Pharmacy);
        head["pharmacist"] = Blocks.Actor(p.Pharmacist);
        head["validatedAt"] = Blocks.Time(version.Day.ToDateTime(new TimeOnly(8, 10)));
        if (version.Home is { } home)
        {
            head["careHome"] = Blocks.Organisation(home);
        }

        head["prescriptions"] = new JsonArray([.. version.Lines.Select(l => l.PrescriptionId).Distinct().Order(StringComparer.Ordinal).Select(id => Prescription(p, id))]);
        head["allergies"] = Allergies(p);
        if (p.Number % 4 == 1)
        {
            head["weightKg"] = 41.5m + (p.Number % 40);
            head["weightDate"] = "2026-10-28";
        }

        head["swallowing"] = p.Number % 9 == 4 ? "crush" : "normal";
        head["lines"] = new JsonArray([.. version.Lines.Select(l => Line(p, l))]);
        return Of("pillbox-plan", p, head);
    }

    /// <summary>The order behind some lines, as the pharmacist typed it in.</summary>
    public static GeneratedRecord Order(Person p, string id, DateOnly day, IEnumerable<PlannedLine> lines)
    {
        var head = Head(p, id, 1, day, p.Pharmacist);
        head["consents"] = new JsonArray(Consent(p, null));
        head["patient"] = Blocks.Patient(p, p.Home, new DateOnly(2025, 2, 1));
        head["prescription"] = new JsonObject
        {
            ["id"] = id, ["date"] = "2026-10-30", ["kind"] = p.Number % 5 == 0 ? "ald" : "simple", ["moments"] = Moments(), ["timeZone"] = "Europe/Paris", ["validUntil"] = "2027-01-30", ["renewals"] = 2,
        };
        head["prescriber"] = Blocks.Actor(p.Physician);
        head["typedBy"] = Blocks.Actor(p.Pharmacist);
        head["pharmacy"] = Blocks.Organisation(p.Pharmacy);
        head["lines"] = new JsonArray([.. lines.Select(l =>
        {
            var line = Taken(l, l.Prescribed ?? l.Medicine);
            line["nonSubstitutable"] = false;
            line["quantityText"] = "QSP 28 jours";
            return line;
        })]);
        return Of("prescription", p, head);
    }

    public static JsonObject Head(Person p, string id, int version, DateOnly day, Professional by, TimeOnly? at = null) =>
        Blocks.Envelope(id, version, day.ToDateTime(at ?? new TimeOnly(8, 12)), by, Software, p.Pharmacy.Finess);

    public static GeneratedRecord Of(string record, Person p, JsonObject body) => new($"medissimo/{record}", $"FINEG|{p.Pharmacy.Finess}", p.Number, Blocks.At(body, p.Pharmacy.Zone));

    public static JsonObject Consent(Person p, PlanVersion? version)
    {
        var withdrawn = version is { Withdrawn: true };
        var consent = Blocks.Consent("care-sharing", withdrawn ? "withdrawn" : "given", "written", p.Pharmacist, new DateTime(2026, 1, 5, 10, 0, 0, DateTimeKind.Unspecified));
        if (withdrawn)
        {
            consent["withdrawnAt"] = Blocks.Time(version!.Day.ToDateTime(new TimeOnly(7, 55)));
        }

        return consent;
    }

    private static JsonObject PlanHead(Person p, PlanVersion version) => new()
    {
        ["id"] = $"PLN-{p.Code}", ["status"] = version.Status, ["isCompleteTreatment"] = version.Complete, ["periodStart"] = Blocks.Day(version.Day),
        ["periodEnd"] = Blocks.Day(version.Day.AddDays(6)), ["cycleDays"] = 7, ["timeZone"] = "Europe/Paris", ["moments"] = Moments(),
    };

    private static JsonArray Moments() => new(
        Moment("MORN", "Matin", "08:00"), Moment("NOON", "Midi", "12:00"), Moment("EVE", "Soir", "18:30"), Moment("HS", "Coucher", "21:30"), Moment("NIGHT", "Nuit", "02:00"));

    private static JsonObject Moment(string code, string label, string time) => new() { ["code"] = code, ["label"] = label, ["time"] = time };

    private static JsonObject Prescription(Person p, string id) => new()
    {
        ["id"] = id, ["date"] = "2026-10-30", ["prescriber"] = Blocks.Actor(p.Physician), ["typedBy"] = Blocks.Actor(p.Pharmacist), ["validUntil"] = "2027-01-30", ["renewals"] = 2,
    };

    private static JsonObject Allergies(Person p) => (p.Number % 6) switch
    {
        0 => new JsonObject { ["status"] = "known", ["items"] = new JsonArray(new JsonObject { ["text"] = "pénicilline", ["atc"] = "J01C", ["reaction"] = "urticaire" }) },
        1 or 2 => new JsonObject { ["status"] = "none-known" },
        _ => new JsonObject { ["status"] = "not-collected" },
    };

    private static JsonObject Line(Person p, PlannedLine l)
    {
        var line = Taken(l, l.Medicine);
        line["change"] = l.Change;
        line["prescriptionId"] = l.PrescriptionId;
        line["inPillbox"] = l.Regimen is "fixed" or "tapering" && l.Medicine.Outside.Length == 0;
        if (line["inPillbox"]!.GetValue<bool>() == false)
        {
            line["outsideReason"] = l.Medicine.Outside.Length > 0 ? l.Medicine.Outside : l.Regimen == "as-needed" ? "as-needed" : "other";
        }

        if (l.Prescribed is { } prescribed)
        {
            line["prescribedMedicine"] = Blocks.Medicine(prescribed);
        }

        if (l.State == LineState.Stopped)
        {
            line["stop"] = new JsonObject { ["date"] = Blocks.Day(l.Since!.Value), ["reason"] = l.Reason, ["by"] = Blocks.Actor(p.Physician) };
        }
        else if (l.State == LineState.Suspended)
        {
            line["suspension"] = new JsonObject { ["from"] = Blocks.Day(l.Since!.Value), ["reason"] = l.Reason };
        }

        if (l.Medicine.Legal == "narcotic" || l.Medicine.Inn == "méthotrexate")
        {
            line["highAlert"] = true;
        }

        return line;
    }

    private static JsonObject Taken(PlannedLine l, Medicine medicine)
    {
        var line = new JsonObject
        {
            ["lineId"] = l.LineId, ["position"] = l.Position, ["medicine"] = Blocks.Medicine(medicine), ["posologyText"] = l.Text, ["regimen"] = l.Regimen, ["start"] = Blocks.Day(l.Start),
        };
        if (l.End is { } end)
        {
            line["end"] = Blocks.Day(end);
        }

        line["steps"] = new JsonArray([.. l.Steps.Select((s, i) => Step(s, i + 1, medicine))]);
        if (l.Need is { } need)
        {
            line["asNeeded"] = new JsonObject
            {
                ["reason"] = need.Reason, ["perIntake"] = need.PerIntake, ["minHours"] = need.MinHours, ["max24h"] = need.Max24h, ["unit"] = medicine.Unit,
            };
            Blocks.Set(line["asNeeded"]!.AsObject(), "unitCode", medicine.UnitCode.Length > 0 ? medicine.UnitCode : null);
        }

        line["indication"] = medicine.Indication;
        return line;
    }

    private static JsonObject Step(PlannedStep s, int number, Medicine medicine)
    {
        var step = new JsonObject { ["seq"] = number };
        Blocks.Set(step, "from", s.From is { } from ? Blocks.Day(from) : null);
        Blocks.Set(step, "to", s.To is { } to ? Blocks.Day(to) : null);
        step["doses"] = new JsonArray([.. s.Doses.Select(d =>
        {
            var dose = new JsonObject { ["moment"] = d.Moment, ["quantity"] = d.Quantity, ["unit"] = medicine.Unit };
            Blocks.Set(dose, "unitCode", medicine.UnitCode.Length > 0 ? medicine.UnitCode : null);
            return dose;
        })]);
        if (s.Days.Count > 0)
        {
            step["days"] = new JsonArray([.. s.Days.Select(d => JsonValue.Create(d))]);
        }

        Number(step, "everyNDays", s.EveryDays);
        Number(step, "everyNHours", s.EveryHours);
        Blocks.Set(step, "anchorDate", s.Anchor is { } anchor ? Blocks.Day(anchor) : null);
        Number(step, "onDays", s.OnDays);
        Number(step, "offDays", s.OffDays);
        return step;
    }

    private static void Number(JsonObject target, string name, int? value)
    {
        if (value is { } number)
        {
            target[name] = number;
        }
    }
}
