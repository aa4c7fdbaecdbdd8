using System.Globalization;
using System.Text.Json.Nodes;

namespace Interop.Functions.Bench;

/// <summary>Records for load and crash trials: made-up residents, valid keys, one plan each, as many versions as asked.</summary>
public static class TrialRecords
{
    /// <summary>The pharmacy that sends the plans.</summary>
    public const string Pharmacy = "750803447";

    /// <summary>The care home where the residents live.</summary>
    public const string CareHome = "350005179";

    private static readonly (string Label, string Cip13)[] Medicines =
    [
        ("PARACETAMOL 500 mg cpr", "3400933516390"), ("FUROSEMIDE 40 mg cpr", "3400930000069"), ("BISOPROLOL 2,5 mg cpr", "3400930000298"), ("RAMIPRIL 5 mg cpr", "3400930000359"),
    ];

    /// <summary>A complete plan of one resident.</summary>
    /// <param name="resident">Which resident; same number, same person.</param>
    /// <param name="version">Version of the record.</param>
    /// <param name="lines">Lines of treatment.</param>
    public static byte[] PillboxPlan(int resident, int version, int lines)
    {
        var id = string.Create(CultureInfo.InvariantCulture, $"{resident:D6}");
        var plan = new JsonObject
        {
            ["recordId"] = $"PLN-{id}",
            ["recordVersion"] = version,
            ["action"] = version == 1 ? "create" : "replace",
            ["issuedAt"] = "2026-11-16T08:12:00+01:00",
            ["triggeredBy"] = Pharmacist(),
            ["sender"] = new JsonObject { ["software"] = "Trial", ["version"] = "1.0", ["instance"] = Pharmacy },
            ["environment"] = "test",
            ["consents"] = new JsonArray(Consent()),
            ["patient"] = Patient(resident, id),
            ["plan"] = Plan(id),
            ["pharmacy"] = Organisation(Pharmacy, "Pharmacie du Parc", "SA33"),
            ["pharmacist"] = Pharmacist(),
            ["validatedAt"] = "2026-11-16T08:10:00+01:00",
            ["careHome"] = Organisation(CareHome, "EHPAD Les Tilleuls", "SA17"),
            ["prescriptions"] = new JsonArray(new JsonObject
            {
                ["id"] = $"ORD-{id}",
                ["date"] = "2026-10-30",
                ["prescriber"] = Professional("10000023084", "ADAM", "Hoda", "10"),
                ["typedBy"] = Pharmacist(),
            }),
            ["allergies"] = new JsonObject { ["status"] = "not-collected" },
            ["lines"] = new JsonArray([.. Enumerable.Range(1, lines).Select(i => Line(id, i, version))]),
        };
        return System.Text.Encoding.UTF8.GetBytes(plan.ToJsonString());
    }

    private static JsonObject Consent() => new()
    {
        ["purpose"] = "care-sharing", ["status"] = "given", ["form"] = "written", ["collectedBy"] = Pharmacist(),
        ["collectedAt"] = "2026-01-05T10:00:00+01:00", ["informedOfRightToObject"] = true,
    };

    private static JsonObject Patient(int resident, string id) => new()
    {
        ["localId"] = $"pat-{id}",
        ["familyName"] = $"RESIDENT-{id}",
        ["familyNameKind"] = "unknown",
        ["firstName"] = "CAMILLE",
        ["birthDate"] = new DateOnly(1930, 1, 1).AddDays(resident % 7000).ToString("O", CultureInfo.InvariantCulture),
        ["residence"] = new JsonObject
        {
            ["kind"] = "care-home", ["organisation"] = Organisation(CareHome, "EHPAD Les Tilleuls", "SA17"), ["since"] = "2025-02-01",
        },
    };

    private static JsonObject Plan(string id) => new()
    {
        ["id"] = $"PLN-{id}", ["status"] = "validated", ["isCompleteTreatment"] = true, ["periodStart"] = "2026-11-16", ["periodEnd"] = "2026-11-22",
        ["cycleDays"] = 7, ["timeZone"] = "Europe/Paris",
        ["moments"] = new JsonArray(Moment("MORN", "Matin", "08:00"), Moment("NOON", "Midi", "12:00"), Moment("EVE", "Soir", "18:30")),
    };

    private static JsonObject Line(string id, int number, int version)
    {
        var (label, cip13) = Medicines[number % Medicines.Length];
        var quantity = (number % 3) == 0 ? 0.5m : 1m;
        return new JsonObject
        {
            ["lineId"] = string.Create(CultureInfo.InvariantCulture, $"L-{number}"),
            ["position"] = number,
            ["change"] = version == 1 ? "new" : "unchanged",
            ["medicine"] = new JsonObject { ["label"] = label, ["cip13"] = cip13 },
            ["prescriptionId"] = $"ORD-{id}",
            ["posologyText"] = "1 matin, 1 soir",
            ["regimen"] = "fixed",
            ["inPillbox"] = true,
            ["start"] = "2026-11-01",
            ["steps"] = new JsonArray(new JsonObject
            {
                ["seq"] = 1,
                ["doses"] = new JsonArray(
                    new JsonObject { ["moment"] = "MORN", ["quantity"] = quantity, ["unit"] = "comprimé", ["unitCode"] = "15054000" },
                    new JsonObject { ["moment"] = "EVE", ["quantity"] = 1, ["unit"] = "comprimé", ["unitCode"] = "15054000" }),
            }),
        };
    }

    private static JsonObject Moment(string code, string label, string time) => new() { ["code"] = code, ["label"] = label, ["time"] = time };

    private static JsonObject Pharmacist() => Professional("99700218896", "MARTIN", "Claude", "21");

    private static JsonObject Professional(string rpps, string family, string given, string profession) => new()
    {
        ["rpps"] = rpps, ["family"] = family, ["given"] = given, ["profession"] = profession,
    };

    private static JsonObject Organisation(string finess, string name, string sector) => new() { ["finessGeo"] = finess, ["name"] = name, ["sector"] = sector };
}
