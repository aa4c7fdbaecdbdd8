using System.Text.Json;
using Interop.Functions.Demo;

namespace Interop.Functions.Tests.SafetyCases;

/// <summary>A report and its second version, in order and late.</summary>
public sealed class Case23Tests
{
    [Fact]
    public async Task A_first_version_that_comes_late_is_superseded_and_never_delivered()
    {
        await using var reports = await Reports.StartAsync();
        Assert.Equal(200, (await reports.PushAsync(Reports.Second())).Status);
        var late = await reports.PushAsync(Reports.First());
        Assert.Equal("superseded", (await reports.Engine.ViewAsync(late, reports.Platform)).Text("state"));
        Assert.All(reports.Receivers, r => Assert.Equal(["2"], Versions(r)));
        Assert.Equal("amended", (await reports.DocumentAsync()).Own("report-status"));
    }

    [Fact]
    public async Task Each_of_the_three_who_had_the_first_version_gets_a_replacement_that_names_it()
    {
        await using var reports = await Reports.StartAsync();
        await reports.PushAsync(Reports.First());
        var second = Reports.Second();
        // The requester does not name this receiver any more; it holds the first version all the same.
        second["recipients"]!.AsArray().RemoveAt(0);
        await reports.PushAsync(second);

        foreach (var receiver in reports.Receivers)
        {
            Assert.Equal(["1", "2"], Versions(receiver));
            var payload = receiver.Last();
            Assert.Equal(receiver.Taken[0].Key, payload.Text("replacesDeliveryId"));
            var replaces = Document(payload).GetProperty("replaces");
            Assert.Equal((Reports.ReportId, "1"), (replaces.Text("id"), replaces.Text("version")));
        }
    }

    [Fact]
    public async Task There_is_one_act_of_each_biller_and_its_evidence_is_the_report_that_is_current()
    {
        await using var reports = await Reports.StartAsync();
        await reports.PushAsync(Reports.First());
        await reports.PushAsync(Reports.Second());

        var items = (await reports.PullAsync()).List("items");
        Assert.Equal([$"{Reports.Request}/expert", $"{Reports.Request}/requester"], items.Select(i => i.Text("itemId")).Distinct().Order(StringComparer.Ordinal));
        foreach (var act in items.GroupBy(i => i.Text("itemId")).Select(g => g.Last()))
        {
            Assert.Equal("billable", act.Text("state"));
            Assert.Equal(Document(reports.Engine.Second.Last()).Text("sha256"), act.Text("item", "act", "reportSha256"));
        }
    }

    private static JsonElement Document(JsonElement payload) => payload.Has("notice") ? payload.GetProperty("notice").GetProperty("document") : Assert.Single(payload.List("documents"));

    private static IReadOnlyList<string?> Versions(RecordingEndpoint receiver) => [.. receiver.Taken.Select(c => Document(JsonDocument.Parse(c.Body).RootElement).Text("version"))];
}
