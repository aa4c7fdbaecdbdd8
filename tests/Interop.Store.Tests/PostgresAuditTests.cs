using Interop.Engine.Ports;
using Interop.Store.Tests.Support;

namespace Interop.Store.Tests;

public sealed class PostgresAuditTests : PostgresTests
{
    [SkippableTheory]
    [InlineData("update audit set outcome = 'denied' where sequence = 4", 4L)]
    [InlineData("update audit set hash = set_byte(hash, 31, get_byte(hash, 31) # 1) where sequence = 10", 10L)]
    [InlineData("delete from audit where sequence = 5", 5L)]
    [InlineData("delete from audit where sequence >= 9", 9L)]
    [InlineData("delete from audit", 1L)]
    [InlineData("delete from audit where sequence = 10; update audit_head set sequence = 9, hash = (select hash from audit where sequence = 9)", 9L)]
    [InlineData("delete from audit_head", 10L)]
    [InlineData("update audit set sequence = 100 where sequence = 3; update audit set sequence = 3 where sequence = 4; update audit set sequence = 4 where sequence = 100", 3L)]
    [InlineData("insert into audit select 11, at, actor, organisation, action, target, outcome, hash from audit where sequence = 10", 11L)]
    public async Task A_tampered_audit_trail_is_found(string tampering, long expected)
    {
        await using var store = await UnderTest.OpenStoreAsync();
        for (var i = 0; i < 10; i++)
        {
            Assert.Equal(CommitOutcome.Committed, await store.CommitAsync(new ChangeSet { Audit = [Sample.Audit($"message/{i}")] }, None));
        }

        Assert.Null(await store.FindAuditBreakAsync(None));
        await UnderTest.ExecuteAsync(tampering);
        Assert.Equal(expected, await store.FindAuditBreakAsync(None));
    }

    [SkippableFact]
    public async Task Nothing_is_committed_without_the_head_of_the_trail_and_opening_does_not_make_a_new_one()
    {
        await using var store = await UnderTest.OpenStoreAsync();
        await store.CommitAsync(new ChangeSet { Audit = [Sample.Audit("first")] }, None);
        await UnderTest.ExecuteAsync("delete from audit_head");
        await Assert.ThrowsAsync<StoreException>(() => store.CommitAsync(new ChangeSet { Audit = [Sample.Audit("second")] }, None));
        await using var again = await UnderTest.OpenStoreAsync();
        await Assert.ThrowsAsync<StoreException>(() => again.CommitAsync(new ChangeSet { Audit = [Sample.Audit("third")] }, None));
        Assert.NotNull(await again.FindAuditBreakAsync(None));
    }

    [SkippableTheory]
    [InlineData("delete from audit where month = 202604", 5L)]
    [InlineData("delete from audit where month = 202604; delete from audit_month where month = 202604", 5L)]
    [InlineData("delete from audit where month = 202603", 1L)]
    [InlineData("update audit_month set last_sequence = 7 where month = 202604", 7L)]
    [InlineData("update audit_month set hash = (select hash from audit where sequence = 3) where month = 202603", 4L)]
    [InlineData("update audit_month set month = 202512 where month = 202603", 4L)]
    [InlineData("delete from audit where sequence <= 4; insert into audit_start (id, sequence, hash, seal) select 1, last_sequence, hash, seal from audit_month where month = 202603", 4L)]
    [InlineData("drop table audit_202604", 5L)]
    [InlineData("alter table audit detach partition audit_202603", 1L)]
    public async Task A_tampered_month_is_found(string tampering, long expected)
    {
        await using var months = new PostgresUnderTest { ChangesSchema = true };
        var time = new ManualTime();
        await using var store = await months.OpenStoreAsync(time: time);
        for (var i = 0; i < 12; i++)
        {
            time.Advance(i is 4 or 8 ? TimeSpan.FromDays(31) : TimeSpan.Zero);
            Assert.Equal(CommitOutcome.Committed, await store.CommitAsync(new ChangeSet { Audit = [Sample.Audit($"message/{i}")] }, None));
        }

        Assert.Null(await store.FindAuditBreakAsync(None));
        await months.ExecuteAsync(tampering);
        Assert.Equal(expected, await store.FindAuditBreakAsync(None));
    }

    [SkippableFact]
    public async Task A_month_that_does_not_verify_does_not_leave()
    {
        var time = new ManualTime();
        await using var store = await UnderTest.OpenStoreAsync(time: time);
        await StoreAsync(store, new ChangeSet { Audit = [Sample.Audit("a"), Sample.Audit("b")] });
        time.Advance(TimeSpan.FromDays(500));
        await store.PrepareAuditMonthsAsync(None);
        await StoreAsync(store, new ChangeSet { Audit = [Sample.Audit("c")] });
        await UnderTest.ExecuteAsync("update audit set outcome = 'other' where sequence = 1");
        Assert.False((await store.RetireAuditMonthAsync(12, None))!.Left);
        Assert.Equal(1, await store.FindAuditBreakAsync(None));
    }

    [SkippableFact]
    public async Task Several_processes_turn_the_month_together_and_rows_wait_for_no_partition()
    {
        var time = new ManualTime();
        var stores = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => UnderTest.OpenStoreAsync(time: time)));
        for (var month = 0; month < 4; month++)
        {
            // Nobody prepared the fourth: its rows go on in the third until somebody does.
            await Task.WhenAll(stores.SelectMany(s => Enumerable.Range(0, 10).Select(i => StoreAsync(s, new ChangeSet { Audit = [Sample.Audit("x")] }))));
            time.Advance(TimeSpan.FromDays(31));
        }

        Assert.Equal([(202603, 40L), (202604, 80L), (202605, 160L)], (await stores[0].ListAuditMonthsAsync(None)).Select(m => (m.Month, m.Last)));
        await Task.WhenAll(stores.Select(s => s.PrepareAuditMonthsAsync(None)));
        await Task.WhenAll(stores.Select(s => StoreAsync(s, new ChangeSet { Audit = [Sample.Audit("x")] })));
        Assert.Equal([202603, 202604, 202605, 202607], (await stores[0].ListAuditMonthsAsync(None)).Select(m => m.Month));
        Assert.Null(await stores[1].FindAuditBreakAsync(None));
        foreach (var store in stores)
        {
            await store.DisposeAsync();
        }
    }
}
