using System.Net.Http.Json;
using System.Text.Json;
using Interop.Engine.Ports;
using Interop.Functions.Tests.Support;

namespace Interop.Functions.Tests;

/// <summary>Reading and searching, for those who take part and for nobody else.</summary>
public sealed class FhirFaceTests
{
    private const string PatientSystem = "urn:interop:medissimo:750803447:patient";

    [Fact]
    public async Task A_patient_is_found_by_local_identifier_and_read_with_version_and_time()
    {
        await using var engine = await TestEngine.StartAsync();
        await engine.PushAsync(TestEngine.Plan(resident: 7));
        var bundle = await engine.Sender.GetFromJsonAsync<JsonElement>($"/fhir/Patient?identifier={PatientSystem}|pat-000007");
        var patient = Assert.Single(bundle.GetProperty("entry").EnumerateArray()).GetProperty("resource");
        var read = await engine.Sender.GetFromJsonAsync<JsonElement>($"/fhir/Patient/{patient.GetProperty("id").GetString()}");
        Assert.Equal("1", read.GetProperty("meta").GetProperty("versionId").GetString());
        Assert.Equal("RESIDENT-000007", read.GetProperty("name")[0].GetProperty("family").GetString());
    }

    [Fact]
    public async Task The_lines_of_a_patient_are_found_by_patient()
    {
        await using var engine = await TestEngine.StartAsync();
        await engine.PushAsync(TestEngine.Plan(resident: 7, lines: 3));
        await engine.PushAsync(TestEngine.Plan(resident: 8, lines: 2));
        var id = await PatientAsync(engine, "pat-000007");
        var bundle = await engine.Sender.GetFromJsonAsync<JsonElement>($"/fhir/MedicationStatement?patient={id}");
        Assert.Equal(3, bundle.GetProperty("entry").GetArrayLength());
        Assert.All(bundle.GetProperty("entry").EnumerateArray(), e => Assert.Equal($"Patient/{id}", e.GetProperty("resource").GetProperty("subject").GetProperty("reference").GetString()));
    }

    [Fact]
    public async Task Somebody_who_takes_no_part_sees_nothing_and_the_recipient_sees_what_was_sent()
    {
        await using var engine = await TestEngine.StartAsync();
        await engine.PushAsync(TestEngine.Plan(resident: 7));
        var id = await PatientAsync(engine, "pat-000007");
        using var stranger = await engine.Instance.ClientAsync("care-home-software", "FINEG|580008803", ["read"], CancellationToken.None);
        Assert.Equal(404, (int)(await stranger.GetAsync($"/fhir/Patient/{id}")).StatusCode);
        var none = await stranger.GetFromJsonAsync<JsonElement>($"/fhir/Patient?identifier={PatientSystem}|pat-000007");
        Assert.False(none.TryGetProperty("entry", out _));
        using var home = await engine.Instance.ClientAsync("care-home-software", "FINEG|350005179", ["read"], CancellationToken.None);
        Assert.Equal(200, (int)(await home.GetAsync($"/fhir/Patient/{id}")).StatusCode);
    }

    [Fact]
    public async Task A_home_that_the_resident_has_left_does_not_see_what_changed_since()
    {
        await using var engine = await TestEngine.StartAsync();
        await engine.PushAsync(TestEngine.Plan(resident: 7));
        await engine.SettleAsync();
        using var left = await engine.Instance.ClientAsync("care-home-software", "FINEG|350005179", ["read"], CancellationToken.None);
        var id = await PatientAsync(engine, "pat-000007");
        var line = (await left.GetFromJsonAsync<JsonElement>($"/fhir/MedicationStatement?patient={id}")).GetProperty("entry")[0].GetProperty("resource").GetProperty("id").GetString();
        var moved = TestEngine.Plan(resident: 7, version: 2);
        moved["careHome"]!["finessGeo"] = TestEngine.OtherHome;
        moved["patient"]!["residence"]!["organisation"]!["finessGeo"] = TestEngine.OtherHome;
        moved["lines"]![0]!["posologyText"] = "2 matin";
        await engine.PushAsync(moved);
        await engine.SettleAsync();
        Assert.Equal(404, (int)(await left.GetAsync($"/fhir/MedicationStatement/{line}")).StatusCode);
        using var now = await engine.Instance.ClientAsync("care-home-software", $"FINEG|{TestEngine.OtherHome}", ["read"], CancellationToken.None);
        Assert.Equal(200, (int)(await now.GetAsync($"/fhir/MedicationStatement/{line}")).StatusCode);
    }

    [Fact]
    public async Task An_unknown_parameter_is_refused_by_name_unless_handling_is_lenient()
    {
        await using var engine = await TestEngine.StartAsync();
        using var strict = await engine.Sender.GetAsync("/fhir/Patient?identifer=a|b");
        Assert.Equal(400, (int)strict.StatusCode);
        Assert.Contains("identifer", await strict.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        using var request = new HttpRequestMessage(HttpMethod.Get, "/fhir/Patient?identifer=a|b&identifier=c|d");
        request.Headers.TryAddWithoutValidation("Prefer", "handling=lenient");
        using var lenient = await engine.Sender.SendAsync(request);
        Assert.Equal(200, (int)lenient.StatusCode);
    }

    [Fact]
    public async Task Metadata_states_what_is_implemented()
    {
        await using var engine = await TestEngine.StartAsync();
        var statement = await engine.Sender.GetFromJsonAsync<JsonElement>("/fhir/metadata");
        Assert.Equal("CapabilityStatement", statement.GetProperty("resourceType").GetString());
        Assert.Contains(statement.GetProperty("rest")[0].GetProperty("resource").EnumerateArray(), r => r.GetProperty("type").GetString() == "AuditEvent");
        foreach (var resource in statement.GetProperty("rest")[0].GetProperty("resource").EnumerateArray())
        {
            foreach (var parameter in resource.GetProperty("searchParam").EnumerateArray())
            {
                var name = parameter.GetProperty("name").GetString();
                var value = name == "identifier" ? "s|v" : name is "birthdate" or "date" ? "1941-02-03" : Guid.Empty.ToString();
                using var response = await engine.Sender.GetAsync($"/fhir/{resource.GetProperty("type").GetString()}?{name}={value}");
                Assert.True(response.IsSuccessStatusCode, $"{resource.GetProperty("type")}?{name} is stated and answers {(int)response.StatusCode}");
            }
        }
    }

    [Fact]
    public async Task Every_read_and_write_leaves_an_audit_row_and_the_chain_is_whole()
    {
        await using var engine = await TestEngine.StartAsync();
        await engine.PushAsync(TestEngine.Plan(resident: 7));
        await PatientAsync(engine, "pat-000007");
        await engine.SettleAsync();
        Assert.Null(await engine.Instance.Store.FindAuditBreakAsync(CancellationToken.None));
    }

    private static async Task<string> PatientAsync(TestEngine engine, string localId)
    {
        var bundle = await engine.Sender.GetFromJsonAsync<JsonElement>($"/fhir/Patient?identifier={PatientSystem}|{localId}");
        return bundle.GetProperty("entry")[0].GetProperty("resource").GetProperty("id").GetString()!;
    }
}
