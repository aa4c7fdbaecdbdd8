using System.Text.Json;
using System.Text.Json.Nodes;
using Interop.Functions.Tests.SafetyCases;

namespace Interop.Functions.Tests.Reconcile;

/// <summary>Versions of a report: who had one gets the next, whatever it says; and acts that have no biller here.</summary>
public sealed class ReportVersionTests
{
    private const string OtherId = "1.2.250.1.9999.1.118999";

    [Fact]
    public async Task A_pharmacy_that_was_told_of_a_change_is_told_when_a_later_version_states_none()
    {
        await using var reports = await Reports.StartAsync();
        await reports.PushAsync(Reports.First());
        var second = Reports.Second();
        second["treatmentImpact"] = "no";
        Assert.Equal(200, (await reports.PushAsync(second)).Status);
        var document = reports.Pharmacy.Last().GetProperty("notice").GetProperty("document");
        Assert.Equal((2, "2", "1"), (reports.Pharmacy.Taken.Count, document.Text("version"), document.Text("replaces", "version")));
    }

    [Fact]
    public async Task A_pharmacy_hears_nothing_of_a_report_that_never_stated_a_change()
    {
        await using var reports = await Reports.StartAsync();
        foreach (var (report, impact) in new[] { (Reports.First(), "no"), (Reports.Second(), "unknown") })
        {
            report["treatmentImpact"] = impact;
            await reports.PushAsync(report);
        }

        Assert.Empty(reports.Pharmacy.Calls);
        Assert.Equal(2, reports.Engine.Home.Taken.Count);
    }

    [Fact]
    public async Task Versions_one_three_two_reach_each_receiver_as_one_and_three()
    {
        await using var reports = await Reports.StartAsync();
        await reports.PushAsync(Reports.First());
        await reports.PushAsync(Third());
        var late = await reports.PushAsync(Reports.Second());
        Assert.Equal("superseded", (await reports.Engine.ViewAsync(late, reports.Platform)).Text("state"));
        foreach (var home in new[] { reports.Engine.Home, reports.Engine.Second })
        {
            var documents = home.Taken.Select(t => JsonDocument.Parse(t.Body).RootElement.List("documents")[0]).ToList();
            Assert.Equal(["1", "3"], documents.Select(d => d.Text("version")));
            Assert.Equal("1", documents[1].Text("replaces", "version"));
        }
    }

    [Fact]
    public async Task An_act_whose_biller_is_not_here_is_parked_once_and_its_end_parks_nothing()
    {
        await using var reports = await Reports.StartAsync();
        var report = Reports.First();
        report["experts"]![0]!["billingOrganisation"] = new JsonObject { ["finessGeo"] = "300017985", ["name"] = "CHU", ["sector"] = "SA01" };
        report["billing"]!["expert"]!["biller"] = "establishment";
        var pushed = await reports.PushAsync(report);
        var waiting = Assert.Single((await reports.Engine.ViewAsync(pushed, reports.Platform)).List("deliveries"), d => d.Text("message") == "hospital-billing/act");
        Assert.Equal(("parked", "no-endpoint"), (waiting.Text("state"), waiting.Text("reason")));

        var cancelled = await reports.PushAsync(Reports.Cancel("wrong-patient"));
        Assert.DoesNotContain((await reports.Engine.ViewAsync(cancelled, reports.Platform)).List("deliveries"), d => d.Text("state") == "parked");
        var before = Assert.Single((await reports.Engine.ViewAsync(pushed, reports.Platform)).List("deliveries"), d => d.Text("message") == "hospital-billing/act");
        Assert.Equal(("cancelled", "record-cancelled"), (before.Text("state"), before.Text("reason")));
    }

    [Fact]
    public async Task A_report_that_replaces_another_reaches_whoever_had_the_other_and_supersedes_it()
    {
        await using var reports = await Reports.StartAsync();
        await reports.PushAsync(Reports.First());
        var other = Other();
        other["recipients"] = new JsonArray();
        Assert.Equal(200, (await reports.PushAsync(other)).Status);
        foreach (var receiver in reports.Receivers)
        {
            Assert.Equal(2, receiver.Taken.Count);
            Assert.Contains(Reports.ReportId, receiver.Taken[1].Body);
        }

        Assert.Equal("superseded", (await reports.DocumentAsync()).Text("status"));
        Assert.Equal("current", (await OtherAsync(reports)).Text("status"));
    }

    [Fact]
    public async Task A_report_that_comes_after_its_replacement_is_kept_superseded_and_goes_to_nobody()
    {
        await using var reports = await Reports.StartAsync();
        await reports.PushAsync(Other());
        await reports.PushAsync(Reports.First());
        Assert.All(reports.Receivers, r => Assert.Contains("118999", Assert.Single(r.Taken).Body));
        Assert.Equal(("superseded", "current"), ((await reports.DocumentAsync()).Text("status"), (await OtherAsync(reports)).Text("status")));
    }

    [Fact]
    public async Task A_report_that_waits_when_its_replacement_comes_does_not_leave()
    {
        await using var reports = await Reports.StartAsync();
        reports.Engine.Home.FailNext(3);
        await reports.Engine.PushAsync(Reports.First(), "omnidoc/tele-expertise-report", reports.Platform);
        await reports.PushAsync(Other());
        Assert.Contains("118999", reports.Engine.Home.Taken[^1].Body);
        Assert.All(reports.Engine.Home.Taken.SkipLast(1), t => Assert.DoesNotContain("118999", t.Body));
    }

    [Fact]
    public async Task A_report_of_somebody_else_cannot_be_replaced()
    {
        await using var reports = await Reports.StartAsync();
        await reports.PushAsync(Reports.First());
        var other = Other();
        other["patient"]!["localId"] = "somebody-else";
        other["patient"]!.AsObject().Remove("ins");
        other["recipients"] = new JsonArray();
        await reports.PushAsync(other);
        Assert.Equal("current", (await reports.DocumentAsync()).Text("status"));
        Assert.All(reports.Receivers, r => Assert.Single(r.Taken));
    }

    [Fact]
    public async Task A_report_of_another_platform_cannot_be_replaced()
    {
        await using var reports = await Reports.StartAsync();
        await reports.PushAsync(Reports.First());
        using var stranger = await reports.Engine.Instance.ClientAsync("omnidoc", "SIRET|82103405000129", ["push"], CancellationToken.None);
        var other = Other();
        other["sender"]!["instance"] = "82103405000129";
        other["recipients"] = new JsonArray();
        Assert.Equal(200, (await reports.Engine.PushAsync(other, "omnidoc/tele-expertise-report", stranger)).Status);
        await reports.Engine.SettleAsync();
        Assert.Equal("current", (await reports.DocumentAsync()).Text("status"));
        Assert.All(reports.Receivers, r => Assert.Single(r.Taken));
    }

    private static Task<JsonElement> OtherAsync(Reports reports) => reports.Engine.FindAsync("DocumentReference", Reports.Base + ":report", OtherId, reports.Platform);

    /// <summary>Another report, under an id of its own, in place of the first.</summary>
    private static JsonNode Other()
    {
        var other = Reports.First();
        other["recordId"] = "TE-2026-118999";
        other["request"]!["id"] = "TE-2026-118999";
        other["report"]!["id"] = OtherId;
        other["report"]!["replaces"] = Reports.ReportId;
        return other;
    }

    private static JsonNode Third()
    {
        var third = Reports.Second();
        third["recordVersion"] = 3;
        third["report"]!["version"] = 3;
        return third;
    }
}
