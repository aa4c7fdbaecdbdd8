using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Interop.Engine.Ports;
using Interop.Functions.Tests.SafetyCases;
using Interop.Functions.Tests.Support;

namespace Interop.Functions.Tests;

/// <summary>Searching without naming anybody in an address: <c>POST [type]/_search</c>, and links that state what was searched and hide whom.</summary>
public sealed class SearchTests
{
    private const string PatientSystem = "urn:interop:medissimo:750803447:patient";

    [Fact]
    public async Task Whatever_can_be_searched_by_GET_can_be_searched_by_POST_with_the_same_result()
    {
        await using var engine = await TestEngine.StartAsync();
        await engine.PushAsync(TestEngine.Plan());
        await engine.SettleAsync();
        var patient = (await engine.FindAsync("Patient", PatientSystem, "pat-000001")).Text("id")!;
        var statement = await engine.Sender.GetFromJsonAsync<JsonElement>("/fhir/metadata");
        foreach (var resource in statement.GetProperty("rest")[0].List("resource"))
        {
            var type = resource.Text("type")!;
            foreach (var name in resource.List("searchParam").Select(p => p.Text("name")!))
            {
                var value = name switch
                {
                    "identifier" => $"{PatientSystem}|pat-000001", "birthdate" => "1941-02-03", "date" => "ge2020-01-01", "_id" or "patient" => patient, "entity" => $"Patient/{patient}",
                    "agent" => "engine", _ => "RESIDENT",
                };
                var byGet = await engine.Sender.GetFromJsonAsync<JsonElement>($"/fhir/{type}?{name}={Uri.EscapeDataString(value)}");
                using var answer = await PostAsync(engine.Sender, type, $"{name}={Uri.EscapeDataString(value)}");
                Assert.True(answer.IsSuccessStatusCode, $"{type} by {name}: {(int)answer.StatusCode}");
                var byPost = await answer.Content.ReadFromJsonAsync<JsonElement>();

                // The first search is in the trail when the second one is made.
                Assert.Equal((type, name, Ids(byGet)), (type, name, type == "AuditEvent" ? Ids(byGet) : Ids(byPost)));
            }
        }
    }

    [Fact]
    public async Task Neither_self_nor_next_shows_who_was_searched_and_both_state_by_what()
    {
        await using var engine = await TestEngine.StartAsync();
        for (var resident = 1; resident <= 5; resident++)
        {
            await engine.PushAsync(TestEngine.Plan(resident));
        }

        foreach (var first in new[]
        {
            await engine.Sender.GetAsync("/fhir/Patient?family=RESIDENT&birthdate=&_count=2"),
            await PostAsync(engine.Sender, "Patient", "family=RESIDENT&_count=2"),
            await PostAsync(engine.Sender, "Patient", "family=RESIDENT", "?_count=2"),
        })
        {
            var found = new List<string>();
            var page = await first.Content.ReadFromJsonAsync<JsonElement>();
            for (var pages = 0; pages < 3; pages++)
            {
                found.AddRange(Ids(page).Split(' ', StringSplitOptions.RemoveEmptyEntries));
                Assert.All(page.List("link"), l => Assert.DoesNotContain("RESIDENT", l.Text("url"), StringComparison.OrdinalIgnoreCase));
                Assert.All(page.List("link"), l => Assert.Contains("/fhir/Patient?_count=2&", l.Text("url"), StringComparison.Ordinal));
                Assert.All(page.List("link"), l => Assert.Matches("_sealed=family(,_after)?[.]", l.Text("url")));
                var again = await engine.Sender.GetFromJsonAsync<JsonElement>(Link(page, "self"));
                Assert.Equal(Ids(page), Ids(again));
                page = Link(page, "next") is { } next ? await engine.Sender.GetFromJsonAsync<JsonElement>(next) : page;
            }

            Assert.Equal((5, 5), (found.Count, found.Distinct().Count()));
            Assert.Null(Link(page, "next"));
        }
    }

    [Fact]
    public async Task An_identifier_and_a_date_of_birth_are_in_no_link()
    {
        await using var engine = await TestEngine.StartAsync();
        await engine.PushAsync(TestEngine.Plan());
        var patient = await engine.FindAsync("Patient", PatientSystem, "pat-000001");
        var birth = patient.Text("birthDate")!;
        using var answer = await PostAsync(engine.Sender, "Patient", $"identifier={Uri.EscapeDataString(PatientSystem + "|pat-000001")}&birthdate={birth}&_id={patient.Text("id")}");
        var self = Link(await answer.Content.ReadFromJsonAsync<JsonElement>(), "self");
        Assert.DoesNotContain("pat-000001", Uri.UnescapeDataString(self!), StringComparison.Ordinal);
        Assert.DoesNotContain(birth, self, StringComparison.Ordinal);
        Assert.Contains($"_id={patient.Text("id")}", self, StringComparison.Ordinal);
        Assert.Contains("_sealed=identifier,birthdate.", self, StringComparison.Ordinal);
    }

    [Fact]
    public async Task People_who_share_an_identifier_are_paged_like_any_others()
    {
        await using var engine = await TestEngine.StartAsync();
        for (var resident = 1; resident <= 2; resident++)
        {
            var plan = TestEngine.Plan(resident);
            plan["patient"]!["nss"] = "285065439507703";
            await engine.PushAsync(plan);
        }

        using var first = await PostAsync(engine.Sender, "Patient", "identifier=urn:oid:1.2.250.1.213.1.4.13|285065439507703&_count=1");
        var page = await first.Content.ReadFromJsonAsync<JsonElement>();
        var second = await engine.Sender.GetFromJsonAsync<JsonElement>(Link(page, "next"));
        Assert.Equal((1, 1), (page.List("entry").Count, second.List("entry").Count));
        Assert.NotEqual(Ids(page), Ids(second));
        Assert.Null(Link(second, "next"));
    }

    [Fact]
    public async Task A_stranger_cannot_tell_from_an_answer_whether_somebody_is_known_here()
    {
        await using var engine = await TestEngine.StartAsync();
        for (var resident = 1; resident <= 3; resident++)
        {
            await engine.PushAsync(TestEngine.Plan(resident));
        }

        var patient = (await engine.FindAsync("Patient", PatientSystem, "pat-000001")).Text("id");
        using var stranger = await engine.Instance.ClientAsync("care-home-software", $"FINEG|{TestEngine.OtherHome}", ["read"], CancellationToken.None);
        foreach (var (type, known, unknown) in new[]
        {
            ("Patient", "family=RESIDENT&_count=1", "family=NOBODY&_count=1"),
            ("Patient", "family=RESIDENT&birthdate=1930-01-02&_count=1", "family=NOBODY&birthdate=1930-01-02&_count=1"),
            ("Patient", "birthdate=1930-01-02&_count=1", "birthdate=1830-01-02&_count=1"),
            ("MedicationStatement", $"patient={patient}&_count=1", $"patient={Guid.Empty}&_count=1"),
        })
        {
            using var one = await PostAsync(stranger, type, known);
            using var other = await PostAsync(stranger, type, unknown);
            var (first, second) = (await one.Content.ReadFromJsonAsync<JsonElement>(), await other.Content.ReadFromJsonAsync<JsonElement>());
            Assert.Equal((known, false, false), (known, first.Has("entry"), Link(first, "next") is not null));
            Assert.Equal(first.List("link").Count, second.List("link").Count);
        }
    }

    [Fact]
    public async Task A_sealed_link_opens_for_the_credential_that_asked_and_for_nothing_else()
    {
        await using var engine = await TestEngine.StartAsync();
        await engine.PushAsync(TestEngine.Plan());
        using var answer = await PostAsync(engine.Sender, "Patient", "family=RESIDENT");
        var self = Link(await answer.Content.ReadFromJsonAsync<JsonElement>(), "self")!;
        using var colleague = await engine.Instance.ClientAsync("medissimo", "FINEG|750803447", ["read"], CancellationToken.None);
        Assert.Equal(200, (int)(await engine.Sender.GetAsync(self)).StatusCode);
        Assert.Equal(400, (int)(await colleague.GetAsync(self)).StatusCode);
        Assert.Equal(400, (int)(await engine.Sender.GetAsync(self.Replace("Patient", "Practitioner", StringComparison.Ordinal))).StatusCode);
        Assert.Equal(400, (int)(await engine.Sender.GetAsync(self.Replace("_sealed=family.", "_sealed=given.", StringComparison.Ordinal))).StatusCode);
        Assert.Equal(400, (int)(await engine.Sender.GetAsync(self[..^4])).StatusCode);
        Assert.Equal(400, (int)(await engine.Sender.GetAsync("/fhir/Patient?_sealed=family.")).StatusCode);
    }

    [Fact]
    public async Task Criteria_of_the_address_and_of_the_body_count_alike()
    {
        await using var engine = await TestEngine.StartAsync();
        await engine.PushAsync(TestEngine.Plan(1));
        await engine.PushAsync(TestEngine.Plan(2));
        var second = (await engine.FindAsync("Patient", PatientSystem, "pat-000002")).Text("id");
        using var both = await PostAsync(engine.Sender, "Patient", "family=RESIDENT", $"?_id={second}");
        Assert.Equal(second, Ids(await both.Content.ReadFromJsonAsync<JsonElement>()));
        using var twice = await PostAsync(engine.Sender, "Patient", "family=RESIDENT", "?family=SOMEBODY");
        Assert.Equal("", Ids(await twice.Content.ReadFromJsonAsync<JsonElement>()));
        using var said = await PostAsync(engine.Sender, "Patient", $"_id={second}", $"?_id={second}");
        Assert.Equal(second, Ids(await said.Content.ReadFromJsonAsync<JsonElement>()));
        using var unclear = await PostAsync(engine.Sender, "Patient", $"_id={second}", $"?_id={Guid.Empty}");
        Assert.Equal(400, (int)unclear.StatusCode);
        using var onlyAddress = await engine.Sender.PostAsync($"/fhir/Patient/_search?_id={second}", null);
        Assert.Equal(second, Ids(await onlyAddress.Content.ReadFromJsonAsync<JsonElement>()));
    }

    [Theory]
    [InlineData("fr", "Le Content-Type n'est pas pris en charge")]
    [InlineData("en", "The Content-Type is not supported here")]
    public async Task A_body_of_another_kind_is_refused_in_the_callers_language(string language, string text)
    {
        await using var engine = await TestEngine.StartAsync();
        using var answer = await PostAsync(engine.Sender, "Patient", """{"family":"RESIDENT"}""", media: "application/json", language: language);
        var body = await answer.Content.ReadAsStringAsync();
        Assert.Equal((415, true), ((int)answer.StatusCode, Told(body).StartsWith(text, StringComparison.Ordinal)));
        Assert.DoesNotContain("RESIDENT", body, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("fr", "Paramètre de recherche inconnu : famly")]
    [InlineData("en", "Search parameter not known: famly")]
    public async Task An_unknown_parameter_of_the_body_is_refused_by_name_and_without_its_value(string language, string text)
    {
        await using var engine = await TestEngine.StartAsync();
        using var answer = await PostAsync(engine.Sender, "Patient", "famly=RESIDENT", language: language);
        var body = await answer.Content.ReadAsStringAsync();
        Assert.Equal((400, true), ((int)answer.StatusCode, Told(body).StartsWith(text, StringComparison.Ordinal)));
        Assert.DoesNotContain("RESIDENT", body, StringComparison.Ordinal);

        // What is no form at all must not come back as the name of a parameter.
        using var noForm = await PostAsync(engine.Sender, "Patient", """{"family":"RESIDENT"}""");
        Assert.Equal(400, (int)noForm.StatusCode);
        Assert.DoesNotContain("RESIDENT", await noForm.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Criteria_beyond_the_limit_are_refused_and_at_the_limit_their_links_work()
    {
        await using var engine = await TestEngine.StartAsync();
        using var largest = await PostAsync(engine.Sender, "Patient", "family=" + new string('X', 4089));
        var self = Link(await largest.Content.ReadFromJsonAsync<JsonElement>(), "self")!;
        Assert.Equal(200, (int)(await engine.Sender.GetAsync(self)).StatusCode);
        using var larger = await PostAsync(engine.Sender, "Patient", "family=" + new string('X', 4090));
        Assert.Equal(413, (int)larger.StatusCode);
        Assert.Contains("search-too-large", await larger.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Equal(414, (int)(await engine.Sender.GetAsync("/fhir/Patient?family=" + new string('X', 4100))).StatusCode);
        Assert.Equal(406, (int)(await engine.Sender.GetAsync("/fhir/Patient?family=RESIDENT&_format=xml")).StatusCode);
    }

    [Fact]
    public async Task Ignored_parameters_are_not_stated_as_used()
    {
        await using var engine = await TestEngine.StartAsync();
        using var request = new HttpRequestMessage(HttpMethod.Post, "/fhir/Patient/_search") { Content = Form("famly=RESIDENT&family=RESIDENT") };
        request.Headers.TryAddWithoutValidation("Prefer", "handling=lenient");
        using var answer = await engine.Sender.SendAsync(request);
        var self = Link(await answer.Content.ReadFromJsonAsync<JsonElement>(), "self");
        Assert.Contains("_sealed=family.", self, StringComparison.Ordinal);
        Assert.DoesNotContain("famly", self, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nothing_of_a_search_is_kept_but_that_there_was_one()
    {
        await using var engine = await TestEngine.StartAsync();
        await engine.PushAsync(TestEngine.Plan());
        await PostAsync(engine.Sender, "Patient", $"family=RESIDENT&birthdate=1941-02-03&identifier={PatientSystem}|pat-000001");
        await engine.Sender.GetAsync("/fhir/Patient?family=RESIDENT");
        await PostAsync(engine.Sender, "AuditEvent", "agent=operator:RESIDENT&entity=RESIDENT");
        var rows = (await engine.Instance.Store.ReadAuditAsync(new AuditQuery { Limit = 1000 }, CancellationToken.None)).Rows;
        Assert.Contains(rows, r => r.Entry is { Action: "search", Target: "Patient" });
        Assert.Contains(rows, r => r.Entry.Action == "audit-read");
        Assert.All(rows, r => Assert.DoesNotContain("RESIDENT", r.Entry.ToString(), StringComparison.OrdinalIgnoreCase));
        Assert.All(rows, r => Assert.DoesNotContain("pat-000001", r.Entry.ToString(), StringComparison.OrdinalIgnoreCase));
        Assert.All(rows, r => Assert.DoesNotContain("1941-02-03", r.Entry.ToString(), StringComparison.OrdinalIgnoreCase));
    }

    [Fact]
    public async Task The_audit_trail_is_searched_and_paged_by_POST_without_naming_anybody()
    {
        await using var engine = await TestEngine.StartAsync();
        await engine.PushAsync(TestEngine.Plan());
        await engine.SettleAsync();
        using var first = await PostAsync(engine.Sender, "AuditEvent", $"agent={Uri.EscapeDataString("FINEG|750803447")}&date=ge2020-01-01&_count=1");
        var page = await first.Content.ReadFromJsonAsync<JsonElement>();
        Assert.Contains("date=ge2020-01-01", Link(page, "next"), StringComparison.Ordinal);
        Assert.Contains("_sealed=agent,_after.", Link(page, "next"), StringComparison.Ordinal);
        Assert.All(page.List("link"), l => Assert.DoesNotContain("750803447", l.Text("url"), StringComparison.Ordinal));
        var next = await engine.Sender.GetFromJsonAsync<JsonElement>(Link(page, "next"));
        Assert.NotEqual(Ids(page), Ids(next));
        Assert.Single(next.List("entry"));
        Assert.Equal(404, (int)(await PostAsync(engine.Sender, "Patientin", "_id=x")).StatusCode);
    }

    private static async Task<HttpResponseMessage> PostAsync(
        HttpClient client, string type, string criteria, string query = "", string media = "", string language = "fr")
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, $"/fhir/{type}/_search{query}") { Content = Form(criteria, media) };
        request.Headers.AcceptLanguage.ParseAdd(language);
        return await client.SendAsync(request);
    }

    private static StringContent Form(string criteria, string type = "") => new(criteria, Encoding.UTF8, type.Length > 0 ? type : "application/x-www-form-urlencoded");

    private static string Told(string outcome) => JsonDocument.Parse(outcome).RootElement.List("issue")[0].Text("details", "text")!;

    private static string Ids(JsonElement bundle) => string.Join(' ', bundle.List("entry").Select(e => e.GetProperty("resource").Text("id")));

    private static string? Link(JsonElement bundle, string relation) => bundle.List("link").Where(l => l.Text("relation") == relation).Select(l => l.Text("url")).FirstOrDefault();
}
