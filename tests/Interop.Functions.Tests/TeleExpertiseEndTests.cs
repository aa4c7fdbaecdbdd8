using System.Text.Json.Nodes;
using Interop.Functions.Tests.SafetyCases;
using Interop.Functions.Tests.Support;

namespace Interop.Functions.Tests;

/// <summary>How tele-expertises end, from push to what receivers and billers get (MODELLING B5, E1, E3).</summary>
public sealed class TeleExpertiseEndTests
{
    [Fact]
    public async Task A_report_that_is_cancelled_by_its_state_is_taken_back_everywhere_and_its_acts_are_called_back()
    {
        await using var reports = await Reports.StartAsync();
        await reports.PushAsync(Reports.First());
        var cancelled = Reports.Second();
        cancelled["report"]!["status"] = "cancelled";
        Assert.Equal(200, (await reports.PushAsync(cancelled)).Status);

        Assert.NotEmpty(reports.Receivers);
        foreach (var receiver in reports.Receivers)
        {
            Assert.Equal(2, receiver.Taken.Count);
            Assert.Equal(("retraction", receiver.Taken[0].Key), (receiver.Last().Text("kind"), receiver.Last().Text("retraction", "of")));
            Assert.False(receiver.Last().Has("documents"));
        }

        var acts = (await reports.PullAsync()).List("items").GroupBy(i => i.Text("itemId")).ToList();
        Assert.Equal(2, acts.Count);
        Assert.All(acts, a => Assert.Equal(["billable", "cancelled"], a.Select(i => i.Text("state"))));
    }

    [Theory]
    [InlineData("declined", "declined")]
    [InlineData("expired", "no-answer")]
    [InlineData("cancelled", "no-answer")]
    public async Task A_request_that_was_not_answered_sends_nothing_and_bills_nothing(string status, string part)
    {
        await using var reports = await Reports.StartAsync();
        var report = Reports.First();
        report["request"]!["status"] = status;
        report["report"]!["status"] = "preliminary";
        foreach (var expert in report["experts"]!.AsArray())
        {
            expert!.AsObject().Remove("signedAt");
            expert["part"] = part;
        }

        Assert.Equal(200, (await reports.PushAsync(report)).Status);
        Assert.All(reports.Receivers, r => Assert.Empty(r.Taken));
        Assert.Empty((await reports.PullAsync()).List("items"));
    }

    [Fact]
    public async Task Of_a_group_the_signer_bills_and_an_assistant_who_helped_does_not()
    {
        await using var reports = await Reports.StartAsync();
        var report = Reports.First();
        report["addressee"] = JsonNode.Parse("""{"kind":"group","group":{"id":"G-4","name":"Plaies"}}""");
        report["experts"]!.AsArray().Insert(0, JsonNode.Parse(
            """{"localActorId":"am-12","underResponsibilityOf":"99900064140","family":"Leroy","given":"Sonia","profession":"assistant-medical","part":"consulted","signedAt":"2026-11-14T16:00:00+01:00"}"""));
        Assert.Equal(200, (await reports.PushAsync(report)).Status);
        var items = (await reports.PullAsync()).List("items").ToList();
        Assert.Equal(2, items.Count);
        Assert.All(items, i => Assert.Equal("billable", i.Text("state")));
        Assert.Equal("99900064140", items.Single(i => i.Text("itemId") == Reports.Request + "/expert").GetProperty("item").Text("performer", "rpps"));
    }

    [Fact]
    public async Task Two_signers_block_the_experts_act_until_the_platform_says_who_bills()
    {
        await using var reports = await Reports.StartAsync();
        var report = Reports.First();
        report["experts"]!.AsArray().Add(JsonNode.Parse(
            """{"rpps":"10105500465","family":"Noël","given":"Aude","profession":"10","exerciseMode":"liberal","amNumber":"771300019","part":"answered","signedAt":"2026-11-14T17:10:00+01:00"}"""));
        Assert.Equal(200, (await reports.PushAsync(report)).Status);
        var items = (await reports.PullAsync()).List("items").ToDictionary(i => i.Text("itemId")!);
        var expert = items[Reports.Request + "/expert"];
        Assert.Equal("blocked", expert.Text("state"));
        Assert.Equal(["several-signers"], expert.GetProperty("item").List("blockedReasons").Select(r => r.Text("code")));
        Assert.Equal("billable", items[Reports.Request + "/requester"].Text("state"));
    }
}
