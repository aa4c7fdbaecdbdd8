using System.Text.Json;
using System.Text.Json.Nodes;
using Interop.Functions.Tests.SafetyCases;
using Interop.Functions.Tests.Support;

namespace Interop.Functions.Tests;

/// <summary>A report is not for the patient's eyes until the requester says so, with name and time (MODELLING E3).</summary>
public sealed class ReleaseTests
{
    private const string Hidden = "INVISIBLE_PATIENT";

    [Fact]
    public async Task A_release_changes_the_label_and_says_who_and_when_and_the_version_before_stays_hidden()
    {
        await using var reports = await Reports.StartAsync();
        var report = Reports.First();
        report["report"]!["confidentiality"] = new JsonArray("N", Hidden);
        await reports.PushAsync(report);
        var before = await reports.DocumentAsync();
        Assert.Contains(Hidden, Labels(before));
        Assert.Null(Release(before));

        Released(report, "10000023084");
        Assert.Equal(200, (await reports.PushAsync(report)).Status);
        var after = await reports.DocumentAsync();
        Assert.DoesNotContain(Hidden, Labels(after));
        Assert.Contains("2026-11-18T09:00:00+01:00", Release(after), StringComparison.Ordinal);
        var first = JsonDocument.Parse(await reports.Platform.GetStringAsync($"/fhir/DocumentReference/{before.Text("id")}/_history/1")).RootElement;
        Assert.Contains(Hidden, Labels(first));
    }

    [Fact]
    public async Task A_report_without_any_label_is_hidden_all_the_same()
    {
        await using var reports = await Reports.StartAsync();
        var report = Reports.First();
        report["report"]!["confidentiality"] = new JsonArray("N");
        await reports.PushAsync(report);
        Assert.Contains(Hidden, Labels(await reports.DocumentAsync()));
    }

    [Fact]
    public async Task Nobody_but_the_requester_releases()
    {
        await using var reports = await Reports.StartAsync();
        var report = Reports.First();
        await reports.PushAsync(report);
        Released(report, "99900064140");
        var answer = await reports.PushAsync(report);
        Assert.Equal(200, answer.Status);
        Assert.Contains(answer.Json.List("issues"), i => Answer.Code(i) == "release-not-by-requester");
        var document = await reports.DocumentAsync();
        Assert.Contains(Hidden, Labels(document));
        Assert.Null(Release(document));
    }

    private static void Released(JsonNode report, string rpps)
    {
        report["recordVersion"] = report["recordVersion"]!.GetValue<int>() + 1;
        report["action"] = "replace";
        report["report"]!["releasedToPatient"] = new JsonObject { ["by"] = new JsonObject { ["rpps"] = rpps }, ["at"] = "2026-11-18T09:00:00+01:00" };
    }

    private static IReadOnlyList<string?> Labels(JsonElement document) => [.. document.List("securityLabel").SelectMany(l => l.List("coding")).Select(c => c.Text("code"))];

    private static string? Release(JsonElement document) =>
        document.List("extension").Where(e => e.Text("url")!.EndsWith("released-to-patient", StringComparison.Ordinal)).Select(e => e.GetRawText()).FirstOrDefault();
}
