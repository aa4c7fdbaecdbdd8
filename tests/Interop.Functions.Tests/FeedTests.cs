using System.Net.Http.Json;
using System.Text.Json;
using Interop.Engine.Ports;
using Interop.Functions.Tests.SafetyCases;
using Interop.Functions.Tests.Support;

namespace Interop.Functions.Tests;

/// <summary>Billing connectors pull: nothing is lost between reading and acknowledging, and nothing clinical is in an item.</summary>
public sealed class FeedTests
{
    private const string Blocked = "003-missing-am-number.in.json";

    [Fact]
    public async Task Items_come_in_order_page_by_page_and_only_once_after_they_were_acknowledged()
    {
        await using var reports = await Reports.StartAsync();
        await reports.PushAsync(Reports.First());
        await reports.PushAsync(Reports.Case(Blocked));

        var all = (await reports.PullAsync()).List("items");
        Assert.Equal(4, all.Count);
        Assert.Equal(all.Select(Cursor).Order(), all.Select(Cursor));
        var first = await reports.PullAsync("?limit=3");
        Assert.Equal(all.Take(3).Select(Cursor), first.List("items").Select(Cursor));
        var rest = await reports.PullAsync($"?after={first.Text("next")}");
        Assert.Equal(all.Skip(3).Select(Cursor), rest.List("items").Select(Cursor));

        Assert.Equal(204, await AcknowledgeAsync(reports.Connector, first.Text("next")!));
        Assert.Equal(all.Skip(3).Select(Cursor), (await reports.PullAsync()).List("items").Select(Cursor));
        Assert.Equal(204, await AcknowledgeAsync(reports.Connector, rest.Text("next")!));
        var empty = await reports.PullAsync();
        Assert.Empty(empty.List("items"));
        Assert.Equal((rest.Text("next"), rest.Text("next")), (empty.Text("next"), empty.Text("acknowledged")));
    }

    [Fact]
    public async Task A_consumer_that_crashes_before_it_acknowledges_gets_the_same_items_again()
    {
        await using var reports = await Reports.StartAsync();
        await reports.PushAsync(Reports.First());
        var before = await reports.PullAsync();
        await reports.PushAsync(Reports.Case(Blocked));
        var again = await reports.PullAsync();
        Assert.Equal(before.List("items").Select(i => i.GetRawText()), again.List("items").Take(2).Select(i => i.GetRawText()));
        Assert.Equal(4, again.List("items").Count);
    }

    [Fact]
    public async Task An_older_acknowledgement_moves_nothing_back_and_one_beyond_the_end_skips_nothing_to_come()
    {
        await using var reports = await Reports.StartAsync();
        await reports.PushAsync(Reports.First());
        var page = await reports.PullAsync();
        Assert.Equal(204, await AcknowledgeAsync(reports.Connector, page.Text("next")!));
        Assert.Equal(204, await AcknowledgeAsync(reports.Connector, "0"));
        Assert.Equal(page.Text("next"), (await reports.PullAsync()).Text("acknowledged"));
        Assert.Equal(204, await AcknowledgeAsync(reports.Connector, "1000000"));
        await reports.PushAsync(Reports.Case(Blocked));
        Assert.Equal(2, (await reports.PullAsync()).List("items").Count);
    }

    [Fact]
    public async Task A_blocked_act_says_why_and_comes_again_as_billable_once_the_gap_is_filled()
    {
        await using var reports = await Reports.StartAsync();
        await reports.PushAsync(Reports.Case(Blocked));
        var expert = Assert.Single((await reports.PullAsync()).List("items"), i => i.Text("itemId") == "TE-2026-118955/expert");
        Assert.Equal(("blocked", "1"), (expert.Text("state"), expert.Text("version")));
        var reason = Assert.Single(expert.GetProperty("item").List("blockedReasons"));
        Assert.Equal(("missing-am-number", "biller.amNumber"), (reason.Text("code"), reason.Text("field")));
        Assert.False(string.IsNullOrEmpty(reason.Text("text")));

        var corrected = Reports.Case(Blocked);
        corrected["recordVersion"] = 2;
        corrected["action"] = "replace";
        corrected["experts"]![0]!["amNumber"] = "751206418";
        corrected["triggeredBy"]!["amNumber"] = "751206418";
        Assert.Equal(200, (await reports.PushAsync(corrected)).Status);
        var versions = (await reports.PullAsync()).List("items").Where(i => i.Text("itemId") == "TE-2026-118955/expert").ToList();
        Assert.Equal(["1 blocked", "2 billable"], versions.Select(i => $"{i.Text("version")} {i.Text("state")}"));
        Assert.Equal("751206418", versions[1].Text("item", "biller", "amNumber"));
        Assert.False(versions[1].GetProperty("item").Has("blockedReasons"));
    }

    [Fact]
    public async Task The_same_report_again_adds_nothing()
    {
        await using var reports = await Reports.StartAsync();
        await reports.PushAsync(Reports.First());
        Assert.True((await reports.PushAsync(Reports.First())).Duplicate);
        Assert.Equal(2, (await reports.PullAsync()).List("items").Count);
    }

    [Fact]
    public async Task The_version_inside_an_item_is_the_one_around_it()
    {
        await using var reports = await Reports.StartAsync();
        await reports.PushAsync(Reports.First());
        await reports.PushAsync(Reports.Second());
        Assert.All((await reports.PullAsync()).List("items"), i => Assert.Equal(i.Text("version"), i.Text("item", "version") ?? i.Text("version")));
    }

    [Fact]
    public async Task No_item_carries_an_ins_a_question_an_opinion_or_a_file()
    {
        await using var reports = await Reports.StartAsync();
        var report = Reports.First();
        await reports.PushAsync(report);
        var text = (await reports.PullAsync()).GetRawText();
        var items = JsonDocument.Parse(text).RootElement.List("items");
        Assert.Equal(2, items.Count);
        foreach (var field in new[] { "question", "opinion", "conclusion", "clinicalContext" })
        {
            Assert.DoesNotContain(report[field]!.GetValue<string>()[..20], Unescaped(text), StringComparison.OrdinalIgnoreCase);
        }

        Assert.DoesNotContain(report["report"]!["pdf"]!["data"]!.GetValue<string>()[..40], text, StringComparison.Ordinal);
        Assert.DoesNotContain("1.2.250.1.213.1.4.", text, StringComparison.Ordinal);
        Assert.All(items, i => Assert.False(i.GetProperty("item").GetProperty("patient").Has("ins")));

        // The INS of this patient is spelled like the NSS of the insured, which a bill needs: it may stand in the insurance block alone.
        var ins = report["patient"]!["ins"]!["value"]!.GetValue<string>();
        Assert.Equal(items.Count, text.Split(ins).Length - 1);
        Assert.All(items, i => Assert.Equal(ins, i.Text("item", "insurance", "nss")));
        Assert.All(items, i => Assert.Equal(Reports.ReportId, i.Text("item", "act", "reportId")));
    }

    [Theory]
    [InlineData("hospital-billing", "SIRET|82103405000129")]
    [InlineData("stellair", "SIRET|73282932000074")]
    [InlineData("medissimo", "SIRET|82103405000129")]
    public async Task Another_kind_or_organisation_may_not_pull(string kind, string organisation)
    {
        await using var reports = await Reports.StartAsync();
        await reports.PushAsync(Reports.First());
        using var other = await reports.Engine.Instance.ClientAsync(kind, organisation, ["feed"], CancellationToken.None);
        using var pulled = await other.GetAsync("/feeds/stellair");
        Assert.Equal(403, (int)pulled.StatusCode);
        Assert.Equal("feed-forbidden", await CodeAsync(pulled));
        Assert.Equal(403, await AcknowledgeAsync(other, "1"));
        Assert.Equal(2, (await reports.PullAsync()).List("items").Count);
    }

    [Fact]
    public async Task A_credential_without_the_role_may_not_pull()
    {
        await using var reports = await Reports.StartAsync();
        using var reader = await reports.Engine.Instance.ClientAsync("stellair", "SIRET|82103405000129", ["read"], CancellationToken.None);
        Assert.Equal(403, (int)(await reader.GetAsync("/feeds/stellair")).StatusCode);
    }

    [Fact]
    public async Task Each_endpoint_has_its_own_items_and_its_own_mark()
    {
        await using var reports = await Reports.StartAsync();
        await reports.Engine.Instance.AddAsync([new Endpoint("other", "stellair", "SIRET|73282932000074", "feed", null, [])], CancellationToken.None);
        await reports.PushAsync(Reports.First());
        using var other = await reports.Engine.Instance.ClientAsync("stellair", "SIRET|73282932000074", ["feed"], CancellationToken.None);
        Assert.Empty((await other.GetFromJsonAsync<JsonElement>("/feeds/stellair")).List("items"));
    }

    [Fact]
    public async Task An_unknown_feed_is_404_and_names_the_known_ones()
    {
        await using var reports = await Reports.StartAsync();
        using var answer = await reports.Connector.GetAsync("/feeds/stelair");
        Assert.Equal(404, (int)answer.StatusCode);
        Assert.Equal("feed-unknown", await CodeAsync(answer));
        Assert.Contains("hospital-billing", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("?after=abc")]
    [InlineData("?after=-1")]
    [InlineData("?limit=many")]
    [InlineData("?limit=0")]
    public async Task A_cursor_or_limit_that_cannot_be_used_is_400(string query)
    {
        await using var reports = await Reports.StartAsync();
        using var answer = await reports.Connector.GetAsync("/feeds/stellair" + query);
        Assert.Equal(400, (int)answer.StatusCode);
        Assert.NotNull(await CodeAsync(answer));
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("{\"cursor\":-1}")]
    [InlineData("{\"cursor\":\"x\"}")]
    [InlineData("not json")]
    public async Task An_acknowledgement_without_a_usable_cursor_is_400_and_moves_nothing(string body)
    {
        await using var reports = await Reports.StartAsync();
        await reports.PushAsync(Reports.First());
        using var content = new StringContent(body, System.Text.Encoding.UTF8, "application/json");
        using var answer = await reports.Connector.PostAsync("/feeds/stellair/ack", content);
        Assert.Equal(400, (int)answer.StatusCode);
        Assert.NotNull(await CodeAsync(answer));
        Assert.Equal("0", (await reports.PullAsync()).Text("acknowledged"));
    }

    private static long Cursor(JsonElement item) => item.GetProperty("cursor").GetInt64();

    private static async Task<int> AcknowledgeAsync(HttpClient client, string cursor)
    {
        using var content = new StringContent($"{{\"cursor\":{cursor}}}", System.Text.Encoding.UTF8, "application/json");
        using var answer = await client.PostAsync("/feeds/stellair/ack", content);
        return (int)answer.StatusCode;
    }

    private static async Task<string?> CodeAsync(HttpResponseMessage answer) =>
        Answer.Code(JsonDocument.Parse(await answer.Content.ReadAsStringAsync()).RootElement.GetProperty("issue")[0]);

    private static string Unescaped(string json) => JsonSerializer.Serialize(JsonDocument.Parse(json).RootElement, Plain);

    private static readonly JsonSerializerOptions Plain = new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
}
