using System.Text;
using Interop.Engine.Ports;
using Interop.Store.Tests.Support;

namespace Interop.Store.Tests;

public abstract class ResourceComplianceTests : StoreComplianceTests
{
    [SkippableFact]
    public async Task Every_version_stays_readable()
    {
        var key = Sample.Key();
        var message = await ReceiveAsync();
        await WriteAsync(message.Id, Sample.Resource(key, 0, "{\"v\":1}"));
        await WriteAsync(message.Id, Sample.Resource(key, 1, "{\"v\":2}"), Sample.Resource(Sample.Key(), 0, "{\"other\":1}"));
        await ReopenAsync();

        Assert.Equal("{\"v\":1}", await TextAsync(key, 1));
        Assert.Equal("{\"v\":2}", await TextAsync(key, 2));
        Assert.Equal("{\"v\":2}", await TextAsync(key, 0));
        Assert.Null(await TextAsync(key, 3));
        Assert.Null(await TextAsync(Sample.Key(), 0));
        Assert.Equal(2, Assert.Single(await Resources.ReadAsync([new ResourceVersion(key, 0)], None)).Version.Version);
    }

    [SkippableFact]
    public async Task Resources_of_one_set_come_back_each_with_its_own_text()
    {
        var message = await ReceiveAsync();
        var keys = Enumerable.Range(0, 30).Select(_ => Sample.Key("MedicationStatement")).ToList();
        await WriteAsync(message.Id, [.. keys.Select((k, i) => Sample.Resource(k, 0, $"{{\"n\":{i},\"é\":true}}") with { OwnBody = i % 10 == 3 })]);

        var read = await Resources.ReadAsync([.. keys.Select(k => new ResourceVersion(k, 1))], None);
        Assert.Equal(30, read.Count);
        Assert.All(read, r => Assert.Equal($"{{\"n\":{keys.IndexOf(r.Version.Key)},\"é\":true}}", Encoding.UTF8.GetString(r.Json.Span)));
    }

    [SkippableTheory]
    [InlineData(0)]
    [InlineData(2)]
    public async Task A_write_expects_the_current_version(int expected)
    {
        var key = Sample.Key();
        var message = await ReceiveAsync();
        await WriteAsync(message.Id, Sample.Resource(key));
        await ConflictsAsync(new ChangeSet { ProducedBy = message.Id, Resources = [Sample.Resource(key, expected)] });
        await ConflictsAsync(new ChangeSet { ProducedBy = message.Id, Resources = [Sample.Resource(Sample.Key(), 1)] });
        Assert.Equal(1, (await CurrentAsync(key))!.Version);
    }

    [SkippableFact]
    public async Task The_current_row_tells_what_the_next_write_needs()
    {
        var (key, patient) = (Sample.Key("List"), Guid.NewGuid());
        var message = await ReceiveAsync();
        await WriteAsync(message.Id, Sample.Resource(key, 0, "{\"v\":1}"));
        Time.Advance(TimeSpan.FromHours(1));
        var second = await ReceiveAsync("r2");
        await WriteAsync(second.Id, Sample.Resource(key, 1, "{\"v\":2}", patient));

        Assert.Equal([Sample.Noon.AddHours(1), Sample.Noon], (await Resources.ReadAsync([new ResourceVersion(key, 0), new ResourceVersion(key, 1)], None)).Select(r => r.LastUpdated));
        var row = (await CurrentAsync(key))!;
        Assert.Equal((key, 2, patient, Sample.Hash("{\"v\":2}"), Sample.Noon.AddHours(1), second.Id), (row.Key, row.Version, row.Patient, row.ContentHash, row.LastUpdated, row.MessageId));
        Assert.Null(await CurrentAsync(key with { Type = "Patient" }));
    }

    [SkippableFact]
    public async Task Nothing_of_an_unreadable_resource_is_read()
    {
        var (key, patient) = (Sample.Key(), Guid.NewGuid());
        var message = await ReceiveAsync();
        await WriteAsync(message.Id, Sample.Resource(key, 0, "{}", patient, "k"));
        await WriteAsync(message.Id, Sample.Resource(key, 1, "{}", patient, "k") with { Readable = false });

        Assert.Null(await TextAsync(key, 0));
        Assert.Null(await TextAsync(key, 1));
        Assert.Empty(await Resources.SearchAsync("Patient", Sample.Hash("k"), null, null, 10, None));
        Assert.Empty(await Resources.SearchAsync("Patient", null, patient, null, 10, None));
        Assert.Equal(2, (await CurrentAsync(key))!.Version);
    }

    [SkippableFact]
    public async Task Search_finds_current_resources_by_key_and_patient()
    {
        var (p1, p2) = (Guid.NewGuid(), Guid.NewGuid());
        var message = await ReceiveAsync();
        var (a, b, c) = (Sample.Key("List"), Sample.Key("List"), Sample.Key("List"));
        await WriteAsync(message.Id, Sample.Resource(a, 0, "{}", p1, "x", "y"), Sample.Resource(b, 0, "{}", p1, "x"), Sample.Resource(c, 0, "{}", p2, "x"));
        await WriteAsync(message.Id, Sample.Resource(Sample.Key("Consent"), 0, "{}", p1, "x"));

        await FindsAsync([a, b, c], Sample.Hash("x"), null);
        await FindsAsync([a], Sample.Hash("y"), null);
        await FindsAsync([a, b], null, p1);
        await FindsAsync([c], Sample.Hash("x"), p2);
        await FindsAsync([], Sample.Hash("y"), p2);

        // a gives up key y and moves to the other patient.
        await WriteAsync(message.Id, Sample.Resource(a, 1, "{\"v\":2}", p2, "x", "z"));
        await FindsAsync([], Sample.Hash("y"), null);
        await FindsAsync([a], Sample.Hash("z"), null);
        await FindsAsync([b], null, p1);
        await FindsAsync([a, c], null, p2);
    }

    [SkippableFact]
    public async Task Search_goes_through_many_in_pages()
    {
        var patient = Guid.NewGuid();
        var message = await ReceiveAsync();
        var keys = Enumerable.Range(0, 150).Select(_ => Sample.Key("Observation")).ToList();
        await WriteAsync(message.Id, [.. keys.Select(k => Sample.Resource(k, 0, "{}", patient, "x"))]);
        await WriteAsync(message.Id, [.. keys.Take(100).Select(k => Sample.Resource(k, 1, "{}", patient, "x") with { Readable = false })]);

        var seen = new List<Guid>();
        while (await Resources.SearchAsync("Observation", Sample.Hash("x"), patient, seen.Count == 0 ? null : seen[^1], 7, None) is { Count: > 0 } page)
        {
            seen.AddRange(page.Select(r => r.Version.Key.Id));
        }

        Assert.Equal(keys.Skip(100).Select(k => k.Id).OrderBy(i => i.ToString(), StringComparer.Ordinal), seen);
    }

    [SkippableFact]
    public async Task What_a_record_produced_is_found_over_all_its_versions()
    {
        var (first, second, other) = (await ReceiveAsync("r1", 1), await ReceiveAsync("r1", 2), await ReceiveAsync("r2", 1));
        var (a, b, c) = (Sample.Key(), Sample.Key("List"), Sample.Key("Consent"));
        await WriteAsync(first.Id, Sample.Resource(a), Sample.Resource(b));
        await WriteAsync(second.Id, Sample.Resource(b, 1));
        await WriteAsync(other.Id, Sample.Resource(c), Sample.Resource(a, 1));

        var produced = await Resources.FindProducedAsync(Sample.Organisation, Sample.Record, Sample.Hash("r1"), None);
        Assert.Equal([(a, 2), (b, 2)], produced.Select(r => (r.Key, r.Version)).OrderBy(r => r.Key == b));
        Assert.Empty(await Resources.FindProducedAsync("FINEG|000000001", Sample.Record, Sample.Hash("r1"), None));
    }

    [SkippableFact]
    public async Task A_resource_is_visible_to_who_sent_it_and_to_who_is_owed_it()
    {
        var patient = Sample.Key();
        var (list, shared) = (Sample.Key("List"), Sample.Key("Organization"));
        var message = await ReceiveAsync();
        await WriteAsync(
            message.Id, Sample.Resource(patient, 0, "{}", patient.Id), Sample.Resource(list, 0, "{}", patient.Id), Sample.Resource(shared));
        await StoreAsync(new ChangeSet { Deliveries = [Sample.Delivery(message.Id) with { Recipient = "FINEG|1" }] });
        await StoreAsync(new ChangeSet { Deliveries = [Sample.Delivery((await ReceiveAsync("other")).Id) with { Recipient = "FINEG|2", Patient = patient.Id }] });

        Assert.Equal((bool[])[true, true, true], await VisibleAsync(Sample.Organisation, patient, list, shared));
        Assert.Equal((bool[])[true, true, true], await VisibleAsync("FINEG|1", patient, list, shared));
        Assert.Equal((bool[])[true, false, true], await VisibleAsync("FINEG|2", patient, list, shared));
        Assert.Equal((bool[])[false, false, true], await VisibleAsync("FINEG|3", patient, list, shared));
        Assert.Equal((bool[])[false], await VisibleAsync(Sample.Organisation, Sample.Key()));

        await WriteAsync(message.Id, Sample.Resource(shared, 1, "{}", patient.Id));
        Assert.Equal((bool[])[false], await VisibleAsync("FINEG|3", shared));
    }

    [SkippableFact]
    public async Task What_is_owed_is_told_from_what_arrived_and_whoever_is_told_no_more_sees_no_more()
    {
        var patient = Sample.Key();
        var list = Sample.Key("List");
        var first = await ReceiveAsync("r1", 1);
        await WriteAsync(first.Id, Sample.Resource(patient, 0, "{}", patient.Id), Sample.Resource(list, 0, "{}", patient.Id));
        var delivery = Sample.Delivery(first.Id) with { Recipient = "FINEG|1", Focus = new ResourceVersion(list, 1), Patient = patient.Id, State = DeliveryState.Pending };
        await StoreAsync(new ChangeSet { Deliveries = [delivery] });
        Assert.Equal(Visibility.Owed, await Resources.FindVisibilityAsync(list, "FINEG|1", None));
        await StoreAsync(new ChangeSet { DeliveryChanges = [new DeliveryChange { Id = delivery.Id, From = DeliveryState.Pending, To = DeliveryState.Delivered, At = Sample.Noon }] });
        Assert.Equal(Visibility.Sent, await Resources.FindVisibilityAsync(list, "FINEG|1", None));

        // The same route told somebody else of a newer version: the patient has moved.
        var second = await ReceiveAsync("r1", 2);
        await WriteAsync(second.Id, Sample.Resource(list, 1, "{}", patient.Id));
        await StoreAsync(new ChangeSet { Deliveries = [Sample.Delivery(second.Id) with { Recipient = "FINEG|2", Focus = new ResourceVersion(list, 2), Patient = patient.Id }] });
        Assert.Equal((bool[])[false, false], await VisibleAsync("FINEG|1", patient, list));
        Assert.Equal((bool[])[true, true], await VisibleAsync("FINEG|2", patient, list));
    }

    [SkippableFact]
    public async Task A_recipient_of_a_document_sees_that_document_and_neither_the_exchange_nor_its_files_and_a_biller_sees_nothing()
    {
        var patient = Sample.Key();
        var (report, file, question, named) = (Sample.Key("DocumentReference"), Sample.Key("DocumentReference"), Sample.Key("Communication"), Sample.Key("CommunicationRequest"));
        var (act, nobodys) = (Sample.Key("ChargeItem"), Sample.Key("Observation"));
        var message = await ReceiveAsync();
        await WriteAsync(message.Id, [.. new[] { patient, report, file, question, named, act }.Select(k => Sample.Resource(k, 0, "{}", patient.Id)), Sample.Resource(nobodys)]);
        await StoreAsync(new ChangeSet
        {
            Deliveries =
            [
                Sample.Delivery(message.Id) with { Recipient = "FINEG|1", Focus = new ResourceVersion(report, 1), Patient = patient.Id },
                Sample.Delivery(message.Id) with { Recipient = "FINEG|2", Focus = new ResourceVersion(act, 1), Patient = patient.Id, State = DeliveryState.Parked },
            ],
        });
        Assert.Equal((bool[])[true, true, false, false, false, false], await VisibleAsync("FINEG|1", patient, report, file, question, named, act));
        Assert.Equal((bool[])[false, false, false, false, false, false], await VisibleAsync("FINEG|2", patient, report, file, question, named, act));
        Assert.Equal((bool[])[true, true, true, true, true, true], await VisibleAsync(Sample.Organisation, patient, report, file, question, named, act));

        // Clinical, although no patient could be told: not everybody's.
        Assert.Equal((bool[])[false], await VisibleAsync("FINEG|3", nobodys));
    }

    [SkippableFact]
    public async Task An_identifier_belongs_to_one_resource()
    {
        var (a, b) = (Sample.Key(), Sample.Key());
        await StoreAsync(new ChangeSet { Identities = [new IdentityWrite(Sample.Hash("ins"), a), new IdentityWrite(Sample.Hash("local"), a)] });
        await ConflictsAsync(new ChangeSet { Identities = [new IdentityWrite(Sample.Hash("new"), b), new IdentityWrite(Sample.Hash("ins"), b)] });
        await ConflictsAsync(new ChangeSet { Identities = [new IdentityWrite(Sample.Hash("ins"), a)] });

        var found = await Resources.FindIdentitiesAsync([Sample.Hash("ins"), Sample.Hash("local"), Sample.Hash("new")], None);
        Assert.Equal(new Dictionary<KeyedHash, ResourceKey> { [Sample.Hash("ins")] = a, [Sample.Hash("local")] = a }, found);
    }

    [SkippableFact]
    public async Task Sixty_four_writers_that_create_a_thousand_identities_ten_thousand_times_end_with_a_thousand_resources()
    {
        const int writers = 64, identities = 1000, creates = 10_000;
        var identifiers = Enumerable.Range(0, identities).Select(i => Sample.Hash($"ins {i}")).ToList();
        var message = await ReceiveAsync();
        var winners = await Task.WhenAll(Enumerable.Range(0, writers).Select(async writer =>
        {
            // All writers go through the same identities at the same time, in their own order.
            var random = new Random(writer);
            var mine = new List<(KeyedHash Identifier, ResourceKey Key)>();
            for (var i = writer; i < creates; i += writers)
            {
                var identifier = identifiers[(i / 10 + random.Next(10)) % identities];
                mine.Add((identifier, await GetOrCreateAsync(message.Id, identifier)));
            }

            return mine;
        }));

        foreach (var identifier in identifiers)
        {
            await GetOrCreateAsync(message.Id, identifier);
        }

        var found = await Resources.FindIdentitiesAsync(identifiers, None);
        Assert.Equal(identities, found.Values.Distinct().Count());
        Assert.All(winners.SelectMany(w => w), w => Assert.Equal(found[w.Identifier], w.Key));
        Assert.Equal(creates, winners.Sum(w => w.Count));
        Assert.Equal(identities, (await Resources.FindProducedAsync(Sample.Organisation, Sample.Record, Sample.Hash("r1"), None)).Count);
    }

    private async Task<ResourceKey> GetOrCreateAsync(Guid message, KeyedHash identifier)
    {
        while (true)
        {
            if ((await Resources.FindIdentitiesAsync([identifier], None)).TryGetValue(identifier, out var key))
            {
                return key;
            }

            key = Sample.Key();
            await CommitAsync(new ChangeSet { ProducedBy = message, Identities = [new IdentityWrite(identifier, key)], Resources = [Sample.Resource(key)] });
        }
    }

    private Task WriteAsync(Guid message, params ResourceWrite[] resources) => StoreAsync(new ChangeSet { ProducedBy = message, Resources = resources });

    private async Task<bool[]> VisibleAsync(string organisation, params ResourceKey[] keys) =>
        [.. (await Task.WhenAll(keys.Select(k => Resources.FindVisibilityAsync(k, organisation, None)))).Select(v => v != Visibility.Hidden)];

    private async Task<ResourceRow?> CurrentAsync(ResourceKey key) => (await Resources.FindCurrentAsync([key], None)).GetValueOrDefault(key);

    private async Task<string?> TextAsync(ResourceKey key, int version) =>
        (await Resources.ReadAsync([new ResourceVersion(key, version)], None)).Select(r => Encoding.UTF8.GetString(r.Json.Span)).SingleOrDefault();

    private async Task FindsAsync(ResourceKey[] expected, KeyedHash? searchKey, Guid? patient)
    {
        var found = await Resources.SearchAsync("List", searchKey, patient, null, 10, None);
        Assert.Equal(expected.OrderBy(k => k.ToString(), StringComparer.Ordinal), found.Select(r => r.Version.Key));
    }
}

public sealed class SqliteResourceTests : ResourceComplianceTests
{
    protected override IStoreUnderTest Create() => new SqliteUnderTest();
}

public sealed class PostgresResourceTests : ResourceComplianceTests
{
    protected override IStoreUnderTest Create() => new PostgresUnderTest();
}
