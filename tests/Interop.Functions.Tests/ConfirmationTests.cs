using System.Net.Http.Json;
using Interop.Functions.Bench;
using Interop.Functions.Demo;
using Interop.Functions.Tests.SafetyCases;
using Interop.Functions.Tests.Support;

namespace Interop.Functions.Tests;

/// <summary>What came is to be checked until a professional of the receiver has done so; that counts for this version and this receiver (MODELLING E6).</summary>
public sealed class ConfirmationTests
{
    private static readonly object By = new { by = new { rpps = "10000023084", family = "ADAM", given = "Hoda" }, at = "2026-11-16T10:15:00+01:00" };

    [Fact]
    public async Task A_confirmed_version_is_written_as_checked_for_this_receiver_alone_and_the_next_one_is_not()
    {
        await using var engine = await TestEngine.StartAsync(homeFails: 1);
        engine.Home.FailureStatus = 400;
        engine.Pharmacy.FailNext(1);
        engine.Pharmacy.FailureStatus = 400;
        var pushed = await engine.PushAsync(TestEngine.Plan());
        await engine.SettleAsync();
        using var home = await ClientAsync(engine, TrialRecords.CareHome, "write");
        Assert.Equal(204, await ConfirmAsync(home, pushed));
        Assert.Equal(204, await ConfirmAsync(home, pushed));

        // Both had refused the plan for another reason; what is written anew for them differs in what was checked.
        using var operate = await ClientAsync(engine, "000000000", "operate");
        using var replayed = await operate.PostAsJsonAsync("/messages/replay", new { deliveries = new { }, preview = false });
        Assert.Equal(200, (int)replayed.StatusCode);
        await engine.SettleAsync();
        Assert.Equal(("false", "10000023084", "2026-11-16T10:15:00+01:00"), State(engine.Home));
        Assert.Equal(("true", null, null), State(engine.Pharmacy));

        await engine.PushAsync(TestEngine.Plan(version: 2));
        await engine.SettleAsync();
        Assert.Equal(("true", null, null), State(engine.Home));
    }

    [Fact]
    public async Task Nobody_confirms_what_was_not_sent_to_them_and_nobody_without_the_role()
    {
        await using var engine = await TestEngine.StartAsync();
        var pushed = await engine.PushAsync(TestEngine.Plan());
        await engine.SettleAsync();
        using var other = await ClientAsync(engine, TestEngine.OtherHome, "write");
        Assert.Equal(404, await ConfirmAsync(other, pushed));
        using var reader = await ClientAsync(engine, TrialRecords.CareHome, "read");
        Assert.Equal(403, await ConfirmAsync(reader, pushed));
    }

    [Fact]
    public async Task An_older_version_cannot_be_confirmed_any_more()
    {
        await using var engine = await TestEngine.StartAsync();
        var first = await engine.PushAsync(TestEngine.Plan());
        await engine.SettleAsync();
        await engine.PushAsync(TestEngine.Plan(version: 2));
        await engine.SettleAsync();
        using var home = await ClientAsync(engine, TrialRecords.CareHome, "write");
        Assert.Equal(409, await ConfirmAsync(home, first));
    }

    [Theory]
    [InlineData("""{}""")]
    [InlineData("""{"by":{"rpps":"10000023085","family":"ADAM"}}""")]
    [InlineData("""{"by":{"rpps":"10000023084"}}""")]
    [InlineData("""{"by":{"rpps":"10000023084","family":"ADAM"},"at":"2126-01-01T00:00:00Z"}""")]
    public async Task Who_confirms_is_a_professional_with_a_number_that_can_be(string body)
    {
        await using var engine = await TestEngine.StartAsync();
        var pushed = await engine.PushAsync(TestEngine.Plan());
        await engine.SettleAsync();
        using var home = await ClientAsync(engine, TrialRecords.CareHome, "write");
        using var content = new StringContent(body, System.Text.Encoding.UTF8, "application/json");
        using var answer = await home.PostAsync(pushed.Location + "/confirm", content);
        Assert.Equal(400, (int)answer.StatusCode);
    }

    private static (string? ToBeChecked, string? By, string? At) State(RecordingEndpoint receiver)
    {
        var payload = receiver.Last();
        return (payload.Text("toBeChecked"), payload.Text("confirmedBy", "rpps"), payload.Text("confirmedAt"));
    }

    private static async Task<int> ConfirmAsync(HttpClient client, Answer pushed)
    {
        using var answer = await client.PostAsJsonAsync(pushed.Location + "/confirm", By);
        return (int)answer.StatusCode;
    }

    private static Task<HttpClient> ClientAsync(TestEngine engine, string finess, string role) =>
        engine.Instance.ClientAsync("care-home-software", $"FINEG|{finess}", [role], CancellationToken.None);
}
