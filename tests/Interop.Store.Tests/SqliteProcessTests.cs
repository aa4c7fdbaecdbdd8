using Interop.Engine.Ports;
using Interop.Store.Sqlite;
using Interop.Store.Tests.Support;

namespace Interop.Store.Tests;

public sealed class SqliteProcessTests : SqliteTests
{
    [Fact]
    public async Task One_engine_works_on_a_folder()
    {
        await using (await OpenAsync())
        {
            Assert.Contains("Another engine", (await Assert.ThrowsAsync<StoreException>(() => OpenAsync())).Message, StringComparison.Ordinal);
        }

        await (await OpenAsync()).DisposeAsync();
    }

    [Fact]
    public async Task A_tool_beside_the_engine_reads_and_commits_but_leases_nothing()
    {
        await using var engine = await OpenAsync();
        await using var tool = await OpenAsync(runsWork: false);
        var message = Sample.Message() with { State = MessageState.Quarantined };
        await StoreAsync(engine, new ChangeSet { Messages = [message] });
        Assert.NotNull(await tool.FindMessageAsync(message.Id, None));

        await StoreAsync(tool, new ChangeSet { MessageChanges = [new MessageChange(message.Id, MessageState.Quarantined, MessageState.Received, Sample.Noon)] });
        await Assert.ThrowsAsync<InvalidOperationException>(() => tool.LeaseInboundAsync(1, None));
        var work = Assert.Single(await engine.LeaseInboundAsync(10, None));
        Assert.Equal(CommitOutcome.Conflict, await tool.CommitAsync(new ChangeSet { Lease = work.Lease, MessageChanges = [Sample.Routed(message.Id)] }, None));
    }

    [Fact]
    public async Task What_a_tool_lets_go_on_wakes_the_engine_at_once()
    {
        await using var engine = await OpenAsync();
        await using var tool = await OpenAsync(runsWork: false);
        var waiting = engine.WaitAsync(0, TimeSpan.FromHours(1), None);
        await StoreAsync(engine, new ChangeSet { Audit = [Sample.Audit("its own commit is no news")] });
        Assert.False(waiting.IsCompleted);
        await StoreAsync(tool, new ChangeSet { Messages = [Sample.Message()] });
        Assert.True(await waiting.WaitAsync(TimeSpan.FromSeconds(20)) > 0);
    }

    [Fact]
    public async Task An_endpoint_that_a_tool_changes_is_seen_by_the_engine()
    {
        await using var engine = await OpenAsync();
        await using var tool = await OpenAsync(runsWork: false);
        var endpoint = new Endpoint("e", "care-home-software", Sample.Organisation, "http", "http://127.0.0.1:1/", []);
        foreach (var change in (Endpoint[])[endpoint, endpoint with { Active = false }])
        {
            await StoreAsync(tool, new ChangeSet { Endpoints = [change] });
            Assert.Equal(change.Active, Assert.Single(await engine.ListEndpointsAsync(None)).Active);
            Assert.Same(await engine.ListEndpointsAsync(None), await engine.ListEndpointsAsync(None));
        }
    }

    [Fact]
    public async Task What_was_committed_is_there_without_a_clean_end()
    {
        await using var abandoned = await OpenAsync();
        var messages = Enumerable.Range(0, 50).Select(i => Sample.Message($"{i}", body: $"body {i}")).ToList();
        await Task.WhenAll(messages.Select(m => StoreAsync(abandoned, new ChangeSet { Messages = [m], Audit = [Sample.Audit($"message/{m.Id}")] })));

        // What a crash leaves: the database and its log as they are, and no shared memory.
        await using var crashed = new SqliteUnderTest();
        foreach (var file in (string[])["interop.db", "interop.db-wal", "keys/master.key", "keys/id.key"])
        {
            Directory.CreateDirectory(Path.GetDirectoryName(Path.Combine(crashed.Folder, file))!);
            File.Copy(Path.Combine(Folder, file), Path.Combine(crashed.Folder, file));
        }

        await using var store = await crashed.OpenStoreAsync();
        Assert.Equal(50, (await store.LeaseInboundAsync(100, None)).Count);
        Assert.Equal(messages[7].Body.ToArray(), (await store.ReadBodyAsync(messages[7].Id, None)).ToArray());
        Assert.Null(await store.FindAuditBreakAsync(None));
    }

    [Fact]
    public async Task A_failed_transaction_is_told_to_its_callers_and_the_writer_goes_on()
    {
        await using var store = await OpenAsync(busyTimeout: TimeSpan.FromMilliseconds(20));
        await StoreAsync(store, new ChangeSet { Audit = [Sample.Audit("before")] });
        using (var other = SqliteDatabase.Open(DatabasePath, TimeSpan.FromSeconds(1)))
        {
            other.Execute("begin immediate");
            var commits = Enumerable.Range(0, 5).Select(i => store.CommitAsync(new ChangeSet { Messages = [Sample.Message($"{i}")] }, None)).ToList();
            foreach (var commit in commits)
            {
                await Assert.ThrowsAsync<SqliteException>(() => commit);
            }

            other.Execute("rollback");
        }

        await StoreAsync(store, new ChangeSet { Messages = [Sample.Message("0")], Audit = [Sample.Audit("after")] });
        Assert.Single(await store.ListMessagesAsync(null, null, 10, None));
        Assert.Null(await store.FindAuditBreakAsync(None));
    }

    [Fact]
    public async Task What_waits_together_is_committed_together()
    {
        await using var store = await OpenAsync();
        var before = store.Transactions;
        Task[] commits;
        using (var other = SqliteDatabase.Open(DatabasePath, TimeSpan.FromSeconds(1)))
        {
            other.Execute("begin immediate");
            commits = [.. Enumerable.Range(0, 200).Select(i => StoreAsync(store, new ChangeSet { Messages = [Sample.Message($"{i}")] }))];
            other.Execute("rollback");
        }

        await Task.WhenAll(commits);
        Assert.InRange(store.Transactions - before, 1, 20);
    }

    [Fact]
    public async Task Reads_and_commits_under_way_are_finished_before_the_file_is_closed()
    {
        var store = await OpenAsync();
        var commits = Enumerable.Range(0, 200).Select(i => store.CommitAsync(new ChangeSet { Messages = [Sample.Message($"{i}")] }, None)).ToList();
        await store.DisposeAsync();
        Assert.All(await Task.WhenAll(commits), o => Assert.Equal(CommitOutcome.Committed, o));
        Assert.False(File.Exists(DatabasePath + "-wal"));
    }

    [Fact]
    public async Task A_full_disk_is_told_to_its_callers_and_the_writer_goes_on()
    {
        var noise = new byte[400_000];
        new Random(1).NextBytes(noise);
        await using var store = await OpenAsync();
        store.LimitPages(60);
        await Assert.ThrowsAsync<SqliteException>(() => store.CommitAsync(new ChangeSet { Messages = [Sample.Message("big") with { Body = noise }] }, None));

        store.LimitPages(1_000_000);
        await StoreAsync(store, new ChangeSet { Messages = [Sample.Message("big") with { Body = noise }], Audit = [Sample.Audit("after")] });
        Assert.Single(await store.ListMessagesAsync(null, null, 10, None));
        Assert.Null(await store.FindAuditBreakAsync(None));
    }

    [Fact]
    public async Task A_database_of_a_newer_program_is_refused()
    {
        await (await OpenAsync()).DisposeAsync();
        Tamper("insert into schema_version (number, name, applied_at) values (999, '999-future.sql', 0)");
        Assert.Contains("newer", (await Assert.ThrowsAsync<StoreException>(() => OpenAsync())).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Commits_are_synced_before_they_are_answered()
    {
        await using var store = await OpenAsync();
        Assert.Equal(("wal", 2L, 1L), store.DurabilitySettings());
    }
}
