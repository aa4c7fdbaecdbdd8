using System.Text.Json;
using System.Text.Json.Nodes;
using Interop.Engine.Ports;
using Interop.Engine.Reminders;
using Interop.Functions.Demo;
using Interop.Functions.Tests.SafetyCases;
using Interop.Functions.Tests.Support;
using Microsoft.Extensions.DependencyInjection;

namespace Interop.Functions.Tests;

/// <summary>A tele-expertise without an answer for five days: one reminder, to who was asked, with no health data (SYSTEMS R9).</summary>
public sealed class ReminderTests
{
    private const string Record = "omnidoc/tele-expertise-request";
    private const string Cases = "mappings/omnidoc/tele-expertise-request/cases/";

    private static readonly string[] Clinical = ["question", "clinicalContext", "history", "treatments", "allergiesText"];

    [Fact]
    public async Task Nothing_before_five_days_then_one_and_never_again()
    {
        await using var asked = await Asked.StartAsync();
        var at = DateTimeOffset.UtcNow;
        await asked.PushAsync(Request("001-to-one-expert", at));
        Assert.Equal(0, await asked.RunAsync(at.AddDays(5).AddHours(-1)));
        Assert.Empty(asked.Platform.Taken);
        Assert.Equal(1, await asked.RunAsync(at.AddDays(5)));
        Assert.Equal(0, await asked.RunAsync(at.AddDays(5)));
        Assert.Equal(0, await asked.RunAsync(at.AddDays(30)));
        var reminder = asked.Platform.Last();
        Assert.Equal(("reminder", "TE-2026-118822", "99900064140"), (reminder.Text("kind"), reminder.Text("requestId"), reminder.Text("addressee", "rpps")));
        Assert.Single(asked.Platform.Taken);
    }

    [Fact]
    public async Task A_reminder_says_nothing_of_the_patient_and_of_the_question()
    {
        await using var asked = await Asked.StartAsync();
        var at = DateTimeOffset.UtcNow;
        var request = Request("090-every-field", at);
        request["request"]!.AsObject().Remove("remindedAt");
        request["request"]!["status"] = "sent";
        await asked.PushAsync(request);
        Assert.NotEqual(0, await asked.RunAsync(at.AddDays(40)));
        var text = string.Concat(asked.Platform.Taken.Select(t => t.Body));
        var patient = request["patient"]!.AsObject().Where(p => p.Value is JsonValue).Select(p => p.Value!.ToString());
        var words = patient.Concat(Clinical.Select(f => request[f]?.GetValue<string>() ?? "").Where(v => v.Length > 12).Select(v => v[..12]));
        Assert.All(words.Append(request["request"]!["specialty"]!.GetValue<string>()).Where(w => w.Length > 3), w => Assert.DoesNotContain(w, text, StringComparison.OrdinalIgnoreCase));
        Assert.Equal(
            ["addressee", "afterDays", "askedAt", "deliveryId", "dueAt", "kind", "messageId", "requestId", "sentAt", "sequence"],
            JsonDocument.Parse(asked.Platform.Taken[0].Body).RootElement.EnumerateObject().Select(p => p.Name).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_group_is_reminded_as_a_group()
    {
        await using var asked = await Asked.StartAsync();
        var at = DateTimeOffset.UtcNow;
        await asked.PushAsync(Request("002-minimal-to-a-group", at));
        Assert.Equal(1, await asked.RunAsync(at.AddDays(5)));
        Assert.Equal(("group", "G-4"), (asked.Platform.Last().Text("addressee", "kind"), asked.Platform.Last().Text("addressee", "groupId")));
    }

    [Theory]
    [InlineData("declined")]
    [InlineData("expired")]
    [InlineData("cancelled")]
    [InlineData("more-info-asked")]
    public async Task Nobody_is_reminded_of_a_request_that_waits_for_no_answer(string status)
    {
        await using var asked = await Asked.StartAsync();
        var at = DateTimeOffset.UtcNow;
        var request = Request("001-to-one-expert", at);
        await asked.PushAsync(request);
        request["recordVersion"] = 2;
        request["action"] = "replace";
        request["request"]!["status"] = status;
        await asked.PushAsync(request);
        Assert.Equal(0, await asked.RunAsync(at.AddDays(6)));
        Assert.Empty(asked.Platform.Taken);
    }

    [Fact]
    public async Task Nobody_is_reminded_of_a_request_that_was_answered_or_withdrawn()
    {
        await using var asked = await Asked.StartAsync();
        var at = DateTimeOffset.UtcNow;
        await asked.PushAsync(Request("001-to-one-expert", at));
        var report = JsonNode.Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "mappings/omnidoc/tele-expertise-report/cases/123-safety-23-v1.in.json")))!;
        Assert.Equal(200, (await asked.Engine.PushAsync(report, "omnidoc/tele-expertise-report", asked.Sender)).Status);
        Assert.Equal(0, await asked.RunAsync(at.AddDays(6)));

        var other = Request("002-minimal-to-a-group", at);
        other["recordId"] = "TE-2";
        other["request"]!["id"] = "TE-2";
        await asked.PushAsync(other);
        other["recordVersion"] = 2;
        other["action"] = "cancel";
        other["cancelReason"] = "wrong-patient";
        await asked.PushAsync(other);
        Assert.Equal(0, await asked.RunAsync(at.AddDays(6)));
        Assert.Empty(asked.Platform.Taken);
    }

    [Fact]
    public async Task Of_several_only_who_is_silent_is_reminded()
    {
        await using var asked = await Asked.StartAsync();
        var at = DateTimeOffset.UtcNow;
        var request = Request("003-to-several", at);
        var people = request["addressees"]!.AsArray();
        people[0]!["part"] = "declined";
        for (var i = 1; i < people.Count; i++)
        {
            people[i]!["part"] = "pending";
        }

        await asked.PushAsync(request);
        Assert.Equal(people.Count - 1, await asked.RunAsync(at.AddDays(5)));
        Assert.DoesNotContain(people[0]!["rpps"]!.GetValue<string>(), asked.Platform.Taken.Select(t => JsonDocument.Parse(t.Body).RootElement.Text("addressee", "rpps")));
    }

    [Fact]
    public async Task A_later_version_of_the_request_brings_no_second_reminder()
    {
        await using var asked = await Asked.StartAsync();
        var at = DateTimeOffset.UtcNow;
        var request = Request("001-to-one-expert", at);
        await asked.PushAsync(request);
        Assert.Equal(1, await asked.RunAsync(at.AddDays(5)));
        request["recordVersion"] = 2;
        request["action"] = "replace";
        request["request"]!["status"] = "in-progress";
        await asked.PushAsync(request);
        Assert.Equal(0, await asked.RunAsync(at.AddDays(12)));
        Assert.Single(asked.Platform.Taken);
    }

    [Fact]
    public async Task Many_processes_that_look_at_once_make_one()
    {
        await using var asked = await Asked.StartAsync();
        var at = DateTimeOffset.UtcNow;
        await asked.PushAsync(Request("001-to-one-expert", at));
        var made = await Task.WhenAll(Enumerable.Range(0, 12).Select(_ => Task.Run(() => asked.Desk.RunAsync(at.AddDays(5), CancellationToken.None))));
        await asked.Engine.SettleAsync();
        Assert.Equal((1, 1), (made.Sum(), asked.Platform.Taken.Count));
    }

    [Fact]
    public async Task A_request_that_is_overdue_when_it_comes_is_found_and_one_that_the_platform_reminded_itself_is_left()
    {
        await using var asked = await Asked.StartAsync();
        var now = DateTimeOffset.UtcNow;
        await asked.PushAsync(Request("001-to-one-expert", now.AddDays(-200)));
        var reminded = Request("002-minimal-to-a-group", now.AddDays(-200));
        reminded["recordId"] = "TE-2";
        reminded["request"]!["id"] = "TE-2";
        reminded["request"]!["remindedAt"] = now.AddDays(-190).ToString("yyyy-MM-ddTHH:mm:sszzz", System.Globalization.CultureInfo.InvariantCulture);
        await asked.PushAsync(reminded);
        Assert.Equal(1, await asked.RunAsync(now.AddMinutes(1)));
    }

    private static JsonNode Request(string name, DateTimeOffset at)
    {
        var request = JsonNode.Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, Cases + name + ".in.json")))!;
        request["request"]!["at"] = at.ToString("yyyy-MM-ddTHH:mm:ss.fffffffzzz", System.Globalization.CultureInfo.InvariantCulture);
        return request;
    }

    /// <summary>An engine with a platform that sends requests and takes reminders for two experts and a group.</summary>
    private sealed class Asked(TestEngine engine, HttpClient sender, RecordingEndpoint platform) : IAsyncDisposable
    {
        public TestEngine Engine => engine;

        public HttpClient Sender => sender;

        public RecordingEndpoint Platform => platform;

        public ReminderDesk Desk => engine.Instance.Services.GetRequiredService<ReminderDesk>();

        public static async Task<Asked> StartAsync()
        {
            var engine = await TestEngine.StartAsync();
            var platform = await RecordingEndpoint.StartAsync("platform", 0, CancellationToken.None);
            string[] serves = ["RPPS|99900064140", "RPPS|10105500465", "RPPS|10000023084", "urn:interop:omnidoc:73282932000074:group|G-4"];
            await engine.Instance.AddAsync([new Endpoint("platform", "omnidoc", "SIRET|73282932000074", "http", platform.Address, serves)], CancellationToken.None);
            return new Asked(engine, await engine.Instance.ClientAsync("omnidoc", "SIRET|73282932000074", ["push", "read"], CancellationToken.None), platform);
        }

        public async Task PushAsync(JsonNode request) => Assert.Equal(200, (await engine.PushAsync(request, Record, sender)).Status);

        public async Task<int> RunAsync(DateTimeOffset now)
        {
            var made = await Desk.RunAsync(now, CancellationToken.None);
            await engine.SettleAsync();
            return made;
        }

        public async ValueTask DisposeAsync()
        {
            sender.Dispose();
            await engine.DisposeAsync();
            await platform.DisposeAsync();
        }
    }
}
