using System.Text.Json;
using System.Text.Json.Nodes;
using Interop.Engine.Delivery;
using Interop.Functions.Tests.Support;
using static Interop.Functions.Tests.SafetyCases.Treatments;

namespace Interop.Functions.Tests.SafetyCases;

/// <summary>A report on the wrong patient, cancelled after it was delivered.</summary>
public sealed class Case24Tests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Everybody_who_got_it_gets_a_retraction_after_withdrawal_too(bool withdrawn)
    {
        await using var reports = await Reports.StartAsync();
        await reports.PushAsync(Reports.First());
        if (withdrawn)
        {
            var withdrawal = Reports.Second();
            withdrawal["consents"]![0]!["status"] = "withdrawn";
            withdrawal["consents"]![0]!["withdrawnAt"] = "2026-11-15T08:00:00+01:00";
            await reports.PushAsync(withdrawal);
        }

        // The replacement of what was already sent goes all the same.
        var before = withdrawn ? 2 : 1;
        Assert.All(reports.Receivers, r => Assert.Equal(before, r.Taken.Count));

        Assert.Equal(200, (await reports.PushAsync(Reports.Cancel("wrong-patient"))).Status);
        foreach (var receiver in reports.Receivers)
        {
            Assert.Equal(before + 1, receiver.Taken.Count);
            var payload = receiver.Last();
            Assert.Equal(("retraction", receiver.Taken[^2].Key), (payload.Text("kind"), payload.Text("replacesDeliveryId")));
            Assert.Equal((receiver.Taken[^2].Key, "wrong-patient"), (payload.Text("retraction", "of"), payload.Text("retraction", "reason")));
            Assert.False(payload.Has("documents"));
            Assert.False(payload.Has("notice"));
        }
    }

    [Fact]
    public async Task The_document_is_entered_in_error_the_file_unreadable_and_the_act_cancelled()
    {
        await using var reports = await Reports.StartAsync();
        await reports.PushAsync(Reports.First());
        var file = (await reports.DocumentAsync()).List("content")[0].Text("attachment", "url");
        Assert.Equal(200, (int)(await reports.Platform.GetAsync("/fhir/" + file)).StatusCode);
        await reports.PushAsync(Reports.Cancel("wrong-patient"));

        Assert.Equal("entered-in-error", (await reports.DocumentAsync()).Text("status"));
        Assert.Equal(404, (int)(await reports.Platform.GetAsync("/fhir/" + file)).StatusCode);
        var acts = (await reports.PullAsync()).List("items").GroupBy(i => i.Text("itemId")).Select(g => g.Last()).ToList();
        Assert.Equal(2, acts.Count);
        Assert.All(acts, a => Assert.Equal("cancelled", a.Text("state")));
    }

    [Fact]
    public async Task Acts_are_called_back_too_when_an_earlier_record_had_brought_the_billers()
    {
        await using var reports = await Reports.StartAsync();
        var earlier = Reports.First();
        earlier["recordId"] = "TE-2026-000001";
        earlier["request"]!["id"] = "TE-2026-000001";
        earlier["report"]!["id"] = "1.2.250.1.9999.1.1";
        earlier["report"]!["pdf"]!["fileId"] = "TE-2026-000001-v1";
        Assert.Equal(200, (await reports.PushAsync(earlier)).Status);
        Assert.Equal(200, (await reports.PushAsync(Reports.First())).Status);
        await reports.PushAsync(Reports.Cancel("wrong-patient"));

        var acts = (await reports.PullAsync()).List("items").GroupBy(i => i.Text("itemId")).Select(g => g.Last()).ToList();
        Assert.Equal(4, acts.Count);
        Assert.All(acts, a => Assert.Equal(a.Text("itemId")!.StartsWith(Reports.Request, StringComparison.Ordinal) ? "cancelled" : "billable", a.Text("state")));
    }

    [Fact]
    public async Task A_retraction_waits_in_the_patients_lane_whoever_brought_the_patient_first()
    {
        await using var engine = await TestEngine.StartAsync();
        Assert.Equal(200, (await engine.PushAsync(File(), "medissimo/patient")).Status);
        await engine.PushAsync(Plan(1, Morning("L-1", 1)));
        await engine.SettleAsync();
        var cancel = Plan(2).AsObject();
        cancel["action"] = "cancel";
        cancel["cancelReason"] = "wrong-patient";
        Assert.Equal(200, (await engine.PushAsync(cancel)).Status);
        await engine.SettleAsync();
        foreach (var receiver in new[] { engine.Home, engine.Pharmacy })
        {
            Assert.Equal("retraction", receiver.Last().Text("kind"));
            Assert.Equal([1, 2], receiver.Taken.Select(t => t.Sequence));
        }
    }

    [Fact]
    public async Task Who_cancelled_and_why_is_kept_and_shown_to_those_who_take_part_only()
    {
        await using var reports = await Reports.StartAsync();
        await reports.PushAsync(Reports.First());
        await reports.PushAsync(Reports.Cancel("wrong-patient"));
        var provenance = await reports.Engine.FindAsync("Provenance", Reports.Base + ":provenance", $"{Reports.Request}/3", reports.Platform);
        Assert.Equal("wrong-patient", provenance.List("reason")[0].List("coding")[0].Text("code"));
        var id = (await reports.DocumentAsync()).Text("id");
        Assert.Contains(provenance.List("target"), t => t.Text("reference") == $"DocumentReference/{id}");

        using var stranger = await reports.Engine.Instance.ClientAsync("medissimo", "FINEG|300017985", ["read"], CancellationToken.None);
        Assert.Equal(404, (int)(await stranger.GetAsync($"/fhir/Provenance/{provenance.Text("id")}")).StatusCode);
        Assert.Equal(404, (int)(await stranger.GetAsync($"/fhir/DocumentReference/{id}")).StatusCode);
    }

    [Fact]
    public async Task A_first_report_without_consent_goes_to_nobody()
    {
        await using var reports = await Reports.StartAsync();
        var refused = Reports.First();
        refused["consents"]![0]!["status"] = "refused";
        Assert.Equal(422, (await reports.PushAsync(refused)).Status);
        Assert.All(reports.Receivers, r => Assert.Empty(r.Calls));
        Assert.Empty((await reports.PullAsync()).List("items"));
    }

    [Fact]
    public async Task After_withdrawal_a_stopped_line_is_still_told_and_nothing_new_is()
    {
        await using var engine = await TestEngine.StartAsync();
        await engine.PushAsync(Plan(1, Morning("L-1", 1), Morning("L-2", 1), Morning("L-4", 1)));
        await engine.SettleAsync();
        var withdrawal = Plan(2, Morning("L-1", 2), Morning("L-2", 1).Stopped("2026-11-14"), Morning("L-3", 1));
        Withdraw(withdrawal);
        var answer = await engine.PushAsync(withdrawal);
        Assert.Equal(200, answer.Status);
        Assert.Contains((await engine.ViewAsync(answer)).List("issues"), i => Answer.Code(i) == "consent-withdrawn-partly");
        await engine.SettleAsync();

        foreach (var receiver in new[] { engine.Home, engine.Pharmacy })
        {
            Assert.Equal(2, receiver.Taken.Count);
            var payload = receiver.Last();
            Assert.Equal(["L-1", "L-2"], payload.LineIds());
            Assert.Equal(("stopped", "2026-11-14"), (payload.Line("L-2").Text("status"), payload.Line("L-2").Text("stop", "date")));
            Assert.Equal("1", payload.Line("L-1").List("steps")[0].List("doses")[0].Text("quantity"));
            Assert.Contains(payload.List("changes"), c => c.Text("lineId") == "L-4" && c.Text("after") == "absent");
            Assert.Equal("false", payload.Text("plan", "isCompleteTreatment"));
        }

        Assert.Empty(await engine.SearchAsync("MedicationStatement", Base + ":plan-line", "PLN-000001/L-3"));
    }

    [Fact]
    public async Task Repeating_the_old_consent_does_not_give_it_back_and_a_new_one_does()
    {
        await using var engine = await TestEngine.StartAsync();
        await engine.PushAsync(Plan(1, Morning("L-1", 1)));
        await engine.SettleAsync();
        var record = File();
        Withdraw(record);
        Assert.Equal(200, (await engine.PushAsync(record, "medissimo/patient")).Status);

        Assert.Equal(422, (await engine.PushAsync(Plan(2, Morning("L-1", 2)))).Status);
        await engine.SettleAsync();
        Assert.Single(engine.Home.Taken);

        var again = Plan(3, Morning("L-1", 3));
        again["consents"]![0]!["collectedAt"] = "2026-11-17T09:00:00+01:00";
        Assert.Equal(200, (await engine.PushAsync(again)).Status);
        await engine.SettleAsync();
        Assert.Equal("3", engine.Home.Last().Line("L-1").List("steps")[0].List("doses")[0].Text("quantity"));
    }

    [Fact]
    public async Task Withdrawal_cancels_what_is_still_pending()
    {
        // The home is down at first: version 2 still waits behind version 1 when consent is withdrawn.
        var policy = new DeliveryPolicy { FirstDelay = TimeSpan.FromMilliseconds(800), MaxDelay = TimeSpan.FromMilliseconds(800) };
        await using var engine = await TestEngine.StartAsync(homeFails: 1, policy: policy);
        await engine.PushAsync(Plan(1, Morning("L-1", 1)));
        await engine.PushAsync(Plan(2, Morning("L-1", 2)));
        var withdrawal = Plan(3, Morning("L-1", 2));
        Withdraw(withdrawal);
        await engine.PushAsync(withdrawal);
        await engine.SettleAsync();
        Assert.DoesNotContain(engine.Home.Taken, c => JsonDocument.Parse(c.Body).RootElement.Text("plan", "version") == "2");
    }

    private static JsonObject Morning(string id, int quantity) => Line(id, $"{quantity} cp le matin", Tablets("MORN", quantity));

    private static void Withdraw(JsonNode record)
    {
        record["consents"]![0]!["status"] = "withdrawn";
        record["consents"]![0]!["withdrawnAt"] = "2026-11-15T08:00:00+01:00";
    }

    /// <summary>The file of the plan's patient, as a record of its own.</summary>
    private static JsonObject File()
    {
        var plan = TestEngine.Plan().AsObject();
        var record = new JsonObject { ["recordId"] = "PAT-1", ["recordVersion"] = 1, ["action"] = "create" };
        foreach (var name in new[] { "issuedAt", "triggeredBy", "sender", "environment", "patient", "pharmacy", "consents" })
        {
            record[name] = plan[name]!.DeepClone();
        }

        return record;
    }
}
