using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Interop.Engine.Ports;
using Interop.Fhir.Json;
using Interop.Fhir.Validation;
using Interop.Functions.Configuration;
using Interop.Functions.Tests.Support;
using Interop.Functions.Workers;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging.Abstractions;

namespace Interop.Functions.Tests;

/// <summary>The audit trail as FHIR, on the command line, and as it ages.</summary>
public sealed class AuditEventTests
{
    private const string PatientSystem = "urn:interop:medissimo:750803447:patient";

    [Fact]
    public async Task An_operator_reads_the_trail_in_order_page_by_page_and_that_is_traced_too()
    {
        await using var engine = await TestEngine.StartAsync();
        using var operations = await OperatorAsync(engine);
        await engine.PushAsync(TestEngine.Plan(resident: 7));
        await PatientAsync(engine);
        await engine.SettleAsync();

        var all = await AllAsync(operations, "/fhir/AuditEvent?_count=3");
        var numbers = all.ConvertAll(e => long.Parse(e.GetProperty("id").GetString()!, System.Globalization.CultureInfo.InvariantCulture));
        Assert.Equal(Enumerable.Range(1, numbers.Count).Select(n => (long)n), numbers);
        Assert.Contains("receive", all.Select(Action));
        Assert.Contains("deliver", all.Select(Action));
        Assert.Contains("audit-read", all.Select(Action));
        Assert.Equal(all[0].GetRawText(), (await operations.GetFromJsonAsync<JsonElement>("/fhir/AuditEvent/1")).GetRawText());
        Assert.Null(await engine.Instance.Store.FindAuditBreakAsync(CancellationToken.None));
    }

    [Fact]
    public async Task Every_event_is_valid_R4_and_holds_no_identity()
    {
        await using var engine = await TestEngine.StartAsync();
        using var operations = await OperatorAsync(engine);
        await engine.PushAsync(TestEngine.Plan(resident: 7));
        var id = await PatientAsync(engine);
        await engine.Sender.GetAsync($"/fhir/Patient/{id}/_history/1");
        await engine.Sender.GetAsync($"/fhir/Patient/{Guid.NewGuid():D}");
        await engine.SettleAsync();
        await operations.PostAsJsonAsync("/messages/search", new { patient = new { system = PatientSystem, value = "pat-000007" } });

        var bundle = await operations.GetByteArrayAsync("/fhir/AuditEvent");
        AssertValid(bundle);
        var events = await AllAsync(operations, "/fhir/AuditEvent");
        Assert.True(events.Select(Action).Distinct().Count() >= 6, string.Join(", ", events.Select(Action).Distinct()));
        events.ForEach(e => AssertValid(Encoding.UTF8.GetBytes(e.GetRawText())));
        Assert.DoesNotContain("000007", Encoding.UTF8.GetString(bundle), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Events_are_found_by_patient_entity_agent_and_date()
    {
        await using var engine = await TestEngine.StartAsync();
        using var operations = await OperatorAsync(engine);
        var seven = await engine.PushAsync(TestEngine.Plan(resident: 7));
        await engine.PushAsync(TestEngine.Plan(resident: 8));
        var id = await PatientAsync(engine);
        await engine.Sender.GetAsync($"/fhir/Patient/{id}");
        await engine.SettleAsync();
        var message = $"message/{seven.Json.GetProperty("id").GetString()}";

        var ofPatient = await AllAsync(operations, $"/fhir/AuditEvent?patient={id}");
        Assert.Superset(new HashSet<string>(["receive", "route", "deliver", "read"]), ofPatient.Select(Action).ToHashSet());
        Assert.Single(ofPatient, e => Action(e) == "receive");
        Assert.Equal(["read"], (await AllAsync(operations, $"/fhir/AuditEvent?entity=Patient/{id}")).Select(Action));
        Assert.Superset(new HashSet<string>(["receive", "route", "deliver"]), (await AllAsync(operations, $"/fhir/AuditEvent?entity={message}")).Select(Action).ToHashSet());
        Assert.All(await AllAsync(operations, "/fhir/AuditEvent?agent=engine"), e => Assert.Equal("engine", e.GetProperty("agent")[0].GetProperty("who").GetProperty("display").GetString()));
        Assert.NotEmpty(await AllAsync(operations, "/fhir/AuditEvent?date=ge2026-01-01&agent=engine"));
        Assert.Empty(await AllAsync(operations, "/fhir/AuditEvent?date=lt2026-01-01"));
        Assert.Equal(400, (int)(await operations.GetAsync("/fhir/AuditEvent?date=yesterday")).StatusCode);
        Assert.Equal(400, (int)(await operations.GetAsync("/fhir/AuditEvent?outcome=0")).StatusCode);
    }

    [Fact]
    public async Task An_organisation_sees_what_was_done_in_its_name_and_with_its_messages_and_no_more()
    {
        await using var engine = await TestEngine.StartAsync();
        var pushed = await engine.PushAsync(TestEngine.Plan(resident: 7));
        await engine.SettleAsync();
        var message = $"message/{pushed.Json.GetProperty("id").GetString()}";
        using var home = await engine.Instance.ClientAsync("care-home-software", "FINEG|580008803", ["read"], CancellationToken.None);
        using var pusher = await engine.Instance.ClientAsync("medissimo", "FINEG|750803447", ["push"], CancellationToken.None);

        var own = await AllAsync(engine.Sender, "/fhir/AuditEvent");
        Assert.All(own, e => Assert.Equal("FINEG|750803447", e.GetProperty("agent")[1].GetProperty("who").GetProperty("display").GetString()));
        Assert.Contains("deliver", (await AllAsync(engine.Sender, $"/fhir/AuditEvent?entity={message}")).Select(Action));
        Assert.Equal(["audit-read"], (await AllAsync(home, "/fhir/AuditEvent?agent=FINEG|580008803")).Concat(await AllAsync(home, "/fhir/AuditEvent")).Select(Action).Distinct());
        Assert.Empty(await AllAsync(home, $"/fhir/AuditEvent?entity={message}"));
        Assert.Empty(await AllAsync(home, "/fhir/AuditEvent?agent=FINEG|750803447"));
        Assert.Equal(404, (int)(await home.GetAsync("/fhir/AuditEvent/1")).StatusCode);
        Assert.Equal(403, (int)(await pusher.GetAsync("/fhir/AuditEvent")).StatusCode);
    }

    [Fact]
    public async Task The_command_line_seals_verifies_and_exports_valid_events()
    {
        await using var engine = await TestEngine.StartAsync();
        await engine.PushAsync(TestEngine.Plan(resident: 7));
        await engine.SettleAsync();
        var (sealedExit, head, _) = await EngineProcess.RunAsync("audit", "seal", "--data", engine.Data);
        Assert.Equal(0, sealedExit);
        var (exit, told, _) = await EngineProcess.RunAsync("audit", "verify", "--head", head.Trim(), "--data", engine.Data);
        Assert.Contains("whole", told, StringComparison.Ordinal);
        Assert.Equal(0, exit);
        var other = head.Trim()[..^1] + (head.Trim()[^1] == '0' ? '1' : '0');
        Assert.Equal(1, (await EngineProcess.RunAsync("audit", "verify", "--head", other, "--data", engine.Data)).Exit);
        Assert.Equal(2, (await EngineProcess.RunAsync("audit", "verify", "--head", "x", "--data", engine.Data)).Exit);

        var month = DateTime.UtcNow.ToString("yyyy-MM", System.Globalization.CultureInfo.InvariantCulture);
        var (exported, lines, _) = await EngineProcess.RunAsync("audit", "export", "--month", month, "--data", engine.Data);
        Assert.Equal(0, exported);
        var events = lines.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.True(events.Length > 3);
        Assert.All(events, e => AssertValid(Encoding.UTF8.GetBytes(e)));
        Assert.Equal(3, (await EngineProcess.RunAsync("audit", "export", "--month", "2019-01", "--data", engine.Data)).Exit);
    }

    [Theory]
    [InlineData("Audit:Keep", "11")]
    [InlineData("Retention:MessageKeys", "399")]
    public void What_is_kept_too_short_is_refused(string name, string value)
    {
        SettingsReader.Read(Settings(name, value), out var faults);
        Assert.Contains(faults, f => f.StartsWith(name, StringComparison.Ordinal));
    }

    [Fact]
    public void A_year_of_trail_and_four_hundred_days_of_keys_are_allowed()
    {
        Assert.Equal(12, SettingsReader.Read(Settings("Audit:Keep", "12"), out var faults).AuditMonths);
        Assert.Equal(400, SettingsReader.Read(Settings("Retention:MessageKeys", "400"), out var more).MessageKeyDays);
        Assert.Empty(faults.Concat(more));
    }

    [Theory]
    [InlineData(399, true)]
    [InlineData(401, false)]
    public async Task A_record_that_comes_again_is_known_for_400_days_and_its_old_versions_are_outdated_for_ever(int days, bool known)
    {
        await using var engine = await TestEngine.StartAsync();
        var first = await engine.PushAsync(TestEngine.Plan(resident: 7));
        await engine.PushAsync(TestEngine.Plan(resident: 7, version: 2));
        await engine.SettleAsync();
        var clock = new LaterClock(TimeSpan.FromDays(days));
        using var worker = new RetentionWorker(engine.Instance.Store, engine.Instance.Store, new InteropSettings(), clock, NullLogger<RetentionWorker>.Instance);
        await worker.RunAsync(CancellationToken.None);

        var again = await engine.PushAsync(TestEngine.Plan(resident: 7));
        Assert.Equal(known, again.Json.GetProperty("id").GetString() == first.Json.GetProperty("id").GetString());
        await engine.SettleAsync();
        Assert.Equal(known ? "settled" : "superseded", (await engine.ViewAsync(again)).GetProperty("state").GetString());
    }

    private static IConfiguration Settings(string name, string value) => new ConfigurationBuilder().AddInMemoryCollection([KeyValuePair.Create(name, (string?)value)]).Build();

    private static void AssertValid(byte[] resource)
    {
        var issues = new List<Interop.Fhir.Issues.Issue>();
        using var tree = FhirJson.Read(resource, issues);
        Assert.NotNull(tree);
        issues.AddRange(ResourceValidator.Validate(tree.Root, new ValidationOptions()));
        Assert.Empty(issues.Where(i => i.IsError).Select(i => $"{i.Code.Id} {i.Location.Expression}"));
    }

    private static string Action(JsonElement e) => e.GetProperty("subtype")[0].GetProperty("code").GetString()!;

    private static async Task<List<JsonElement>> AllAsync(HttpClient client, string url)
    {
        var found = new List<JsonElement>();
        for (string? next = url; next is not null;)
        {
            var bundle = await client.GetFromJsonAsync<JsonElement>(next);
            found.AddRange(bundle.TryGetProperty("entry", out var entries) ? entries.EnumerateArray().Select(e => e.GetProperty("resource")) : []);

            // Each page that is read adds a row to the trail: a page that is not full is the end.
            next = bundle.GetProperty("link").EnumerateArray().Where(l => l.GetProperty("relation").GetString() == "next").Select(l => l.GetProperty("url").GetString()).FirstOrDefault();
        }

        return found;
    }

    private static Task<HttpClient> OperatorAsync(TestEngine engine) => engine.Instance.ClientAsync("operations", "FINEG|750803447", ["operate"], CancellationToken.None);

    private static async Task<string> PatientAsync(TestEngine engine)
    {
        var bundle = await engine.Sender.GetFromJsonAsync<JsonElement>($"/fhir/Patient?identifier={PatientSystem}|pat-000007");
        return bundle.GetProperty("entry")[0].GetProperty("resource").GetProperty("id").GetString()!;
    }

    private sealed class LaterClock(TimeSpan by) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => System.GetUtcNow() + by;
    }
}
