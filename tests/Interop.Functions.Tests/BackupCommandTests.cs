using System.Text;
using Interop.Functions.Chaos;
using Interop.Functions.Configuration;
using Interop.Functions.Demo;
using Interop.Functions.Tests.Support;
using Interop.Functions.Workers;
using Interop.Store;
using Interop.Store.Backup;

namespace Interop.Functions.Tests;

/// <summary>Backups of a running engine, from the outside.</summary>
public sealed class BackupCommandTests
{
    [Fact]
    public async Task An_engine_goes_on_from_a_restored_backup_and_knows_what_it_had_taken()
    {
        using var folder = new TestFolder();
        var backups = Path.Combine(folder.Path, "backups");
        var target = Path.Combine(folder.Path, "restored");
        var body = Encoding.UTF8.GetBytes(TestEngine.Plan().ToJsonString());
        await using var engine = await TestEngine.StartAsync();
        await engine.PushAsync(body);
        await engine.SettleAsync();
        var made = await EngineProcess.RunAsync("backup", "--to", backups, "--data", engine.Data);
        Assert.Equal(0, made.Exit);

        var without = await EngineProcess.RunAsync("restore", "--from", backups, "--data", target);
        Assert.Equal(3, without.Exit);
        Assert.All((string[])["master.key", "id.key", Path.Combine(target, "keys")], word => Assert.Contains(word, without.Errors, StringComparison.Ordinal));
        CopyKeys(engine.Data, target);
        Assert.Equal(0, (await EngineProcess.RunAsync("backup", "verify", "--from", backups, "--data", target)).Exit);
        var restore = await EngineProcess.RunAsync("restore", "--from", backups, "--data", target, "--at", made.Output.Trim());
        Assert.True(restore.Exit == 0, restore.Errors);
        Assert.Equal(3, (await EngineProcess.RunAsync("restore", "--from", backups, "--data", target)).Exit);
        var compared = await EngineProcess.RunAsync("store", "verify", "--from", $"sqlite:{engine.Data}", "--to", $"sqlite:{target}");
        Assert.Equal(1, compared.Exit);
        Assert.DoesNotContain("message (", compared.Output, StringComparison.Ordinal);

        var sender = engine.Sender.DefaultRequestHeaders.Authorization;
        await using var again = await EngineInstance.StartAsync(new InteropSettings { Environment = "test", Data = target }, TestFolder.Mappings, CancellationToken.None);
        using var client = new HttpClient { BaseAddress = again.Address };
        client.DefaultRequestHeaders.Authorization = sender;
        Assert.True((await engine.PushAsync(body, sender: client)).Duplicate);
        Assert.Equal(200, (await engine.PushAsync(TestEngine.Plan(version: 2), sender: client)).Status);
        Assert.True(await again.SettleAsync(TimeSpan.FromSeconds(30), CancellationToken.None));
        Assert.Equal(2, engine.Home.Taken.Count);
        Assert.Equal(0, (await EngineProcess.RunAsync("audit", "verify", "--data", target)).Exit);
    }

    [Fact]
    public async Task A_serving_engine_makes_backups_by_itself_and_says_when_it_cannot()
    {
        using var folder = new TestFolder();
        var backups = Path.Combine(folder.Path, "backups");
        await using var engine = await StartAsync(folder, backups, "data");
        using var client = await engine.ClientAsync("operator", "FINEG|350005179", ["operate"], CancellationToken.None);
        await UntilAsync(async () => new StoreBackup(backups).LatestAt() is not null && (await client.GetStringAsync("/metrics")).Contains("interop_backup_failures_total 0", StringComparison.Ordinal));
        Assert.StartsWith("ready", await client.GetStringAsync("/health/ready"), StringComparison.Ordinal);
        Assert.Contains("interop_backup_age_seconds", await client.GetStringAsync("/metrics"), StringComparison.Ordinal);

        await File.WriteAllTextAsync(Path.Combine(folder.Path, "file"), "");
        await using var other = await StartAsync(folder, Path.Combine(folder.Path, "file"), "other");
        using var watcher = await other.ClientAsync("operator", "FINEG|350005179", ["operate"], CancellationToken.None);
        await UntilAsync(async () => (await watcher.GetStringAsync("/health/ready")).StartsWith("degraded", StringComparison.Ordinal));
        Assert.Contains("cannot be written to", await watcher.GetStringAsync("/health/ready"), StringComparison.Ordinal);
        Assert.Contains("interop_backup_failures_total 1", await watcher.GetStringAsync("/metrics"), StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task A_full_disk_is_said_clearly_and_the_earlier_backups_stay_whole()
    {
        using var disk = SmallDisk.Mount(kills: 10);
        Skip.If(disk is null && Environment.GetEnvironmentVariable("INTEROP_REQUIRE_ALL") != "1", "Only root can mount a small disk.");
        await using var engine = await TestEngine.StartAsync();
        await engine.PushAsync(TestEngine.Plan());
        var backups = new StoreBackup(Path.Combine(disk!.Folder, "backups"));
        var first = await backups.WriteAsync(engine.Instance.Store, TimeProvider.System.GetUtcNow(), null, CancellationToken.None);
        await engine.PushAsync(TestEngine.Plan(resident: 2));
        disk.Fill();
        var fault = await Assert.ThrowsAsync<StoreException>(() => backups.WriteAsync(engine.Instance.Store, TimeProvider.System.GetUtcNow(), null, CancellationToken.None));
        Assert.Contains("is full", fault.Message, StringComparison.Ordinal);
        Assert.Equal(first.Id, Assert.Single(backups.List()).Id);
        disk.Free();
        Assert.Empty(await backups.VerifyAsync(first, Path.Combine(engine.Data, "keys"), null, CancellationToken.None));
        await backups.WriteAsync(engine.Instance.Store, TimeProvider.System.GetUtcNow(), null, CancellationToken.None);
    }

    [Fact]
    public async Task A_killed_backup_leaves_the_earlier_ones_whole_and_the_next_one_succeeds()
    {
        using var folder = new TestFolder();
        var (data, path) = (Path.Combine(folder.Path, "data"), Path.Combine(folder.Path, "backups"));
        var backups = new StoreBackup(path);
        await using var store = await SqliteStore.OpenAsync(new SqliteStoreOptions { Folder = data, RunsWork = true }, CancellationToken.None);
        var first = await BackupRun.RunAsync(store, path, null, "test", TimeProvider.System, null, CancellationToken.None);
        var before = Parts();
        await LargeRecords.AddAsync(store, megabytes: 24);
        using (var process = EngineProcess.Start("backup", "--to", path, "--data", data))
        {
            while (Parts() < before + 3 && !process.HasExited)
            {
                await Task.Yield();
            }

            process.Kill(entireProcessTree: true);
            await process.WaitForExitAsync();
        }

        Assert.Equal(first.Id, Assert.Single(backups.List()).Id);
        var keys = Path.Combine(data, "keys");
        Assert.Empty(await backups.VerifyAsync(first, keys, null, CancellationToken.None));
        var next = await BackupRun.RunAsync(store, path, TimeSpan.FromDays(30), "test", TimeProvider.System, null, CancellationToken.None);
        Assert.Empty(await backups.VerifyAsync(next, keys, null, CancellationToken.None));
        Assert.Equal(first.Files.Concat(next.Files).Select(f => f.Name).Distinct().Count(), Parts());

        int Parts() => Directory.GetFiles(Path.Combine(path, "chunks"), "*", SearchOption.AllDirectories).Length;
    }

    [Theory]
    [InlineData("backup")]
    [InlineData("backup", "--to", "x", "--keep", "soon")]
    [InlineData("restore")]
    [InlineData("store", "copy", "--from", "mysql:x", "--to", "sqlite:y")]
    public async Task Wrong_use_is_said_with_exit_code_2(params string[] arguments) => Assert.Equal(2, (await EngineProcess.RunAsync(arguments)).Exit);

    private static Task<EngineInstance> StartAsync(TestFolder folder, string backups, string data) => EngineInstance.StartAsync(
        new InteropSettings { Environment = "test", Data = Path.Combine(folder.Path, data), Backup = new BackupSettings { Directory = backups } }, TestFolder.Mappings, CancellationToken.None);

    private static async Task UntilAsync(Func<Task<bool>> holds)
    {
        var started = TimeProvider.System.GetTimestamp();
        while (!await holds())
        {
            Assert.True(TimeProvider.System.GetElapsedTime(started) < TimeSpan.FromSeconds(30), "it did not come about in 30 s");
            await Task.Delay(TimeSpan.FromMilliseconds(20));
        }
    }

    private static void CopyKeys(string from, string to)
    {
        Directory.CreateDirectory(Path.Combine(to, "keys"));
        foreach (var file in Directory.GetFiles(Path.Combine(from, "keys")))
        {
            File.Copy(file, Path.Combine(to, "keys", Path.GetFileName(file)));
        }
    }
}
