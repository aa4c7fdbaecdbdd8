using Interop.Engine.Ports;
using Interop.Store.Tests.Support;

namespace Interop.Store.Tests;

/// <summary><see cref="IAuditTrail"/> and <see cref="IRetention"/>: months that open, close and leave; keys that are given up.</summary>
public abstract class RetentionComplianceTests : StoreComplianceTests
{
    [SkippableFact]
    public async Task A_month_closes_when_the_next_begins_and_the_chain_goes_on()
    {
        await WriteMonthsAsync(3);
        var months = await Audit.ListAuditMonthsAsync(None);
        Assert.Equal([(202603, 1L, 4L), (202604, 5L, 8L), (202605, 9L, 12L)], months.Select(m => (m.Month, m.First, m.Last)));
        Assert.Equal([AuditMonthState.Closed, AuditMonthState.Closed, AuditMonthState.Open], months.Select(m => m.State));
        Assert.Equal(new AuditVerdict(null, AuditFault.None, 1, 12), await Audit.VerifyAuditAsync(null, None));
    }

    [SkippableFact]
    public async Task A_clock_that_is_set_back_does_not_open_a_month_again()
    {
        await WriteMonthsAsync(2);
        Time.Advance(TimeSpan.FromDays(-40));
        await WriteAsync("late");
        Assert.Equal([202603, 202604], (await Audit.ListAuditMonthsAsync(None)).Select(m => m.Month));
        Assert.Null(await Audit.FindAuditBreakAsync(None));
    }

    [SkippableFact]
    public async Task A_month_leaves_once_its_time_is_over_and_the_rest_still_verifies()
    {
        await WriteMonthsAsync(14);
        Assert.Null(await Retention.RetireAuditMonthAsync(13, None));
        var left = await Retention.RetireAuditMonthAsync(12, None);
        Assert.Equal((202603, true), (left!.Month.Month, left.Left));
        Assert.Null(await Retention.RetireAuditMonthAsync(12, None));
        Assert.Equal(new AuditVerdict(null, AuditFault.None, 5, 56), await Audit.VerifyAuditAsync(null, None));
        var months = await Audit.ListAuditMonthsAsync(None);
        Assert.Equal(14, months.Count);
        Assert.Equal((1L, 4L, AuditMonthState.Left), (months[0].First, months[0].Last, months[0].State));
        Assert.Equal(AuditMonthState.Closed, months[1].State);
        Assert.Equal(5, (await Audit.ReadAuditAsync(new AuditQuery(), None)).Rows[0].Sequence);

        await ReopenAsync();
        await WriteAsync("after");
        Assert.Null(await Audit.FindAuditBreakAsync(None));
    }

    [SkippableFact]
    public async Task An_anchor_kept_elsewhere_is_compared_as_long_as_its_row_is_there()
    {
        await WriteMonthsAsync(14);
        var rows = (await Audit.ReadAuditAsync(new AuditQuery(), None)).Rows;
        var head = await Audit.ReadAuditHeadAsync(None);
        Assert.Equal(new AuditHead(56, rows[55].Hash), head);
        Assert.Null((await Audit.VerifyAuditAsync(head, None)).Break);
        Assert.Equal((30L, AuditFault.Anchor), Told(await Audit.VerifyAuditAsync(new AuditHead(30, Sample.Hash("other")), None)));
        Assert.Equal((57L, AuditFault.Anchor), Told(await Audit.VerifyAuditAsync(new AuditHead(60, Sample.Hash("later")), None)));

        await Retention.RetireAuditMonthAsync(12, None);
        Assert.Equal((null, AuditFault.AnchorLeft), Told(await Audit.VerifyAuditAsync(new AuditHead(2, rows[1].Hash), None)));
        Assert.Equal((null, AuditFault.None), Told(await Audit.VerifyAuditAsync(new AuditHead(4, rows[3].Hash), None)));
        Assert.Equal((4L, AuditFault.Anchor), Told(await Audit.VerifyAuditAsync(new AuditHead(4, Sample.Hash("other")), None)));
    }

    [SkippableFact]
    public async Task Rows_are_read_by_time_target_actor_and_organisation_page_by_page()
    {
        for (var i = 0; i < 20; i++)
        {
            var entry = new AuditEntry(Time.GetUtcNow(), i % 2 == 0 ? "engine" : "somebody", i % 3 == 0 ? "FINEG|1" : "FINEG|2", "read", $"Patient/{i % 5}", "shown");
            await StoreAsync(new ChangeSet { Audit = [entry] });
            Time.Advance(TimeSpan.FromDays(1));
        }

        var (from, to) = (Sample.Noon.AddDays(4), Sample.Noon.AddDays(16));
        Assert.Equal(Enumerable.Range(5, 12).Select(i => (long)i), await ReadAllAsync(new AuditQuery { From = from, To = to, Limit = 5 }));
        Assert.Equal([3, 8, 13, 18], await ReadAllAsync(new AuditQuery { Targets = ["Patient/2", "Patient/x"], Limit = 1 }));
        Assert.Equal([8, 13], await ReadAllAsync(new AuditQuery { Targets = ["Patient/2"], From = from, To = to }));
        Assert.Equal([6, 12, 18], (await ReadAllAsync(new AuditQuery { Actor = "somebody", Limit = 2 })).Where(s => s % 6 == 0));
        Assert.Equal([1, 4, 7, 10, 13, 16, 19], await ReadAllAsync(new AuditQuery { Organisation = "FINEG|1", Limit = 3 }));
        Assert.Empty(await ReadAllAsync(new AuditQuery { Targets = [] }));
        Assert.Empty(await ReadAllAsync(new AuditQuery { From = Sample.Noon.AddDays(30) }));
    }

    [SkippableFact]
    public async Task A_key_is_held_for_its_time_and_free_after_it()
    {
        var first = await ReceiveAsync("r1");
        await StoreAsync(new ChangeSet { MessageChanges = [Sample.Routed(first.Id)] });
        var second = Sample.Message("r2") with { ReceivedAt = Sample.Noon.AddDays(2) };
        await StoreAsync(new ChangeSet { Messages = [second] });

        Assert.Equal(0, await ReleaseAsync(Sample.Noon.AddDays(399)));
        await ConflictsAsync(new ChangeSet { Messages = [Sample.Message("r1")] });

        Assert.Equal(1, await ReleaseAsync(Sample.Noon.AddDays(401)));
        await StoreAsync(new ChangeSet { Messages = [Sample.Message("r1") with { ReceivedAt = Sample.Noon.AddDays(401) }] });
        await ConflictsAsync(new ChangeSet { Messages = [Sample.Message("r2")] });
        Assert.Equal(0, await ReleaseAsync(Sample.Noon.AddDays(401)));

        Assert.Equal(1, await ReleaseAsync(Sample.Noon.AddDays(403)));
        await StoreAsync(new ChangeSet { Messages = [Sample.Message("r2") with { ReceivedAt = Sample.Noon.AddDays(403) }] });
        Assert.Equal(0, await ReleaseAsync(Sample.Noon.AddDays(801)));
    }

    [SkippableFact]
    public async Task Many_keys_are_freed_in_steps_and_a_young_one_stops_them()
    {
        var times = new[] { 0, 1, 0, 5, 0 };
        for (var i = 0; i < times.Length; i++)
        {
            await StoreAsync(new ChangeSet { Messages = [Sample.Message($"r{i}") with { ReceivedAt = Sample.Noon.AddDays(times[i]) }] });
        }

        Assert.Equal(2, await Retention.ReleaseKeysAsync(Sample.Noon.AddDays(2), 2, None));
        Assert.Equal(1, await Retention.ReleaseKeysAsync(Sample.Noon.AddDays(2), 2, None));
        Assert.Equal(0, await Retention.ReleaseKeysAsync(Sample.Noon.AddDays(2), 2, None));
        await StoreAsync(new ChangeSet { Messages = [Sample.Message("r2")] });
        await ConflictsAsync(new ChangeSet { Messages = [Sample.Message("r4")] });
        Assert.Equal(2, await Retention.ReleaseKeysAsync(Sample.Noon.AddDays(6), 2, None));
    }

    [SkippableFact]
    public async Task The_highest_version_that_was_routed_is_known_after_its_key_is_gone()
    {
        foreach (var version in new[] { 1L, 3, 2 })
        {
            var message = await ReceiveAsync("r1", version);
            await StoreAsync(new ChangeSet { MessageChanges = [Sample.Routed(message.Id)] });
        }

        var waiting = await ReceiveAsync("r1", 4);
        Assert.Equal(4, await Retention.ReleaseKeysAsync(Sample.Noon.AddDays(401), 100, None));
        Assert.Empty(await Journal.FindVersionsAsync(Sample.Organisation, Sample.Record, Sample.Hash("r1"), None));
        Assert.Equal(3, await Journal.FindHighestRoutedAsync(Sample.Organisation, Sample.Record, Sample.Hash("r1"), None));
        Assert.Null(await Journal.FindHighestRoutedAsync(Sample.Organisation, Sample.Record, Sample.Hash("r2"), None));
        Assert.Null(await Journal.FindHighestRoutedAsync("FINEG|000000000", Sample.Record, Sample.Hash("r1"), None));
        await StoreAsync(new ChangeSet { MessageChanges = [Sample.Routed(waiting.Id)] });
        Assert.Equal(4, await Journal.FindHighestRoutedAsync(Sample.Organisation, Sample.Record, Sample.Hash("r1"), None));
    }

    private static (long?, AuditFault) Told(AuditVerdict verdict) => (verdict.Break, verdict.Fault);

    private Task<int> ReleaseAsync(DateTimeOffset now) => Retention.ReleaseKeysAsync(now.AddDays(-400), 100, None);

    private Task WriteAsync(string target) => StoreAsync(new ChangeSet { Audit = [Sample.Audit(target)] });

    /// <summary>Four rows a month.</summary>
    private async Task WriteMonthsAsync(int months)
    {
        for (var month = 0; month < months; month++)
        {
            if (month > 0)
            {
                Time.Advance(Sample.Noon.AddMonths(month) - Time.GetUtcNow());
                await Retention.PrepareAuditMonthsAsync(None);
            }

            await StoreAsync(new ChangeSet { Audit = [Sample.Audit("a"), Sample.Audit("b")] });
            await StoreAsync(new ChangeSet { Audit = [Sample.Audit("c"), Sample.Audit("d")] });
        }
    }

    private async Task<List<long>> ReadAllAsync(AuditQuery query)
    {
        var found = new List<long>();
        for (long? after = 0; after is { } next;)
        {
            var page = await Audit.ReadAuditAsync(query with { After = next }, None);
            Assert.InRange(page.Rows.Count, 0, query.Limit);
            found.AddRange(page.Rows.Select(r => r.Sequence));
            after = page.Next;
        }

        return found;
    }
}

public sealed class SqliteRetentionTests : RetentionComplianceTests
{
    protected override IStoreUnderTest Create() => SqliteUnderTest.Create();
}

public sealed class PostgresRetentionTests : RetentionComplianceTests
{
    protected override IStoreUnderTest Create() => new PostgresUnderTest();
}
