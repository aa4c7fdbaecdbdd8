using Interop.Engine.Ports;
using Interop.Store.Backup;
using Interop.Store.Crypto;
using Interop.Store.Tests.Support;

namespace Interop.Store.Tests;

/// <summary>Backups and what is restored from them, on both databases and across.</summary>
public sealed class BackupTests : IAsyncLifetime
{
    private readonly BackupRig _rig = BackupRig.Create();

    private static CancellationToken None => CancellationToken.None;

    public Task InitializeAsync() => Task.CompletedTask;

    public Task DisposeAsync() => _rig.DisposeAsync().AsTask();

    [SkippableTheory]
    [InlineData(false, false)]
    [InlineData(false, true)]
    [InlineData(true, false)]
    [InlineData(true, true)]
    public async Task Every_row_comes_back_from_either_database_into_either(bool from, bool to)
    {
        await using var store = await _rig.FilledAsync(from);
        var header = await _rig.Backup.WriteAsync(store, Sample.Noon, null, None);
        Assert.Empty(await _rig.Backup.VerifyAsync(header, Path.Combine(_rig.Root, "store-1", "keys"), None));
        await using var restored = await _rig.RestoreAsync(to);
        await AssertSameButForTheRestoreAsync(store, restored);
        Assert.Null(await restored.FindAuditBreakAsync(None));
        await BackupRig.FillAsync(restored, 3, "after");
        Assert.Null(await restored.FindAuditBreakAsync(None));
    }

    [SkippableTheory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_later_backup_writes_what_is_new_and_each_restores_as_it_was(bool postgres)
    {
        await using var store = await _rig.FilledAsync(postgres, records: 400);
        var first = await _rig.Backup.WriteAsync(store, Sample.Noon, null, None);
        await using var early = await _rig.RestoreAsync(postgres: false);
        await BackupRig.FillAsync(store, 4, "more");
        var second = await _rig.Backup.WriteAsync(store, Sample.Noon.AddHours(6), null, None);
        var third = await _rig.Backup.WriteAsync(store, Sample.Noon.AddHours(12), null, None);

        Assert.InRange(second.NewBytes, 1, first.NewBytes / 10);
        Assert.Equal((second.Rows, 0), (third.Rows, third.NewBytes));
        await using var then = await _rig.RestoreAsync(postgres, "2026-03-14T14:00:00Z");
        await using var now = await _rig.RestoreAsync(!postgres, third.Id);
        Assert.Equal(0, (await StoreCopy.CompareAsync(early, then, null, None)).Differences);
        await AssertSameButForTheRestoreAsync(store, now);
    }

    [SkippableFact]
    public async Task The_shared_form_is_the_same_on_both_databases_and_holds_every_table()
    {
        await using var sqlite = await _rig.FilledAsync(postgres: false, records: 1);
        await using var postgres = await _rig.FilledAsync(postgres: true, records: 1);
        await using var one = await sqlite.OpenSnapshotAsync(forBackup: false, None);
        await using var other = await postgres.OpenSnapshotAsync(forBackup: false, None);
        SharedForm.CheckSame(one.Tables, other.Tables, one.SchemaNumber);
        Assert.Equal(one.SchemaNumber, other.SchemaNumber);
        Assert.Subset(one.Tables.Select(t => t.Name).ToHashSet(), new HashSet<string>
        {
            "attempt", "audit", "audit_head", "body", "credential", "delivery", "endpoint", "endpoint_list", "feed", "feed_item", "identity", "inbound_lane", "key_check", "message",
            "message_code", "outbound_lane", "received_count", "resource_version", "search_key",
        });
        Assert.DoesNotContain(one.Tables, t => SharedForm.LeavesOut(t.Name));
    }

    [Fact]
    public async Task A_flipped_byte_in_any_file_is_found_and_the_file_named()
    {
        await using var store = await _rig.FilledAsync(postgres: false);
        var header = await _rig.Backup.WriteAsync(store, Sample.Noon, null, None);
        var keys = Path.Combine(_rig.Root, "store-1", "keys");
        foreach (var file in Directory.GetFiles(_rig.Backups, "*", SearchOption.AllDirectories).Where(f => new FileInfo(f).Length > 0))
        {
            var bytes = await File.ReadAllBytesAsync(file);
            foreach (var at in (int[])[0, 4, 10, bytes.Length / 2, bytes.Length - 1])
            {
                bytes[at] ^= 1;
                await File.WriteAllBytesAsync(file, bytes);
                Assert.Contains(await FaultsAsync(header, keys), f => f.Contains(Path.GetFileName(file), StringComparison.Ordinal));
                bytes[at] ^= 1;
            }

            await File.WriteAllBytesAsync(file, bytes);
        }

        Assert.Empty(await _rig.Backup.VerifyAsync(header, keys, None));
    }

    [Fact]
    public async Task A_missing_part_is_named_and_nothing_is_restored()
    {
        await using var store = await _rig.FilledAsync(postgres: false);
        var header = await _rig.Backup.WriteAsync(store, Sample.Noon, null, None);
        var gone = Directory.GetFiles(Path.Combine(_rig.Backups, "chunks"), "*", SearchOption.AllDirectories)[3];
        File.Delete(gone);
        Assert.Contains(gone, Assert.Single(await _rig.Backup.VerifyAsync(header, Path.Combine(_rig.Root, "store-1", "keys"), None)), StringComparison.Ordinal);
        var place = await _rig.PlaceAsync(postgres: false);
        Assert.Contains(gone, (await RefusalAsync(place)).Message, StringComparison.Ordinal);
        Assert.Equal(["engine.lock", "keys"], Directory.GetFileSystemEntries(place.Sqlite!.Folder).Select(Path.GetFileName).Order());
    }

    [Fact]
    public async Task The_keys_are_not_in_the_backup_and_a_restore_says_which_it_needs_and_where()
    {
        await using var store = await _rig.FilledAsync(postgres: false);
        await _rig.Backup.WriteAsync(store, Sample.Noon, null, None);
        foreach (var key in (byte[][])[store.Keys.Master.ToArray(), store.Keys.IdentityKey.ToArray(), store.Keys.SearchKey.ToArray(), store.Keys.AuditKey.ToArray()])
        {
            foreach (var file in Directory.GetFiles(_rig.Backups, "*", SearchOption.AllDirectories))
            {
                var bytes = await File.ReadAllBytesAsync(file);
                Assert.Equal(-1, bytes.AsSpan().IndexOf(key));
                Assert.Equal(-1, bytes.AsSpan().IndexOf(Sample.Bytes(Convert.ToHexStringLower(key))));
                Assert.Equal(-1, bytes.AsSpan().IndexOf(Sample.Bytes(Convert.ToBase64String(key))));
            }
        }

        var place = await _rig.PlaceAsync(postgres: false);
        File.Delete(Path.Combine(place.Keys, "master.key"));
        File.Delete(Path.Combine(place.Keys, "id.key"));
        var missing = await RefusalAsync(place);
        Assert.All((string[])["master.key", "id.key", place.Keys, "0600"], word => Assert.Contains(word, missing.Message, StringComparison.Ordinal));
        KeyFile.Create(Path.Combine(place.Keys, "master.key"), System.Security.Cryptography.RandomNumberGenerator.Create());
        File.Copy(Path.Combine(_rig.Root, "store-1", "keys", "id.key"), Path.Combine(place.Keys, "id.key"));
        var wrong = await RefusalAsync(place);
        Assert.Contains("master.key (needed", wrong.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("id.key", wrong.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nothing_of_what_is_kept_can_be_read_in_a_backup()
    {
        await using var store = await _rig.FilledAsync(postgres: false);
        await _rig.Backup.WriteAsync(store, Sample.Noon, null, None);
        foreach (var file in Directory.GetFiles(_rig.Backups, "*", SearchOption.AllDirectories))
        {
            var bytes = await File.ReadAllBytesAsync(file);
            Assert.All((string[])["medissimo", "350005179", "pharmacy", "inbound_lane"], word => Assert.Equal(-1, bytes.AsSpan().IndexOf(Sample.Bytes(word))));
        }
    }

    [SkippableTheory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_store_that_has_rows_is_left_as_it_is(bool postgres)
    {
        await using var store = await _rig.FilledAsync(postgres: false);
        await _rig.Backup.WriteAsync(store, Sample.Noon, null, None);
        var place = await _rig.PlaceAsync(postgres);
        await using (var other = await BackupRig.OpenAsync(place))
        {
            await BackupRig.FillAsync(other, 2);
        }

        Assert.Contains("already", (await RefusalAsync(place)).Message, StringComparison.Ordinal);
        await using var still = await BackupRig.OpenAsync(place);
        Assert.Equal(2, (await still.ListMessagesAsync(null, null, 10, None)).Count);
    }

    private async Task<IReadOnlyList<string>> FaultsAsync(BackupHeader header, string keys)
    {
        try
        {
            _ = _rig.Backup.List();
        }
        catch (StoreException fault)
        {
            return [fault.Message];
        }

        return await _rig.Backup.VerifyAsync(header, keys, None);
    }

    private async Task<StoreException> RefusalAsync(StorePlace place) =>
        await Assert.ThrowsAsync<StoreException>(() => place.Restore.RunAsync(_rig.Backup, _rig.Backup.Find(null), "test", Sample.Noon, null, None));

    /// <summary>All rows equal; the audit trail of the restored store has one more, and its head with it.</summary>
    private static async Task AssertSameButForTheRestoreAsync(IStore store, IStore restored)
    {
        var found = await StoreCopy.CompareAsync(store, restored, null, None);
        Assert.Equal(2, found.Differences);
        Assert.Contains(found.Examples, e => e.StartsWith("audit ", StringComparison.Ordinal) && e.EndsWith("only in the second", StringComparison.Ordinal));
        Assert.Contains(found.Examples, e => e.StartsWith("audit_head ", StringComparison.Ordinal));
        Assert.True(found.Rows > 300);
    }
}
