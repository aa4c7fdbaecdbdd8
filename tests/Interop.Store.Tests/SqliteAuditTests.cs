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
    [InlineData("insert into audit select 11, at, actor, organisation, action, target, outcome, hash from audit where sequence = 10", 11L)]
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
}
