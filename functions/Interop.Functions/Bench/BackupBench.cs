using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Interop.Engine.Ports;
using Interop.Functions.Chaos;
using Interop.Store;
using Interop.Store.Backup;
using Interop.Store.Postgres;

namespace Interop.Functions.Bench;

/// <summary>
/// Backup and restore of a store of records with eight resources each, on SQLite beside copying its file, on PostgreSQL beside pg_dump where that is
/// installed; and what a later backup writes after one record in a hundred more.
/// </summary>
public sealed class BackupBench(int records, Action<string> say)
{
    private const string Note =
        "Rates by the bytes of all rows. Floors: the database file read and written once with fsync; pg_dump in its own compressed format. A restore reads every row back and compares it. "
        + "The later backup comes after one record in a hundred more.";

    private const int Writers = 64;
    private const int PerRecord = 8;

    /// <summary>Measures what is there; PostgreSQL is left out with a word where it is not installed.</summary>
    public async Task<BenchFigures> RunAsync(CancellationToken cancellationToken)
    {
        var load = BenchFigures.LoadAverage();
        var figures = new List<Figure>();
        var folder = Directory.CreateTempSubdirectory("interop-bench-").FullName;
        try
        {
            SqliteStoreOptions Sqlite(string name) => new() { Folder = Path.Combine(folder, name), RunsWork = false };
            figures.AddRange(await MeasureAsync(
                "sqlite", folder, await SqliteStore.OpenAsync(Sqlite("source"), cancellationToken), StoreRestore.Into(Sqlite("target")), () => Task.FromResult<double?>(CopyFile(folder)), cancellationToken));
            if (PrivatePostgres.FindBinaries() is { } binaries)
            {
                await using var cluster = await PrivatePostgres.StartAsync(binaries, cancellationToken);
                figures.AddRange(await PostgresAsync(cluster, binaries, folder, cancellationToken));
            }
            else
            {
                say("PostgreSQL is not installed here and left out.");
            }
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }

        return new BenchFigures(null, Environment.ProcessorCount, load, figures) { Note = Note };
    }

    private async Task<List<Figure>> PostgresAsync(PrivatePostgres cluster, string binaries, string folder, CancellationToken cancellationToken)
    {
        await cluster.CreateAsync("source", cancellationToken: cancellationToken);
        await cluster.CreateAsync("target", cancellationToken: cancellationToken);
        PostgresStoreOptions Options(string name) =>
            new() { ConnectionString = cluster.ConnectionString(name), KeysFolder = Path.Combine(folder, "source", "keys"), RunsWork = false };
        var dump = new[] { Path.Combine(binaries, "pg_dump"), "/usr/bin/pg_dump" }.FirstOrDefault(File.Exists);
        return await MeasureAsync(
            "postgres", folder, await PostgresStore.OpenAsync(Options("source"), cancellationToken), StoreRestore.Into(Options("target")),
            async () => dump is null ? null : await DumpAsync(dump, cluster.Port, folder, cancellationToken), cancellationToken);
    }

    /// <param name="floor">Seconds that the floor takes.</param>
    private async Task<List<Figure>> MeasureAsync(string id, string folder, IStore source, StoreRestore target, Func<Task<double?>> floor, CancellationToken cancellationToken)
    {
        await using var store = source;
        await FillAsync(store, records, cancellationToken);
        CopyKeys(folder);
        var backups = new StoreBackup(Path.Combine(folder, id + "-backups"));
        var (first, wrote, wroteCpu) = await TimeAsync(() => backups.WriteAsync(store, TimeProvider.System.GetUtcNow(), null, cancellationToken));
        var bare = await floor();
        var (_, restored, restoredCpu) = await TimeAsync(async () =>
        {
            await target.RunAsync(backups, first, "bench", TimeProvider.System.GetUtcNow(), null, cancellationToken);
            return true;
        });
        await FillAsync(store, Math.Max(1, records / 100), cancellationToken);
        var (second, later, _) = await TimeAsync(() => backups.WriteAsync(store, TimeProvider.System.GetUtcNow(), null, cancellationToken));
        var megabytes = first.Bytes / 1024.0 / 1024;
        say(string.Create(CultureInfo.InvariantCulture, $"{id}: {first.Rows} rows, {megabytes:0.#} MiB; backup {wrote:0.00} s, floor {bare:0.00} s, restore {restored:0.00} s, later backup {later:0.00} s"));
        return
        [
            new Figure($"{id}-backup", $"{id}: backup", megabytes / wrote, "MiB/s", megabytes / bare),
            new Figure($"{id}-backup-rows", $"{id}: backup", first.Rows / wrote, "rows/s"),
            new Figure($"{id}-backup-cpu", $"{id}: backup, by processor time of this process", megabytes / wroteCpu, "MiB/s"),
            new Figure($"{id}-backup-size", $"{id}: size of the first backup", first.NewBytes * 100.0 / first.Bytes, "% of rows"),
            new Figure($"{id}-restore", $"{id}: restore, every row read back", megabytes / restored, "MiB/s", megabytes / bare),
            new Figure($"{id}-restore-rows", $"{id}: restore", first.Rows / restored, "rows/s"),
            new Figure($"{id}-restore-cpu", $"{id}: restore, by processor time of this process", megabytes / restoredCpu, "MiB/s"),
            new Figure($"{id}-later", $"{id}: written by a later backup", second.NewBytes * 100.0 / first.NewBytes, "% of first"),
        ];
    }

    private static double CopyFile(string folder)
    {
        var started = Stopwatch.GetTimestamp();
        using var from = new FileStream(Path.Combine(folder, "source", "interop.db"), FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        using var to = new FileStream(Path.Combine(folder, "copy"), FileMode.Create);
        from.CopyTo(to, 1024 * 1024);
        to.Flush(flushToDisk: true);
        return Stopwatch.GetElapsedTime(started).TotalSeconds;
    }

    private static async Task<double> DumpAsync(string program, int port, string folder, CancellationToken cancellationToken)
    {
        var started = Stopwatch.GetTimestamp();
        string[] arguments = ["-h", "127.0.0.1", "-p", port.ToString(CultureInfo.InvariantCulture), "-U", "interop", "-Fc", "-f", Path.Combine(folder, "dump"), "source"];
        using var process = Process.Start(new ProcessStartInfo(program, arguments)) ?? throw new InvalidOperationException("The system starts no process.");
        await process.WaitForExitAsync(cancellationToken);
        return process.ExitCode == 0 ? Stopwatch.GetElapsedTime(started).TotalSeconds : throw new InvalidOperationException("pg_dump did not succeed.");
    }

    private static async Task<(T Result, double Seconds, double ProcessorSeconds)> TimeAsync<T>(Func<Task<T>> run)
    {
        var (started, used) = (Stopwatch.GetTimestamp(), Environment.CpuUsage.TotalTime);
        var result = await run();
        return (result, Stopwatch.GetElapsedTime(started).TotalSeconds, (Environment.CpuUsage.TotalTime - used).TotalSeconds);
    }

    private static void CopyKeys(string folder)
    {
        Directory.CreateDirectory(Path.Combine(folder, "target", "keys"));
        foreach (var file in Directory.GetFiles(Path.Combine(folder, "source", "keys")))
        {
            File.Copy(file, Path.Combine(folder, "target", "keys", Path.GetFileName(file)), overwrite: true);
        }
    }

    private static async Task FillAsync(IStore store, int count, CancellationToken cancellationToken)
    {
        var left = count;
        await Task.WhenAll(Enumerable.Range(0, Writers).Select(async _ =>
        {
            while (Interlocked.Decrement(ref left) >= 0)
            {
                await store.CommitAsync(Record(), cancellationToken);
            }
        }));
    }

    private static ChangeSet Record()
    {
        var (id, now, patient) = (Guid.CreateVersion7(), TimeProvider.System.GetUtcNow(), Guid.NewGuid());
        var hash = Hash();
        return new ChangeSet
        {
            Messages =
            [
                new NewMessage
                {
                    Id = id, Organisation = "FINEG|350005179", Kind = "medissimo", Record = "medissimo/pillbox-plan", Key = new MessageKey("FINEG|350005179", "medissimo/pillbox-plan", hash, 1),
                    Lane = hash, ContentHash = hash, ContentType = "application/json", Body = TrialBody(2000), State = MessageState.Routed, ReceivedAt = now, CredentialId = patient,
                },
            ],
            ProducedBy = id,
            Resources =
            [
                .. Enumerable.Range(0, PerRecord).Select(_ => new ResourceWrite
                {
                    Key = new ResourceKey("MedicationStatement", Guid.NewGuid()), ExpectedVersion = 0, Patient = patient, ContentHash = Hash(), Json = TrialBody(700), SearchKeys = [Hash(), hash],
                }),
            ],
            Audit = [new AuditEntry(now, "engine", "FINEG|350005179", "route", $"message/{id:D}", "routed")],
        };
    }

    /// <summary>Half of it shrinks.</summary>
    private static byte[] TrialBody(int length) => Encoding.UTF8.GetBytes($"{{\"data\":\"{Convert.ToBase64String(RandomNumberGenerator.GetBytes(length / 4))}{new string('x', length / 2)}\"}}");

    private static KeyedHash Hash() => new(RandomNumberGenerator.GetBytes(32));
}
