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
            Assert.Equal(422, (await reports.PushAsync(withdrawal)).Status);
            Assert.All(reports.Receivers, r => Assert.Single(r.Taken));
        }

        Assert.Equal(200, (await reports.PushAsync(Reports.Cancel("wrong-patient"))).Status);
        foreach (var receiver in reports.Receivers)
        {
            Assert.Equal(2, receiver.Taken.Count);
            var payload = receiver.Last();
            Assert.Equal(("retraction", receiver.Taken[0].Key), (payload.Text("kind"), payload.Text("replacesDeliveryId")));
            Assert.Equal((receiver.Taken[0].Key, "wrong-patient"), (payload.Text("retraction", "of"), payload.Text("retraction", "reason")));
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
}
