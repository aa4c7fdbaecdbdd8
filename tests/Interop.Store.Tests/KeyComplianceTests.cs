using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Interop.Engine.Ports;
using Interop.Store.Crypto;
using Interop.Store.Keys;
using Interop.Store.Tests.Support;

namespace Interop.Store.Tests;

/// <summary>Who can read what, with which key, and what is left after an erasure.</summary>
public abstract class KeyComplianceTests : StoreComplianceTests
{
    private const string Secret = "PLANTED-NAME-7Q3";

    private const string Live = "select wrapped_key from patient_key where wrapped_by <> 281474976710656";

    [SkippableFact]
    public async Task What_is_about_a_patient_is_wrapped_by_that_patients_key_and_what_is_shared_by_the_master_key()
    {
        var told = await TellAsync("r1", Guid.NewGuid());
        await TellAsync("r2", Guid.NewGuid());

        Assert.Equal(2, (await AskAsync("select number from patient_key")).Count);
        Assert.Equal(["281474976710657"], await AskAsync("select distinct wrapped_by from body where wrapped_by > 0"));
        Assert.Equal(["2"], await AskAsync("select count(*) from body where wrapped_by > 0"));
        Assert.Equal(["8"], await AskAsync("select count(*) from body where wrapped_by < 0"));
        await ReopenAsync();
        await ReadsAllAsync(told);
    }

    [SkippableFact]
    public async Task After_an_erasure_nothing_of_the_patient_opens_and_everything_of_others_does()
    {
        var (gone, other) = (await TellAsync("r1", Guid.NewGuid()), await TellAsync("r2", Guid.NewGuid()));
        var before = await AskAsync(Live);
        await EraseAsync(gone.Patient);

        await Assert.ThrowsAnyAsync<StoreException>(() => Journal.ReadBodyAsync(gone.Message, None));
        Assert.Equal(Time.GetUtcNow(), (await FindAsync(gone.Message)).ErasedAt);
        Assert.Empty(await Resources.ReadAsync([new(gone.Key, 0), new(gone.Key, 1), new(gone.Plan, 0), new(gone.Plan, 1)], None));
        Assert.True((await Resources.FindCurrentAsync([gone.Key], None))[gone.Key].Erased);
        Assert.Empty(await Resources.SearchAsync("Patient", Sample.Hash("key r1"), null, null, 10, None));
        Assert.Empty(await Resources.SearchAsync("List", null, gone.Patient, null, 10, None));
        Assert.Empty(await Resources.FindIdentitiesAsync([Sample.Hash("id r1")], None));
        Assert.Null(await Search.ReadPayloadAsync(gone.Delivery, None));
        Assert.Single(await Outbox.ReadFeedAsync("stellair", "billing", 0, 10, None));
        Assert.Single(await Resources.ReadAsync([new(gone.Shared, 0)], None));
        Assert.Single(await AskAsync(Live));
        Assert.Contains((await AskAsync(Live))[0], before);
        await ReadsAllAsync(other);
        Assert.Null(await Audit.FindAuditBreakAsync(None));
        Assert.All(await Journal.ReadBooksAsync(None), b => Assert.True(b.Balanced));
    }

    [SkippableFact]
    public async Task Neither_the_key_nor_a_name_is_left_in_the_files_of_the_database()
    {
        var patients = new List<Guid>();
        var received = new List<string>();
        for (var i = 0; i < 40; i++)
        {
            patients.Add(Guid.NewGuid());
            await TellAsync($"r{i}", patients[^1], received: received);
        }

        var key = (await AskAsync($"{Live} order by number"))[17];
        Assert.NotEmpty(await HoldingAsync(Convert.FromHexString(key)));
        Assert.True((await KeyDesk.EraseAsync([patients[17]], "operator:test", "asked for", None)).Scrubbed);

        Assert.Empty(await HoldingAsync(Convert.FromHexString(key)));

        // The key of the record itself, as the master key wrapped it before the patient was known.
        Assert.Empty(await HoldingAsync(Convert.FromHexString(received[17])));
        Assert.Empty(await HoldingAsync(Encoding.UTF8.GetBytes(Secret)));
        Assert.NotEmpty(await HoldingAsync(Convert.FromHexString((await AskAsync(Live))[0])));
    }

    [SkippableFact]
    public async Task What_is_owed_is_cancelled_and_what_waits_or_was_held_back_is_erased_too()
    {
        var patient = Guid.NewGuid();
        var told = await TellAsync("r1", patient, deliver: false);
        var waiting = await ReceiveAsync("r2", lane: "lane r1");
        var held = await ReceiveAsync("r3", lane: "lane r1");
        await StoreAsync(new ChangeSet { MessageChanges = [new MessageChange(held.Id, MessageState.Received, MessageState.Quarantined, Time.GetUtcNow())] });
        var others = await ReceiveAsync("r4", lane: "another");
        await EraseAsync(patient);

        var delivery = Assert.Single(await Outbox.FindDeliveriesAsync(told.Message, None));
        Assert.Equal((DeliveryState.Cancelled, "patient-erased"), (delivery.State, delivery.Reason));
        Assert.Empty(await Lanes.LeaseOutboundAsync(10, 10, Time.GetUtcNow().AddDays(1), None));
        Assert.Equal(MessageState.Settled, (await FindAsync(told.Message)).State);
        foreach (var message in (Guid[])[waiting.Id, held.Id])
        {
            Assert.Equal(MessageState.Cancelled, (await FindAsync(message)).State);
            Assert.NotNull((await FindAsync(message)).ErasedAt);
            await Assert.ThrowsAnyAsync<StoreException>(() => Journal.ReadBodyAsync(message, None));
        }

        Assert.Equal(others.Id, Assert.Single(await Lanes.LeaseInboundAsync(10, None)).Message.Id);
        Assert.All(await Journal.ReadBooksAsync(None), b => Assert.True(b.Balanced));
    }

    [SkippableFact]
    public async Task A_batch_goes_with_any_patient_in_it_and_the_records_of_the_others_stay()
    {
        var batch = Sample.Message("batch") with { State = MessageState.Settled };
        var (a, b) = (Sample.Message("a") with { Part = new BatchPart(batch.Id, 1) }, Sample.Message("b") with { Part = new BatchPart(batch.Id, 2) });
        await StoreAsync(new ChangeSet { Messages = [batch, a, b] });
        var (gone, stays) = (Guid.NewGuid(), Guid.NewGuid());
        await StoreAsync(Settled(a.Id, gone));
        await StoreAsync(Settled(b.Id, stays));
        await EraseAsync(gone);

        await Assert.ThrowsAnyAsync<StoreException>(() => Journal.ReadBodyAsync(batch.Id, None));
        await Assert.ThrowsAnyAsync<StoreException>(() => Journal.ReadBodyAsync(a.Id, None));
        Assert.Equal(b.Body.ToArray(), (await Journal.ReadBodyAsync(b.Id, None)).ToArray());
    }

    [SkippableFact]
    public async Task A_record_about_several_patients_goes_with_the_first_that_is_erased()
    {
        var (one, other) = (Sample.Key(), Sample.Key());
        var message = await ReceiveAsync("mother and child");
        await StoreAsync(Settled(message.Id, one.Id, other.Id) with
        {
            Resources = [Sample.Resource(one, 0, "{\"p\":1}", one.Id), Sample.Resource(other, 0, "{\"p\":2}", one.Id)],
        });
        Assert.Equal("{}", Encoding.UTF8.GetString((await Journal.ReadBodyAsync(message.Id, None)).Span));
        await EraseAsync(other.Id);

        await Assert.ThrowsAnyAsync<StoreException>(() => Journal.ReadBodyAsync(message.Id, None));
        Assert.Equal(one, Assert.Single(await Resources.ReadAsync([new(one, 0), new(other, 0)], None)).Version.Key);
    }

    [SkippableFact]
    public async Task What_comes_later_starts_anew_under_a_new_key_and_work_from_before_conflicts()
    {
        var patient = Guid.NewGuid();
        var told = await TellAsync("r1", patient);
        await EraseAsync(patient);
        await ConflictsAsync(new ChangeSet { Resources = [Sample.Resource(told.Key, 1, "{\"old\":1}", patient)] });

        var version = (await Resources.FindCurrentAsync([told.Key], None))[told.Key].Version;
        await StoreAsync(new ChangeSet { Resources = [Sample.Resource(told.Key, version, "{\"new\":1}", patient, "key r1")] });
        var now = Assert.Single(await Resources.ReadAsync([new(told.Key, 0)], None));
        Assert.Equal("{\"new\":1}", Encoding.UTF8.GetString(now.Json.Span));
        Assert.Empty(await Resources.ReadAsync([new(told.Key, 1)], None));
        Assert.Single(await Resources.SearchAsync("Patient", Sample.Hash("key r1"), null, null, 10, None));
        Assert.False((await Resources.FindCurrentAsync([told.Key], None))[told.Key].Erased);
        Assert.Single(await AskAsync(Live));
    }

    [SkippableFact]
    public async Task Rows_from_before_there_were_patient_keys_can_be_read_rotated_and_erased_apart_from_what_is_shared()
    {
        var told = await TellAsync("r1", Guid.NewGuid());
        await AgeAsync(told);
        await ReadsAllAsync(told);

        await EraseAsync(told.Patient);
        await Assert.ThrowsAnyAsync<StoreException>(() => Journal.ReadBodyAsync(told.Message, None));
        Assert.Null(await Search.ReadPayloadAsync(told.Delivery, None));
        Assert.Empty(await Outbox.ReadFeedAsync("stellair", "billing", 0, 10, None));
        Assert.Empty(await Resources.ReadAsync([new(told.Key, 0), new(told.Plan, 1)], None));
        Assert.Equal("{\"shared\":1}", Encoding.UTF8.GetString(Assert.Single(await Resources.ReadAsync([new(told.Shared, 0)], None)).Json.Span));
        Assert.Equal("0", Assert.Single(await AskAsync("select count(*) from body where wrapped_by is null and id in (select payload from delivery)")));
    }

    [SkippableFact]
    public async Task An_erasure_is_repeated_on_a_database_that_does_not_know_of_it_but_not_on_what_came_later()
    {
        var (gone, other) = (await TellAsync("r1", Guid.NewGuid()), await TellAsync("r2", Guid.NewGuid()));
        var keys = await AskAsync($"{Live} order by number");
        await EraseAsync(gone.Patient);
        var list = Path.Combine(UnderTest.Keys, "erased");
        Assert.Single(await File.ReadAllLinesAsync(list));
        Assert.DoesNotContain(gone.Patient.ToString("N"), await File.ReadAllTextAsync(list), StringComparison.Ordinal);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, OperatingSystem.IsWindows() ? default : File.GetUnixFileMode(list));
        Assert.Equal(0, await KeyDesk.ApplyErasuresAsync(None));

        // As a backup from before would have it: the key is back, and the database knows of no erasure.
        await UnderTest.ExecuteAsync("delete from erasure");
        await UnderTest.ExecuteAsync($"update patient_key set wrapped_by = 281474976710657, wrapped_key = {Literal(Convert.FromHexString(keys[0]))} where number = 1");
        Time.Advance(TimeSpan.FromMinutes(1));
        var later = await TellAsync("r3", Guid.NewGuid());
        await ReopenAsync();
        Assert.Equal(1, await KeyDesk.ApplyErasuresAsync(None));
        Assert.Equal(2, (await AskAsync(Live)).Count);
        Assert.DoesNotContain(keys[0], await AskAsync(Live));
        await ReadsAllAsync(other);
        await ReadsAllAsync(later);
        Assert.Equal(0, await KeyDesk.ApplyErasuresAsync(None));
    }

    [SkippableFact]
    public async Task Another_process_learns_of_an_erasure_from_the_database_and_keeps_it_in_its_own_list()
    {
        var told = await TellAsync("r1", Guid.NewGuid());
        await EraseAsync(told.Patient);
        var list = Path.Combine(UnderTest.Keys, "erased");
        File.Delete(list);
        await KeyDesk.ApplyErasuresAsync(None);
        Assert.Single(await File.ReadAllLinesAsync(list));
    }

    [SkippableFact]
    public async Task A_rotation_wraps_everything_by_the_new_key_and_the_old_one_can_go()
    {
        var (one, other) = (await TellAsync("r1", Guid.NewGuid()), await TellAsync("r2", Guid.NewGuid()));
        var waiting = await ReceiveAsync("r3");
        await AgeAsync(one);
        Assert.Equal(RetireOutcome.InUse, await KeyDesk.RetireAsync(1, false, "operator:test", None));
        using var stop = new CancellationTokenSource();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => KeyDesk.RotateAsync("operator:test", _ => stop.Cancel(), stop.Token));
        Assert.Equal(RetireOutcome.StillWraps, await KeyDesk.RetireAsync(1, false, "operator:test", None));
        var fresh = await ReceiveAsync("r4");
        Assert.Contains("281474976710658", await AskAsync("select wrapped_by from body"));

        await ReopenAsync();
        Assert.Equal((2, true), await KeyDesk.RotateAsync("operator:test", _ => { }, None));
        Assert.Equal((0, 0), (await KeyDesk.ListAsync(None)).Where(k => k.Number == 1).Select(k => (k.Patients, k.Bodies)).Single());
        Assert.Equal(RetireOutcome.Retired, await KeyDesk.RetireAsync(1, true, "operator:test", None));
        Assert.False(File.Exists(Path.Combine(UnderTest.Keys, "master.key")));
        await ReopenAsync();
        await ReadsAllAsync(one);
        await ReadsAllAsync(other);
        foreach (var message in (Guid[])[waiting.Id, fresh.Id])
        {
            Assert.Equal("{}", Encoding.UTF8.GetString((await Journal.ReadBodyAsync(message, None)).Span));
        }

        Assert.Equal((3, false), await KeyDesk.RotateAsync("operator:test", _ => { }, None));
        await ReadsAllAsync(one);
        Assert.Null(await Audit.FindAuditBreakAsync(None));
    }

    [SkippableFact]
    public async Task A_process_without_the_new_key_says_which_is_missing_and_goes_on_when_it_is_there()
    {
        var told = await TellAsync("r1", Guid.NewGuid());
        await KeyDesk.RotateAsync("operator:test", _ => { }, None);
        var (here, away) = (Path.Combine(UnderTest.Keys, "master-2.key"), Path.Combine(UnderTest.Keys, "elsewhere"));
        File.Move(here, away);
        Assert.Contains("Master key 2 is missing", (await Assert.ThrowsAsync<StoreException>(() => ReopenAsync())).Message, StringComparison.Ordinal);
        File.Move(away, here);
        await ReopenAsync();
        await ReadsAllAsync(told);
    }

    private async Task<Told> TellAsync(string record, Guid patient, bool deliver = true, List<string>? received = null)
    {
        var text = $"{{\"name\":\"{Secret}\",\"r\":\"{record}\"}}";
        var (person, plan, shared) = (new ResourceKey("Patient", patient), Sample.Key("List"), Sample.Key("Practitioner"));
        var message = await ReceiveAsync(record, lane: $"lane {record}", body: text);
        received?.AddRange(await AskAsync($"select wrapped_key from body where id = (select body from message where id = {Literal(message.Id)})"));
        var delivery = Sample.Delivery(message.Id) with { Patient = patient };
        await StoreAsync(Settled(message.Id, patient) with
        {
            Resources = [Sample.Resource(person, 0, text, patient, $"key {record}"), Sample.Resource(plan, 0, text, patient), Sample.Resource(shared, 0, "{\"shared\":1}")],
            Identities = [new IdentityWrite(Sample.Hash($"id {record}"), person)],
            Deliveries = [delivery],
            FeedItems = [Sample.FeedItem(message.Id, record, text) with { Focus = new ResourceVersion(plan, 1), At = Time.GetUtcNow() }],
        });
        await StoreAsync(new ChangeSet { DeliveryChanges = [Sample.Move(delivery.Id, DeliveryState.Pending, DeliveryState.Sending) with { Payload = Sample.Bytes(text) }] });
        if (deliver)
        {
            await StoreAsync(new ChangeSet { DeliveryChanges = [Sample.Move(delivery.Id, DeliveryState.Sending, DeliveryState.Delivered)] });
        }

        return new Told(message.Id, patient, person, plan, shared, delivery.Id, text);
    }

    private static ChangeSet Settled(Guid message, params Guid[] patients) => new()
    {
        ProducedBy = message,
        MessageChanges = [Sample.Routed(message) with { Patients = patients }],
        Resources = patients is [var only] ? [Sample.Resource(Sample.Key("Observation"), 0, "{\"o\":1}", only)] : [],
    };

    private async Task ReadsAllAsync(Told told)
    {
        Assert.Equal(told.Text, Encoding.UTF8.GetString((await Journal.ReadBodyAsync(told.Message, None)).Span));
        Assert.Equal(3, (await Resources.ReadAsync([new(told.Key, 1), new(told.Plan, 1), new(told.Shared, 1)], None)).Count(r => r.Json.Length > 0));
        Assert.Equal(told.Text, Encoding.UTF8.GetString((await Search.ReadPayloadAsync(told.Delivery, None))!.Value.Span));
        Assert.Contains(await Outbox.ReadFeedAsync("stellair", "billing", 0, 10, None), i => Encoding.UTF8.GetString(i.Payload.Span) == told.Text);
    }

    private async Task EraseAsync(Guid patient) => await KeyDesk.EraseAsync([patient], "operator:test", "asked for", None);

    private Task<IReadOnlyList<string>> AskAsync(string sql) => UnderTest.AskAllAsync(sql);

    private async Task<IReadOnlyList<string>> HoldingAsync(byte[] bytes) => [.. (await UnderTest.FilesAsync()).Where(f => Holds(f, bytes))];

    private static bool Holds(string path, byte[] bytes)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        using var copy = new MemoryStream();
        file.CopyTo(copy);
        return copy.ToArray().AsSpan().IndexOf(bytes) >= 0;
    }

    protected abstract string Literal(byte[] bytes);

    protected abstract string Literal(Guid id);

    /// <summary>Makes the rows what they were before there were keys of patients: wrapped by the first master key, resources of all in one body.</summary>
    private async Task AgeAsync(Told told)
    {
        const string shared = "{\"shared\":1}";
        var feedItem = (await AskAsync($"select body from feed_item where message_id = {Literal(told.Message)}"))[0];
        await ReplaceAsync("message set body = {0} where id = " + Literal(told.Message), new BodyOwner(BodyPurpose.Record, told.Message), told.Text);
        await ReplaceAsync("delivery set payload = {0} where id = " + Literal(told.Delivery), new BodyOwner(BodyPurpose.Payload, told.Delivery), told.Text);
        await ReplaceAsync($"feed_item set body = {{0}} where body = {feedItem}", new BodyOwner(BodyPurpose.FeedItem, told.Message), told.Text);
        var length = Encoding.UTF8.GetByteCount(told.Text);
        var body = await ReplaceAsync(
            $"resource_version set body = {{0}}, body_offset = 0 where resource_id = {Literal(told.Key.Id)}", new BodyOwner(BodyPurpose.Resources, told.Message), told.Text + told.Text + shared);
        await UnderTest.ExecuteAsync($"update resource_version set body = {body}, body_offset = {length} where resource_id = {Literal(told.Plan.Id)}");
        await UnderTest.ExecuteAsync($"update resource_version set body = {body}, body_offset = {2 * length} where resource_id = {Literal(told.Shared.Id)}");
        await UnderTest.ExecuteAsync(
            "delete from body where id not in (select body from message union select body from resource_version union select body from feed_item union select payload from delivery where payload is not null)");
        await UnderTest.ExecuteAsync($"delete from patient_key where patient = {Literal(told.Patient)}");
    }

    private async Task<long> ReplaceAsync(string update, BodyOwner owner, string text)
    {
        using var random = RandomNumberGenerator.Create();
        var cipher = new BodyCipher(new MasterKeyRing(new MasterKeyFiles(UnderTest.Keys), TimeProvider.System), new BodyIds(Time, random), random);
        var body = cipher.Seal(owner, Encoding.UTF8.GetBytes(text));
        await UnderTest.ExecuteAsync(
            $"insert into body (id, key_id, wrapped_key, packing, content) values ({body.Id}, 1, {Literal(cipher.WrapByMaster(1, body.Id, owner, body.Key))}, {body.Packing}, {Literal(body.Content)})");
        await UnderTest.ExecuteAsync("update " + update.Replace("{0}", body.Id.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal));
        return body.Id;
    }

    protected sealed record Told(Guid Message, Guid Patient, ResourceKey Key, ResourceKey Plan, ResourceKey Shared, Guid Delivery, string Text);
}

public sealed class SqliteKeyComplianceTests : KeyComplianceTests
{
    protected override IStoreUnderTest Create() => SqliteUnderTest.Create();

    protected override string Literal(byte[] bytes) => $"x'{Convert.ToHexStringLower(bytes)}'";

    protected override string Literal(Guid id) => Literal(id.ToByteArray(bigEndian: true));
}

public sealed class PostgresKeyComplianceTests : KeyComplianceTests
{
    protected override IStoreUnderTest Create() => new PostgresUnderTest();

    protected override string Literal(byte[] bytes) => $"'\\x{Convert.ToHexStringLower(bytes)}'";

    protected override string Literal(Guid id) => $"'{id:D}'";
}
