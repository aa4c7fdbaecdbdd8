using Interop.Engine.Ports;
using Interop.Store.Tests.Support;

namespace Interop.Store.Tests;

/// <summary>Keys of several processes, each with key files of its own.</summary>
public sealed class PostgresKeyTests : PostgresTests
{
    private readonly string _elsewhere = Directory.CreateTempSubdirectory("store-test-").FullName;

    [SkippableFact]
    public async Task A_process_elsewhere_goes_on_after_a_rotation_once_it_has_the_key_and_says_so_before()
    {
        var time = new ManualTime();
        await using var here = await UnderTest.OpenStoreAsync();
        CopyKeys();
        await using var there = await UnderTest.OpenStoreAsync(o => o with { KeysFolder = _elsewhere, Time = time });
        Assert.Equal(2, await here.KeyDesk.PrepareAsync(None));
        await StoreAsync(there, new ChangeSet { Messages = [Sample.Message("before")] });
        await here.KeyDesk.RotateAsync("operator:test", _ => { }, None);

        var late = Sample.Message("late");
        var missing = await Assert.ThrowsAsync<StoreException>(() => there.CommitAsync(new ChangeSet { Messages = [late] }, None));
        Assert.True(missing.IsTransient);
        Assert.Contains(Path.Combine(_elsewhere, "master-2.key"), missing.Message, StringComparison.Ordinal);
        CopyKeys();
        time.Advance(TimeSpan.FromSeconds(10));
        await StoreAsync(there, new ChangeSet { Messages = [late] });
        Assert.Equal(late.Body.ToArray(), (await here.ReadBodyAsync(late.Id, None)).ToArray());
    }

    [SkippableFact]
    public async Task What_one_process_erases_another_cannot_read_from_that_moment_on()
    {
        await using var here = await UnderTest.OpenStoreAsync();
        await using var there = await UnderTest.OpenStoreAsync();
        var (message, patient) = (Sample.Message(), Sample.Key());
        await StoreAsync(here, new ChangeSet { Messages = [message] });
        await StoreAsync(here, new ChangeSet
        {
            ProducedBy = message.Id, MessageChanges = [Sample.Routed(message.Id) with { Patients = [patient.Id] }], Resources = [Sample.Resource(patient, 0, "{}", patient.Id)],
        });
        Assert.Single(await there.ReadAsync([new(patient, 0)], None));
        await here.KeyDesk.EraseAsync([patient.Id], "operator:test", "asked for", None);
        Assert.Empty(await there.ReadAsync([new(patient, 0)], None));
        await Assert.ThrowsAnyAsync<StoreException>(() => there.ReadBodyAsync(message.Id, None));
    }

    [SkippableFact]
    public async Task Records_flow_while_keys_are_rotated_and_all_are_read_afterwards()
    {
        await using var one = await UnderTest.OpenStoreAsync();
        await using var two = await UnderTest.OpenStoreAsync();
        using var stop = new CancellationTokenSource();
        var flowing = Task.WhenAll(new[] { one, two }.Select((store, w) => FlowAsync(store, w, stop.Token)));
        for (var round = 2; round <= 4; round++)
        {
            Assert.Equal((round, false), await one.KeyDesk.RotateAsync("operator:test", _ => { }, None));
            Assert.Equal(Keys.RetireOutcome.Retired, await two.KeyDesk.RetireAsync(round - 1, true, "operator:test", None));
        }

        await stop.CancelAsync();
        foreach (var message in (await flowing).SelectMany(m => m))
        {
            Assert.Equal(message.Body.ToArray(), (await two.ReadBodyAsync(message.Id, None)).ToArray());
        }
    }

    private static async Task<List<NewMessage>> FlowAsync(PostgresStore store, int worker, CancellationToken stop)
    {
        var done = new List<NewMessage>();
        for (var i = 0; !stop.IsCancellationRequested; i++)
        {
            var message = Sample.Message($"{worker}/{i}", body: $"{{\"i\":{i}}}");
            await StoreAsync(store, new ChangeSet { Messages = [message] });
            await StoreAsync(store, new ChangeSet { MessageChanges = [Sample.Routed(message.Id) with { Patients = i % 3 == 0 ? [] : [new Guid(i % 7, 0, 0, new byte[8])] }] });
            done.Add(message);
        }

        return done;
    }

    private void CopyKeys()
    {
        foreach (var path in Directory.GetFiles(UnderTest.Keys))
        {
            var copy = Path.Combine(_elsewhere, Path.GetFileName(path));
            File.Delete(copy);
            File.Copy(path, copy);
        }
    }
}
