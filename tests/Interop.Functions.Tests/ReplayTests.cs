using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Interop.Engine.Delivery;
using Interop.Engine.Ports;
using Interop.Functions.Bench;
using Interop.Functions.Demo;
using Interop.Functions.Tests.Support;

namespace Interop.Functions.Tests;

/// <summary>What stopped is found by an operator, looked at, and goes on in order, once.</summary>
public sealed class ReplayTests
{
    private const string PatientSystem = "urn:interop:medissimo:750803447:patient";

    private static readonly DeliveryPolicy Impatient = new()
    {
        FirstDelay = TimeSpan.FromMilliseconds(50), MaxDelay = TimeSpan.FromMilliseconds(100), Deadline = TimeSpan.FromMilliseconds(400),
    };

    [Fact]
    public async Task What_had_no_endpoint_is_sent_once_there_is_one_and_a_preview_sends_nothing()
    {
        await using var engine = await TestEngine.StartAsync(withHome: false);
        await engine.PushAsync(TestEngine.Plan());
        await engine.SettleAsync();
        using var operate = await OperatorAsync(engine);
        Assert.Equal(("not-possible", "no-endpoint", false), await OnlyAsync(operate, new { deliveries = new { }, preview = false }));

        await engine.Instance.AddAsync([Home(engine)], CancellationToken.None);
        Assert.Equal(("send-anew", "no-endpoint", false), await OnlyAsync(operate, new { deliveries = new { } }));
        Assert.Empty(engine.Home.Calls);
        Assert.Equal(("send-anew", "no-endpoint", true), await OnlyAsync(operate, new { deliveries = new { }, preview = false }));
        await engine.SettleAsync();
        Assert.Single(engine.Home.Taken);
        var book = Assert.Single(await engine.Instance.Store.ReadBooksAsync(CancellationToken.None));
        Assert.Equal((1, 0, true), (book.Settled, book.Parked, book.Balanced));
    }

    [Fact]
    public async Task What_may_have_arrived_goes_out_again_with_its_bytes_and_key()
    {
        await using var engine = await TestEngine.StartAsync(homeFails: int.MaxValue, policy: Impatient);
        await engine.PushAsync(TestEngine.Plan());
        await engine.SettleAsync();
        engine.Home.FailNext(0);
        using var operate = await OperatorAsync(engine);
        Assert.Equal(("resend", "deadline-passed", true), await OnlyAsync(operate, new { deliveries = new { endpoint = "home" }, preview = false }));
        await engine.SettleAsync();
        Assert.Single(engine.Home.Calls.Select(c => (c.Key, c.Body)).Distinct());
        Assert.Single(engine.Home.Taken);
    }

    [Fact]
    public async Task What_was_refused_is_written_anew_under_a_new_key()
    {
        await using var engine = await TestEngine.StartAsync(homeFails: 1);
        engine.Home.FailureStatus = 400;
        await engine.PushAsync(TestEngine.Plan());
        await engine.SettleAsync();
        using var operate = await OperatorAsync(engine);
        var preview = await PostAsync(operate, "replay", new { deliveries = new { reason = "refused-by-receiver" } });
        Assert.All(preview[0].GetProperty("differences").EnumerateArray(), d => Assert.Contains("sentAt", d.GetString(), StringComparison.Ordinal));
        Assert.Equal(("send-anew", "refused-by-receiver", true), await OnlyAsync(operate, new { deliveries = new { reason = "refused-by-receiver" }, preview = false }));
        await engine.SettleAsync();
        Assert.Equal(2, engine.Home.Calls.Select(c => c.Key).Distinct().Count());
        Assert.Equal(2, Assert.Single(engine.Home.Taken).Sequence);
    }

    [Fact]
    public async Task An_old_plan_does_not_arrive_after_the_one_that_replaced_it()
    {
        await using var engine = await TestEngine.StartAsync(homeFails: int.MaxValue, policy: Impatient);
        await engine.PushAsync(TestEngine.Plan());
        await engine.SettleAsync();
        engine.Home.FailNext(0);
        await engine.PushAsync(TestEngine.Plan(version: 2));
        await engine.SettleAsync();
        using var operate = await OperatorAsync(engine);
        Assert.Equal(("not-possible", "newer-version-delivered", false), await OnlyAsync(operate, new { deliveries = new { }, preview = false }));
        Assert.Equal([2], engine.Home.Taken.Select(c => c.Sequence));
    }

    [Fact]
    public async Task What_has_not_left_is_taken_back_and_what_may_have_is_not()
    {
        var patient = new DeliveryPolicy { FirstDelay = TimeSpan.FromMinutes(10) };
        await using var engine = await TestEngine.StartAsync(homeFails: int.MaxValue, policy: patient);
        var first = await engine.PushAsync(TestEngine.Plan());
        var second = await engine.PushAsync(TestEngine.Plan(version: 2));
        while (engine.Home.Calls.Count == 0 || (await HomeDeliveryAsync(engine, first)).GetProperty("state").GetString() != "retrying")
        {
            await Task.Delay(20);
        }

        using var operate = await OperatorAsync(engine);
        var ids = new[] { (await HomeDeliveryAsync(engine, first)).GetProperty("id").GetGuid(), (await HomeDeliveryAsync(engine, second)).GetProperty("id").GetGuid() };
        var items = await PostAsync(operate, "cancel", new { ids });
        Assert.Equal([("has-left", false), ("cancelled-by-operator", true)], items.Select(i => (i.GetProperty("reason").GetString(), i.GetProperty("done").GetBoolean())));
        Assert.Equal("cancelled", (await HomeDeliveryAsync(engine, second)).GetProperty("state").GetString());
    }

    [Fact]
    public async Task A_quarantined_record_is_interpreted_again_and_the_preview_tells_which_faults_remain()
    {
        await using var engine = await TestEngine.StartAsync();
        var record = TestEngine.Plan();
        record["lines"]![0]!["start"] = "hier";
        var pushed = await engine.PushAsync(record);
        Assert.Equal(422, pushed.Status);
        using var operate = await OperatorAsync(engine);
        var before = await FindAsync(operate, new { state = "quarantined" });
        var code = before[0].GetProperty("issues")[0].GetProperty("code").GetString()!;
        Assert.Equal(("reprocess", code, false), await OnlyAsync(operate, new { messages = new { code } }));
        Assert.Equal(("reprocess", code, true), await OnlyAsync(operate, new { messages = new { code }, preview = false }));
        await engine.SettleAsync();
        Assert.Single(await FindAsync(operate, new { state = "quarantined", code }));
        Assert.Null(await engine.Instance.Store.FindAuditBreakAsync(CancellationToken.None));
    }

    [Fact]
    public async Task A_conflicting_copy_cannot_be_replayed()
    {
        await using var engine = await TestEngine.StartAsync();
        await engine.PushAsync(TestEngine.Plan());
        Assert.Equal(409, (await engine.PushAsync(TestEngine.Plan(lines: 2))).Status);
        using var operate = await OperatorAsync(engine);
        Assert.Equal(("not-possible", "record-conflict", false), await OnlyAsync(operate, new { messages = new { }, preview = false }));
    }

    [Fact]
    public async Task Messages_are_found_by_the_patients_identifier_and_by_the_senders_record_id()
    {
        await using var engine = await TestEngine.StartAsync();
        await engine.PushAsync(TestEngine.Plan(resident: 1));
        var wanted = await engine.PushAsync(TestEngine.Plan(resident: 2));
        await engine.SettleAsync();
        using var operate = await OperatorAsync(engine);
        var byPatient = await FindAsync(operate, new { patient = new { system = PatientSystem, value = "pat-000002" } });
        Assert.Equal(wanted.Location!.ToString(), $"/messages/{Assert.Single(byPatient).GetProperty("id").GetString()}");
        var byRecord = await FindAsync(operate, new { organisation = $"FINEG|{TrialRecords.Pharmacy}", record = "medissimo/pillbox-plan", recordId = "PLN-000002" });
        Assert.Equal(byPatient[0].GetProperty("id").GetString(), Assert.Single(byRecord).GetProperty("id").GetString());
        Assert.Empty(await FindAsync(operate, new { patient = new { system = "urn:none", value = "1" } }));
    }

    [Fact]
    public async Task Only_operators_search_replay_and_cancel()
    {
        await using var engine = await TestEngine.StartAsync();
        foreach (var verb in new[] { "search", "replay", "cancel" })
        {
            using var answer = await engine.Sender.PostAsJsonAsync($"/messages/{verb}", new { });
            Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
        }
    }

    [Fact]
    public async Task The_command_line_shows_first_and_replays_with_yes()
    {
        using var folder = new TestFolder();
        await using (var engine = await EngineInstance.StartAsync(new Configuration.InteropSettings { Data = folder.Path }, TestFolder.Mappings, CancellationToken.None))
        {
            using var sender = await engine.ClientAsync("medissimo", $"FINEG|{TrialRecords.Pharmacy}", ["push"], CancellationToken.None);
            using var answer = await sender.PostAsync(new Uri("/ingest/medissimo/pillbox-plan", UriKind.Relative), JsonContent.Create(TestEngine.Plan()));
            Assert.True(await engine.SettleAsync(TimeSpan.FromSeconds(20), CancellationToken.None));
        }

        var (_, listed, _) = await EngineProcess.RunAsync("messages", "--kind", "medissimo", "--state", "routed", "--data", folder.Path);
        Assert.Contains("medissimo/pillbox-plan", listed, StringComparison.Ordinal);
        Assert.Equal(2, (await EngineProcess.RunAsync("replay", "--data", folder.Path)).Exit);
        var (exit, shown, words) = await EngineProcess.RunAsync("replay", "--parked", "--data", folder.Path);
        Assert.Equal(1, exit);
        Assert.Contains("no-endpoint", shown, StringComparison.Ordinal);
        Assert.Contains("nothing was changed", words, StringComparison.Ordinal);
    }

    private static Endpoint Home(TestEngine engine) => new("home", "care-home-software", $"FINEG|{TrialRecords.CareHome}", "http", engine.Home.Address, []);

    private static Task<HttpClient> OperatorAsync(TestEngine engine) => engine.Instance.ClientAsync("operator", "FINEG|000000000", ["operate"], CancellationToken.None);

    private static async Task<IReadOnlyList<JsonElement>> FindAsync(HttpClient client, object body) => await PostAsync(client, "search", body);

    private static async Task<(string? Way, string? Reason, bool Done)> OnlyAsync(HttpClient client, object body)
    {
        var item = Assert.Single(await PostAsync(client, "replay", body));
        return (item.GetProperty("way").GetString(), item.GetProperty("reason").GetString(), item.GetProperty("done").GetBoolean());
    }

    private static async Task<IReadOnlyList<JsonElement>> PostAsync(HttpClient client, string verb, object body)
    {
        using var answer = await client.PostAsJsonAsync($"/messages/{verb}", body);
        var text = await answer.Content.ReadAsStringAsync();
        Assert.True(answer.IsSuccessStatusCode, text);
        return [.. JsonDocument.Parse(text).RootElement.GetProperty("items").EnumerateArray()];
    }

    private static async Task<JsonElement> HomeDeliveryAsync(TestEngine engine, Answer pushed) =>
        (await engine.ViewAsync(pushed)).GetProperty("deliveries").EnumerateArray().Single(d => d.GetProperty("message").GetString() == "care-home-software/plan");
}
