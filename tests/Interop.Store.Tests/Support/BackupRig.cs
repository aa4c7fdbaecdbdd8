using Interop.Engine.Ports;
using Interop.Store.Backup;

namespace Interop.Store.Tests.Support;

/// <summary>Stores of both kinds under the same keys, and a folder of backups.</summary>
internal sealed class BackupRig : IAsyncDisposable
{
    private readonly List<PostgresUnderTest> _databases = [];
    private int _folders;

    public string Root { get; } = Directory.CreateTempSubdirectory("backup-test-").FullName;

    public static BackupRig Create() => new();

    public string Backups => Path.Combine(Root, "backups");

    public StoreBackup Backup => new(Backups);

    /// <summary>A store with a bit of everything in it.</summary>
    public async Task<IStore> FilledAsync(bool postgres, int records = 40)
    {
        var store = await OpenAsync(await PlaceAsync(postgres));
        await FillAsync(store, records);
        return store;
    }

    /// <summary>An empty place of this kind; the keys of the first are put into all that follow.</summary>
    public async Task<StorePlace> PlaceAsync(bool postgres)
    {
        var folder = Path.Combine(Root, $"store-{++_folders}");
        if (_folders > 1)
        {
            CopyKeys(Path.Combine(Root, "store-1"), folder);
        }

        if (!postgres)
        {
            return new StorePlace(new SqliteStoreOptions { Folder = folder, RunsWork = true }, null);
        }

        var database = new PostgresUnderTest();
        _databases.Add(database);
        return new StorePlace(null, await database.OptionsAsync() with { KeysFolder = Path.Combine(folder, "keys") });
    }

    public static async Task<IStore> OpenAsync(StorePlace place) => place.Sqlite is { } sqlite
        ? await SqliteStore.OpenAsync(sqlite, CancellationToken.None)
        : await Interop.Store.PostgresStore.OpenAsync(place.Postgres!, CancellationToken.None);

    public async Task<IStore> RestoreAsync(bool postgres, string? at = null)
    {
        var place = await PlaceAsync(postgres);
        await place.Restore.RunAsync(Backup, Backup.Find(at), "test", Sample.Noon, null, CancellationToken.None);
        return await OpenAsync(place);
    }

    public static async Task FillAsync(IStore store, int records, string prefix = "r")
    {
        for (var i = 0; i < records; i++)
        {
            var message = Sample.Message($"{prefix}{i}", body: $$"""{"record":"{{prefix}}{{i}}","text":"{{new string('x', 1500)}}"}""");
            await CommitAsync(store, new ChangeSet { Messages = [message] });
            var key = Sample.Key();
            var delivery = Sample.Delivery(message.Id, lane: $"lane-{i % 7}");
            await CommitAsync(store, new ChangeSet
            {
                ProducedBy = message.Id,
                MessageChanges = [Sample.Routed(message.Id)],
                Resources = [Sample.Resource(key, json: $$"""{"resourceType":"Patient","text":"{{i}}"}""", patient: key.Id, searchKeys: [$"{prefix}{i}", "all"]), Sample.Resource(Sample.Key("List"))],
                Deliveries = [delivery],
                FeedItems = i % 5 == 0 ? [Sample.FeedItem(message.Id, $"{prefix}{i}")] : [],
                Audit = [Sample.Audit($"message/{message.Id:D}")],
            });
            if (i % 3 == 0)
            {
                var sent = Sample.Move(delivery.Id, DeliveryState.Pending, DeliveryState.Sending) with { Payload = Sample.Bytes("{}"), PayloadHash = "hash" };
                await CommitAsync(store, new ChangeSet
                {
                    DeliveryChanges = [i % 6 == 0 ? sent : sent with { From = DeliveryState.Pending, To = DeliveryState.Parked, HoldsLane = true, Payload = null, PayloadHash = null }],
                });
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var database in _databases)
        {
            await database.DisposeAsync();
        }

        Directory.Delete(Root, recursive: true);
    }

    private static async Task CommitAsync(IStore store, ChangeSet set) => Assert.Equal(CommitOutcome.Committed, await store.CommitAsync(set, CancellationToken.None));

    private static void CopyKeys(string from, string to)
    {
        Directory.CreateDirectory(Path.Combine(to, "keys"));
        foreach (var file in Directory.GetFiles(Path.Combine(from, "keys")))
        {
            File.Copy(file, Path.Combine(to, "keys", Path.GetFileName(file)));
        }
    }
}

/// <summary>Where a store is or will be.</summary>
internal sealed record StorePlace(SqliteStoreOptions? Sqlite, Interop.Store.Postgres.PostgresStoreOptions? Postgres)
{
    public StoreRestore Restore => Sqlite is { } sqlite ? StoreRestore.Into(sqlite) : StoreRestore.Into(Postgres!);

    public string Keys => Sqlite is { } sqlite ? Path.Combine(sqlite.Folder, "keys") : Postgres!.KeysFolder;
}
