using System.Globalization;
using Interop.Engine.Ports;
using Interop.Functions.Chaos;
using Interop.Store.Postgres;
using Interop.Store.Tests.Support;
using Npgsql;

namespace Interop.Store.Tests;

/// <summary>Several processes on one database: here each is a store with connections, leases and a writer of its own.</summary>
public sealed class PostgresProcessTests : PostgresTests
{
    [SkippableFact]
    public async Task Processes_never_share_a_lane()
    {
        await using var a = await UnderTest.OpenStoreAsync();
        await using var b = await UnderTest.OpenStoreAsync();
        await StoreAsync(a, new ChangeSet { Messages = [.. Enumerable.Range(0, 20).Select(i => Sample.Message($"{i}"))] });

        var leased = await Task.WhenAll(Enumerable.Range(0, 10).Select(i => (i % 2 == 0 ? a : b).LeaseInboundAsync(3, None)));
        // Ten ask for three each, and there are twenty: some get none.
        Assert.Equal(20, leased.SelectMany(w => w).Select(w => w.Message.Id).Distinct().Count());
        Assert.Equal(20, leased.Sum(w => w.Count));

        // What one process leased the other cannot give back, and commit only under its own lease.
        var work = leased.Where((_, i) => i % 2 == 0).SelectMany(w => w).First();
        await StoreAsync(b, new ChangeSet { Lease = work.Lease, MessageChanges = [Sample.Routed(work.Message.Id)] });
        await a.ReleaseAsync(work.Lease, None);
        Assert.Equal(CommitOutcome.Conflict, await b.CommitAsync(new ChangeSet { Lease = work.Lease, Audit = [Sample.Audit("late")] }, None));
    }

    [SkippableFact]
    public async Task Each_process_may_have_its_share_of_workers_at_an_endpoint()
    {
        await using var a = await UnderTest.OpenStoreAsync();
        await using var b = await UnderTest.OpenStoreAsync();
        var message = Sample.Message();
        await StoreAsync(a, new ChangeSet { Messages = [message], Deliveries = [.. Enumerable.Range(0, 10).Select(i => Sample.Delivery(message.Id, "slow", $"{i}"))] });

        Assert.Equal(3, (await a.LeaseOutboundAsync(100, 3, Sample.Noon, None)).Count);
        Assert.Equal(3, (await b.LeaseOutboundAsync(100, 3, Sample.Noon, None)).Count);
        Assert.Empty(await a.LeaseOutboundAsync(100, 3, Sample.Noon, None));
    }

    [SkippableFact]
    public async Task Work_that_one_process_adds_wakes_the_others()
    {
        await using var a = await UnderTest.OpenStoreAsync();
        await using var b = await UnderTest.OpenStoreAsync();
        var waiting = b.WaitAsync(0, TimeSpan.FromMinutes(5), None);
        Assert.False(waiting.IsCompleted);
        await StoreAsync(a, new ChangeSet { Messages = [Sample.Message()] });
        Assert.True(await waiting.WaitAsync(TimeSpan.FromSeconds(20)) > 0);
    }

    [SkippableFact]
    public async Task A_lost_notification_only_delays()
    {
        await using var store = await UnderTest.OpenStoreAsync(o => o with { PollInterval = TimeSpan.FromMilliseconds(50) });
        Assert.Equal(0, await store.WaitAsync(0, TimeSpan.FromMinutes(5), None).WaitAsync(TimeSpan.FromSeconds(20)));

        // A listener that was cut off looks for what it may have missed.
        await using var slow = await UnderTest.OpenStoreAsync();
        var waiting = slow.WaitAsync(0, TimeSpan.FromMinutes(5), None);
        await CutAllAsync();
        await waiting.WaitAsync(TimeSpan.FromSeconds(20));
    }

    [SkippableFact]
    public async Task The_lanes_of_a_process_that_is_gone_go_to_another()
    {
        await using var store = await UnderTest.OpenStoreAsync(o => o with { PollInterval = TimeSpan.FromMilliseconds(50) });
        var message = Sample.Message();
        await StoreAsync(store, new ChangeSet { Messages = [message], Deliveries = [Sample.Delivery(message.Id)] });
        var lost = Assert.Single(await store.LeaseInboundAsync(1, None));
        Assert.Single(await store.LeaseOutboundAsync(1, 1, Sample.Noon, None));

        // The same rows as if a process with id 42 had leased them and had died since.
        await UnderTest.ExecuteAsync("""
            insert into writer (id, works, seen_at) values (42, true, 0);
            update inbound_lane set leased_by = 42; update outbound_lane set leased_by = 42;
            """);
        var work = await EventuallyAsync(() => store.LeaseInboundAsync(1, None));
        Assert.Equal(message.Id, work.Message.Id);
        await EventuallyAsync(() => store.LeaseOutboundAsync(1, 10, Sample.Noon, None));
        Assert.Equal(CommitOutcome.Conflict, await store.CommitAsync(new ChangeSet { Lease = lost.Lease, MessageChanges = [Sample.Routed(message.Id)] }, None));

        // A claim of the dead process that was under way in the server reaches its end only now.
        await UnderTest.ExecuteAsync("update inbound_lane set leased_by = 42, leased_until = 9000000000000000; update outbound_lane set leased_by = 42, leased_until = 9000000000000000");
        await EventuallyAsync(() => store.LeaseInboundAsync(1, None));
        await EventuallyAsync(() => store.LeaseOutboundAsync(1, 10, Sample.Noon, None));
    }

    [SkippableFact]
    public async Task Lanes_leased_by_a_claim_whose_answer_was_lost_are_freed_and_the_others_kept()
    {
        await using var store = await UnderTest.OpenStoreAsync();
        await StoreAsync(store, new ChangeSet { Messages = [Sample.Message("a"), Sample.Message("b"), Sample.Message("c")] });
        var known = Assert.Single(await store.LeaseInboundAsync(1, None));

        // The same rows as if a claim of this process had been committed and its answer lost with the connection.
        await UnderTest.ExecuteAsync("""
            update inbound_lane set epoch = nextval('lease_epoch'), leased_until = 9000000000000000, leased_by = (select max(leased_by) from inbound_lane) where leased_by is null
            """);
        Assert.Empty(await store.LeaseInboundAsync(10, None));
        await CutAllAsync();
        var found = new List<InboundWork>();
        for (var look = 0; look < 10 && found.Count < 2; look++)
        {
            found.AddRange(await store.LeaseInboundAsync(10, None));
        }

        Assert.Equal(2, found.Count);
        await StoreAsync(store, new ChangeSet { Lease = known.Lease, MessageChanges = [Sample.Routed(known.Message.Id)] });
    }

    [SkippableFact]
    public async Task Leases_are_given_back_by_a_process_that_ends()
    {
        await using var b = await UnderTest.OpenStoreAsync(o => o with { PollInterval = TimeSpan.FromMilliseconds(50) });
        await using (var a = await UnderTest.OpenStoreAsync())
        {
            await StoreAsync(a, new ChangeSet { Messages = [Sample.Message()] });
            Assert.Single(await a.LeaseInboundAsync(1, None));
            Assert.Empty(await b.LeaseInboundAsync(1, None));
        }

        await EventuallyAsync(() => b.LeaseInboundAsync(1, None));
    }

    [SkippableFact]
    public async Task A_reader_that_follows_misses_nothing_of_eight_writers_in_three_processes()
    {
        await using var a = await UnderTest.OpenStoreAsync();
        await using var b = await UnderTest.OpenStoreAsync();
        await using var c = await UnderTest.OpenStoreAsync();
        PostgresStore[] stores = [a, b, c];
        var message = Sample.Message();
        await StoreAsync(a, new ChangeSet { Messages = [message] });
        const int writers = 8, each = 60;
        var writing = Task.WhenAll(Enumerable.Range(0, writers).Select(async w =>
        {
            for (var i = 0; i < each; i++)
            {
                await StoreAsync(stores[w % 3], new ChangeSet
                {
                    Messages = [Sample.Message($"{w}/{i}")], FeedItems = [Sample.FeedItem(message.Id, $"{w}/{i}")], Audit = [Sample.Audit($"{w}/{i}")],
                });
            }
        }));

        var (seen, last) = (new List<FeedItemRow>(), 0L);
        while (seen.Count < writers * each)
        {
            var ended = writing.IsCompleted;
            var page = await b.ReadFeedAsync("stellair", "billing", last, 50, None);
            Assert.Equal(page.Select((_, i) => last + 1 + i), page.Select(p => p.Cursor));
            seen.AddRange(page);
            last = seen.Count == 0 ? 0 : seen[^1].Cursor;
            Assert.False(ended && page.Count == 0, "the reader has passed entries that were committed after it");
        }

        await writing;
        var sequences = (await a.ListMessagesAsync(null, null, 1000, None)).Select(m => m.Sequence).Order();
        Assert.Equal(Enumerable.Range(1, (writers * each) + 1).Select(i => (long)i), sequences);
        Assert.Null(await a.FindAuditBreakAsync(None));
    }

    [SkippableFact]
    public async Task A_cut_connection_leaves_every_commit_known()
    {
        await using var a = await UnderTest.OpenStoreAsync();
        await using var b = await UnderTest.OpenStoreAsync();
        using var stop = new CancellationTokenSource();
        var writing = Task.WhenAll(Enumerable.Range(0, 8).Select(async w =>
        {
            for (var i = 0; i < 50; i++)
            {
                await StoreAsync(w % 2 == 0 ? a : b, new ChangeSet { Messages = [Sample.Message($"{w}/{i}")], Audit = [Sample.Audit($"{w}/{i}")] });
                Assert.Single(await a.FindVersionsAsync(Sample.Organisation, Sample.Record, Sample.Hash($"{w}/{i}"), None));
            }
        }));
        while (!writing.IsCompleted)
        {
            await CutAllAsync();
            await Task.WhenAny(writing, Task.Delay(30));
        }

        await writing;
        Assert.Equal(400, (await a.ListMessagesAsync(null, null, 1000, None)).Count);
        Assert.Equal(400, Assert.Single(await b.ReadBooksAsync(None)).Received);
        Assert.Null(await a.FindAuditBreakAsync(None));
    }

    [SkippableFact]
    public async Task What_was_committed_survives_the_death_of_the_server()
    {
        Skip.If(PrivatePostgres.FindBinaries() is null && Environment.GetEnvironmentVariable("INTEROP_REQUIRE_ALL") != "1", "PostgreSQL is not installed here");
        await using var cluster = await PrivatePostgres.StartAsync(PrivatePostgres.FindBinaries()!, None);
        await cluster.CreateAsync("journal");
        var options = new PostgresStoreOptions { ConnectionString = cluster.ConnectionString("journal"), KeysFolder = UnderTest.Keys, RunsWork = true };
        await using var store = await PostgresStore.OpenAsync(options, None);
        var writing = Task.WhenAll(Enumerable.Range(0, 4).Select(async w =>
        {
            for (var i = 0; i < 300; i++)
            {
                await StoreAsync(store, new ChangeSet { Messages = [Sample.Message($"{w}/{i}")], Audit = [Sample.Audit($"{w}/{i}")] });
            }
        }));
        for (var kill = 0; kill < 3; kill++)
        {
            await Task.WhenAny(writing, Task.Delay(100));
            await cluster.KillAsync();
            await cluster.StartAsync(None);
        }

        await writing;
        Assert.Equal(1200, (await store.ListMessagesAsync(null, null, 5000, None)).Count);
        Assert.Null(await store.FindAuditBreakAsync(None));

        await cluster.ExecuteAsync("postgres", "alter system set fsync = off");
        await cluster.ExecuteAsync("postgres", "select pg_reload_conf()");
        Assert.Contains("fsync", (await Assert.ThrowsAsync<StoreException>(() => PostgresStore.OpenAsync(options, None))).Message, StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task A_database_that_stays_away_is_told_as_passing_trouble()
    {
        var options = await UnderTest.OptionsAsync();
        options = options with { ConnectionString = "Host=127.0.0.1;Port=1;Username=interop;Password=s3cret;Database=journal", RetryFor = TimeSpan.FromMilliseconds(100) };
        var fault = await Assert.ThrowsAsync<StoreException>(() => PostgresStore.OpenAsync(options, None));
        Assert.True(fault.IsTransient);
        Assert.DoesNotContain("s3cret", fault.ToString(), StringComparison.Ordinal);
        fault = await Assert.ThrowsAsync<StoreException>(() => PostgresStore.OpenAsync(options with { ConnectionString = "Host=h;Pasword=s3cret" }, None));
        Assert.DoesNotContain("s3cret", fault.ToString(), StringComparison.Ordinal);
        var missing = new NpgsqlConnectionStringBuilder(UnderTest.ConnectionString) { Database = "nowhere" }.ConnectionString;
        Assert.Contains("create it", (await Assert.ThrowsAsync<StoreException>(() => PostgresStore.OpenAsync(options with { ConnectionString = missing }, None))).Message, StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task What_waits_together_is_committed_together_and_a_value_that_does_not_fit_fails_alone()
    {
        await using var store = await UnderTest.OpenStoreAsync();
        var before = store.Transactions;
        await Task.WhenAll(Enumerable.Range(0, 300).Select(i => StoreAsync(store, new ChangeSet { Messages = [Sample.Message($"{i}")] })));
        Assert.InRange(store.Transactions - before, 1, 30);

        // PostgreSQL keeps no NUL in a text.
        var commits = Enumerable.Range(300, 20).Select(i => store.CommitAsync(new ChangeSet { Messages = [Sample.Message($"{i}") with { Report = i == 310 ? "\0" : "{}" }] }, None)).ToList();
        await Assert.ThrowsAsync<PostgresException>(() => commits[10]);
        commits.RemoveAt(10);
        Assert.All(await Task.WhenAll(commits), o => Assert.Equal(CommitOutcome.Committed, o));
        Assert.Equal(319, (await store.ListMessagesAsync(null, null, 1000, None)).Count);
    }

    [SkippableFact]
    public async Task Other_keys_than_those_of_the_database_are_refused()
    {
        await (await UnderTest.OpenStoreAsync()).DisposeAsync();
        var folder = Directory.CreateTempSubdirectory("store-test-").FullName;
        try
        {
            Assert.Contains("missing", (await Assert.ThrowsAsync<StoreException>(() => UnderTest.OpenStoreAsync(o => o with { KeysFolder = folder }))).Message, StringComparison.Ordinal);
            await using (var elsewhere = new SqliteUnderTest())
            {
                await (await elsewhere.OpenStoreAsync()).DisposeAsync();
                var other = Path.Combine(elsewhere.Folder, "keys");
                Assert.Contains("not the one", (await Assert.ThrowsAsync<StoreException>(() => UnderTest.OpenStoreAsync(o => o with { KeysFolder = other }))).Message, StringComparison.Ordinal);
            }
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task<T> EventuallyAsync<T>(Func<Task<IReadOnlyList<T>>> look)
    {
        var end = DateTime.UtcNow.AddSeconds(20);
        while (true)
        {
            if (await look() is [var found])
            {
                return found;
            }

            Assert.True(DateTime.UtcNow < end, "the lane was not taken over");
            await Task.Delay(20);
        }
    }

    private Task CutAllAsync() => UnderTest.ExecuteAsync(
        string.Create(CultureInfo.InvariantCulture, $"select pg_terminate_backend(pid) from pg_stat_activity where datname = '{UnderTest.Database}' and pid <> pg_backend_pid()"));
}
