using System.Text.Json.Nodes;
using Interop.Functions.Tests.SafetyCases;
using Interop.Functions.Tests.Support;

namespace Interop.Functions.Tests;

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
}
