using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Interop.Engine.Ports;
using Interop.Functions.Chaos;
using Interop.Store;
using Interop.Store.Postgres;

namespace Interop.Functions.Bench;

/// <summary>
/// Creates per second through the port, on SQLite and on PostgreSQL: records of eight resources, each record one create, from 64 writers at
/// once. The floor is bare inserts of the same rows into the same tables, as many to a transaction as the store had, without looking anything up.
/// </summary>
public sealed class StoreBench(double seconds, Action<string> say)
{
    private const string Note = "Floor: bare inserts of the same rows into the same tables, 64 records to a transaction, nothing looked up or encrypted; rounds of store and floor in turn.";
    private const int Rounds = 5;
    private const int Writers = 64;
    private const int PerRecord = 8;
    private const double Target = 1500;

    /// <summary>Measures what is there; PostgreSQL is left out with a word where it is not installed.</summary>
    public async Task<BenchFigures> RunAsync(CancellationToken cancellationToken)
    {
        var load = BenchFigures.LoadAverage();
        var figures = new List<Figure>();
        var folder = Directory.CreateTempSubdirectory("interop-bench-").FullName;
        try
        {
            figures.AddRange(await SqliteAsync(folder, cancellationToken));
            if (PrivatePostgres.FindBinaries() is { } binaries)
            {
                await using var cluster = await PrivatePostgres.StartAsync(binaries, cancellationToken);
                figures.AddRange(await PostgresAsync(cluster, folder, cancellationToken));
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

        return new BenchFigures(Writers, Environment.ProcessorCount, load, figures) { Note = Note };
    }

    private async Task<IReadOnlyList<Figure>> SqliteAsync(string folder, CancellationToken cancellationToken)
    {
        await using var store = await SqliteStore.OpenAsync(new SqliteStoreOptions { Folder = Path.Combine(folder, "store"), RunsWork = true }, cancellationToken);
        await using (await SqliteStore.OpenAsync(new SqliteStoreOptions { Folder = Path.Combine(folder, "floor"), RunsWork = true }, cancellationToken))
        {
            // Makes the tables.
        }

        using var floor = new SqliteFloor(Path.Combine(folder, "floor", "interop.db"));
        return await CompareAsync("sqlite", "SQLite", store, floor.Insert, cancellationToken);
    }

    private async Task<IReadOnlyList<Figure>> PostgresAsync(PrivatePostgres cluster, string folder, CancellationToken cancellationToken)
    {
        await cluster.CreateAsync("store", cancellationToken: cancellationToken);
        await cluster.CreateAsync("floor", cancellationToken: cancellationToken);
        PostgresStoreOptions OptionsOf(string database) =>
            new() { ConnectionString = cluster.ConnectionString(database), KeysFolder = Path.Combine(folder, database + "-keys"), RunsWork = true };
        await using var store = await PostgresStore.OpenAsync(OptionsOf("store"), cancellationToken);
        await using (await PostgresStore.OpenAsync(OptionsOf("floor"), cancellationToken))
        {
            // Makes the tables.
        }

        await using var floor = await PostgresFloor.OpenAsync(cluster.ConnectionString("floor"), cancellationToken);
        return await CompareAsync("postgres", "PostgreSQL", store, floor.Insert, cancellationToken);
    }

    /// <summary>Rounds of both in turn, so that whatever else the machine does falls on both.</summary>
    private async Task<IReadOnlyList<Figure>> CompareAsync(string id, string name, IStore store, Action<int> insert, CancellationToken cancellationToken)
    {
        var (rates, floors) = (new List<double>(), new List<double>());
        for (var round = -1; round < Rounds; round++)
        {
            var rate = await CreateAsync(store, cancellationToken);
            var floor = Floor(insert);
            if (round >= 0)
            {
                rates.Add(rate);
                floors.Add(floor);
            }
        }

        say(string.Create(CultureInfo.InvariantCulture, $"{name}: creates/s {string.Join(" ", rates.Select(r => $"{r:0}"))}, floor {string.Join(" ", floors.Select(r => $"{r:0}"))}"));
        return [new Figure($"{id}-creates", $"{name}: creates of {PerRecord} resources, median of {Rounds} rounds", Median(rates), "1/s", Median(floors), Target)];
    }

    private async Task<double> CreateAsync(IStore store, CancellationToken cancellationToken)
    {
        var started = Stopwatch.GetTimestamp();
        var done = await Task.WhenAll(Enumerable.Range(0, Writers).Select(async _ =>
        {
            var count = 0;
            while (Stopwatch.GetElapsedTime(started).TotalSeconds < seconds)
            {
                await store.CommitAsync(Record(), cancellationToken);
                count++;
            }

            return count;
        }));
        return done.Sum() / Stopwatch.GetElapsedTime(started).TotalSeconds;
    }

    private double Floor(Action<int> insert)
    {
        var (started, count) = (Stopwatch.GetTimestamp(), 0);
        while (Stopwatch.GetElapsedTime(started).TotalSeconds < seconds)
        {
            insert(Writers);
            count += Writers;
        }

        return count / Stopwatch.GetElapsedTime(started).TotalSeconds;
    }

    private static ChangeSet Record()
    {
        var (id, now) = (Guid.CreateVersion7(), TimeProvider.System.GetUtcNow());
        var patient = Guid.NewGuid();
        var body = Encoding.UTF8.GetBytes($$"""{"recordId":"{{id}}","lines":"{{new string('x', 2000)}}"}""");
        var hash = new KeyedHash(SHA256.HashData(id.ToByteArray()));
        return new ChangeSet
        {
            Messages =
            [
                new NewMessage
                {
                    Id = id, Organisation = "FINEG|350005179", Kind = "medissimo", Record = "medissimo/pillbox-plan", Key = new MessageKey("FINEG|350005179", "medissimo/pillbox-plan", hash, 1),
                    Lane = hash, ContentHash = hash, ContentType = "application/json", Body = body, State = MessageState.Routed, ReceivedAt = now, CredentialId = patient,
                },
            ],
            ProducedBy = id,
            Resources =
            [
                .. Enumerable.Range(0, PerRecord).Select(i => new ResourceWrite
                {
                    Key = new ResourceKey("MedicationStatement", Guid.NewGuid()), ExpectedVersion = 0, Patient = patient, ContentHash = hash,
                    Json = Encoding.UTF8.GetBytes($$"""{"resourceType":"MedicationStatement","status":"active","note":"{{i}} {{id}} {{new string('y', 400)}}"}"""),
                }),
            ],
            Audit = [new AuditEntry(now, "engine", "FINEG|350005179", "route", $"message/{id:D}", "routed")],
        };
    }

    private static double Median(List<double> values) => values.Order().ElementAt(values.Count / 2);
}
