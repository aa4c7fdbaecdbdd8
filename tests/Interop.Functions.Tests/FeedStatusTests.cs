using System.Net.Http.Json;
using System.Text.Json;
using Interop.Functions.Tests.SafetyCases;
using Interop.Functions.Tests.Support;

namespace Interop.Functions.Tests;

/// <summary>A billing connector says what became of an act, and everybody who may know sees it.</summary>
public sealed class FeedStatusTests
{
    private const string Expert = Reports.Request + "/expert";
    private const string Requester = Reports.Request + "/requester";

    [Fact]
    public async Task A_status_is_a_new_version_of_the_act_and_of_the_item_and_stands_beside_the_message()
    {
        await using var reports = await Reports.StartAsync();
        var pushed = await reports.PushAsync(Reports.First());
        var (status, answer) = await SendAsync(reports, new { itemId = Expert, version = 1, status = "billed", at = "2026-11-16T10:00:00+01:00", invoiceNo = "F-815", lot = "042" });
        Assert.Equal((200, "billed", "2"), (status, answer.Text("state"), answer.Text("version")));

        var last = await LastAsync(reports, Expert);
        Assert.Equal(("billed", "billed", "2"), (last.Text("state"), last.Text("item", "state"), last.Text("item", "version")));
        Assert.Equal(("F-815", "042", "2026-11-16T10:00:00+01:00"), (last.Text("item", "status", "invoiceNo"), last.Text("item", "status", "lot"), last.Text("item", "status", "billedAt")));
        var act = await ActAsync(reports, Expert);
        Assert.Equal(("billed", "2"), (act.Text("status"), act.Text("meta", "versionId")));
        var shown = (await reports.Engine.ViewAsync(pushed, reports.Platform)).List("feedItems");
        Assert.Equal([$"{Expert} billed 2", $"{Requester} billable 1"], shown.Select(i => $"{i.Text("itemId")} {i.Text("state")} {i.Text("version")}").Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Invoice_numbers_and_amounts_are_the_billers_own()
    {
        await using var reports = await Reports.StartAsync();
        var pushed = await reports.PushAsync(Reports.First());
        await SendAsync(reports, new { itemId = Expert, status = "paid", at = "2026-11-20T00:00:00+01:00", invoiceNo = "F-CANARY", amount = 23.00m });
        Assert.Equal("23.00", (await LastAsync(reports, Expert)).Text("item", "status", "paidAmount"));
        Assert.DoesNotContain("F-CANARY", (await ActAsync(reports, Expert)).GetRawText(), StringComparison.Ordinal);
        var id = (await ActAsync(reports, Expert)).Text("id");
        Assert.DoesNotContain("F-CANARY", await reports.Platform.GetStringAsync($"/fhir/ChargeItem/{id}"), StringComparison.Ordinal);
        Assert.DoesNotContain("F-CANARY", await reports.Platform.GetStringAsync($"/fhir/ChargeItem/{id}/_history"), StringComparison.Ordinal);
        Assert.DoesNotContain("F-CANARY", (await reports.Engine.ViewAsync(pushed, reports.Platform)).GetRawText(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_same_status_again_changes_nothing_and_says_so()
    {
        await using var reports = await Reports.StartAsync();
        await reports.PushAsync(Reports.First());
        var body = new { itemId = Expert, status = "billed", at = "2026-11-16T10:00:00+01:00" };
        await SendAsync(reports, body);
        using var again = await reports.Connector.PostAsJsonAsync("/feeds/stellair/status", body);
        Assert.True(again.Headers.Contains("X-Duplicate"));
        Assert.Equal("2", (await again.Content.ReadFromJsonAsync<JsonElement>()).Text("version"));
        Assert.Equal(3, (await reports.PullAsync()).List("items").Count);
    }

    [Fact]
    public async Task Many_at_once_of_one_status_leave_one_version()
    {
        await using var reports = await Reports.StartAsync();
        await reports.PushAsync(Reports.First());
        var body = new { itemId = Expert, status = "billed", at = "2026-11-16T10:00:00+01:00" };
        var answers = await Task.WhenAll(Enumerable.Range(0, 12).Select(_ => SendAsync(reports, body)));
        Assert.All(answers, a => Assert.Equal((200, "2"), (a.Status, a.Answer.Text("version"))));
        Assert.Equal(3, (await reports.PullAsync()).List("items").Count);
    }

    [Fact]
    public async Task Rejected_then_billed_again_then_paid_ends_paid_and_a_late_word_moves_nothing_back()
    {
        await using var reports = await Reports.StartAsync();
        await reports.PushAsync(Reports.First());
        await SendAsync(reports, new { itemId = Expert, status = "billed", at = "2026-11-16T10:00:00+01:00", invoiceNo = "F-1" });
        var (_, rejected) = await SendAsync(reports, new { itemId = Expert, status = "rejected", at = "2026-11-17T06:00:00+01:00", code = "0017", text = "Droits non ouverts" });
        Assert.Equal("rejected", rejected.Text("state"));
        Assert.Equal("billable", (await ActAsync(reports, Expert)).Text("status"));
        await SendAsync(reports, new { itemId = Expert, status = "paid", at = "2026-11-20T00:00:00+01:00", amount = 23 });
        var (_, late) = await SendAsync(reports, new { itemId = Expert, status = "billed", at = "2026-11-18T09:00:00+01:00", invoiceNo = "F-2" });
        Assert.Equal(("paid", "billing-status-older"), (late.Text("state"), Answer.Code(late.List("issues")[0])));
        var last = (await LastAsync(reports, Expert)).GetProperty("item");
        Assert.Equal(("paid", "F-2", "0017", "23"), (last.Text("state"), last.Text("status", "invoiceNo"), last.Text("status", "rejectCode"), last.Text("status", "paidAmount")));
    }

    [Fact]
    public async Task A_later_version_of_the_report_does_not_make_a_paid_act_billable_again()
    {
        await using var reports = await Reports.StartAsync();
        await reports.PushAsync(Reports.First());
        await SendAsync(reports, new { itemId = Expert, status = "paid", at = "2026-11-20T00:00:00+01:00", invoiceNo = "F-1", amount = 23 });
        await reports.PushAsync(Reports.Second());
        var last = await LastAsync(reports, Expert);
        Assert.Equal(("paid", "F-1"), (last.Text("state"), last.Text("item", "status", "invoiceNo")));
        Assert.Equal("billed", (await ActAsync(reports, Expert)).Text("status"));
        Assert.Equal("billable", (await LastAsync(reports, Requester)).Text("state"));
    }

    [Fact]
    public async Task An_act_that_was_withdrawn_stays_cancelled_and_the_biller_is_warned()
    {
        await using var reports = await Reports.StartAsync();
        await reports.PushAsync(Reports.First());
        await reports.PushAsync(Reports.Cancel("wrong-patient"));
        var (status, answer) = await SendAsync(reports, new { itemId = Expert, status = "billed", at = "2026-11-16T10:00:00+01:00", invoiceNo = "F-1" });
        Assert.Equal((200, "cancelled", "billing-status-withdrawn"), (status, answer.Text("state"), Answer.Code(answer.List("issues")[0])));
        Assert.Equal("F-1", (await LastAsync(reports, Expert)).Text("item", "status", "invoiceNo"));
    }

    [Fact]
    public async Task An_act_that_will_not_be_billed_is_over()
    {
        await using var reports = await Reports.StartAsync();
        await reports.PushAsync(Reports.First());
        await SendAsync(reports, new { itemId = Requester, status = "abandoned", at = "2026-11-16T10:00:00+01:00", text = "Acte gratuit" });
        Assert.Equal("aborted", (await ActAsync(reports, Requester)).Text("status"));
        Assert.Equal("cancelled", (await LastAsync(reports, Requester)).Text("state"));
    }

    [Fact]
    public async Task An_item_of_nobody_or_of_another_endpoint_is_unknown()
    {
        await using var reports = await Reports.StartAsync();
        await reports.PushAsync(Reports.First());
        await reports.Engine.Instance.AddAsync([new Engine.Ports.Endpoint("other", "stellair", "SIRET|73282932000074", "feed", null, [])], CancellationToken.None);
        using var other = await reports.Engine.Instance.ClientAsync("stellair", "SIRET|73282932000074", ["feed"], CancellationToken.None);
        var body = new { itemId = Expert, status = "billed", at = "2026-11-16T10:00:00+01:00" };
        foreach (var (client, sent) in new (HttpClient, object)[] { (other, body), (reports.Connector, new { itemId = "TE-0/expert", status = "billed", at = "2026-11-16T10:00:00+01:00" }) })
        {
            using var answer = await client.PostAsJsonAsync("/feeds/stellair/status", sent);
            Assert.Equal(404, (int)answer.StatusCode);
            Assert.Equal("feed-item-unknown", Answer.Code((await answer.Content.ReadFromJsonAsync<JsonElement>()).List("issue")[0]));
        }

        Assert.Equal("billable", (await LastAsync(reports, Expert)).Text("state"));
    }

    [Theory]
    [InlineData("{}", "itemId")]
    [InlineData("""{"itemId":"TE-2026-118822/expert","status":"invoiced","at":"2026-11-16T10:00:00+01:00"}""", "status")]
    [InlineData("""{"itemId":"TE-2026-118822/expert","status":"billed"}""", "at")]
    [InlineData("""{"itemId":"TE-2026-118822/expert","status":"billed","at":"2026-11-16T10:00:00"}""", "at")]
    [InlineData("""{"itemId":"TE-2026-118822/expert","status":"billed","at":"2126-11-16T10:00:00Z"}""", "at")]
    [InlineData("""{"itemId":"TE-2026-118822/expert","status":"paid","at":"2026-11-16T10:00:00Z","amount":-1}""", "amount")]
    [InlineData("""{"itemId":"TE-2026-118822/expert","status":"paid","at":"2026-11-16T10:00:00Z","version":0}""", "version")]
    public async Task A_status_that_cannot_be_used_is_refused_by_name_and_changes_nothing(string body, string name)
    {
        await using var reports = await Reports.StartAsync();
        await reports.PushAsync(Reports.First());
        using var content = new StringContent(body, System.Text.Encoding.UTF8, "application/json");
        using var answer = await reports.Connector.PostAsync("/feeds/stellair/status", content);
        Assert.Equal(400, (int)answer.StatusCode);
        Assert.Contains(name, (await answer.Content.ReadFromJsonAsync<JsonElement>()).List("issue")[0].Text("details", "text"), StringComparison.Ordinal);
        Assert.Equal(2, (await reports.PullAsync()).List("items").Count);
    }

    private static async Task<(int Status, JsonElement Answer)> SendAsync(Reports reports, object body)
    {
        using var answer = await reports.Connector.PostAsJsonAsync("/feeds/stellair/status", body);
        return ((int)answer.StatusCode, await answer.Content.ReadFromJsonAsync<JsonElement>());
    }

    private static async Task<JsonElement> LastAsync(Reports reports, string item) =>
        (await reports.PullAsync()).List("items").Last(i => i.Text("itemId") == item);

    private static Task<JsonElement> ActAsync(Reports reports, string item) =>
        reports.Engine.FindAsync("ChargeItem", Reports.Base + ":act", item, reports.Platform);
}
