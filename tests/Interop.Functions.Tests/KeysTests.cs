using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Interop.Engine.Ports;
using Interop.Functions.Tests.SafetyCases;
using Interop.Functions.Tests.Support;

namespace Interop.Functions.Tests;

/// <summary>Keys over the whole engine: erasure and rotation by the command line beside it, and search by names that nobody can read.</summary>
public sealed class KeysTests
{
    private const string PatientSystem = "urn:interop:medissimo:750803447:patient";

    [Fact]
    public async Task An_erased_patient_is_gone_for_everybody_and_a_later_record_starts_anew()
    {
        await using var engine = await TestEngine.StartAsync();
        var told = await engine.PushAsync(TestEngine.Plan(resident: 7));
        await engine.PushAsync(TestEngine.Plan(resident: 8));
        await engine.SettleAsync();
        var id = (await engine.FindAsync("Patient", PatientSystem, "pat-000007")).Text("id")!;
        var (preview, shown, _) = await EraseAsync(engine, "pat-000007");
        Assert.Equal((0, $"Patient/{id}"), (preview, shown.Trim()));
        Assert.Equal(HttpStatusCode.OK, (await engine.Sender.GetAsync($"/fhir/Patient/{id}")).StatusCode);

        var (exit, _, errors) = await EraseAsync(engine, "pat-000007", "--yes");
        Assert.True(exit == 0, errors);
        foreach (var address in (string[])[$"/fhir/Patient/{id}", $"/fhir/Patient/{id}/_history", $"/fhir/Patient/{id}/_history/1"])
        {
            using var answer = await engine.Sender.GetAsync(address);
            Assert.Equal(HttpStatusCode.Gone, answer.StatusCode);
            Assert.Contains("resource-erased", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        }

        using var stranger = await engine.Instance.ClientAsync("care-home-software", $"FINEG|{TestEngine.OtherHome}", ["read"], CancellationToken.None);
        Assert.Equal(HttpStatusCode.NotFound, (await stranger.GetAsync($"/fhir/Patient/{id}")).StatusCode);
        Assert.Empty(await FoundAsync(engine, "family=resident-000007"));
        Assert.Single(await FoundAsync(engine, "family=resident-000008"));
        var view = await engine.ViewAsync(told);
        Assert.True(view.TryGetProperty("erasedAt", out _));
        Assert.Contains("message-erased", view.GetProperty("issues").EnumerateArray().Select(Answer.Code));
        var (replay, line, _) = await EngineProcess.RunAsync("replay", view.Text("id")!, "--data", engine.Data);
        Assert.Equal(1, replay);
        Assert.Contains("erased", line, StringComparison.Ordinal);
        Assert.Equal(1, (await EraseAsync(engine, "pat-000007", "--yes")).Exit);

        Assert.Equal(200, (await engine.PushAsync(TestEngine.Plan(resident: 7, version: 2))).Status);
        var again = await engine.FindAsync("Patient", PatientSystem, "pat-000007");
        Assert.Equal(id, again.Text("id")!);
        Assert.Equal("RESIDENT-000007", again.GetProperty("name")[0].Text("family"));
        using var old = await engine.Sender.GetAsync($"/fhir/Patient/{id}/_history/1");
        Assert.Equal(HttpStatusCode.NotFound, old.StatusCode);
        await engine.SettleAsync();
        Assert.Null(await engine.Instance.Store.FindAuditBreakAsync(CancellationToken.None));
    }

    [Fact]
    public async Task A_quarantined_record_of_an_erased_patient_cannot_be_replayed()
    {
        await using var engine = await TestEngine.StartAsync();
        await engine.PushAsync(TestEngine.Plan(resident: 7));
        var faulty = TestEngine.Plan(resident: 7, version: 2);
        faulty["recordId"] = "another";
        faulty["lines"] = new JsonArray(new JsonObject { ["unknown"] = true });
        var held = await engine.PushAsync(faulty);
        Assert.Equal(422, held.Status);
        var id = held.Location?.ToString().Split('/')[^1] ?? (await engine.Instance.Store.FindMessagesAsync(new MessageFilter { State = MessageState.Quarantined }, 1, CancellationToken.None))[0].Id.ToString();
        Assert.Equal(0, (await EraseAsync(engine, "pat-000007", "--yes")).Exit);
        var (exit, line, _) = await EngineProcess.RunAsync("replay", id, "--data", engine.Data, "--yes");
        Assert.Equal(1, exit);
        Assert.Contains("erased", line, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Linked_patients_are_one_person_and_go_together()
    {
        await using var engine = await TestEngine.StartAsync();
        await engine.PushAsync(TestEngine.Plan(resident: 7));
        await engine.PushAsync(TestEngine.Plan(resident: 8));
        var (one, other) = ((await engine.FindAsync("Patient", PatientSystem, "pat-000007")).Text("id")!, (await engine.FindAsync("Patient", PatientSystem, "pat-000008")).Text("id")!);
        Assert.Equal(0, (await EngineProcess.RunAsync("identity", "link", one, other, "--data", engine.Data)).Exit);
        Assert.Single(await FoundAsync(engine, "family=RESIDENT-000007"));
        var (exit, output, _) = await EraseAsync(engine, "pat-000008", "--yes");
        Assert.Equal((0, 2), (exit, output.Trim().Split('\n').Length));
        Assert.Equal(HttpStatusCode.Gone, (await engine.Sender.GetAsync($"/fhir/Patient/{one}")).StatusCode);
    }

    [Fact]
    public async Task Keys_are_rotated_beside_an_engine_that_goes_on()
    {
        await using var engine = await TestEngine.StartAsync();
        await engine.PushAsync(TestEngine.Plan(resident: 1));
        var (rotated, _, errors) = await EngineProcess.RunAsync("keys", "rotate", "--yes", "--data", engine.Data);
        Assert.True(rotated == 0, errors);
        Assert.Equal(200, (await engine.PushAsync(TestEngine.Plan(resident: 2))).Status);
        Assert.Equal(1, (await EngineProcess.RunAsync("keys", "retire", "2", "--data", engine.Data)).Exit);
        Assert.Equal(0, (await EngineProcess.RunAsync("keys", "retire", "1", "--destroy", "--data", engine.Data)).Exit);
        Assert.False(File.Exists(Path.Combine(engine.Data, "keys", "master.key")));
        Assert.Equal(200, (await engine.PushAsync(TestEngine.Plan(resident: 1, version: 2))).Status);
        var (_, list, _) = await EngineProcess.RunAsync("keys", "--data", engine.Data);
        Assert.Contains("retired", list.Split('\n')[0], StringComparison.Ordinal);
        Assert.Contains("in use", list.Split('\n')[1], StringComparison.Ordinal);
        await engine.SettleAsync();
    }

    [Fact]
    public async Task A_person_is_found_by_the_beginning_of_a_name_whatever_its_case_accents_and_hyphens()
    {
        await using var engine = await TestEngine.StartAsync();
        await PushAsync(engine, 7, "De La Tour-Éléonore", "Jean-Noël", "1941-02-03");
        await PushAsync(engine, 8, "Detour", "Noémie", "1950-01-01");
        foreach (var (query, count) in new[]
        {
            ("family=de la tour", 1), ("family=TOUR", 1), ("family=Éléo", 1), ("family=ELEONORE", 1), ("family=det", 1), ("family=la tour-el", 1), ("family=det,tou", 2),
            ("given=jean-no%C3%ABl", 1), ("given=noel", 1), ("given=NO%CC%88e", 2), ("given=no%C3%A9m", 1), ("name=noe", 2), ("name=tour", 1), ("name=tour&name=jea", 1), ("family=tour&given=noemie", 0),
            ("family=our", 0), ("name=noe&birthdate=1941-02-03", 1), ("birthdate=1950-01-01", 1), ("given=no&birthdate=1950-01-01", 1), ("family=de la tour eleonorette", 0),
        })
        {
            Assert.True((await FoundAsync(engine, query)).Count == count, query);
        }

        Assert.Single(await FoundAsync(engine, $"identifier={PatientSystem}|pat-000007&family=tou"));
        Assert.Empty(await FoundAsync(engine, $"identifier={PatientSystem}|pat-000008&family=tou"));
        using var stranger = await engine.Instance.ClientAsync("care-home-software", $"FINEG|{TestEngine.OtherHome}", ["read"], CancellationToken.None);
        Assert.Empty(await FoundAsync(engine, "name=noe", stranger));
        foreach (var refused in (string[])["Patient?family=la", "Patient?family:exact=tour", "Observation?family=tour", "Patient?birthdate=1941", "Patient?given="])
        {
            Assert.Equal(HttpStatusCode.BadRequest, (await engine.Sender.GetAsync($"/fhir/{refused}")).StatusCode);
        }
    }

    [Fact]
    public async Task A_name_that_changes_is_found_by_the_new_one_only()
    {
        await using var engine = await TestEngine.StartAsync();
        await PushAsync(engine, 7, "Martinez", "Anne", "1941-02-03");
        await PushAsync(engine, 7, "Martinel", "Anne", "1941-02-03", version: 2);
        Assert.Single(await FoundAsync(engine, "family=martinel"));
        Assert.Single(await FoundAsync(engine, "family=marti"));
        Assert.Empty(await FoundAsync(engine, "family=martinez"));
    }

    [Fact]
    public async Task Pages_of_people_with_one_name_follow_each_other_without_gaps()
    {
        await using var engine = await TestEngine.StartAsync();
        for (var i = 1; i <= 7; i++)
        {
            await PushAsync(engine, i, i % 2 == 0 ? "Bertrand" : "Berthier", "Anne", "1941-02-03");
        }

        var seen = new List<string>();
        for (string? next = "/fhir/Patient?name=bert&given=anne&_count=2"; next is not null;)
        {
            var bundle = await engine.Sender.GetFromJsonAsync<JsonElement>(next);
            seen.AddRange(bundle.TryGetProperty("entry", out var entries) ? entries.EnumerateArray().Select(e => e.GetProperty("resource").Text("id")!) : []);
            next = bundle.GetProperty("link").EnumerateArray().Where(l => l.Text("relation") == "next").Select(l => l.Text("url")!).FirstOrDefault();
        }

        Assert.Equal(7, seen.Distinct().Count());
        Assert.Equal(7, seen.Count);
    }

    [Fact]
    public async Task No_name_can_be_read_in_the_files()
    {
        await using var engine = await TestEngine.StartAsync();
        await PushAsync(engine, 7, "Quenouillard", "Philomene", "1941-02-03");
        await engine.SettleAsync();
        foreach (var path in Directory.GetFiles(engine.Data, "*", SearchOption.AllDirectories).Where(f => !f.EndsWith(".lock", StringComparison.Ordinal)))
        {
            await using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
            using var copy = new MemoryStream();
            await file.CopyToAsync(copy);
            var text = Encoding.Latin1.GetString(copy.ToArray());
            foreach (var name in (string[])["Quenouil", "QUENOUIL", "Philomen", "PHILOMEN", "1941-02-03"])
            {
                Assert.False(text.Contains(name, StringComparison.Ordinal), $"{name} in {Path.GetFileName(path)}");
            }
        }
    }

    private static async Task PushAsync(TestEngine engine, int resident, string family, string given, string born, int version = 1)
    {
        var plan = TestEngine.Plan(resident, version);
        var patient = plan["patient"]!;
        (patient["familyName"], patient["firstName"], patient["birthDate"]) = (family, given, born);
        var answer = await engine.PushAsync(plan);
        Assert.True(answer.Status == 200, answer.Text);
    }

    private static Task<(int Exit, string Output, string Errors)> EraseAsync(TestEngine engine, string localId, params string[] more) =>
        EngineProcess.RunAsync(["keys", "erase", "--patient", $"{PatientSystem}|{localId}", "--reason", "asked for", "--data", engine.Data, .. more]);

    private static async Task<IReadOnlyList<JsonElement>> FoundAsync(TestEngine engine, string query, HttpClient? client = null)
    {
        var bundle = await (client ?? engine.Sender).GetFromJsonAsync<JsonElement>($"/fhir/Patient?{query}");
        return bundle.TryGetProperty("entry", out var entries) ? [.. entries.EnumerateArray()] : [];
    }
}
