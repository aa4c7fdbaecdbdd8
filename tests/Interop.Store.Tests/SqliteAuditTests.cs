using Interop.Engine.Ports;
using Interop.Store.Tests.Support;

namespace Interop.Store.Tests;

public sealed class SqliteAuditTests : SqliteTests
{
    [Theory]
    [InlineData("update audit set outcome = 'denied' where sequence = 4", 4L)]
    [InlineData("update audit set at = at + 1 where sequence = 1", 1L)]
    [InlineData("update audit set actor = actor || 'x', organisation = substr(organisation, 2) where sequence = 7", 7L)]
    [InlineData("update audit set action = action || target, target = '' where sequence = 2", 2L)]
    [InlineData("update audit set hash = zeroblob(32) where sequence = 9", 9L)]
    [InlineData("update audit set hash = substr(hash, 1, 31) || x'5a' where sequence = 10", 10L)]
    [InlineData("delete from audit where sequence = 5", 5L)]
    [InlineData("delete from audit where sequence = 1", 1L)]
    [InlineData("delete from audit where sequence >= 9", 9L)]
    [InlineData("delete from audit", 1L)]
    [InlineData("delete from audit where sequence = 10; update audit_head set sequence = 9, hash = (select hash from audit where sequence = 9)", 9L)]
    [InlineData("delete from audit_head", 10L)]
    [InlineData("update audit set sequence = 100 where sequence = 3; update audit set sequence = 3 where sequence = 4; update audit set sequence = 4 where sequence = 100", 3L)]
    [InlineData("insert into audit select 11, at, actor, organisation, action, target, outcome, hash, month from audit where sequence = 10", 11L)]
    public async Task A_tampered_audit_trail_is_found(string tampering, long expected)
    {
        await using var store = await OpenAsync();
        for (var i = 0; i < 10; i++)
        {
            await StoreAsync(store, new ChangeSet { Audit = [Sample.Audit($"message/{i}")] });
        }

        Assert.Null(await store.FindAuditBreakAsync(None));
        Tamper(tampering);
        Assert.Equal(expected, await store.FindAuditBreakAsync(None));
    }

    [Fact]
    public async Task An_empty_trail_is_whole()
    {
        await using var store = await OpenAsync();
        Assert.Null(await store.FindAuditBreakAsync(None));
    }

    [Fact]
    public async Task Two_processes_append_to_one_chain()
    {
        await using var engine = await OpenAsync();
        await using var tool = await OpenAsync(runsWork: false);
        for (var i = 0; i < 5; i++)
        {
            await StoreAsync(engine, new ChangeSet { Audit = [Sample.Audit("engine")] });
            await StoreAsync(tool, new ChangeSet { Audit = [Sample.Audit("tool")] });
        }

        Assert.Null(await engine.FindAuditBreakAsync(None));
        Tamper("delete from audit where sequence = 10");
        Assert.Equal(10, await tool.FindAuditBreakAsync(None));
    }

    [Theory]
    [InlineData("delete from audit where month = 202604", 5L)]
    [InlineData("delete from audit where month = 202604; delete from audit_month where month = 202604", 5L)]
    [InlineData("delete from audit where month = 202603", 1L)]
    [InlineData("update audit set month = 202605 where sequence = 8", 8L)]
    [InlineData("update audit_month set last_sequence = 7 where month = 202604", 7L)]
    [InlineData("update audit_month set hash = (select hash from audit where sequence = 3) where month = 202603", 4L)]
    [InlineData("update audit_month set month = 202512 where month = 202603", 4L)]
    [InlineData("delete from audit where sequence <= 4; insert into audit_start (id, sequence, hash, seal) select 1, last_sequence, hash, seal from audit_month where month = 202603", 4L)]
    public async Task A_tampered_month_is_found(string tampering, long expected)
    {
        var time = new ManualTime();
        await using var store = await OpenAsync(time: time);
        for (var i = 0; i < 12; i++)
        {
            time.Advance(i is 4 or 8 ? TimeSpan.FromDays(31) : TimeSpan.Zero);
            await StoreAsync(store, new ChangeSet { Audit = [Sample.Audit($"message/{i}")] });
        }

        Assert.Null(await store.FindAuditBreakAsync(None));
        Tamper(tampering);
        Assert.Equal(expected, await store.FindAuditBreakAsync(None));
    }

    [Fact]
    public async Task A_month_that_does_not_verify_does_not_leave()
    {
        var time = new ManualTime();
        await using var store = await OpenAsync(time: time);
        await StoreAsync(store, new ChangeSet { Audit = [Sample.Audit("a"), Sample.Audit("b")] });
        time.Advance(TimeSpan.FromDays(500));
        await StoreAsync(store, new ChangeSet { Audit = [Sample.Audit("c")] });
        Tamper("update audit set outcome = 'other' where sequence = 1");
        Assert.False((await store.RetireAuditMonthAsync(12, None))!.Left);
        Assert.Equal(1, await store.FindAuditBreakAsync(None));
        Tamper("update audit set outcome = 'ok' where sequence = 1");
        Assert.True((await store.RetireAuditMonthAsync(12, None))!.Left);
        Assert.Null(await store.FindAuditBreakAsync(None));
        Tamper("delete from audit_start");
        Assert.Equal(1, await store.FindAuditBreakAsync(None));
    }

    [Fact]
    public async Task A_long_month_leaves_in_steps_and_the_chain_is_whole_after_each()
    {
        var time = new ManualTime();
        await using (var store = await OpenAsync(time: time))
        {
            for (var i = 0; i < 25; i++)
            {
                await StoreAsync(store, new ChangeSet { Audit = [.. Enumerable.Range(0, 1000).Select(n => Sample.Audit("x"))] });
            }

            time.Advance(TimeSpan.FromDays(500));
            await StoreAsync(store, new ChangeSet { Audit = [Sample.Audit("c")] });
            using var stopping = new CancellationTokenSource();
            await stopping.CancelAsync();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => store.RetireAuditMonthAsync(12, stopping.Token));
            Assert.Null(await store.FindAuditBreakAsync(None));
            Assert.True((await store.RetireAuditMonthAsync(12, None))!.Left);
            Assert.Equal(new AuditVerdict(null, AuditFault.None, 25_001, 25_001), await store.VerifyAuditAsync(null, None));
        }
    }
}
