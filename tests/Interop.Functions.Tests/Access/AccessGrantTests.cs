using System.Globalization;
using System.Text.Json.Nodes;
using Interop.Functions.Bench;
using Interop.Functions.Tests.SafetyCases;
using Interop.Functions.Tests.Support;

namespace Interop.Functions.Tests.Access;

/// <summary>The pharmacist opens and closes access to one patient's shared record; it ends as soon as the habilitation ends (SYSTEMS R3, MODELLING E8).</summary>
public sealed class AccessGrantTests
{
    private const string Nurse = "RPPS|10103300249";
    private const string Shared = "AllergyIntolerance, Encounter, List, MedicationRequest, MedicationStatement, Patient";

    [Fact]
    public async Task A_nurse_reads_the_shared_record_from_the_grant_on_and_nobody_else_does()
    {
        await using var engine = await TestEngine.StartAsync();
        var (patient, all) = await AccessMomentsTests.PushedAsync(engine, AccessMomentsTests.Plan());
        using var nurse = await Onlooker.OfAsync(engine, "medissimo", Nurse);
        using var colleague = await Onlooker.OfAsync(engine, "medissimo", "RPPS|10000023084");
        Assert.Equal("", await nurse.SeesAsync(patient, all));

        Assert.Equal(200, (await PushAsync(engine, Grant(1))).Status);
        Assert.Equal((Shared, ""), (await nurse.SeesAsync(patient, all), await colleague.SeesAsync(patient, all)));
    }

    [Fact]
    public async Task A_grant_to_somebody_of_a_house_is_a_grant_to_its_credential()
    {
        await using var engine = await TestEngine.StartAsync();
        var (patient, all) = await AccessMomentsTests.PushedAsync(engine, AccessMomentsTests.Plan());
        var grant = Grant(1);
        grant["granteeOrganisation"] = new JsonObject { ["finessGeo"] = TestEngine.OtherHome, ["name"] = "SSIAD" };
        Assert.Equal(200, (await PushAsync(engine, grant)).Status);
        using var house = await Onlooker.OfAsync(engine, "medissimo", $"FINEG|{TestEngine.OtherHome}");
        Assert.Equal(Shared, await house.SeesAsync(patient, all));
    }

    [Theory]
    [InlineData("withdrawn")]
    [InlineData("suspended")]
    [InlineData("over")]
    [InlineData("not begun")]
    [InlineData("cancelled")]
    [InlineData("consent of the grant withdrawn")]
    [InlineData("consent to sharing withdrawn")]
    public async Task It_ends_at_once_when_it_is(string how)
    {
        await using var engine = await TestEngine.StartAsync();
        var (patient, all) = await AccessMomentsTests.PushedAsync(engine, AccessMomentsTests.Plan());
        using var nurse = await Onlooker.OfAsync(engine, "medissimo", Nurse);
        Assert.Equal(200, (await PushAsync(engine, Grant(1))).Status);
        Assert.Equal(Shared, await nurse.SeesAsync(patient, all));

        var next = Grant(2);
        switch (how)
        {
            case "withdrawn":
                next["grant"]!["status"] = "withdrawn";
                next["grant"]!["withdrawnAt"] = DateTimeOffset.UtcNow.ToString("yyyy-MM-ddTHH:mm:sszzz", CultureInfo.InvariantCulture);
                next["grant"]!["withdrawReason"] = "end-of-habilitation";
                break;
            case "suspended":
                next["grant"]!["status"] = "suspended";
                break;
            case "over":
                next["grant"]!["to"] = Day(-1);
                break;
            case "not begun":
                next["grant"]!["from"] = Day(1);
                break;
            case "cancelled":
                next["action"] = "cancel";
                next["cancelReason"] = "entered-in-error";
                break;
            case "consent of the grant withdrawn":
                next["grant"]!["status"] = "withdrawn";
                next["consents"]![0]!["status"] = "withdrawn";
                next["consents"]![0]!["withdrawnAt"] = "2026-11-15T08:00:00+01:00";
                break;
        }

        var answer = how == "consent to sharing withdrawn" ? await engine.PushAsync(AccessMomentsTests.Withdrawal(), "medissimo/patient") : await PushAsync(engine, next);
        Assert.Equal((how, 200), (how, answer.Status));
        Assert.Equal("", await nurse.SeesAsync(patient, all));
    }

    [Fact]
    public async Task It_opens_one_patient_of_one_pharmacy_and_the_last_day_counts_whole()
    {
        await using var engine = await TestEngine.StartAsync();
        var (patient, all) = await AccessMomentsTests.PushedAsync(engine, AccessMomentsTests.Plan());
        Assert.Equal(200, (await engine.PushAsync(TestEngine.Plan(resident: 2))).Status);
        var other = (await engine.FindAsync("Patient", Treatments.Base + ":patient", "pat-000002")).Text("id")!;
        var grant = Grant(1);
        grant["grant"]!["to"] = Day(0);
        Assert.Equal(200, (await PushAsync(engine, grant)).Status);
        using var nurse = await Onlooker.OfAsync(engine, "medissimo", Nurse);
        Assert.Equal(Shared, await nurse.SeesAsync(patient, all));
        Assert.Empty(await nurse.FindAsync(other));
    }

    [Fact]
    public async Task It_needs_the_checks_and_the_consent_that_prove_it()
    {
        await using var engine = await TestEngine.StartAsync();
        var (patient, all) = await AccessMomentsTests.PushedAsync(engine, AccessMomentsTests.Plan());
        foreach (var part in new[] { "checks", "consents" })
        {
            var grant = Grant(1).AsObject();
            grant.Remove(part);
            Assert.Equal((part, 422), (part, (await PushAsync(engine, grant)).Status));
        }

        var refused = Grant(1);
        refused["consents"]![0]!["status"] = "refused";
        Assert.Equal(422, (await PushAsync(engine, refused)).Status);
        using var nurse = await Onlooker.OfAsync(engine, "medissimo", Nurse);
        Assert.Equal("", await nurse.SeesAsync(patient, all));
    }

    private static Task<Answer> PushAsync(TestEngine engine, JsonNode grant) => engine.PushAsync(grant, "medissimo/access-grant");

    private static JsonNode Grant(int version)
    {
        var grant = JsonNode.Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "mappings/medissimo/access-grant/cases/001-nurse.in.json")))!;
        var plan = TestEngine.Plan();
        grant["recordVersion"] = version;
        grant["action"] = version == 1 ? "create" : "replace";
        grant["sender"]!["instance"] = TrialRecords.Pharmacy;
        grant["patient"] = plan["patient"]!.DeepClone();
        grant["pharmacy"]!["finessGeo"] = TrialRecords.Pharmacy;
        grant["grant"]!["from"] = Day(-1);
        return grant;
    }

    private static string Day(int fromToday) => DateTime.UtcNow.AddDays(fromToday).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
