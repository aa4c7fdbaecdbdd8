using System.Text;
using System.Text.Json;
using Interop.Engine.Ports;
using Interop.Engine.Reconcile;
using Interop.Engine.Tests.Support;

namespace Interop.Engine.Tests.Reconcile;

public sealed class ReconcilerTests
{
    private readonly TrialEngine engine = new();

    [Fact]
    public async Task A_line_that_a_complete_plan_leaves_out_becomes_unknown_with_the_reason()
    {
        await engine.PushAsync(TrialMappings.Plan(version: 7, lines: ["L-1", "L-3"]));
        await engine.PushAsync(TrialMappings.Plan(version: 8, lines: ["L-1"]));
        Assert.Equal(["L-1"], Entries());
        var line = engine.Store.Current(Line("L-3"));
        Assert.Equal("unknown", line.GetProperty("status").GetString());
        var reason = line.GetProperty("statusReason")[0];
        Assert.Equal("absent since version 8, reason not stated", reason.GetProperty("text").GetString());
        Assert.Equal("absent-from-complete-plan", reason.GetProperty("coding")[0].GetProperty("code").GetString());
        Assert.Contains(new ResourceVersion(Line("L-3"), 2), engine.Store.Deliveries[^1].Pinned);
    }

    [Fact]
    public async Task A_line_that_comes_back_is_what_the_sender_says_again()
    {
        await engine.PushAsync(TrialMappings.Plan(version: 1, lines: ["L-1", "L-3"]));
        await engine.PushAsync(TrialMappings.Plan(version: 2, lines: ["L-1"]));
        await engine.PushAsync(TrialMappings.Plan(version: 3, lines: ["L-1", "L-3"]));
        Assert.Equal("active", engine.Store.Current(Line("L-3")).GetProperty("status").GetString());
        Assert.False(engine.Store.Current(Line("L-3")).TryGetProperty("statusReason", out _));
    }

    [Theory]
    [InlineData("stopped")]
    [InlineData("completed")]
    public async Task A_line_that_had_ended_stays_as_it_was_when_it_is_left_out(string status)
    {
        await engine.PushAsync(TrialMappings.Plan(version: 1, lines: ["L-1", $"L-3 {status}"]));
        await engine.PushAsync(TrialMappings.Plan(version: 2, lines: ["L-1"]));
        Assert.Equal(["L-1"], Entries());
        Assert.Equal((status, 1), (engine.Store.Current(Line("L-3")).GetProperty("status").GetString(), engine.Store.CurrentVersion(Line("L-3"))));
    }

    [Fact]
    public async Task A_partial_plan_keeps_the_other_lines_their_order_and_their_versions()
    {
        await engine.PushAsync(TrialMappings.Plan(version: 1, lines: ["L-1", "L-2", "L-3"]));
        await engine.PushAsync(TrialMappings.Plan(version: 2, partial: true, lines: ["L-4", "L-2 stopped"]));
        Assert.Equal(["L-1", "L-2", "L-3", "L-4"], Entries());
        Assert.Equal("snapshot", engine.Store.Current(List()).GetProperty("mode").GetString());
        Assert.Equal([1, 2, 1, 1], Enumerable.Range(1, 4).Select(l => engine.Store.CurrentVersion(Line($"L-{l}"))));
        Assert.Contains(new ResourceVersion(Line("L-3"), 1), engine.Store.Deliveries[^1].Pinned);
    }

    [Fact]
    public async Task A_partial_plan_on_nothing_does_not_become_the_whole_treatment()
    {
        await engine.PushAsync(TrialMappings.Plan(version: 1, partial: true, lines: ["L-1"]));
        Assert.Equal("changes", engine.Store.Current(List()).GetProperty("mode").GetString());
        await engine.PushAsync(TrialMappings.Plan(version: 2, partial: true, lines: ["L-2"]));
        Assert.Equal("changes", engine.Store.Current(List()).GetProperty("mode").GetString());
        Assert.Equal(["L-1", "L-2"], Entries());
        await engine.PushAsync(TrialMappings.Plan(version: 3, lines: ["L-1"]));
        Assert.Equal("snapshot", engine.Store.Current(List()).GetProperty("mode").GetString());
    }

    [Fact]
    public async Task A_cancellation_marks_what_the_record_had_produced_and_no_person()
    {
        await engine.PushAsync(TrialMappings.Plan(version: 1, lines: ["L-1"]));
        await engine.PushAsync(TrialMappings.Plan(version: 2, lines: ["L-2"]));
        await engine.PushAsync(TrialMappings.Plan(version: 3, action: "cancel"));
        Assert.Equal(["entered-in-error", "entered-in-error", "entered-in-error"], new[] { List(), Line("L-1"), Line("L-2") }.Select(k => engine.Store.Current(k).GetProperty("status").GetString()));
        Assert.Equal(1, engine.Store.CurrentVersion(engine.Key("Patient", "urn:p", "p-1")));
    }

    [Fact]
    public async Task A_cancelled_allergy_keeps_no_clinical_status_a_file_is_closed_and_a_provenance_stays_true()
    {
        var organisation = "FINEG|750803447";
        var key = new MessageKey(organisation, "source/plan", engine.Hasher.Record(organisation, "source/plan", "R-9"), 1);
        var message = new NewMessage
        {
            Id = Guid.NewGuid(), Organisation = organisation, Kind = "source", Record = "source/plan", Key = key, Lane = key.RecordId, ContentHash = key.RecordId,
            ContentType = "application/json", Body = default, State = MessageState.Received, ReceivedAt = ManualClock.Start, CredentialId = Guid.Empty,
        };
        var resources = new[]
        {
            Write("AllergyIntolerance", "\"clinicalStatus\":{\"coding\":[{\"code\":\"active\"}]},\"verificationStatus\":{\"coding\":[{\"code\":\"unconfirmed\"}]}"),
            Write("Binary", "\"contentType\":\"application/pdf\",\"data\":\"QQ==\""), Write("Provenance", "\"recorded\":\"2026-11-16T08:00:00Z\""), Write("Organization", "\"name\":\"x\""),
        };
        await engine.Store.CommitAsync(new ChangeSet { Messages = [message], ProducedBy = message.Id, Resources = resources }, CancellationToken.None);

        var affected = (await new Reconciler(engine.Store).CancelAsync(organisation, "source/plan", key.RecordId, CancellationToken.None)).ToDictionary(a => a.Current.Key.Type);
        Assert.Equal(["AllergyIntolerance", "Binary", "Organization"], affected.Keys.Order(StringComparer.Ordinal));
        Assert.False(affected["AllergyIntolerance"].Resource["clinicalStatus"].Exists);
        Assert.Equal("entered-in-error", affected["AllergyIntolerance"].Resource["verificationStatus"]["coding"]["code"].Text);
        Assert.Equal((true, false, false), (affected["Binary"].Changed, affected["Binary"].Readable, affected["Binary"].Resource["data"].Exists));
        Assert.False(affected["Organization"].Changed);
    }

    private static ResourceWrite Write(string type, string content)
    {
        var id = Guid.NewGuid();
        var json = Encoding.UTF8.GetBytes($$"""{"resourceType":"{{type}}","id":"{{id}}",{{content}}}""");
        return new ResourceWrite { Key = new ResourceKey(type, id), ExpectedVersion = 0, Json = json, ContentHash = new KeyedHash(json) };
    }

    private ResourceKey Line(string id) => engine.Key("MedicationStatement", "urn:line", id);

    private ResourceKey List() => engine.Key("List", "urn:list", "R-1");

    /// <summary>The lines on the List, by the text of their medicine.</summary>
    private IReadOnlyList<string?> Entries() =>
    [
        .. engine.Store.Current(List()).GetProperty("entry").EnumerateArray()
            .Select(e => e.GetProperty("item").GetProperty("reference").GetString()!.Split('/')[1])
            .Select(id => engine.Store.Current(new ResourceKey("MedicationStatement", Guid.Parse(id))).GetProperty("medicationCodeableConcept").GetProperty("text").GetString()),
    ];
}
