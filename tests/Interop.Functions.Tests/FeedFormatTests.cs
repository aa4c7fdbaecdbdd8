using System.Globalization;
using System.Text.Json;
using Interop.Fhir.Issues;
using Interop.Fhir.Json;
using Interop.Fhir.Validation;
using Interop.Functions.Http.Feeds;
using Interop.Functions.Tests.SafetyCases;
using Interop.Functions.Tests.Support;

namespace Interop.Functions.Tests;

/// <summary>The same items with the same cursors as JSON, FHIR and CSV.</summary>
public sealed class FeedFormatTests
{
    private const string Fhir = "application/fhir+ndjson";
    private const string Csv = "text/csv";
    private const string Blocked = "003-missing-am-number.in.json";

    [Fact]
    public async Task Every_format_tells_the_same_items_in_the_same_order_with_the_same_cursors()
    {
        await using var reports = await Reports.StartAsync();
        await reports.PushAsync(Reports.First());
        await reports.PushAsync(Reports.Case(Blocked));
        var json = (await reports.PullAsync()).List("items").Select(i => $"{i.Text("cursor")} {i.Text("itemId")} {i.Text("version")} {i.Text("state")}").ToList();
        Assert.Equal(4, json.Count);

        var charges = Lines(await GetAsync(reports, Fhir)).Where(r => r.Text("resourceType") == "ChargeItem");
        Assert.Equal(json, charges.Select(c => $"{Tag(c, "feed-cursor")} {c.List("identifier")[0].Text("value")} {c.Text("meta", "versionId")} {Tag(c, "feed-state")}"));
        var rows = Rows(await GetAsync(reports, Csv)).Skip(1);
        Assert.Equal(json, rows.Select(r => $"{r[0]} {r[1]} {r[2]} {r[3]}"));
    }

    [Theory]
    [InlineData(Fhir)]
    [InlineData(Csv)]
    public async Task Pages_and_acknowledgements_work_the_same(string format)
    {
        await using var reports = await Reports.StartAsync();
        await reports.PushAsync(Reports.First());
        await reports.PushAsync(Reports.Case(Blocked));
        using var first = await SendAsync(reports, format, "?limit=3");
        Assert.Equal(format, first.Content.Headers.ContentType!.MediaType);
        var next = Assert.Single(first.Headers.GetValues("X-Feed-Next"));
        using var content = new StringContent($"{{\"cursor\":{next}}}", System.Text.Encoding.UTF8, "application/json");
        using var acknowledged = await reports.Connector.PostAsync("/feeds/stellair/ack", content);
        Assert.Equal(204, (int)acknowledged.StatusCode);
        using var rest = await SendAsync(reports, format);
        Assert.Equal((next, "4"), (Assert.Single(rest.Headers.GetValues("X-Feed-Acknowledged")), Assert.Single(rest.Headers.GetValues("X-Feed-Next"))));
        Assert.Equal((await reports.PullAsync()).List("items").Count, Cursors(format, await rest.Content.ReadAsStringAsync()).Distinct().Count());
    }

    [Fact]
    public async Task Fhir_lines_are_valid_and_a_claim_draft_is_only_for_a_complete_act_of_a_liberal_biller()
    {
        await using var reports = await Reports.StartAsync();
        await reports.PushAsync(Reports.First());
        await reports.PushAsync(Reports.Case(Blocked));
        var text = await GetAsync(reports, Fhir);
        foreach (var line in text.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            using var tree = FhirJson.Read(System.Text.Encoding.UTF8.GetBytes(line), [])!;
            Assert.Empty(ResourceValidator.Validate(tree.Root, new ValidationOptions()).Where(i => i.IsError && i.Code != IssueCodes.FhirExtensionUnknown).Select(i => $"{i.Location.Expression}: {i.Text(Language.English)}"));
        }

        var states = (await reports.PullAsync()).List("items").ToDictionary(i => i.Text("itemId")!, i => i.Text("state"));
        var claims = Lines(text).Where(r => r.Text("resourceType") == "Claim").ToList();
        Assert.Equal(states.Where(s => s.Value == "billable").Select(s => s.Key).Order(StringComparer.Ordinal), claims.Select(c => c.List("identifier")[0].Text("value")!).Order(StringComparer.Ordinal));
        Assert.Contains(states.Values, s => s == "blocked");

        // One biller, one act in each: TE2 and RQD never share a claim.
        Assert.All(claims, c => Assert.Single(c.List("item")));
        Assert.Equal(claims.Count, claims.Select(c => c.Text("provider", "identifier", "value") + c.List("item")[0].GetProperty("productOrService").List("coding")[0].Text("code")).Distinct().Count());
        Assert.DoesNotContain("1.2.250.1.213.1.4.", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nothing_of_an_item_is_missing_in_fhir_and_in_csv()
    {
        await using var reports = await Reports.StartAsync();
        await reports.PushAsync(Reports.First());
        await reports.PushAsync(Reports.Case(Blocked));
        var charges = Lines(await GetAsync(reports, Fhir)).Where(r => r.Text("resourceType") == "ChargeItem").ToList();
        var rows = Rows(await GetAsync(reports, Csv)).Skip(1).ToList();
        var items = (await reports.PullAsync()).List("items");
        for (var i = 0; i < items.Count; i++)
        {
            var told = Leaves(charges[i]).ToHashSet();
            foreach (var (path, value) in Paths(items[i].GetProperty("item"), "").Where(p => !p.Path.StartsWith("version", StringComparison.Ordinal)))
            {
                Assert.True(told.Contains(value) || path == "state", $"{path} is not in the ChargeItem");
                Assert.True(rows[i].Any(c => c.Contains(value, StringComparison.Ordinal)) || path.EndsWith(".text", StringComparison.Ordinal), $"{path} is not in the line");
            }
        }
    }

    [Fact]
    public void Every_field_of_the_payload_has_a_column()
    {
        foreach (var kind in new[] { "stellair", "hospital-billing" })
        {
            using var schema = JsonDocument.Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, $"mappings/{kind}/act/payload.schema.json")));
            Assert.Empty(Fields(schema.RootElement, "").Except(CsvFeed.Columns));
        }
    }

    [Fact]
    public async Task A_cell_that_looks_like_a_formula_is_disarmed_and_commas_and_quotes_are_quoted()
    {
        await using var reports = await Reports.StartAsync();
        var report = Reports.First();
        report["patient"]!["familyName"] = "=HYPERLINK(\"http://x\",\"y\")";
        Assert.Equal(200, (await reports.PushAsync(report)).Status);
        var text = await GetAsync(reports, Csv);
        var family = CsvFeed.Columns.ToList().IndexOf("patient.family");
        var amount = CsvFeed.Columns.ToList().IndexOf("act.tariff.amount");
        var rows = Rows(text);
        Assert.Equal(CsvFeed.Columns, rows[0]);
        Assert.All(rows.Skip(1), r => Assert.StartsWith("'=", r[family], StringComparison.Ordinal));
        Assert.All(rows.Skip(1), r => Assert.True(decimal.TryParse(r[amount], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out _)));
        Assert.All(rows, r => Assert.Equal(CsvFeed.Columns.Count, r.Count));
        Assert.EndsWith("\r\n", text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(null, "application/json")]
    [InlineData("*/*", "application/json")]
    [InlineData("text/*", Csv)]
    [InlineData("application/xml, text/csv;q=0.5", Csv)]
    [InlineData("text/csv;q=0.5, application/fhir+ndjson;q=0.9", Fhir)]
    [InlineData("application/json;q=0, */*;q=0.1", Fhir)]
    public async Task The_best_accepted_format_is_written(string? accept, string expected)
    {
        await using var reports = await Reports.StartAsync();
        using var answer = await SendAsync(reports, accept);
        Assert.Equal((200, expected), ((int)answer.StatusCode, answer.Content.Headers.ContentType!.MediaType));
    }

    [Theory]
    [InlineData("application/xml")]
    [InlineData("text/csv;q=0")]
    [InlineData("no media type")]
    public async Task Any_other_format_is_406_with_the_list(string accept)
    {
        await using var reports = await Reports.StartAsync();
        using var answer = await SendAsync(reports, accept);
        Assert.Equal(406, (int)answer.StatusCode);
        var issue = Assert.Single(JsonDocument.Parse(await answer.Content.ReadAsStringAsync()).RootElement.List("issue"));
        Assert.Equal("feed-format-unknown", Answer.Code(issue));
        var text = issue.Text("details", "text");
        Assert.All(new[] { "application/json", Fhir, Csv }, t => Assert.Contains(t, text, StringComparison.Ordinal));
    }

    private static async Task<string> GetAsync(Reports reports, string accept)
    {
        using var answer = await SendAsync(reports, accept);
        Assert.Equal(200, (int)answer.StatusCode);
        return await answer.Content.ReadAsStringAsync();
    }

    private static async Task<HttpResponseMessage> SendAsync(Reports reports, string? accept, string query = "")
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/feeds/stellair" + query);
        if (accept is not null)
        {
            request.Headers.TryAddWithoutValidation("Accept", accept);
        }

        return await reports.Connector.SendAsync(request);
    }

    private static IEnumerable<string?> Cursors(string format, string text) => format == Csv ? Rows(text).Skip(1).Select(r => r[0]) : Lines(text).Select(l => Tag(l, "feed-cursor"));

    private static List<JsonElement> Lines(string text) => [.. text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(l => JsonDocument.Parse(l).RootElement)];

    private static string? Tag(JsonElement resource, string name) =>
        Assert.Single(resource.GetProperty("meta").List("tag"), t => t.Text("system")!.EndsWith(name, StringComparison.Ordinal)).Text("code");

    /// <summary>RFC 4180, read by the book.</summary>
    private static List<List<string>> Rows(string text)
    {
        var (rows, row, cell, quoted) = (new List<List<string>>(), new List<string>(), new System.Text.StringBuilder(), false);
        for (var i = 0; i < text.Length; i++)
        {
            switch (text[i])
            {
                case '"' when quoted && i + 1 < text.Length && text[i + 1] == '"':
                    cell.Append(text[i++]);
                    break;
                case '"':
                    quoted = !quoted;
                    break;
                case ',' when !quoted:
                    row.Add(cell.ToString());
                    cell.Clear();
                    break;
                case '\r' when !quoted:
                    break;
                case '\n' when !quoted:
                    row.Add(cell.ToString());
                    cell.Clear();
                    rows.Add(row);
                    row = [];
                    break;
                default:
                    cell.Append(text[i]);
                    break;
            }
        }

        return rows;
    }

    private static IEnumerable<(string Path, string Value)> Paths(JsonElement element, string path) => element.ValueKind switch
    {
        JsonValueKind.Object => element.EnumerateObject().SelectMany(p => Paths(p.Value, path.Length == 0 ? p.Name : $"{path}.{p.Name}")),
        JsonValueKind.Array => element.EnumerateArray().SelectMany(e => Paths(e, path)),
        _ => [(path, element.ValueKind == JsonValueKind.String ? element.GetString()! : element.GetRawText())],
    };

    private static IEnumerable<string> Leaves(JsonElement element) => Paths(element, "").Select(p => p.Value);

    private static IEnumerable<string> Fields(JsonElement schema, string path)
    {
        if (!schema.TryGetProperty("properties", out var properties))
        {
            return [path];
        }

        return properties.EnumerateObject().SelectMany(p => Fields(p.Value, path.Length == 0 ? p.Name : $"{path}.{p.Name}"));
    }
}
