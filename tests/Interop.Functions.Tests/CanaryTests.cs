using System.Text;
using System.Text.Json.Nodes;
using Interop.Functions.Commands;
using Interop.Functions.Tests.Support;
using Interop.Engine.Ports;
using Interop.Store;

namespace Interop.Functions.Tests;

/// <summary>Unique names, numbers and texts go through every path, failures included; none of them may show up in a log, a metric, a URL or an error.</summary>
public sealed class CanaryTests
{
    private const string Family = "CANARIFAMILLE";
    private const string Given = "CANARIPRENOM";
    private const string Nss = "255069999999934";
    private const string Text = "CANARITEXTE prendre au soir";
    private static readonly string[] Canaries = [Family, Given, Nss, "CANARITEXTE", "CANARILOCAL"];

    [Fact]
    public async Task No_identity_and_no_clinical_text_reaches_logs_metrics_urls_or_errors()
    {
        using var folder = new TestFolder();
        string token, operate;
        await using (var store = await SqliteStore.OpenAsync(new SqliteStoreOptions { Folder = folder.Path, RunsWork = false }, CancellationToken.None))
        {
            (var sender, token) = CredentialsCommand.Create("canary", "medissimo", "FINEG|750803447", ["push", "read"], TimeProvider.System);
            (var operatorCredential, operate) = CredentialsCommand.Create("ops", "medissimo", "FINEG|350005179", ["operate"], TimeProvider.System);
            await store.CommitAsync(new ChangeSet
            {
                Credentials = [sender, operatorCredential],
                Endpoints = [new Endpoint("dead", "care-home-software", "FINEG|350005179", "http", "http://127.0.0.1:9/receive", [])],
            }, CancellationToken.None);
        }

        var seen = new StringBuilder();
        using (var engine = await EngineProcess.ServeAsync(folder.Path, TestFolder.FreePort()))
        {
            using var client = EngineProcess.Client(engine.Address, token);
            foreach (var record in Records())
            {
                using var content = new StringContent(record, Encoding.UTF8, "application/json");
                using var request = new HttpRequestMessage(HttpMethod.Post, "/ingest/medissimo/pillbox-plan") { Content = content };
                request.Headers.TryAddWithoutValidation("Prefer", "wait=20");
                using var response = await client.SendAsync(request);
                seen.AppendLine(await response.Content.ReadAsStringAsync()).AppendLine(response.Headers.ToString());
                if (response.Headers.Location is { } location)
                {
                    seen.AppendLine(await client.GetStringAsync(location));
                }
            }

            foreach (var search in Searches())
            {
                using var found = await client.SendAsync(search);
                seen.AppendLine(await found.Content.ReadAsStringAsync()).AppendLine(found.Headers.ToString());
            }

            // What is found is shown to who may read it; how it was searched is not.
            using var patients = await client.PostAsync("/fhir/Patient/_search", Form($"family={Family}&given={Given}"));
            var bundle = System.Text.Json.JsonDocument.Parse(await patients.Content.ReadAsStringAsync()).RootElement;
            Assert.True(bundle.GetProperty("entry").GetArrayLength() > 0);
            seen.AppendLine(bundle.GetProperty("link").GetRawText());
            seen.AppendLine(await client.GetStringAsync("/fhir/AuditEvent?_count=1000"));
            using var metrics = EngineProcess.Client(engine.Address, operate);
            seen.AppendLine(await metrics.GetStringAsync("/metrics"));
            seen.AppendLine(engine.Errors);
        }

        foreach (var verb in new[] { "messages", "reconcile" })
        {
            var (_, output, errors) = await EngineProcess.RunAsync(verb, "--data", folder.Path);
            seen.AppendLine(output).AppendLine(errors);
        }

        foreach (var canary in Canaries)
        {
            Assert.False(seen.ToString().Contains(canary, StringComparison.OrdinalIgnoreCase), $"{canary} was seen");
            Assert.False(await InFilesAsync(folder.Path, canary), $"{canary} is readable in the database files");
        }
    }

    /// <summary>Searches that find nobody, and those that are refused.</summary>
    private static IEnumerable<HttpRequestMessage> Searches()
    {
        foreach (var criteria in new[] { $"identifer={Nss}", $"identifier={Nss}", $"identifier=urn:x|{Nss}", $"family={Family}&birthdate={Given}", $"family={Family}X", $"_id={Nss}", $"_sealed={Family}.{Given}", Text })
        {
            yield return new HttpRequestMessage(HttpMethod.Get, $"/fhir/Patient?{criteria}");
            yield return new HttpRequestMessage(HttpMethod.Post, "/fhir/Patient/_search") { Content = Form(criteria) };
            yield return new HttpRequestMessage(HttpMethod.Post, "/fhir/AuditEvent/_search") { Content = Form(criteria) };
            yield return new HttpRequestMessage(HttpMethod.Post, "/fhir/Patient/_search") { Content = new StringContent(criteria) };
        }

        yield return new HttpRequestMessage(HttpMethod.Post, "/fhir/AuditEvent/_search") { Content = Form($"entity={Family}&agent=operator:{Given}") };
    }

    private static StringContent Form(string criteria) => new(criteria, Encoding.UTF8, "application/x-www-form-urlencoded");

    /// <summary>A good record and one for each way of failing.</summary>
    private static IEnumerable<string> Records()
    {
        yield return Record(1, _ => { });
        yield return Record(1, p => p["lines"]![0]!["posologyText"] = Text + " 2");
        yield return Record(2, p => p.AsObject().Remove("triggeredBy"));
        yield return Record(3, p => p["lines"]![0]!["steps"]![0]!["doses"]![0]!["quantity"] = Text);
        yield return Record(4, p => p["lines"]![0]!["steps"]![0]!["doses"]![0]!["unit"] = Text);
        yield return Record(5, p => p["patient"]!["birthDate"] = Text);
        yield return Record(6, p => p["patient"]!["residence"]!["kind"] = Text);
        yield return Record(7, p => p["consents"]![0]!["status"] = Family);
        yield return Record(8, p => p["plan"]!["timeZone"] = Family);
        yield return Record(9, p => p["patient"]!["localId"] = "CANARILOCAL2");
        yield return Record(10, p => { p["patient"]!["localId"] = "CANARILOCAL2"; p["patient"]!["birthDate"] = "1950-05-05"; });
        yield return Record(11, _ => { })[..^30];
        yield return Record(12, p => p["unknownField"] = Text);
    }

    private static string Record(int number, Action<JsonNode> change)
    {
        var plan = TestEngine.Plan(number);
        plan["patient"]!["familyName"] = Family;
        plan["patient"]!["firstName"] = Given;
        plan["patient"]!["nss"] = Nss;
        plan["patient"]!["localId"] = $"CANARILOCAL{number}";
        plan["lines"]![0]!["posologyText"] = Text;
        change(plan);
        return plan.ToJsonString();
    }

    private static async Task<bool> InFilesAsync(string folder, string text)
    {
        foreach (var file in Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories))
        {
            if ((await File.ReadAllBytesAsync(file)).AsSpan().IndexOf(Encoding.UTF8.GetBytes(text)) >= 0)
            {
                return true;
            }
        }

        return false;
    }
}
