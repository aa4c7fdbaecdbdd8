using Interop.Engine.Ports;
using Interop.Store.Postgres;
using Interop.Store.Tests.Support;

namespace Interop.Store.Tests;

/// <summary>Migrations while others work.</summary>
public sealed class PostgresUpgradeTests : PostgresTests
{
    private static readonly PostgresSchema.SchemaStep Additive = PostgresSchema.SchemaStep.Parse("900-more.sql", """
        -- works with: 8
        alter table message add column extra text;
        create table more (id bigint primary key);
        """);

    private static readonly PostgresSchema.SchemaStep Breaking = PostgresSchema.SchemaStep.Parse("901-other.sql", """
        -- works with: 901
        alter table message rename column report to outcome;
        """);

    protected override bool ChangesSchema => true;

    [SkippableFact]
    public async Task An_older_process_works_on_while_a_newer_one_migrates_and_starts_again_after_it()
    {
        await using var older = await UnderTest.OpenStoreAsync();
        var done = 0;
        using var stop = new CancellationTokenSource();
        var working = Task.WhenAll(Enumerable.Range(0, 4).Select(async w =>
        {
            for (var i = 0; !stop.IsCancellationRequested; i++)
            {
                await StoreAsync(older, new ChangeSet { Messages = [Sample.Message($"{w}/{i}")] });
                Interlocked.Increment(ref done);
            }
        }));
        while (Volatile.Read(ref done) < 50)
        {
            await Task.Yield();
        }

        await using var newer = await OpenAsync(Additive);
        var before = Volatile.Read(ref done);
        while (Volatile.Read(ref done) < before + 50)
        {
            await Task.Yield();
        }

        await StoreAsync(newer, new ChangeSet { Messages = [Sample.Message("new")] });
        await stop.CancelAsync();
        await working;
        Assert.Equal(900, await UnderTest.AskAsync("select max(number) from schema_version"));
        Assert.Equal(done + 1, (await older.ListMessagesAsync(null, null, 100_000, None)).Count);
        await using var again = await UnderTest.OpenStoreAsync();
        Assert.NotEmpty(await again.LeaseInboundAsync(1, None));
    }

    [SkippableFact]
    public async Task A_trail_from_before_months_goes_on_with_programs_that_do_not_know_them()
    {
        var before = PostgresSchema.Steps.TakeWhile(s => !s.Name.EndsWith("-retention.sql", StringComparison.Ordinal)).ToList();
        var database = await UnderTest.NewDatabaseAsync();
        await using (var connection = new Npgsql.NpgsqlConnection(database.ConnectionString))
        {
            await connection.OpenAsync();
            await PostgresSchema.ApplyAsync(connection, before, Sample.Noon, None);
        }

        // What the version before writes, word for word.
        const string insert = """
            with h as (select sequence + 1 next from audit_head where id = 1)
            insert into audit (sequence, at, actor, organisation, action, target, outcome, hash) select next, 0, 'a', 'o', 'x', 't', 'r', '\x00' from h
            """;
        await UnderTest.ExecuteAsync("insert into audit_head (id, sequence, hash, seal) values (1, 7, decode(repeat('00', 32), 'hex'), '')");
        await UnderTest.ExecuteAsync(insert);
        var time = new ManualTime();
        await using (var newer = await PostgresStore.OpenAsync(database with { Time = time }, None))
        {
            await UnderTest.ExecuteAsync(insert.Replace("+ 1", "+ 2", StringComparison.Ordinal));
            Assert.Equal("audit_before", await UnderTest.AskAsync("select string_agg(distinct tableoid::regclass::text, ',') from audit"));
            await UnderTest.ExecuteAsync("update audit_head set sequence = 9");
            await StoreAsync(newer, new ChangeSet { Audit = [Sample.Audit("new")] });
            await UnderTest.ExecuteAsync(insert);
            Assert.Equal("audit_before,audit_202603", await UnderTest.AskAsync("select string_agg(distinct tableoid::regclass::text, ',' order by tableoid::regclass::text desc) from audit"));
            Assert.Equal(9L, await UnderTest.AskAsync("select last_sequence from audit_month where month = 0"));
        }
    }

    [SkippableFact]
    public async Task Processes_that_start_at_once_migrate_once()
    {
        var options = await UnderTest.OptionsAsync();
        var stores = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => PostgresStore.OpenAsync(options, [.. PostgresSchema.Steps, Additive], None)));
        Assert.Equal(1L, await UnderTest.AskAsync("select count(*) from schema_version where number = 900"));
        foreach (var store in stores)
        {
            await store.DisposeAsync();
        }
    }

    [SkippableFact]
    public async Task A_program_that_a_newer_schema_does_not_work_with_is_told_so()
    {
        await (await OpenAsync(Additive, Breaking)).DisposeAsync();
        Assert.Contains("newer program", (await Assert.ThrowsAsync<StoreException>(() => UnderTest.OpenStoreAsync())).Message, StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task A_migration_that_fails_leaves_nothing_of_itself()
    {
        var faulty = PostgresSchema.SchemaStep.Parse("900-faulty.sql", "-- works with: 8\ncreate table half (id bigint); select 1 / 0;");
        await Assert.ThrowsAsync<Npgsql.PostgresException>(() => OpenAsync(faulty));
        Assert.Equal(DBNull.Value, await UnderTest.AskAsync("select to_regclass('half')::text"));
        await (await UnderTest.OpenStoreAsync()).DisposeAsync();
    }

    [Fact]
    public void Every_step_is_numbered_once_and_says_what_works_with_it()
    {
        Assert.Equal(Enumerable.Range(1, PostgresSchema.Steps.Count), PostgresSchema.Steps.Select(s => s.Number));
        Assert.All(PostgresSchema.Steps, s => Assert.InRange(s.WorksWith, 1, s.Number));
    }

    private async Task<PostgresStore> OpenAsync(params PostgresSchema.SchemaStep[] added) =>
        await PostgresStore.OpenAsync(await UnderTest.OptionsAsync(), [.. PostgresSchema.Steps, .. added], None);
}
