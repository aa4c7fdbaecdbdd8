using System.Text.Json.Nodes;

namespace Interop.Functions.Population;

/// <summary>What is done with a plan: organisers filled, doses taken or not, boxes dispensed, accesses opened, events told.</summary>
internal sealed class CareRecords(Person person, Dice dice)
{
    private static readonly DateOnly Since = new(2025, 2, 1);

    private readonly List<GeneratedRecord> records = [];

    /// <summary>The person, as the pharmacy opens the file.</summary>
    public static GeneratedRecord File(Person p, DateOnly day)
    {
        var head = PlanRecords.Head(p, $"PAT-{p.Code}", 1, day, p.Pharmacist);
        head["consents"] = new JsonArray(PlanRecords.Consent(p, null));
        head["patient"] = Blocks.Patient(p, p.Home, Since);
        head["pharmacy"] = Blocks.Organisation(p.Pharmacy);
        if (p.Home is { } home)
        {
            head["careHome"] = Blocks.Organisation(home);
        }

        return PlanRecords.Of("patient", p, head);
    }

    /// <summary>Boxes of some lines, by the pharmacy's own software.</summary>
    public IReadOnlyList<GeneratedRecord> Dispensings(IReadOnlyList<PlannedLine> lines, DateOnly day)
    {
        records.Clear();
        for (var i = 0; i < Math.Min(lines.Count, dice.Between(1, 3)); i++)
        {
            Dispense(lines[i], i + 1, day);
        }

        return [.. records];
    }

    /// <summary>The organiser of the week, filled from this version of the plan.</summary>
    public GeneratedRecord? Preparation(PlanVersion version)
    {
        var items = version.Lines.Where(InPillbox).ToList();
        if (items.Count == 0)
        {
            return null;
        }

        var nurse = person.Home is null && dice.Chance(150);
        var delivered = version.Home is not null || dice.Chance(700);
        var id = FormattableString.Invariant($"PRE-{person.Code}-{version.Number}");
        var head = PlanRecords.Head(person, id, 1, version.Day, person.Pharmacist, new TimeOnly(15, 40));
        head["patient"] = Blocks.Patient(person, version.Home, version.HomeSince);
        head["preparation"] = PreparationHead(version, nurse, delivered, id);
        head["pharmacy"] = Blocks.Organisation(person.Pharmacy);
        head["items"] = new JsonArray([.. items.Select(l => Item(l, version.Day))]);
        return PlanRecords.Of("pillbox-preparation", person, head);
    }

    /// <summary>The doses of one day of a plan, at most <paramref name="most"/>.</summary>
    public IReadOnlyList<GeneratedRecord> Intakes(PlanVersion version, DateOnly day, int most)
    {
        records.Clear();
        foreach (var line in version.Lines.Where(l => l.Regimen == "fixed" && l.StatusOn(day) == "active"))
        {
            foreach (var dose in line.DosesOn(day))
            {
                if (records.Count < most)
                {
                    Take(version, line, dose, day);
                }
            }
        }

        return [.. records];
    }

    /// <summary>
    /// Two doses of the night on which clocks go back, written down late: at half past two, and an hour later at half past two (RECORDS case 12).
    /// </summary>
    public IReadOnlyList<GeneratedRecord> ClockChange(PlanVersion version)
    {
        records.Clear();
        var night = new DateTime(2026, 10, 25, 2, 30, 0, DateTimeKind.Unspecified);
        var lines = version.Lines.Where(l => l.Regimen == "fixed" && l.State == LineState.Taken && l.Start <= DateOnly.FromDateTime(night)).Take(2).ToList();
        foreach (var line in lines.Count == 2 && person.Pharmacy.Zone == "Europe/Paris" ? lines : [])
        {
            var id = FormattableString.Invariant($"INT-{person.Code}-night-{records.Count + 1}");
            var record = Intake(id, version, line, new PlannedDose("NIGHT", 1), night, "given");
            var summer = records.Count == 0;
            record.Body["intake"]!["actualAt"] = summer ? "2026-10-25T02:30:00+02:00" : "2026-10-25T02:30:00+01:00";
            record.Body["intake"]!["recordedAt"] = summer ? "2026-10-25T02:35:00+02:00" : "2026-10-25T02:35:00+01:00";
            records.Add(record);
        }

        return [.. records];
    }

    /// <summary>An access to the person's plan, and sometimes its end.</summary>
    public IReadOnlyList<GeneratedRecord> Grants(DateOnly day)
    {
        var first = Grant(1, day, "active");
        return dice.Chance(250) ? [first, Grant(2, day.AddDays(2), "withdrawn")] : [first];
    }

    /// <summary>Something that went wrong under a medicine.</summary>
    public GeneratedRecord Event(PlannedLine line, DateOnly day)
    {
        var head = PlanRecords.Head(person, $"EVT-{person.Code}", 1, day, person.Pharmacist);
        head["patient"] = Blocks.Patient(person, person.Home, Since);
        head["event"] = new JsonObject
        {
            ["id"] = $"EVT-{person.Code}", ["description"] = dice.Pick(["Vertiges au lever", "Nausées après la prise", "Éruption cutanée", "Chute sans gravité"]),
            ["onsetAt"] = Blocks.Time(day.ToDateTime(new TimeOnly(7, 0))), ["detectedAt"] = Blocks.Time(day.ToDateTime(new TimeOnly(9, 0))), ["recordedAt"] = Blocks.Time(day.ToDateTime(new TimeOnly(9, 20))),
            ["kind"] = dice.Pick(["adverse-effect", "adverse-effect", "medication-error"]), ["severity"] = dice.Pick(["mild", "moderate"]), ["serious"] = false,
            ["outcome"] = dice.Pick(["resolved", "recovering", "unknown"]), ["actionTaken"] = "physician-called", ["recordedBy"] = Blocks.Actor(person.Nurse), ["role"] = "nurse", ["source"] = "nurse-app",
        };
        head["suspected"] = new JsonArray(new JsonObject { ["planId"] = $"PLN-{person.Code}", ["lineId"] = line.LineId, ["medicine"] = Blocks.Medicine(line.Medicine), ["rechallenge"] = "not-done" });
        return PlanRecords.Of("adverse-event", person, head);
    }

    private static bool InPillbox(PlannedLine l) => l.Regimen == "fixed" && l.State == LineState.Taken && l.Medicine.Outside.Length == 0;

    private static decimal WeeklyUnits(PlannedLine line, DateOnly from) =>
        Enumerable.Range(0, 7).Sum(d => line.DosesOn(from.AddDays(d)).Sum(x => x.Quantity));

    private JsonObject PreparationHead(PlanVersion version, bool nurse, bool delivered, string id)
    {
        var head = new JsonObject
        {
            ["id"] = id, ["planId"] = $"PLN-{person.Code}", ["planVersion"] = version.Number, ["pillboxQrId"] = FormattableString.Invariant($"Q{person.Code}-{version.Number}"), ["model"] = "weekly-7x4",
            ["count"] = 1, ["weekStart"] = Blocks.Day(version.Day), ["weekEnd"] = Blocks.Day(version.Day.AddDays(6)), ["status"] = delivered ? "delivered" : "checked",
            ["preparedBy"] = nurse ? Blocks.Actor(person.Nurse) : Assistant("prep", "preparateur", person.Pharmacist.Rpps), ["preparedAt"] = Blocks.Time(version.Day.ToDateTime(new TimeOnly(14, 0))),
            ["preparedUnder"] = person.Pharmacist.Rpps, ["checkedBy"] = Blocks.Actor(person.Pharmacist), ["checkedAt"] = Blocks.Time(version.Day.ToDateTime(new TimeOnly(15, 0))),
            ["equipment"] = new JsonObject { ["kind"] = "assisted-tray", ["serial"] = $"DG-{person.Pharmacy.Finess}" },
        };
        if (delivered)
        {
            head["deliveredAt"] = Blocks.Time(version.Day.ToDateTime(new TimeOnly(15, 30)));
        }

        if (delivered && version.Home is { } home)
        {
            head["deliveredTo"] = Blocks.Organisation(home);
            head["receivedBy"] = Blocks.Actor(person.Nurse);
        }

        return head;
    }

    private JsonObject Item(PlannedLine line, DateOnly from)
    {
        var units = WeeklyUnits(line, from);
        var item = new JsonObject
        {
            ["lineId"] = line.LineId, ["medicine"] = Blocks.Medicine(line.Medicine), ["units"] = units, ["lot"] = FormattableString.Invariant($"B{2000 + line.Medicine.Number}"), ["expiry"] = "2027-05",
        };
        if (line.Prescribed is { } prescribed)
        {
            item["substitutedFor"] = Blocks.Medicine(prescribed);
            item["reason"] = "G";
        }

        if (units >= 2 && dice.Chance(30))
        {
            item["missingUnits"] = 1;
            item["missingReason"] = "out-of-stock";
        }

        return item;
    }

    private void Take(PlanVersion version, PlannedLine line, PlannedDose dose, DateOnly day)
    {
        var outcome = Drawn();
        var id = FormattableString.Invariant($"INT-{person.Code}-{day.DayNumber}-{records.Count + 1}");
        var at = day.ToDateTime(At(dose.Moment));
        records.Add(Intake(id, version, line, dose, at, outcome));
        if (outcome == "given" && dice.Chance(20))
        {
            // A second person writes the same dose down: two assertions, not two doses (RECORDS case 25).
            records.Add(Intake(id + "-bis", version, line, dose, at.AddMinutes(25), outcome));
        }
    }

    private GeneratedRecord Intake(string id, PlanVersion version, PlannedLine line, PlannedDose dose, DateTime at, string outcome)
    {
        var day = DateOnly.FromDateTime(at);
        var head = PlanRecords.Head(person, id, 1, day, person.Nurse, TimeOnly.FromDateTime(at.AddMinutes(20)));
        head["patient"] = Blocks.Patient(person, version.Home, version.HomeSince);
        var (who, role, source) = Recorder(outcome);
        var intake = new JsonObject
        {
            ["id"] = id, ["planId"] = $"PLN-{person.Code}", ["lineId"] = line.LineId, ["plannedDate"] = Blocks.Day(day), ["moment"] = dose.Moment,
            ["plannedTime"] = FormattableString.Invariant($"{At(dose.Moment):HH:mm}"), ["timeZone"] = "Europe/Paris", ["recordedAt"] = Blocks.Time(at.AddMinutes(15)), ["medicine"] = Blocks.Medicine(line.Medicine),
            ["plannedQuantity"] = dose.Quantity, ["unit"] = line.Medicine.Unit, ["outcome"] = outcome, ["recordedBy"] = who, ["role"] = role, ["source"] = source,
        };
        Blocks.Set(intake, "unitCode", line.Medicine.UnitCode.Length > 0 ? line.Medicine.UnitCode : null);
        Detail(intake, outcome, dose, at);
        head["intake"] = intake;
        return PlanRecords.Of("intake", person, head);
    }

    private void Detail(JsonObject intake, string outcome, PlannedDose dose, DateTime at)
    {
        switch (outcome)
        {
            case "given" when dose.Moment == "HS" && person.Number % 2 == 0:
                // Taken after midnight, it stays the dose of the evening before (RECORDS case 12).
                intake["givenQuantity"] = dose.Quantity;
                intake["actualAt"] = Blocks.Time(at.AddMinutes(170));
                intake["recordedAt"] = Blocks.Time(at.AddMinutes(175));
                break;
            case "given" or "partial":
                intake["givenQuantity"] = outcome == "given" ? dose.Quantity : dose.Quantity / 2;
                intake["actualAt"] = Blocks.Time(at.AddMinutes(5));
                break;
            case "late":
                intake["givenQuantity"] = dose.Quantity;
                intake["actualAt"] = Blocks.Time(at.AddMinutes(100));
                break;
            case "refused" or "absent" or "held" or "vomited" or "self-reported-missed":
                intake["reason"] = outcome switch { "refused" => "refusal", "absent" => "absent-outing", "held" => "on-order", "vomited" => "vomiting", _ => "forgotten" };
                if (outcome == "held")
                {
                    intake["heldOnOrderOf"] = Blocks.Actor(person.Physician);
                }

                break;
        }
    }

    private string Drawn() => dice.Below(100) switch
    {
        < 76 => person.Home is null && dice.Chance(500) ? "self-reported-taken" : "given",
        < 80 => "partial",
        < 85 => "late",
        < 89 => "refused",
        < 91 => "absent",
        < 93 => "held",
        < 94 => "vomited",
        < 97 => "not-recorded",
        _ => person.Home is null ? "self-reported-missed" : "refused",
    };

    private (JsonObject Who, string Role, string Source) Recorder(string outcome)
    {
        if (outcome.StartsWith("self", StringComparison.Ordinal))
        {
            return (new JsonObject { ["family"] = person.Family, ["given"] = person.Given }, "patient", "patient-app");
        }

        if (person.Home is null)
        {
            return dice.Chance(600)
                ? (Blocks.Actor(person.Nurse), "home-nurse", "nurse-app")
                : (new JsonObject { ["localActorId"] = $"aidant-{person.Code}", ["family"] = person.BirthFamily, ["given"] = "Dominique" }, "family-carer", "carer-app");
        }

        return dice.Chance(600) ? (Blocks.Actor(person.Nurse), "nurse", "establishment") : (Assistant("as", "aide-soignant", person.Nurse.Rpps), "care-assistant", "establishment");
    }

    private JsonObject Assistant(string code, string profession, string under) => new()
    {
        ["localActorId"] = $"{code}-{1 + (person.Number % 7)}", ["underResponsibilityOf"] = under, ["family"] = Names.Families[person.Number % 7], ["given"] = Names.Women[person.Number % 7], ["profession"] = profession,
    };

    private static TimeOnly At(string moment) => moment switch
    {
        "MORN" => new TimeOnly(8, 0),
        "NOON" => new TimeOnly(12, 0),
        "EVE" => new TimeOnly(18, 30),
        "NIGHT" => new TimeOnly(2, 0),
        _ => new TimeOnly(21, 30),
    };

    private GeneratedRecord Grant(int version, DateOnly day, string status)
    {
        var head = PlanRecords.Head(person, $"GRA-{person.Code}", version, day, person.Pharmacist);
        head["consents"] = new JsonArray(Blocks.Consent("app-access", "given", "electronic", person.Pharmacist, new DateTime(2026, 10, 1, 9, 0, 0, DateTimeKind.Unspecified)));
        head["patient"] = Blocks.Patient(person, person.Home, Since);
        var grant = new JsonObject { ["id"] = $"GRA-{person.Code}", ["status"] = status, ["application"] = "nurse", ["role"] = "nurse", ["from"] = "2026-10-01" };
        if (status == "withdrawn")
        {
            grant["withdrawnAt"] = Blocks.Time(day.ToDateTime(new TimeOnly(10, 0)));
            grant["withdrawReason"] = "care-ended";
        }

        head["grant"] = grant;
        head["grantee"] = Blocks.Actor(person.Nurse);
        head["grantedBy"] = Blocks.Actor(person.Pharmacist);
        head["pharmacy"] = Blocks.Organisation(person.Pharmacy);
        var seen = new JsonObject { ["kind"] = "CNI", ["checkedBy"] = Blocks.Actor(person.Pharmacist), ["checkedAt"] = "2026-10-01T09:00:00+02:00" };
        head["checks"] = new JsonObject { ["identity"] = seen };
        return PlanRecords.Of("access-grant", person, head);
    }

    private void Dispense(PlannedLine line, int number, DateOnly day)
    {
        var id = FormattableString.Invariant($"DEL-{person.Code}-{number}");
        var head = Blocks.Envelope(id, 1, day.ToDateTime(new TimeOnly(17, 5)), person.Pharmacist, "LGO", person.Pharmacy.Finess);
        head["patient"] = person.Qualified && person.Number % 3 == 0
            ? Blocks.Identified(person, $"lgo-{person.Code}")
            : new JsonObject { ["localId"] = $"lgo-{person.Code}", ["nss"] = person.Nss, ["familyName"] = person.Family, ["familyNameKind"] = "unknown", ["firstName"] = person.Given, ["birthDate"] = person.BirthText };
        var boxes = dice.Between(1, 3);
        var prescribed = line.Prescribed ?? line.Medicine;
        head["dispensing"] = new JsonObject
        {
            ["id"] = id, ["lineNo"] = number, ["ordonnancierNo"] = FormattableString.Invariant($"{40000 + person.Number}"), ["prescriptionId"] = line.PrescriptionId, ["prescriptionDate"] = "2026-10-30",
            ["dispensedAt"] = Blocks.Time(day.ToDateTime(new TimeOnly(17, 0))), ["boxes"] = boxes, ["unitsPerBox"] = line.Medicine.UnitsPerBox, ["units"] = boxes * line.Medicine.UnitsPerBox,
            ["lot"] = FormattableString.Invariant($"B{2000 + line.Medicine.Number}"), ["expiry"] = "2027-05", ["serialChecked"] = true, ["completeness"] = number % 5 == 0 ? "FFC " : "FFC",
            ["substitution"] = line.Prescribed is not null, ["posologyText"] = line.Text, ["daysSupply"] = 28, ["chronic"] = true, ["dpFed"] = true,
        };
        head["pharmacy"] = Blocks.Organisation(person.Pharmacy);
        head["pharmacist"] = Blocks.Actor(person.Pharmacist);
        head["dispensedBy"] = Assistant("prep", "preparateur", person.Pharmacist.Rpps);
        head["prescriber"] = Blocks.Actor(person.Physician);
        head["prescribedMedicine"] = Blocks.Medicine(prescribed);
        head["dispensedMedicine"] = Blocks.Medicine(line.Medicine);
        records.Add(new GeneratedRecord("pharmacy-software/dispensing", $"FINEG|{person.Pharmacy.Finess}", person.Number, Blocks.At(head, person.Pharmacy.Zone)));
    }
}
