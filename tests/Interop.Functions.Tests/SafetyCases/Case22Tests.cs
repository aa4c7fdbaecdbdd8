using Interop.Functions.Tests.Support;
using static Interop.Functions.Tests.SafetyCases.Treatments;

namespace Interop.Functions.Tests.SafetyCases;

/// <summary>An INS that is not qualified leaves as an INS nowhere.</summary>
public sealed class Case22Tests
{
    private const string Ins = "279035121518989";

    [Theory]
    [InlineData("PROV", null, "ins-not-qualified")]
    [InlineData("VALI", "birthPlaceCode", "ins-traits-incomplete")]
    public async Task Provisional_or_without_a_trait_it_stays_behind_with_a_warning(string status, string? missing, string code)
    {
        await using var engine = await TestEngine.StartAsync();
        var plan = Case21Tests.Qualified(1, 1, status);
        if (missing is not null)
        {
            plan["patient"]!.AsObject().Remove(missing);
        }

        var answer = await engine.PushAsync(plan);
        Assert.Equal(200, answer.Status);
        Assert.Contains((await engine.ViewAsync(answer)).List("issues"), i => Answer.Code(i) == code && i.Text("severity") == "warning");
        await engine.SettleAsync();

        var patient = await engine.FindAsync("Patient", Base + ":patient", "pat-000001");
        Assert.DoesNotContain(Ins, patient.GetRawText(), StringComparison.Ordinal);
        Assert.Equal("https://hl7.fr/ig/fhir/core/StructureDefinition/fr-core-patient", patient.GetProperty("meta").List("profile").Single().GetString());
        Assert.All(engine.Home.Taken.Concat(engine.Pharmacy.Taken), c => Assert.DoesNotContain(Ins, c.Body, StringComparison.Ordinal));
        Assert.NotEqual("qualified", engine.Home.Last().Text("identity", "status"));
    }

    [Theory]
    [InlineData("PROV", null)]
    [InlineData("VALI", "birthPlaceCode")]
    public async Task Neither_a_report_nor_an_act_carries_it(string status, string? missing)
    {
        await using var reports = await Reports.StartAsync();
        var report = Reports.First();
        var patient = report["patient"]!.AsObject();
        patient["nss"] = "285065439507703";
        report["insurance"]!["nss"] = "285065439507703";
        patient["ins"]!["status"] = status;
        patient.Remove(missing ?? "none");
        Assert.Equal(200, (await reports.PushAsync(report)).Status);
        Assert.All(reports.Receivers, r => Assert.DoesNotContain(Ins, Assert.Single(r.Taken).Body, StringComparison.Ordinal));
        var items = await reports.PullAsync();
        Assert.NotEmpty(items.List("items"));
        Assert.DoesNotContain(Ins, items.GetRawText(), StringComparison.Ordinal);
        Assert.DoesNotContain(Ins, (await reports.DocumentAsync()).GetRawText(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_test_identity_is_refused_in_production()
    {
        await using var engine = await TestEngine.StartAsync(environment: "production");
        var answer = await engine.PushAsync(Case21Tests.Qualified(1, 1));
        Assert.Equal(422, answer.Status);
        answer.Issue("ins-test-in-production");
    }

    [Fact]
    public async Task A_later_qualification_updates_the_patient_and_leaves_earlier_deliveries_as_they_were()
    {
        await using var engine = await TestEngine.StartAsync();
        await engine.PushAsync(Case21Tests.Qualified(1, 1, "PROV"));
        await engine.SettleAsync();
        var first = await engine.FindAsync("Patient", Base + ":patient", "pat-000001");
        await engine.PushAsync(Case21Tests.Qualified(1, 2));
        await engine.SettleAsync();

        var qualified = await engine.FindAsync("Patient", Base + ":patient", "pat-000001");
        Assert.Equal((first.Text("id"), "2"), (qualified.Text("id"), qualified.Text("meta", "versionId")));
        Assert.Contains(Ins, qualified.GetRawText(), StringComparison.Ordinal);
        Assert.DoesNotContain(Ins, engine.Home.Taken[0].Body, StringComparison.Ordinal);
    }
}
