using System.Text;
using Interop.Functions.Tests.Support;

namespace Interop.Functions.Tests;

/// <summary>The message key rules, from the outside.</summary>
public sealed class MessageKeyTests
{
    [Fact]
    public async Task A_retried_push_with_the_same_key_and_bytes_gets_the_same_answer()
    {
        await using var engine = await TestEngine.StartAsync();
        var body = Encoding.UTF8.GetBytes(TestEngine.Plan().ToJsonString());
        var first = await engine.PushAsync(body);
        var again = await engine.PushAsync(body);
        Assert.Equal((200, false), (first.Status, first.Duplicate));
        Assert.Equal((200, true), (again.Status, again.Duplicate));
        Assert.Equal(first.Location, again.Location);
        await engine.SettleAsync();
        Assert.Single(engine.Home.Taken);
    }

    [Fact]
    public async Task The_same_key_with_other_bytes_is_409_and_quarantined()
    {
        await using var engine = await TestEngine.StartAsync();
        await engine.PushAsync(TestEngine.Plan());
        var changed = TestEngine.Plan();
        changed["lines"]![0]!["posologyText"] = "other";
        var answer = await engine.PushAsync(changed);
        Assert.Equal(409, answer.Status);
        answer.Issue("record-conflict");
        Assert.Equal("quarantined", (await engine.ViewAsync(answer)).GetProperty("state").GetString());
        await engine.SettleAsync();
        Assert.Single(engine.Home.Taken);
    }

    [Fact]
    public async Task A_corrected_copy_replaces_a_quarantined_one()
    {
        await using var engine = await TestEngine.StartAsync();
        var faulty = TestEngine.Plan();
        faulty.AsObject().Remove("triggeredBy");
        var first = await engine.PushAsync(faulty);
        var second = await engine.PushAsync(TestEngine.Plan());
        Assert.Equal((422, 200), (first.Status, second.Status));
        await engine.SettleAsync();
        Assert.Equal("superseded", (await engine.ViewAsync(first)).GetProperty("state").GetString());
        Assert.Equal("settled", (await engine.ViewAsync(second)).GetProperty("state").GetString());
    }

    [Fact]
    public async Task A_lower_version_that_comes_late_is_history_only()
    {
        await using var engine = await TestEngine.StartAsync();
        await engine.PushAsync(TestEngine.Plan(version: 2));
        await engine.SettleAsync();
        var late = await engine.PushAsync(TestEngine.Plan(version: 1));
        Assert.Equal(200, late.Status);
        Assert.Equal("superseded", late.Json.GetProperty("state").GetString());
        await engine.SettleAsync();
        Assert.Single(engine.Home.Taken);
    }

    [Fact]
    public async Task Without_a_wish_to_wait_the_answer_is_202_with_a_place_to_ask()
    {
        await using var engine = await TestEngine.StartAsync();
        var answer = await engine.PushAsync(Encoding.UTF8.GetBytes(TestEngine.Plan().ToJsonString()), wait: false);
        Assert.Equal(202, answer.Status);
        Assert.Equal($"/messages/{answer.Json.GetProperty("id").GetString()}", answer.Location!.ToString());
    }

    [Fact]
    public async Task A_dry_run_tells_everything_and_keeps_nothing()
    {
        await using var engine = await TestEngine.StartAsync();
        var answer = await engine.PushAsync(Encoding.UTF8.GetBytes(TestEngine.Plan().ToJsonString()), query: "?dry-run");
        Assert.Equal(200, answer.Status);
        Assert.Equal("dry-run", answer.Json.GetProperty("state").GetString());
        Assert.True(answer.Json.GetProperty("ledger").GetProperty("carried").GetInt32() > 20);
        Assert.Empty(await engine.Instance.Store.ReadBooksAsync(CancellationToken.None));
    }
}
