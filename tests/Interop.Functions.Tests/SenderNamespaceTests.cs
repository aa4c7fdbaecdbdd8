using Interop.Engine.Ports;
using Interop.Functions.Bench;
using Interop.Functions.Tests.SafetyCases;
using Interop.Functions.Tests.Support;

namespace Interop.Functions.Tests;

/// <summary>Whose identifiers a credential may use: its own organisation's, and those of installations that an operator named.</summary>
public sealed class SenderNamespaceTests
{
    private const string Stranger = "300017985";

    [Fact]
    public async Task A_sender_cannot_write_over_the_records_of_another_installation()
    {
        await using var engine = await TestEngine.StartAsync();
        Assert.Equal(200, (await engine.PushAsync(TestEngine.Plan())).Status);
        var before = await engine.FindAsync("Patient", Treatments.Base + ":patient", "pat-000001");
        using var stranger = await engine.Instance.ClientAsync("medissimo", $"FINEG|{Stranger}", ["push", "read"], CancellationToken.None);
        var plan = TestEngine.Plan(version: 2);
        plan["patient"]!["familyName"] = "AUTRE";

        var answer = await engine.PushAsync(plan, sender: stranger);

        Assert.Equal(422, answer.Status);
        var issue = answer.Issue("instance-foreign");
        Assert.Equal("$.sender.instance", issue.GetProperty("location")[0].GetString());
        Assert.Single(answer.Issues);
        var after = await engine.FindAsync("Patient", Treatments.Base + ":patient", "pat-000001");
        Assert.Equal(before.GetRawText(), after.GetRawText());
        answer.Issue("instance-foreign");
        Assert.Equal(422, (await engine.PushAsync(System.Text.Encoding.UTF8.GetBytes(plan.ToJsonString()), sender: stranger, query: "?dry-run")).Status);
    }

    [Fact]
    public async Task An_operator_lets_a_credential_speak_for_an_installation_and_what_was_held_back_can_be_replayed()
    {
        await using var engine = await TestEngine.StartAsync();
        using var vendor = await engine.Instance.ClientAsync("medissimo", $"FINEG|{Stranger}", ["push", "read"], CancellationToken.None);
        var plan = TestEngine.Plan();
        Assert.Equal(422, (await engine.PushAsync(plan, sender: vendor)).Status);
        var credential = (await engine.Instance.Store.ListCredentialsAsync(CancellationToken.None)).Single(c => c.Organisation == $"FINEG|{Stranger}");
        await engine.Instance.Store.CommitAsync(new ChangeSet { Credentials = [credential with { Instances = [TrialRecords.Pharmacy] }] }, CancellationToken.None);

        using var operate = await engine.Instance.ClientAsync("operator", "FINEG|000000000", ["operate"], CancellationToken.None);
        using var replay = await operate.PostAsync(new Uri("/messages/replay", UriKind.Relative), System.Net.Http.Json.JsonContent.Create(new { messages = new { code = "instance-foreign" }, preview = false }));
        Assert.True(replay.IsSuccessStatusCode, await replay.Content.ReadAsStringAsync());
        await engine.SettleAsync();

        Assert.Equal("RESIDENT-000001", (await engine.FindAsync("Patient", Treatments.Base + ":patient", "pat-000001", vendor)).List("name")[0].Text("family"));
    }
}
