using System.Text.Json.Nodes;
using Interop.Engine.Delivery;
using Interop.Functions.Bench;
using Interop.Functions.Tests.SafetyCases;
using Interop.Functions.Tests.Support;
using static Interop.Functions.Tests.SafetyCases.Treatments;

namespace Interop.Functions.Tests.Access;

/// <summary>
/// Who reads which types of resources of a patient, and when: before and after delivery, after withdrawal, a move, a cancellation, an erasure
/// (SYSTEMS R2, R3, R5; MODELLING E2, E5, E7). Searching and reading must say the same.
/// </summary>
public sealed class AccessMomentsTests
{
    private const string Everything = "AllergyIntolerance, Consent, Encounter, List, MedicationRequest, MedicationStatement, Patient, Provenance";

    private static readonly DeliveryPolicy NeverAgain = new() { FirstDelay = TimeSpan.FromHours(1), MaxDelay = TimeSpan.FromHours(1) };

    [Fact]
    public async Task A_plan_that_has_not_arrived_is_read_by_its_home_while_consent_stands_and_not_a_moment_longer()
    {
        await using var engine = await TestEngine.StartAsync(homeFails: 1000, policy: NeverAgain);
        var (patient, all) = await PushedAsync(engine, Plan());
        using var home = await Onlooker.OfAsync(engine, "care-home-software", $"FINEG|{TrialRecords.CareHome}");
        Assert.Equal(Everything, await home.SeesAsync(patient, all));

        Assert.Equal(200, (await engine.PushAsync(Withdrawal(), "medissimo/patient")).Status);
        Assert.Equal("", await home.SeesAsync(patient, all));
        Assert.Equal(Everything, await (await SenderAsync(engine)).SeesAsync(patient, all));
    }

    [Fact]
    public async Task What_was_delivered_stays_readable_after_withdrawal_and_what_came_later_never_is()
    {
        await using var engine = await TestEngine.StartAsync();
        var (patient, all) = await PushedAsync(engine, Plan());
        await engine.SettleAsync();
        using var home = await Onlooker.OfAsync(engine, "care-home-software", $"FINEG|{TrialRecords.CareHome}");
        Assert.Equal(Everything, await home.SeesAsync(patient, all));

        Assert.Equal(200, (await engine.PushAsync(Withdrawal(), "medissimo/patient")).Status);
        Assert.Equal(422, (await engine.PushAsync(Plan(version: 2, quantity: 2))).Status);
        await engine.SettleAsync();
        var list = all.Single(k => k.StartsWith("List/", StringComparison.Ordinal));
        Assert.Equal("List", await home.ReadAsync([list]));
        Assert.Equal(404, (int)(await home.Client.GetAsync($"/fhir/{list}/_history/2")).StatusCode);
    }

    [Fact]
    public async Task A_home_that_the_resident_has_left_reads_nothing_any_more_and_the_new_one_everything()
    {
        await using var engine = await TestEngine.StartAsync();
        var (patient, all) = await PushedAsync(engine, Plan());
        await engine.SettleAsync();
        using var left = await Onlooker.OfAsync(engine, "care-home-software", $"FINEG|{TrialRecords.CareHome}");
        using var now = await Onlooker.OfAsync(engine, "care-home-software", $"FINEG|{TestEngine.OtherHome}");
        Assert.Equal((Everything, ""), (await left.SeesAsync(patient, all), await now.SeesAsync(patient, all)));

        // No line changed: what stands was written when the old home still had a part in it.
        Assert.Equal(200, (await engine.PushAsync(Moved(Plan(version: 2)))).Status);
        await engine.SettleAsync();
        Assert.Equal(("", Everything), (await left.SeesAsync(patient, all), await now.SeesAsync(patient, all)));
    }

    [Fact]
    public async Task A_cancelled_plan_is_seen_as_cancelled_by_those_who_had_it()
    {
        await using var engine = await TestEngine.StartAsync();
        var (_, all) = await PushedAsync(engine, Plan());
        await engine.SettleAsync();
        var cancel = Plan(version: 2).AsObject();
        cancel["action"] = "cancel";
        cancel["cancelReason"] = "wrong-patient";
        Assert.Equal(200, (await engine.PushAsync(cancel)).Status);
        await engine.SettleAsync();
        using var home = await Onlooker.OfAsync(engine, "care-home-software", $"FINEG|{TrialRecords.CareHome}");
        using var stranger = await Onlooker.OfAsync(engine, "care-home-software", $"FINEG|{TestEngine.OtherHome}");
        var line = all.First(k => k.StartsWith("MedicationStatement/", StringComparison.Ordinal));
        Assert.Contains("entered-in-error", await home.Client.GetStringAsync($"/fhir/{line}"), StringComparison.Ordinal);
        Assert.Equal("", await stranger.ReadAsync(all));
    }

    [Fact]
    public async Task After_an_erasure_those_who_could_read_are_told_that_it_is_gone_and_others_nothing()
    {
        await using var engine = await TestEngine.StartAsync();
        var (_, all) = await PushedAsync(engine, Plan());
        await engine.SettleAsync();
        var erased = await EngineProcess.RunAsync(["keys", "erase", "--patient", $"{Base}:patient|pat-000001", "--reason", "asked for", "--data", engine.Data, "--yes"]);
        Assert.Equal(0, erased.Exit);
        using var home = await Onlooker.OfAsync(engine, "care-home-software", $"FINEG|{TrialRecords.CareHome}");
        using var stranger = await Onlooker.OfAsync(engine, "care-home-software", $"FINEG|{TestEngine.OtherHome}");
        Assert.Equal(string.Join(", ", Everything.Split(", ").Select(t => t + " 410")), await home.ReadAsync(all));
        Assert.Equal("", await stranger.ReadAsync(all));
    }

    [Fact]
    public async Task Of_a_report_each_reads_its_own_part_and_nobody_the_files_of_the_question()
    {
        await using var reports = await Reports.StartAsync();
        Assert.Equal(200, (await reports.PushAsync(Reports.Case("005-messages-files-form-answers.in.json"))).Status);
        var document = await reports.DocumentAsync();
        var patient = document.Text("subject", "reference")!["Patient/".Length..];
        using var platform = await Onlooker.OfAsync(reports.Engine, "omnidoc", "SIRET|73282932000074");
        using var home = await Onlooker.OfAsync(reports.Engine, "care-home-software", $"FINEG|{TestEngine.OtherHome}");
        using var connector = await Onlooker.OfAsync(reports.Engine, "stellair", "SIRET|82103405000129");
        using var stranger = await Onlooker.OfAsync(reports.Engine, "care-home-software", "FINEG|300017985");
        var all = await platform.FindAsync(patient);

        Assert.Equal(
            "Binary, ChargeItem, Communication, CommunicationRequest, Consent, Coverage, DocumentReference, Encounter, Patient, Provenance, QuestionnaireResponse, ServiceRequest, Task",
            await platform.SeesAsync(patient, all));
        Assert.Equal("Binary, Consent, DocumentReference, Encounter, Patient, Provenance", await home.SeesAsync(patient, all));
        Assert.Equal(("", ""), (await connector.SeesAsync(patient, all), await stranger.SeesAsync(patient, all)));

        // Of several documents and files the home gets the report and its file.
        var file = document.List("content")[0].Text("attachment", "url")!;
        var own = new[] { $"DocumentReference/{document.Text("id")}", file };
        var shown = (await home.FindAsync(patient)).Where(k => k.StartsWith("DocumentReference", StringComparison.Ordinal) || k.StartsWith("Binary", StringComparison.Ordinal));
        Assert.True(all.Count(k => k.StartsWith("Binary", StringComparison.Ordinal)) > 1);
        Assert.Equal(own.Order(StringComparer.Ordinal), shown.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_cancelled_report_is_seen_as_cancelled_and_its_file_by_nobody()
    {
        await using var reports = await Reports.StartAsync();
        await reports.PushAsync(Reports.First());
        var document = await reports.DocumentAsync();
        var file = document.List("content")[0].Text("attachment", "url")!;
        await reports.PushAsync(Reports.Cancel("wrong-patient"));
        using var home = await Onlooker.OfAsync(reports.Engine, "care-home-software", $"FINEG|{TestEngine.OtherHome}");
        Assert.Contains("entered-in-error", await home.Client.GetStringAsync($"/fhir/DocumentReference/{document.Text("id")}"), StringComparison.Ordinal);
        Assert.Equal(("", 404), (await home.ReadAsync([file]), (int)(await reports.Platform.GetAsync("/fhir/" + file)).StatusCode));
    }

    [Fact]
    public async Task The_CDA_of_a_report_goes_with_the_report()
    {
        await using var reports = await Reports.StartAsync();
        var report = Reports.First();
        var cda = report["report"]!["pdf"]!.DeepClone();
        cda["fileId"] = "TE-2026-118822-cda";
        report["report"]!["cda"] = cda;
        Assert.Equal(200, (await reports.PushAsync(report)).Status);
        var found = await reports.Engine.FindAsync("DocumentReference", Reports.Base + ":file", "TE-2026-118822-cda", reports.Platform);
        using var home = await Onlooker.OfAsync(reports.Engine, "care-home-software", $"FINEG|{TestEngine.OtherHome}");
        using var stranger = await Onlooker.OfAsync(reports.Engine, "care-home-software", "FINEG|300017985");
        var keys = new[] { $"DocumentReference/{found.Text("id")}", found.List("content")[0].Text("attachment", "url")! };
        Assert.Equal(("Binary, DocumentReference", ""), (await home.ReadAsync(keys), await stranger.ReadAsync(keys)));
    }

    [Fact]
    public async Task An_act_without_a_biller_gives_the_hospital_no_part_in_the_report()
    {
        await using var reports = await Reports.StartAsync();
        var report = Reports.First();
        var hospital = new JsonObject { ["finessGeo"] = "300017985", ["name"] = "CHU", ["sector"] = "SA01" };
        report["experts"]![0]!["billingOrganisation"] = hospital;
        report["billing"]!["expert"]!["biller"] = "establishment";
        var pushed = await reports.PushAsync(report);
        Assert.Equal(200, pushed.Status);
        Assert.Contains((await reports.Engine.ViewAsync(pushed, reports.Platform)).List("deliveries"), d => d.Text("recipient") == "FINEG|300017985" && d.Text("reason") == "no-endpoint");
        using var onlooker = await Onlooker.OfAsync(reports.Engine, "hospital-ehr", "FINEG|300017985");
        Assert.Equal("", await onlooker.SeesAsync((await reports.DocumentAsync()).Text("subject", "reference")!["Patient/".Length..], [$"DocumentReference/{(await reports.DocumentAsync()).Text("id")}"]));
    }

    internal static JsonNode Plan(int version = 1, int quantity = 1)
    {
        var plan = Treatments.Plan(version, Line("L-1", $"{quantity} cp le matin", Tablets("MORN", quantity)));
        plan["allergies"] = new JsonObject { ["status"] = "none-known" };
        return plan;
    }

    internal static JsonNode Moved(JsonNode plan)
    {
        plan["careHome"]!["finessGeo"] = TestEngine.OtherHome;
        plan["patient"]!["residence"]!["organisation"]!["finessGeo"] = TestEngine.OtherHome;
        return plan;
    }

    /// <summary>Consent is withdrawn in a record of its own.</summary>
    internal static JsonObject Withdrawal()
    {
        var plan = TestEngine.Plan().AsObject();
        var record = new JsonObject { ["recordId"] = "PAT-1", ["recordVersion"] = 1, ["action"] = "create" };
        foreach (var name in new[] { "issuedAt", "triggeredBy", "sender", "environment", "patient", "pharmacy", "consents" })
        {
            record[name] = plan[name]!.DeepClone();
        }

        Withdraw(record);
        return record;
    }

    internal static void Withdraw(JsonNode record)
    {
        record["consents"]![0]!["status"] = "withdrawn";
        record["consents"]![0]!["withdrawnAt"] = "2026-11-15T08:00:00+01:00";
    }

    /// <summary>Pushes, and finds the patient and everything that the sender sees of them.</summary>
    internal static async Task<(string Patient, IReadOnlyList<string> All)> PushedAsync(TestEngine engine, JsonNode plan)
    {
        Assert.Equal(200, (await engine.PushAsync(plan)).Status);
        var patient = (await engine.FindAsync("Patient", Base + ":patient", "pat-000001")).Text("id")!;
        using var sender = await SenderAsync(engine);
        return (patient, await sender.FindAsync(patient));
    }

    private static Task<Onlooker> SenderAsync(TestEngine engine) => Onlooker.OfAsync(engine, "medissimo", $"FINEG|{TrialRecords.Pharmacy}");
}
