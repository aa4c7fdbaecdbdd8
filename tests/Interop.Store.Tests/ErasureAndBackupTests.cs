using Interop.Engine.Ports;
using Interop.Store.Tests.Support;

namespace Interop.Store.Tests;

/// <summary>Backups are older than what happened since: what was erased, which keys were in use.</summary>
public sealed class ErasureAndBackupTests : IAsyncLifetime
{
    private readonly BackupRig _rig = BackupRig.Create();

    private static CancellationToken None => CancellationToken.None;

    public Task InitializeAsync() => Task.CompletedTask;

    public Task DisposeAsync() => _rig.DisposeAsync().AsTask();

    [SkippableTheory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task What_was_erased_after_a_backup_stays_erased_when_it_is_restored(bool postgres)
    {
        await using var store = await _rig.FilledAsync(postgres, records: 3);
        var (message, patient) = (Sample.Message("erased"), Sample.Key());
        await store.CommitAsync(new ChangeSet { Messages = [message] }, None);
        await store.CommitAsync(
            new ChangeSet
            {
                ProducedBy = message.Id, MessageChanges = [Sample.Routed(message.Id) with { Patients = [patient.Id] }], Resources = [Sample.Resource(patient, 0, "{\"p\":1}", patient.Id)],
            },
            None);
        await _rig.Backup.WriteAsync(store, Sample.Noon, null, None);
        await store.KeyDesk.EraseAsync([patient.Id], "operator:test", "asked for", None);

        await using var restored = await _rig.RestoreAsync(!postgres);
        Assert.Empty(await restored.ReadAsync([new(patient, 0), new(patient, 1)], None));
        await Assert.ThrowsAnyAsync<StoreException>(() => restored.ReadBodyAsync(message.Id, None));
        Assert.True((await restored.FindCurrentAsync([patient], None))[patient].Erased);
        Assert.Null(await restored.FindAuditBreakAsync(None));
    }

    [Fact]
    public async Task A_backup_from_after_a_rotation_needs_the_new_key_only_and_one_from_before_the_old_one()
    {
        await using var store = await _rig.FilledAsync(postgres: false, records: 3);
        var before = await _rig.Backup.WriteAsync(store, Sample.Noon, null, None);
        await store.KeyDesk.RotateAsync("operator:test", _ => { }, None);
        await store.KeyDesk.RetireAsync(1, destroy: true, "operator:test", None);
        var after = await _rig.Backup.WriteAsync(store, Sample.Noon.AddHours(1), null, None);
        Assert.Equal(["master-2.key", "id.key"], after.Keys.Select(k => k.File));
        var keys = Path.Combine(_rig.Root, "store-1", "keys");
        Assert.Contains("master.key", Assert.Single(await _rig.Backup.VerifyAsync(before, keys, null, None)), StringComparison.Ordinal);
        await using var restored = await _rig.RestoreAsync(postgres: false, after.Id);
        Assert.Equal(3, (await restored.ListMessagesAsync(null, null, 100, None)).Count);
    }
}
