using System.Globalization;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Interop.Functions.Bench;
using Interop.Functions.Tests.SafetyCases;
using Interop.Functions.Tests.Support;

namespace Interop.Functions.Tests.Access;

/// <summary>
/// Every family of routes, for every role, for the organisation that sent a record, one that received it and one that has nothing to do with it:
/// the status that each gets, and nothing of the record in the answers of those who take no part (SYSTEMS R2).
/// </summary>
public sealed class AccessMatrixTests
{
    private static readonly string[] Roles = ["push", "read", "write", "feed", "operate", "none"];

    /// <summary>Words of the plan and the report that may stand in no answer to a stranger, nor in one to a role that must not read.</summary>
    private static readonly string[] Canaries = ["RESIDENT-000001", "pat-000001", "PARACETAMOL", "F-CANARY"];

    private static readonly string[] Everybody = ["push", "read", "write", "feed", "operate"];

    /// <summary>Route; the role it takes; the status for sender, receiver and stranger with that role. Every other role gets 403, nobody 401.</summary>
    private static readonly (string Route, string[] Roles, int Sender, int Receiver, int Stranger)[] Table =
    [
        ("POST /ingest/medissimo/pillbox-plan", ["push"], 200, 403, 403),
        ("GET /fhir/metadata", ["read"], 200, 200, 200),
        ("GET /fhir/Patient/{patient}", ["read"], 200, 200, 404),
        ("GET /fhir/MedicationStatement/{line}", ["read"], 200, 200, 404),
        ("GET /fhir/MedicationStatement/{line}/_history", ["read"], 200, 200, 404),
        ("GET /fhir/MedicationStatement/{line}/_history/1", ["read"], 200, 200, 404),
        ("GET /fhir/MedicationStatement?patient={patient}", ["read"], 200, 200, 200),
        ("GET /fhir/Patient?identifier=urn:interop:medissimo:750803447:patient|{local}", ["read"], 200, 200, 200),
        ("GET /fhir/Patient?family=RESIDENT", ["read"], 200, 200, 200),
        ("POST /fhir/Patient/_search", ["read"], 200, 200, 200),
        ("POST /fhir/MedicationStatement/_search?patient={patient}", ["read"], 200, 200, 200),
        ("GET /fhir/AuditEvent", ["read", "operate"], 200, 200, 200),
        ("GET /fhir/AuditEvent?patient={patient}", ["read", "operate"], 200, 200, 200),
        ("POST /fhir/AuditEvent/_search?entity=message/{message}", ["read", "operate"], 200, 200, 200),
        ("GET /fhir/AuditEvent/{row}", ["read"], 200, 404, 404),
        ("GET /fhir/AuditEvent/{row}", ["operate"], 200, 200, 200),
        ("GET /messages/{message}", ["push"], 200, 403, 403),
        ("GET /messages/{message}", ["operate"], 200, 200, 200),
        // The pharmacy that sent the plan gets it back into its own software, and may confirm it there.
        ("POST /messages/{message}/confirm", ["write"], 204, 204, 404),
        ("POST /messages/search", ["operate"], 200, 200, 200),
        ("POST /messages/replay", ["operate"], 200, 200, 200),
        ("POST /messages/cancel", ["operate"], 200, 200, 200),
        ("GET /metrics", ["operate"], 200, 200, 200),
        ("GET /openapi.json", Everybody, 200, 200, 200),
        ("GET /feeds/stellair", ["feed"], 403, 403, 403),
        ("GET /feeds/hospital-billing", ["feed"], 403, 403, 403),
        ("POST /feeds/stellair/ack", ["feed"], 403, 403, 403),
        ("POST /feeds/stellair/status", ["feed"], 403, 403, 403),
    ];

    /// <summary>They say whether the engine runs, to whoever asks.</summary>
    private static readonly string[] ForAnybody = ["GET /health/live", "GET /health/ready"];

    [Fact]
    public async Task Every_route_of_the_engine_has_a_row_in_the_table()
    {
        await using var engine = await TestEngine.StartAsync();
        var rows = Table.Select(r => r.Route).Concat(ForAnybody).ToList();
        Assert.DoesNotContain(engine.Instance.Routes, r => !rows.Exists(row => Fits(r, row)));
        using var anybody = new HttpClient { BaseAddress = engine.Instance.Address };
        foreach (var route in ForAnybody)
        {
            Assert.Equal(200, (await SendAsync(anybody, route)).Status);
        }
    }

    [Fact]
    public async Task Each_role_of_each_organisation_gets_what_is_its_own_and_nothing_else()
    {
        await using var engine = await TestEngine.StartAsync();
        var pushed = await engine.PushAsync(TestEngine.Plan());
        await engine.SettleAsync();
        var patient = (await engine.FindAsync("Patient", Treatments.Base + ":patient", "pat-000001")).Text("id")!;
        var line = (await engine.OfPatientAsync("MedicationStatement"))[0].Text("id")!;
        var parties = new (string Who, string Kind, string Organisation)[]
        {
            ("sender", "medissimo", $"FINEG|{TrialRecords.Pharmacy}"), ("receiver", "care-home-software", $"FINEG|{TrialRecords.CareHome}"), ("stranger", "care-home-software", $"FINEG|{TestEngine.OtherHome}"),
        };
        var row1 = (await engine.Instance.Store.ReadAuditAsync(new Engine.Ports.AuditQuery { Organisation = $"FINEG|{TrialRecords.Pharmacy}", Limit = 1 }, CancellationToken.None)).Rows[0].Sequence;
        var message = pushed.Location!.ToString().Split('/')[^1];
        var wrong = new List<string>();
        foreach (var (who, kind, organisation) in parties)
        {
            foreach (var role in Roles)
            {
                using var client = await engine.Instance.ClientAsync(kind, organisation, [role], CancellationToken.None);
                client.DefaultRequestHeaders.Authorization = role == "none" ? null : client.DefaultRequestHeaders.Authorization;
                foreach (var row in Table)
                {
                    var (route, taken) = (row.Route, Table.Where(t => t.Route == row.Route).FirstOrDefault(t => t.Roles.Contains(role)));
                    var number = row1.ToString(CultureInfo.InvariantCulture);
                    var expected = role == "none" ? 401 : taken.Route is null ? 403 : who switch { "sender" => taken.Sender, "receiver" => taken.Receiver, _ => taken.Stranger };
                    var path = route.Replace("{patient}", patient, StringComparison.Ordinal).Replace("{line}", line, StringComparison.Ordinal)
                        .Replace("{local}", "pat-000001", StringComparison.Ordinal).Replace("{message}", message, StringComparison.Ordinal).Replace("{row}", number, StringComparison.Ordinal);
                    var (status, body) = await SendAsync(client, path);
                    if (status != expected)
                    {
                        wrong.Add($"{who} as {role}: {route} is {status}, expected {expected}");
                    }

                    // Only reading shows content; an operator, a messages view and a stranger never see any.
                    var isDocument = route == "GET /openapi.json";
                    if (!isDocument && (who == "stranger" || role != "read") && Canaries.Any(c => body.Contains(c, StringComparison.OrdinalIgnoreCase)))
                    {
                        wrong.Add($"{who} as {role}: {route} shows something of the record");
                    }
                }
            }
        }

        Assert.True(wrong.Count == 0, string.Join('\n', wrong));
    }

    [Fact]
    public async Task A_report_is_read_by_who_takes_part_and_its_acts_and_insurance_by_nobody_who_only_received_it()
    {
        await using var reports = await Reports.StartAsync();
        await reports.PushAsync(Reports.First());
        var report = (await reports.DocumentAsync()).Text("id");
        var patient = (await reports.DocumentAsync()).Text("subject", "reference")!["Patient/".Length..];
        var act = (await reports.Engine.FindAsync("ChargeItem", Reports.Base + ":act", Reports.Request + "/expert", reports.Platform)).Text("id");
        var coverage = (await reports.Platform.GetFromJsonAsync<JsonElement>($"/fhir/Coverage?patient={patient}")).List("entry")[0].GetProperty("resource").Text("id");
        using var home = await reports.Engine.Instance.ClientAsync("care-home-software", $"FINEG|{TrialRecords.CareHome}", ["read"], CancellationToken.None);
        using var stranger = await reports.Engine.Instance.ClientAsync("care-home-software", "FINEG|300017985", ["read"], CancellationToken.None);
        using var connector = await reports.Engine.Instance.ClientAsync("stellair", "SIRET|82103405000129", ["read"], CancellationToken.None);
        foreach (var (path, sender, receiver) in new[] { ($"DocumentReference/{report}", 200, 200), ($"ChargeItem/{act}", 200, 404), ($"Coverage/{coverage}", 200, 404), ($"ChargeItem/{act}/_history", 200, 404) })
        {
            Assert.Equal((path, sender, receiver, 404, 404), (path, (await SendAsync(reports.Platform, $"GET /fhir/{path}")).Status, (await SendAsync(home, $"GET /fhir/{path}")).Status,
                (await SendAsync(stranger, $"GET /fhir/{path}")).Status, (await SendAsync(connector, $"GET /fhir/{path}")).Status));
        }

        Assert.DoesNotContain("\"entry\"", (await SendAsync(home, $"GET /fhir/ChargeItem?patient={patient}")).Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_credential_that_was_revoked_gets_nothing_anywhere()
    {
        await using var engine = await TestEngine.StartAsync();
        var pushed = await engine.PushAsync(TestEngine.Plan());
        using var client = await engine.Instance.ClientAsync("medissimo", $"FINEG|{TrialRecords.Pharmacy}", ["push", "read", "write", "feed", "operate"], CancellationToken.None);
        var all = await engine.Instance.Store.ListCredentialsAsync(CancellationToken.None);
        await engine.Instance.Store.CommitAsync(new Engine.Ports.ChangeSet { Credentials = [.. all.Select(c => c with { RevokedAt = DateTimeOffset.UtcNow })] }, CancellationToken.None);
        foreach (var row in Table)
        {
            var path = row.Route.Replace("{message}", pushed.Location!.ToString().Split('/')[^1], StringComparison.Ordinal).Replace("{patient}", Guid.Empty.ToString(), StringComparison.Ordinal).Replace("{line}", Guid.Empty.ToString(), StringComparison.Ordinal);
            Assert.Equal((row.Route, 401), (row.Route, (await SendAsync(client, path)).Status));
        }
    }

    /// <summary>Whether a row is about a route: same method, same number of parts, same words where the route has no parameter.</summary>
    private static bool Fits(string route, string row)
    {
        var (pattern, parts) = (route.Split(' ', '/'), row.Split('?')[0].Split(' ', '/'));
        return pattern.Length == parts.Length && pattern.Zip(parts).All(p => p.First == p.Second || p.First.StartsWith('{'));
    }

    private static async Task<(int Status, string Body)> SendAsync(HttpClient client, string route)
    {
        var space = route.IndexOf(' ', StringComparison.Ordinal);
        using var request = new HttpRequestMessage(new HttpMethod(route[..space]), route[(space + 1)..]);
        if (request.Method == HttpMethod.Post)
        {
            request.Content = route.Contains("_search", StringComparison.Ordinal)
                ? new StringContent(route.Contains('?', StringComparison.Ordinal) ? "" : "family=RESIDENT", Encoding.UTF8, "application/x-www-form-urlencoded")
                : new StringContent(Body(route), Encoding.UTF8, "application/json");
            request.Headers.TryAddWithoutValidation("Prefer", "wait=30");
        }

        using var answer = await client.SendAsync(request);
        return ((int)answer.StatusCode, await answer.Content.ReadAsStringAsync());
    }

    private static string Body(string route) => route.Split('/')[^1] switch
    {
        "pillbox-plan" => TestEngine.Plan(resident: 2, version: Interlocked.Increment(ref versions)).ToJsonString(),
        "confirm" => """{"by":{"rpps":"10000023084","family":"ADAM","given":"Hoda"}}""",
        "replay" => """{"deliveries":{}}""",
        "cancel" => string.Create(CultureInfo.InvariantCulture, $$"""{"ids":["{{Guid.Empty}}"]}"""),
        "ack" => """{"cursor":0}""",
        "status" => """{"itemId":"x","status":"billed","at":"2026-11-16T10:00:00+01:00"}""",
        _ => "{}",
    };

    private static int versions;
}
