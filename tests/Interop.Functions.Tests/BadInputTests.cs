using System.Text;
using System.Text.Json.Nodes;
using Interop.Functions.Tests.Support;

namespace Interop.Functions.Tests;

/// <summary>Every way a push can be wrong gives one OperationOutcome with code, place, text and hint; none crashes, hangs or loses the record.</summary>
public sealed class BadInputTests
{
    private static readonly byte[] Good = Encoding.UTF8.GetBytes(TestEngine.Plan().ToJsonString());

    [Theory]
    [InlineData("json-truncated", "{\"recordId\":\"A\",\"recordVersion\":1,\"patient\":{")]
    [InlineData("json-syntax", "{\"recordId\":\"A\",,\"recordVersion\":1}")]
    [InlineData("json-duplicate-property", "{\"recordId\":\"A\",\"recordId\":\"B\"}")]
    public async Task Unreadable_json_is_refused_with_line_and_column_and_kept(string code, string body)
    {
        await using var engine = await TestEngine.StartAsync();
        var answer = await engine.PushAsync(Encoding.UTF8.GetBytes(body));
        Assert.Equal(422, answer.Status);
        Complete(answer.Issue(code), "line 1, column");
        Assert.Equal("quarantined", (await engine.ViewAsync(answer)).GetProperty("state").GetString());
    }

    [Fact]
    public async Task Ten_thousand_levels_of_nesting_are_refused()
    {
        await using var engine = await TestEngine.StartAsync();
        var answer = await engine.PushAsync(Encoding.UTF8.GetBytes(new string('[', 10_000) + new string(']', 10_000)));
        Assert.Equal(422, answer.Status);
        Complete(answer.Issue("json-too-deep"), "line 1");
    }

    [Fact]
    public async Task Bytes_that_are_no_utf8_are_refused_at_their_place()
    {
        await using var engine = await TestEngine.StartAsync();
        var answer = await engine.PushAsync([.. "{\"a\":\""u8, 0xE9, .. "\"}"u8]);
        Assert.Equal(422, answer.Status);
        Complete(answer.Issue("json-invalid-utf8"), "line 1, column 7");
    }

    [Theory]
    [InlineData("triggeredBy", null, "$.triggeredBy")]
    [InlineData("recordVersion", "\"one\"", "$.recordVersion")]
    [InlineData("lines", "{}", "$.lines")]
    public async Task A_missing_field_or_a_wrong_type_is_named(string field, string? value, string place)
    {
        await using var engine = await TestEngine.StartAsync();
        var plan = TestEngine.Plan();
        plan.AsObject().Remove(field);
        if (value is not null)
        {
            plan[field] = JsonNode.Parse(value);
        }

        var answer = await engine.PushAsync(plan);
        Assert.Equal(422, answer.Status);
        Assert.Contains(answer.Issues, i => i.TryGetProperty("location", out var l) && l[0].GetString() == place);
        Assert.Equal("quarantined", (await engine.ViewAsync(answer)).GetProperty("state").GetString());
    }

    [Fact]
    public async Task A_dose_without_unit_is_quarantined_and_the_field_is_named()
    {
        await using var engine = await TestEngine.StartAsync();
        var plan = TestEngine.Plan();
        var dose = plan["lines"]![0]!["steps"]![0]!["doses"]![1]!.AsObject();
        dose.Remove("unit");
        dose.Remove("unitCode");
        var answer = await engine.PushAsync(plan);
        Assert.Equal(422, answer.Status);
        Complete(answer.Issue("dose-unit-missing"), "$.lines[0].steps[0].doses[1]");
        Assert.Empty(engine.Home.Calls);
    }

    [Fact]
    public async Task A_dose_that_is_no_number_is_named_and_its_text_is_not_echoed()
    {
        await using var engine = await TestEngine.StartAsync();
        var plan = TestEngine.Plan();
        plan["lines"]![0]!["steps"]![0]!["doses"]![0]!["quantity"] = "une demi";
        var answer = await engine.PushAsync(plan);
        Assert.Equal(422, answer.Status);
        Complete(answer.Issue("dose-not-a-number"), "$.lines[0].steps[0].doses[0].quantity");
        Assert.DoesNotContain("une demi", answer.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_unknown_field_stays_in_the_ledger_and_the_record_goes_on_flagged()
    {
        await using var engine = await TestEngine.StartAsync();
        var plan = TestEngine.Plan();
        plan["lines"]![0]!["crushHint"] = "x";
        var answer = await engine.PushAsync(plan);
        Assert.Equal(200, answer.Status);
        var view = await engine.ViewAsync(answer);
        Assert.Contains("$.lines[0].crushHint", view.GetProperty("ledger").GetProperty("unmappedPaths").EnumerateArray().Select(p => p.GetString()));
        Assert.Contains(view.GetProperty("issues").EnumerateArray(), i => Answer.Code(i) == "record-unknown-field");
    }

    [Theory]
    [InlineData("pharmacist", "rpps", "10003461033", "$.pharmacist.rpps")]
    [InlineData("careHome", "finessGeo", "120456789", "$.careHome.finessGeo")]
    public async Task A_wrong_key_of_an_identifier_is_said_at_its_place(string part, string field, string value, string place)
    {
        await using var engine = await TestEngine.StartAsync();
        var plan = TestEngine.Plan();
        plan[part]![field] = value;
        var answer = await engine.PushAsync(plan);
        var issues = answer.Status == 422 ? answer.Issues : [.. (await engine.ViewAsync(answer)).GetProperty("issues").EnumerateArray()];
        Assert.Contains(issues, i => i.TryGetProperty("location", out var l) && l[0].GetString() == place);
    }

    [Fact]
    public async Task A_cip13_with_a_wrong_key_is_a_warning_and_the_label_travels()
    {
        await using var engine = await TestEngine.StartAsync();
        var plan = TestEngine.Plan();
        plan["lines"]![0]!["medicine"]!["cip13"] = "3400933516391";
        var answer = await engine.PushAsync(plan);
        Assert.Equal(200, answer.Status);
        Assert.Contains((await engine.ViewAsync(answer)).GetProperty("issues").EnumerateArray(), i =>
            i.GetProperty("severity").GetString() == "warning" && i.TryGetProperty("location", out var l) && l[0].GetString() == "$.lines[0].medicine.cip13");
        await engine.SettleAsync();
        Assert.Contains("FUROSEMIDE 40 mg cpr", engine.Home.Taken[0].Body, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("1.2.250.1.213.1.4.8", 422)]
    [InlineData("1.2.250.1.213.1.4.10", 200)]
    public async Task A_nir_with_a_wrong_key_is_an_error_only_under_a_real_ins_oid(string oid, int status)
    {
        await using var engine = await TestEngine.StartAsync();
        var plan = WithIns(oid, "123456789012244");
        var answer = await engine.PushAsync(plan);
        Assert.Equal(status, answer.Status);
        var issues = status == 422 ? answer.Issues : [.. (await engine.ViewAsync(answer)).GetProperty("issues").EnumerateArray()];
        Assert.Contains(issues, i => Answer.Code(i) == "nir-key" && i.GetProperty("severity").GetString() == (status == 422 ? "error" : "warning"));
    }

    [Fact]
    public async Task A_test_ins_is_refused_in_production()
    {
        await using var engine = await TestEngine.StartAsync(environment: "production");
        var plan = WithIns("1.2.250.1.213.1.4.10", "279035121518989");
        plan["environment"] = "production";
        var answer = await engine.PushAsync(plan);
        Assert.Equal(422, answer.Status);
        Complete(answer.Issue("ins-test-in-production"), "$.patient.ins.oid");
    }

    [Fact]
    public async Task A_date_time_without_offset_is_read_in_the_declared_zone_and_flagged()
    {
        await using var engine = await TestEngine.StartAsync();
        var plan = TestEngine.Plan();
        plan["validatedAt"] = "2026-11-16T08:10:00";
        var answer = await engine.PushAsync(plan);
        Assert.Equal(200, answer.Status);
        Assert.Contains((await engine.ViewAsync(answer)).GetProperty("issues").EnumerateArray(), i =>
            i.GetProperty("severity").GetString() == "warning" && i.TryGetProperty("location", out var l) && l[0].GetString() == "$.validatedAt");
    }

    [Fact]
    public async Task A_body_of_60_MB_is_refused_with_413()
    {
        await using var engine = await TestEngine.StartAsync();
        var answer = await engine.PushAsync(new byte[60 * 1024 * 1024]);
        Assert.Equal(413, answer.Status);
        Complete(answer.Issue("body-too-large"), null);
    }

    [Fact]
    public async Task An_unknown_kind_is_404_and_names_the_known_ones()
    {
        await using var engine = await TestEngine.StartAsync();
        var answer = await engine.PushAsync(Good, "medisimo/pillbox-plan");
        Assert.Equal(404, answer.Status);
        Assert.Contains("medissimo/pillbox-plan", answer.Issue("record-kind-unknown").GetProperty("details").GetProperty("text").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_missing_wrong_or_revoked_credential_is_401()
    {
        await using var engine = await TestEngine.StartAsync();
        using var anonymous = new HttpClient { BaseAddress = engine.Instance.Address };
        Assert.Equal(401, (await engine.PushAsync(Good, sender: anonymous)).Status);
        using var wrong = EngineProcess.Client(engine.Instance.Address, "itp_wrong");
        var answer = await engine.PushAsync(Good, sender: wrong);
        Assert.Equal(401, answer.Status);
        Complete(answer.Issue("credential-missing"), null);
    }

    [Fact]
    public async Task A_credential_of_another_kind_role_or_organisation_is_403()
    {
        await using var engine = await TestEngine.StartAsync();
        using var kind = await engine.Instance.ClientAsync("omnidoc", "SIRET|73282932000074", ["push"], CancellationToken.None);
        Assert.Equal(403, (await engine.PushAsync(Good, sender: kind)).Status);
        using var role = await engine.Instance.ClientAsync("medissimo", "FINEG|750803447", ["read"], CancellationToken.None);
        Assert.Equal(403, (await engine.PushAsync(Good, sender: role)).Status);
        var pushed = await engine.PushAsync(Good);
        using var other = await engine.Instance.ClientAsync("medissimo", "FINEG|540002698", ["push", "read"], CancellationToken.None);
        using var response = await other.GetAsync(pushed.Location);
        Assert.Equal(403, (int)response.StatusCode);
    }

    [Fact]
    public async Task A_body_that_says_it_is_csv_is_415()
    {
        await using var engine = await TestEngine.StartAsync();
        Assert.Equal(415, (await engine.PushAsync(Good, type: "text/csv")).Status);
    }

    [Fact]
    public async Task A_pdf_whose_hash_does_not_fit_is_quarantined()
    {
        await using var engine = await TestEngine.StartAsync();
        using var platform = await engine.Instance.ClientAsync("omnidoc", "SIRET|73282932000074", ["push"], CancellationToken.None);
        var report = JsonNode.Parse(TestFolder.Mappings.Files.Read("samples/09-report-liberal-v1.json")!.Value.Span)!;
        report["report"]!["pdf"]!["sha256"] = new string('0', 64);
        var answer = await engine.PushAsync(report, "omnidoc/tele-expertise-report", platform);
        Assert.Equal(422, answer.Status);
        Complete(answer.Issue("file-hash-mismatch"), "$.report.pdf.sha256");
    }

    [Fact]
    public async Task Errors_speak_french_by_default_and_english_when_asked()
    {
        await using var engine = await TestEngine.StartAsync();
        var english = await engine.PushAsync("{"u8.ToArray());
        Assert.Contains("ends too early", english.Text, StringComparison.Ordinal);
        engine.Sender.DefaultRequestHeaders.AcceptLanguage.Clear();
        var french = await engine.PushAsync("{ "u8.ToArray());
        Assert.Contains("trop t", french.Text, StringComparison.Ordinal);
    }

    private static JsonNode WithIns(string oid, string value)
    {
        var plan = TestEngine.Plan();
        var patient = plan["patient"]!.AsObject();
        patient["birthFamilyName"] = "PAT-TROIS";
        patient["birthGivenNames"] = "DOMINIQUE MARIE";
        patient["birthPlaceCode"] = "63220";
        patient["sex"] = "F";
        patient["birthDate"] = "1979-03-28";
        patient["ins"] = new JsonObject { ["value"] = value, ["oid"] = oid, ["status"] = "VALI", ["insiDate"] = "2026-03-02" };
        return plan;
    }

    private static void Complete(System.Text.Json.JsonElement issue, string? place)
    {
        Assert.NotEqual("", issue.GetProperty("details").GetProperty("text").GetString());
        Assert.NotEqual("", issue.GetProperty("diagnostics").GetString());
        if (place is not null)
        {
            Assert.Contains(issue.GetProperty("location").EnumerateArray(), l => l.GetString()!.StartsWith(place, StringComparison.Ordinal));
        }
    }
}
