using System.Text.Json;
using System.Text.Json.Nodes;
using Interop.Engine.Delivery;
using Interop.Functions.Tests.Support;
using static Interop.Functions.Tests.SafetyCases.Treatments;

namespace Interop.Functions.Tests.SafetyCases;

/// <summary>Version 8 of a plan comes without L-3, as a complete treatment and as a partial update.</summary>
public sealed class Case09Tests
{
    [Fact]
    public async Task A_complete_plan_takes_the_line_off_the_list_and_tells_every_receiver()
    {
        await using var engine = await TestEngine.StartAsync();
        await engine.PushAsync(Plan(7, Morning("L-1"), Morning("L-3")));
        await engine.SettleAsync();
        await engine.PushAsync(Plan(8, Morning("L-1")));
        await engine.SettleAsync();

        var statement = await engine.StatementAsync("L-3");
        Assert.Equal(("unknown", "absent since version 8, reason not stated"), (statement.Text("status"), statement.List("statusReason")[0].Text("text")));
        Assert.Equal([$"MedicationStatement/{(await engine.StatementAsync("L-1")).Text("id")}"], await EntriesAsync(engine));
        foreach (var payload in new[] { engine.Home.Last(), engine.Pharmacy.Last() })
        {
            Assert.Equal(["L-1"], payload.LineIds());
            Assert.Equal("1", payload.Text("plan", "linesTotal"));
            var change = Assert.Single(payload.List("changes"), c => c.Text("lineId") == "L-3");
            Assert.Equal(("line", "absent", "absent since version 8, reason not stated"), (change.Text("field"), change.Text("after"), change.Text("reason")));
        }

        Assert.Empty(engine.Home.Last().Slots("L-3"));
    }

    [Fact]
    public async Task A_partial_update_leaves_the_line_as_it_is()
    {
        await using var engine = await TestEngine.StartAsync();
        await engine.PushAsync(Plan(7, Morning("L-1"), Morning("L-3")));
        await engine.SettleAsync();
        await engine.PushAsync(Plan(8, Line("L-1", "2 cp le matin", Tablets("MORN", 2))).Partial());
        await engine.SettleAsync();

        var statement = await engine.StatementAsync("L-3");
        Assert.Equal(("active", "1"), (statement.Text("status"), statement.Text("meta", "versionId")));
        Assert.Equal(2, (await EntriesAsync(engine)).Count);
        foreach (var payload in new[] { engine.Home.Last(), engine.Pharmacy.Last() })
        {
            Assert.Equal(["L-1", "L-3"], payload.LineIds());
            Assert.Equal(("active", "1 cp le matin"), (payload.Line("L-3").Text("status"), payload.Line("L-3").Text("posologyText")));
            Assert.DoesNotContain(payload.List("changes"), c => c.Text("lineId") == "L-3");
            Assert.Equal(payload.Line("L-1").Text("prescriber", "rpps"), payload.Line("L-3").Text("prescriber", "rpps"));
            Assert.Equal(("8", "2"), (payload.Text("plan", "version"), payload.Text("plan", "linesTotal")));
        }

        Assert.Equal(7, engine.Home.Last().Slots("L-3").Count);
        Assert.All(engine.Home.Last().Slots("L-1"), s => Assert.EndsWith("MORN 2 comprimé", s, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_receiver_who_never_got_version_8_learns_from_version_9_that_the_line_is_absent_since_8()
    {
        await using var engine = await WithoutVersion8Async(Plan(8, Morning("L-1")), Plan(9, Morning("L-1")));
        var change = Assert.Single(engine.Home.Last().List("changes"), c => c.Text("lineId") == "L-3");
        Assert.Equal(("line", "absent", "absent since version 8, reason not stated"), (change.Text("field"), change.Text("after"), change.Text("reason")));
        Assert.Equal(["L-1"], engine.Home.Last().LineIds());
    }

    [Fact]
    public async Task A_receiver_who_never_got_the_version_that_stopped_it_learns_of_the_stop_and_its_reason()
    {
        await using var engine = await WithoutVersion8Async(Plan(8, Morning("L-1"), Morning("L-3").Stopped("2026-11-14")), Plan(9, Morning("L-1")));
        AssertStopped(engine);

        // Told once: the next version has nothing more to say of it.
        await engine.PushAsync(Plan(10, Line("L-1", "2 cp le matin", Tablets("MORN", 2))));
        await engine.SettleAsync();
        Assert.Equal(["L-1"], engine.Home.Last().LineIds());
        Assert.DoesNotContain(engine.Home.Last().List("changes"), c => c.Text("lineId") == "L-3" && c.Text("after") == "stopped");
    }

    [Fact]
    public async Task A_stop_two_skipped_versions_ago_is_still_told()
    {
        await using var engine = await WithoutVersion8Async(Plan(8, Morning("L-1"), Morning("L-3").Stopped("2026-11-14")), Plan(9, Morning("L-1")), Plan(10, Morning("L-1"), Morning("L-2")));
        AssertStopped(engine);
    }

    /// <summary>The home fails once, so that what comes after version 7 still waits behind it when the last one takes its place.</summary>
    private static async Task<TestEngine> WithoutVersion8Async(params JsonNode[] later)
    {
        var policy = new DeliveryPolicy { FirstDelay = TimeSpan.FromMilliseconds(1500), MaxDelay = TimeSpan.FromMilliseconds(1500) };
        var engine = await TestEngine.StartAsync(homeFails: 1, policy: policy);
        await engine.PushAsync(Plan(7, Morning("L-1"), Morning("L-3")));
        foreach (var plan in later)
        {
            await engine.PushAsync(plan);
        }

        await engine.SettleAsync();
        Assert.Equal(["7", $"{6 + later.Length + 1}"], engine.Home.Taken.Select(c => JsonDocument.Parse(c.Body).RootElement.Text("plan", "version")));
        return engine;
    }

    private static void AssertStopped(TestEngine engine)
    {
        var payload = engine.Home.Last();
        var line = payload.Line("L-3");
        Assert.Equal(("stopped", "2026-11-14", "arrêt médecin"), (line.Text("status"), line.Text("stop", "date"), line.Text("stop", "reason")));
        Assert.Contains("L-3", payload.List("stoppedSinceLast").Select(l => l.GetString()));
        Assert.Contains(payload.List("changes"), c => c.Text("lineId") == "L-3" && c.Text("field") == "status" && c.Text("before") == "active" && c.Text("after") == "stopped");
        Assert.DoesNotContain(payload.List("changes"), c => c.Text("lineId") == "L-3" && c.Text("after") == "absent");
        Assert.Equal(payload.List("lines").Count.ToString(System.Globalization.CultureInfo.InvariantCulture), payload.Text("plan", "linesTotal"));
        Assert.Empty(payload.Slots("L-3"));
    }

    [Fact]
    public async Task A_first_plan_that_is_partial_is_not_passed_off_as_the_complete_treatment()
    {
        await using var engine = await TestEngine.StartAsync();
        await engine.PushAsync(Plan(1, Morning("L-1")).Partial());
        await engine.SettleAsync();
        await engine.PushAsync(Plan(2, Morning("L-2")).Partial());
        await engine.SettleAsync();

        Assert.Equal("changes", (await ListAsync(engine)).Text("mode"));
        Assert.Equal(["L-1", "L-2"], engine.Home.Last().LineIds());
        Assert.All(engine.Home.Taken.Concat(engine.Pharmacy.Taken), c => Assert.Equal("false", JsonDocument.Parse(c.Body).RootElement.Text("plan", "isCompleteTreatment")));
    }

    private static JsonObject Morning(string id) => Line(id, "1 cp le matin", Tablets("MORN", 1));

    private static Task<JsonElement> ListAsync(TestEngine engine) => engine.FindAsync("List", Base + ":plan", "PLN-000001");

    private static async Task<IReadOnlyList<string?>> EntriesAsync(TestEngine engine) =>
        [.. (await ListAsync(engine)).List("entry").Select(e => e.Text("item", "reference"))];
}
