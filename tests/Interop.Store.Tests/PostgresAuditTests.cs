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
}
