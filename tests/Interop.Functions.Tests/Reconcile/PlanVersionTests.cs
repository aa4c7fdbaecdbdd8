using System.Text.Json;
using System.Text.Json.Nodes;
using Interop.Functions.Demo;
using Interop.Functions.Tests.SafetyCases;
using Interop.Functions.Tests.Support;
using static Interop.Functions.Tests.SafetyCases.Treatments;

namespace Interop.Functions.Tests.Reconcile;

/// <summary>Versions of a plan in every order, whole and in part, from what is pushed to what the home and the pharmacy get.</summary>
public sealed class PlanVersionTests
{
    [Fact]
    public async Task Versions_that_come_late_are_kept_as_history_and_nobody_hears_of_them()
    {
        await using var engine = await TestEngine.StartAsync();
        var states = new List<string?>();
        foreach (var version in new[] { 2, 1, 5, 3, 4, 6 })
        {
            var answer = await PushAsync(engine, Plan(version, Morning("L-1", version)));
            states.Add($"{version} {(await engine.ViewAsync(answer)).Text("state")}");
        }

        Assert.Equal(["2 settled", "1 superseded", "5 settled", "3 superseded", "4 superseded", "6 settled"], states);
        foreach (var receiver in new[] { engine.Home, engine.Pharmacy })
        {
            Assert.Equal(["2", "5", "6"], Versions(receiver));
            Assert.Equal(["2", "5", "6"], receiver.Taken.Select(t => JsonDocument.Parse(t.Body).RootElement.Line("L-1").List("steps")[0].List("doses")[0].Text("quantity")));
        }

        Assert.Equal("6", (await engine.StatementAsync("L-1")).List("dosage")[0].Quantity().Text("value"));
    }

    [Fact]
    public async Task A_late_version_that_stopped_a_line_does_not_stop_it_again()
    {
        await using var engine = await TestEngine.StartAsync();
        await PushAsync(engine, Plan(1, Morning("L-1", 1)));
        await PushAsync(engine, Plan(3, Morning("L-1", 1)));
        await PushAsync(engine, Plan(2, Morning("L-1", 1).Stopped("2026-11-14")));
        Assert.Equal("active", (await engine.StatementAsync("L-1")).Text("status"));
        Assert.Equal("active", engine.Home.Last().Line("L-1").Text("status"));
    }

    [Fact]
    public async Task Whole_and_partial_plans_in_turn_leave_the_lines_that_were_said_last()
    {
        await using var engine = await TestEngine.StartAsync();
        await PushAsync(engine, Plan(1, Morning("L-1", 1), Morning("L-2", 1)));
        await PushAsync(engine, Plan(2, Morning("L-3", 1)).Partial());
        Assert.All(Receivers(engine), p => Assert.Equal(["L-1", "L-2", "L-3"], p.LineIds()));

        await PushAsync(engine, Plan(3, Morning("L-2", 2)).Partial());
        Assert.All(Receivers(engine), p => Assert.Equal(["1", "2", "1"], p.List("lines").Select(l => l.List("steps")[0].List("doses")[0].Text("quantity"))));

        await PushAsync(engine, Plan(4, Morning("L-2", 2), Morning("L-3", 1)));
        foreach (var payload in Receivers(engine))
        {
            Assert.Equal(("L-2 L-3", "true"), (string.Join(' ', payload.LineIds()), payload.Text("plan", "isCompleteTreatment")));
            Assert.Equal("absent since version 4, reason not stated", Assert.Single(payload.List("changes"), c => c.Text("lineId") == "L-1").Text("reason"));
        }

        // A line that comes back is the same line.
        var before = (await engine.StatementAsync("L-1")).Text("id");
        await PushAsync(engine, Plan(5, Morning("L-1", 1)).Partial());
        var back = await engine.StatementAsync("L-1");
        Assert.Equal((before, "active"), (back.Text("id"), back.Text("status")));
        Assert.All(Receivers(engine), p => Assert.Equal(["L-2", "L-3", "L-1"], p.LineIds()));
        Assert.All(Receivers(engine), p => Assert.Contains(p.List("changes"), c => c.Text("lineId") == "L-1" && c.Text("after") == "added"));
    }

    [Fact]
    public async Task A_partial_plan_that_comes_late_changes_nothing()
    {
        await using var engine = await TestEngine.StartAsync();
        await PushAsync(engine, Plan(1, Morning("L-1", 1)));
        await PushAsync(engine, Plan(3, Morning("L-1", 1), Morning("L-2", 1)));
        var late = await PushAsync(engine, Plan(2, Morning("L-1", 9)).Partial());
        Assert.Equal("superseded", (await engine.ViewAsync(late)).Text("state"));
        Assert.All(Receivers(engine), p => Assert.Equal(("L-1 L-2", "1"), (string.Join(' ', p.LineIds()), p.Line("L-1").List("steps")[0].List("doses")[0].Text("quantity"))));
    }

    [Fact]
    public async Task A_line_is_suspended_and_resumed_by_updates_that_name_it_alone()
    {
        await using var engine = await TestEngine.StartAsync();
        await PushAsync(engine, Plan(1, Morning("L-1", 1), Morning("L-2", 1)));
        var id = (await engine.StatementAsync("L-2")).Text("id");
        await PushAsync(engine, Plan(2, Held("suspended")).Partial());
        foreach (var payload in Receivers(engine))
        {
            Assert.Equal(("active", "on-hold"), (payload.Line("L-1").Text("status"), payload.Line("L-2").Text("status")));
            Assert.Contains(payload.List("changes"), c => c.Text("lineId") == "L-2" && c.Text("after") == "on-hold");
        }

        Assert.Equal((0, 7), (engine.Home.Last().Slots("L-2").Count, engine.Home.Last().Slots("L-1").Count));

        await PushAsync(engine, Plan(3, Held("resumed")).Partial());
        Assert.Equal((id, "active"), ((await engine.StatementAsync("L-2")).Text("id"), (await engine.StatementAsync("L-2")).Text("status")));
        Assert.All(Receivers(engine), p => Assert.Contains(p.List("changes"), c => c.Text("lineId") == "L-2" && c.Text("before") == "on-hold" && c.Text("after") == "active"));
    }

    [Fact]
    public async Task A_suspended_line_that_a_whole_plan_leaves_out_is_told_as_absent()
    {
        await using var engine = await TestEngine.StartAsync();
        await PushAsync(engine, Plan(1, Morning("L-1", 1), Held("suspended")));
        await PushAsync(engine, Plan(2, Morning("L-1", 1)));
        Assert.Equal("unknown", (await engine.StatementAsync("L-2")).Text("status"));
        Assert.All(Receivers(engine), p => Assert.Equal("absent", Assert.Single(p.List("changes"), c => c.Text("lineId") == "L-2").Text("after")));
        Assert.Empty(engine.Home.Last().List("suspendedLines"));
    }

    [Fact]
    public async Task A_plan_is_taken_back_from_those_who_had_it_after_withdrawal_too()
    {
        await using var engine = await TestEngine.StartAsync();
        await PushAsync(engine, Plan(1, Morning("L-1", 1)));
        await engine.PushAsync(Access.AccessMomentsTests.Withdrawal(), "medissimo/patient");
        var cancel = Plan(2).AsObject();
        cancel["action"] = "cancel";
        cancel["cancelReason"] = "wrong-patient";
        Assert.Equal(200, (await PushAsync(engine, cancel)).Status);
        foreach (var receiver in new[] { engine.Home, engine.Pharmacy })
        {
            Assert.Equal(("retraction", receiver.Taken[0].Key, "wrong-patient"), (receiver.Last().Text("kind"), receiver.Last().Text("retraction", "of"), receiver.Last().Text("retraction", "reason")));
            Assert.False(receiver.Last().Has("lines"));
        }
    }

    internal static JsonObject Morning(string id, int quantity) => Line(id, $"{quantity} cp le matin", Tablets("MORN", quantity));

    internal static async Task<Answer> PushAsync(TestEngine engine, JsonNode plan)
    {
        var answer = await engine.PushAsync(plan);
        await engine.SettleAsync();
        return answer;
    }

    internal static IReadOnlyList<string?> Versions(RecordingEndpoint receiver) => [.. receiver.Taken.Select(t => JsonDocument.Parse(t.Body).RootElement.Text("plan", "version"))];

    private static JsonElement[] Receivers(TestEngine engine) => [engine.Home.Last(), engine.Pharmacy.Last()];

    private static JsonObject Held(string change)
    {
        var line = Morning("L-2", 1);
        line["change"] = change;
        line["suspension"] = new JsonObject { ["from"] = "2026-11-10", ["to"] = change == "resumed" ? "2026-11-15" : null, ["reason"] = "hospitalisation" };
        return line;
    }
}
