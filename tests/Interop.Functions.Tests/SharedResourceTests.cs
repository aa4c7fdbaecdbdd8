using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;
using Interop.Functions.Tests.SafetyCases;
using Interop.Functions.Tests.Support;

namespace Interop.Functions.Tests;

/// <summary>Professionals and houses that many records name, and the versions of what changes.</summary>
public sealed class SharedResourceTests
{
    private const string Rpps = "https://rpps.esante.gouv.fr";

    [Fact]
    public async Task A_record_that_says_less_of_a_professional_takes_nothing_away()
    {
        await using var engine = await TestEngine.StartAsync();
        var rich = TestEngine.Plan();
        rich["prescriptions"]![0]!["prescriber"]!["phone"] = "0200000001";
        rich["prescriptions"]![0]!["prescriber"]!["specialty"] = "SM26";
        await engine.PushAsync(rich);
        var first = await engine.FindAsync("Practitioner", Rpps, "10000023084");
        await engine.PushAsync(TestEngine.Plan(resident: 2));

        var second = await engine.FindAsync("Practitioner", Rpps, "10000023084");
        Assert.Equal("0200000001", Assert.Single(second.List("telecom")).Text("value"));
        Assert.Contains(second.List("extension"), e => e.GetRawText().Contains("SM26", StringComparison.Ordinal));
        Assert.Equal(first.Text("meta", "versionId"), second.Text("meta", "versionId"));
    }

    [Fact]
    public async Task What_a_record_says_anew_of_a_professional_is_taken_over()
    {
        await using var engine = await TestEngine.StartAsync();
        var first = TestEngine.Plan();
        first["prescriptions"]![0]!["prescriber"]!["phone"] = "0200000001";
        await engine.PushAsync(first);
        var second = TestEngine.Plan(resident: 2);
        second["prescriptions"]![0]!["prescriber"]!["phone"] = "0200000002";
        await engine.PushAsync(second);
        Assert.Equal("0200000002", Assert.Single((await engine.FindAsync("Practitioner", Rpps, "10000023084")).List("telecom")).Text("value"));
    }

    [Fact]
    public async Task Earlier_versions_are_read_by_those_who_see_the_current_one()
    {
        await using var engine = await TestEngine.StartAsync();
        await engine.PushAsync(Treatments.Plan(1, Treatments.Line("L-1", "1 cp le matin", Treatments.Tablets("MORN", 1))));
        await engine.PushAsync(Treatments.Plan(2, Treatments.Line("L-1", "2 cp le matin", Treatments.Tablets("MORN", 2))));
        await engine.SettleAsync();
        var line = $"/fhir/MedicationStatement/{(await engine.StatementAsync("L-1")).Text("id")}";

        var first = await engine.Sender.GetFromJsonAsync<JsonElement>(line + "/_history/1");
        Assert.Equal(("1", "1 cp le matin"), (first.Text("meta", "versionId"), first.List("dosage")[0].Text("text")));
        var history = await engine.Sender.GetFromJsonAsync<JsonElement>(line + "/_history");
        Assert.Equal(["2", "1"], history.List("entry").Select(e => e.Text("resource", "meta", "versionId")));

        using var stranger = await engine.Instance.ClientAsync("care-home-software", "FINEG|580008803", ["read"], CancellationToken.None);
        foreach (var path in new[] { "/_history", "/_history/1", "/_history/9" })
        {
            Assert.Equal(404, (int)(await (path.EndsWith('9') ? engine.Sender : stranger).GetAsync(line + path)).StatusCode);
        }
    }

    [Fact]
    public async Task A_reference_to_a_record_that_comes_later_is_kept_and_followed_when_it_can_be()
    {
        await using var engine = await TestEngine.StartAsync();
        await engine.PushIntakeAsync(Intakes.Intake("INT-1", "given", 1));
        Assert.All((await engine.AdministrationAsync("INT-1")).List("supportingInformation"), r => Assert.False(r.Has("reference")));
        await engine.PushAsync(Treatments.Plan(1, Treatments.Line("L-1", "1 cp le matin", Treatments.Tablets("MORN", 1))));
        await engine.PushIntakeAsync(Intakes.Intake("INT-2", "given", 1, moment: "EVE"));
        var statement = (await engine.StatementAsync("L-1")).Text("id");
        Assert.Contains((await engine.AdministrationAsync("INT-2")).List("supportingInformation"), r => r.Text("reference") == "MedicationStatement/" + statement);
    }

    [Fact]
    public async Task A_refusal_is_told_to_nobody_once_consent_is_withdrawn_and_is_kept()
    {
        await using var engine = await TestEngine.StartAsync();
        await engine.PushAsync(Treatments.Plan(1, Treatments.Line("L-1", "1 cp le matin", Treatments.Tablets("MORN", 1))));
        await engine.SettleAsync();
        var withdrawal = Treatments.Plan(2, Treatments.Line("L-1", "1 cp le matin", Treatments.Tablets("MORN", 1)));
        withdrawal["consents"]![0]!["status"] = "withdrawn";
        withdrawal["consents"]![0]!["withdrawnAt"] = "2026-11-15T08:00:00+01:00";
        Assert.Equal(422, (await engine.PushAsync(withdrawal)).Status);
        await engine.SettleAsync();
        var before = engine.Pharmacy.Taken.Count;

        Assert.Equal(200, (await engine.PushIntakeAsync(Intakes.Intake("INT-1", "refused").Set("reason", JsonValue.Create("refusal")))).Status);
        await engine.SettleAsync();
        Assert.Equal(before, engine.Pharmacy.Taken.Count);
        Assert.Equal("not-done", (await engine.AdministrationAsync("INT-1")).Text("status"));
    }
}
