using System.Text.Json.Nodes;
using Interop.Functions.Tests.SafetyCases;
using Interop.Functions.Tests.Support;

namespace Interop.Functions.Tests.Access;

/// <summary>What belongs to a patient is shown to those who take part and to nobody else.</summary>
public sealed class CompartmentTests
{
    [Fact]
    public async Task The_organiser_of_a_patient_is_no_public_device()
    {
        await using var engine = await TestEngine.StartAsync();
        var plan = TestEngine.Plan();
        plan["pillbox"] = new JsonObject { ["model"] = "weekly-7x4", ["qrId"] = new JsonArray("Q8F2-11") };
        Assert.Equal(200, (await engine.PushAsync(plan)).Status);
        var device = await engine.FindAsync("Device", Treatments.Base + ":pillbox", "Q8F2-11");
        using var stranger = await engine.Instance.ClientAsync("medissimo", "FINEG|300017985", ["read"], CancellationToken.None);
        Assert.Equal(404, (int)(await stranger.GetAsync($"/fhir/Device/{device.Text("id")}")).StatusCode);
    }

    [Fact]
    public async Task A_home_that_gets_the_report_reads_it_and_not_the_exchange_behind_it()
    {
        await using var reports = await Reports.StartAsync();
        Assert.Equal(200, (await reports.PushAsync(Reports.Case("005-messages-files-form-answers.in.json"))).Status);
        await reports.Engine.SettleAsync();
        using var home = await reports.Engine.Instance.ClientAsync("care-home-software", $"FINEG|{TestEngine.OtherHome}", ["read"], CancellationToken.None);

        Assert.Equal(200, await StatusAsync(home, await reports.DocumentAsync()));
        foreach (var (type, name, value) in new[]
        {
            ("Communication", "message", "/question"), ("Communication", "message", "/m1"), ("QuestionnaireResponse", "form", ""), ("ServiceRequest", "request", ""), ("Task", "task", "/99900064140"),
        })
        {
            var found = await reports.Engine.FindAsync(type, $"{Reports.Base}:{name}", Reports.Request + value, reports.Platform);
            Assert.Equal((404, 200), (await StatusAsync(home, found), await StatusAsync(reports.Platform, found)));
        }
    }

    private static async Task<int> StatusAsync(HttpClient client, System.Text.Json.JsonElement resource) =>
        (int)(await client.GetAsync($"/fhir/{resource.Text("resourceType")}/{resource.Text("id")}")).StatusCode;
}
