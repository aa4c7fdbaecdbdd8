using System.Diagnostics;
using System.Globalization;
using Interop.Engine.Ports;
using Interop.Functions.Chaos;
using Interop.Store;
using Interop.Store.Postgres;

namespace Interop.Functions.Bench.Search;

/// <summary>How long it takes to find messages among very many: the rows are made inside the database, then looked up through the port.</summary>
public sealed class SearchBench(string folder, long messages, Action<string> say)
{
    /// <summary>Senders, and as many endpoints.</summary>
    internal const int Partners = 200;

    private const string Note = "Rows are made inside the database: 200-byte bodies, one delivery and one resource each; found through the port that operators use, 50 at most.";

    // More than PostgreSQL looks at before it may take one plan for all values.
    private const int Rounds = 8;

    /// <summary>Loads the folder when it is empty, then measures; the file is kept for the next run.</summary>
    public async Task<BenchFigures> SqliteAsync(CancellationToken cancellationToken)
    {
        var load = BenchFigures.LoadAverage();
        var options = new SqliteStoreOptions { Folder = folder, RunsWork = true };
        var path = Path.Combine(folder, "interop.db");
        var isNew = !File.Exists(path);
        await (await SqliteStore.OpenAsync(options, cancellationToken)).DisposeAsync();
        var keyBytes = isNew ? new SqliteSearchLoad(messages, say).Run(path) : (double?)null;
        return await MeasureAsync(async () => await SqliteStore.OpenAsync(options, cancellationToken), load, keyBytes, cancellationToken);
    }

    /// <summary>On a server of its own in the folder, removed at the end; or on the database of a connection string, loaded when it is empty and kept.</summary>
    public async Task<BenchFigures> PostgresAsync(string? connection, CancellationToken cancellationToken)
    {
        var load = BenchFigures.LoadAverage();
        Directory.CreateDirectory(folder);
        await using var cluster = connection is not null ? null : await PrivatePostgres.StartAsync(
            PrivatePostgres.FindBinaries() ?? throw new InvalidOperationException("PostgreSQL is not installed here."), cancellationToken, folder);
        if (cluster is not null)
        {
            await cluster.CreateAsync("search", cancellationToken: cancellationToken);
        }

        var options = new PostgresStoreOptions { ConnectionString = connection ?? cluster!.ConnectionString("search"), KeysFolder = Path.Combine(folder, "keys"), RunsWork = true };
        await (await PostgresStore.OpenAsync(options, cancellationToken)).DisposeAsync();
        var keyBytes = await new PostgresSearchLoad(options.ConnectionString, messages, say).RunAsync(cancellationToken);
        return await MeasureAsync(async () => await PostgresStore.OpenAsync(options, cancellationToken), load, keyBytes, cancellationToken);
    }

    private async Task<BenchFigures> MeasureAsync(Func<Task<IStore>> open, string? load, double? keyBytes, CancellationToken cancellationToken)
    {
        var started = Stopwatch.GetTimestamp();
        await using var store = await open();
        var figures = new List<Figure> { new("start", "opening the store", Stopwatch.GetElapsedTime(started).TotalMilliseconds, "ms", Target: 3000, AtMost: true) };
        foreach (var (id, label, filter) in SearchTrials.All(messages))
        {
            figures.Add(await MeasureAsync(store, id, label, filter, cancellationToken));
            say(string.Create(CultureInfo.InvariantCulture, $"{id} {figures[^1].Value:0.0} ms"));
        }

        if (keyBytes is { } bytes)
        {
            figures.Add(new Figure("key-bytes", "index of message keys, for a million messages", bytes / messages, "MB"));
        }

        figures.AddRange(await new KeyTrials(store, messages).RunAsync(cancellationToken));
        return new BenchFigures(null, Environment.ProcessorCount, load, figures) { Note = Note };
    }

    private static async Task<Figure> MeasureAsync(ISearch store, string id, string label, MessageFilter filter, CancellationToken cancellationToken)
    {
        var times = new double[Rounds];
        var count = 0;
        for (var round = 0; round < Rounds; round++)
        {
            var started = Stopwatch.GetTimestamp();
            count = (await store.FindMessagesAsync(filter, 50, cancellationToken)).Count;
            times[round] = Stopwatch.GetElapsedTime(started).TotalMilliseconds;
        }

        Array.Sort(times);
        return new Figure(id, string.Create(CultureInfo.InvariantCulture, $"{label}: {count} found, worst {times[^1]:0}, median"), times[Rounds / 2], "ms", Target: 300, AtMost: true);
    }
}
