using System.Globalization;
using System.Text.Json;
using Interop.Engine.Ports;
using Interop.Functions.Bench;
using Interop.Functions.Commands;
using Interop.Functions.Configuration;
using Interop.Functions.Population;
using Npgsql;

namespace Interop.Functions.Chaos;

/// <summary>
/// Real processes over one store, pushed to and delivering over real HTTP, while a seeded hand kills them, their database, their connections
/// and their disk, at least a second of work apart, and the receivers change their mood.
/// </summary>
public sealed class ChaosTrial : IAsyncDisposable
{
    private const double PerSecond = 14;
    private const double StoriesPerSecond = 16;
    private const int FaultsPerMillion = 40_000;
    private const int Receivers = 2;
    private const int Progress = 10;
    private static readonly TimeSpan SettleLimit = TimeSpan.FromMinutes(4);

    private readonly Random random;
    private readonly Action<string> say;
    private readonly SmallDisk? disk;
    private readonly string folder;
    private readonly PrivatePostgres? postgres;
    private readonly ChaosEngines engines;
    private readonly List<UnreliableReceiver> receivers = [];
    private readonly SortedDictionary<string, int> events = new(StringComparer.Ordinal);

    private readonly ChaosMoods moods;
    private readonly SyntheticPopulation population;
    private readonly Dictionary<(string Kind, string Organisation), string> tokens = [];

    private ChaosTrial(int seed, int kills, Action<string> say, SmallDisk? disk, string folder, PrivatePostgres? postgres, string mappings)
    {
        // Enough patients that they do not run out between the first kill and the last.
        population = new SyntheticPopulation(new PopulationOptions(20 + (3 * kills), (ulong)seed, Days: 14, FaultsPerMillion));
        (random, this.say, this.disk, this.folder, this.postgres) = (new Random(seed), say, disk, folder, postgres);
        moods = new ChaosMoods(random, Receivers);
        var store = postgres?.ConnectionString("journal") ?? "";
        Settings = new InteropSettings { Data = Path.Combine(folder, "data"), Store = store };
        engines = new ChaosEngines(postgres is null ? 1 : 3, mappings, Settings.Data, store);
    }

    /// <summary>A fault to put into the outcome, by which to see that the count finds it: <c>lost</c>, <c>doubled</c> or <c>changed</c>.</summary>
    public string? Plant { get; init; }

    private InteropSettings Settings { get; }

    private string Name => postgres is null ? "SQLite, 1 process" : "PostgreSQL, 3 processes";

    /// <summary>One process on SQLite.</summary>
    public static ChaosTrial OnSqlite(int seed, int kills, string mappings, Action<string> say, string? plant = null)
    {
        var disk = SmallDisk.Mount(kills);
        return new ChaosTrial(seed, kills, say, disk, disk?.Folder ?? Directory.CreateTempSubdirectory("interop-chaos-").FullName, null, mappings) { Plant = plant };
    }

    /// <summary>Three processes on one PostgreSQL.</summary>
    public static async Task<ChaosTrial> OnPostgresAsync(int seed, int kills, string mappings, Action<string> say, CancellationToken cancellationToken)
    {
        var binaries = PrivatePostgres.FindBinaries() ?? throw new CliException(ExitCode.Environment, "PostgreSQL is not installed here (initdb and postgres, under /usr/lib/postgresql or in PATH).");
        var disk = SmallDisk.Mount(kills);
        var postgres = await PrivatePostgres.StartAsync(binaries, cancellationToken, disk?.Folder);
        await postgres.CreateAsync("journal", cancellationToken: cancellationToken);
        return new ChaosTrial(seed, kills, say, disk, Directory.CreateTempSubdirectory("interop-chaos-").FullName, postgres, mappings);
    }

    /// <summary>Runs it to its end: so many kills, then peace until everything has settled, then the count.</summary>
    public async Task<ChaosVerdict> RunAsync(int kills, CancellationToken cancellationToken)
    {
        var started = TimeProvider.System.GetTimestamp();
        if (disk is null)
        {
            say("No small disk can be mounted here (that takes root): the full disk is left out.");
        }

        var token = await PrepareAsync(cancellationToken);
        await engines.StartAsync(cancellationToken);
        var pusher = new ChaosPusher(engines.Addresses, token, PerSecond);
        var stories = new StoryPusher(population, engines.Addresses, tokens, StoriesPerSecond);
        using var enough = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var pushing = Task.WhenAll(pusher.RunAsync(enough.Token), stories.RunAsync(enough.Token));
        var starting = Task.CompletedTask;
        for (var i = 0; i < kills; i++)
        {
            moods.Change(receivers, mood => Count($"receiver {mood.ToString().ToLowerInvariant()}"));
            // Where others work on, the second of work runs while the killed one comes back.
            await Task.WhenAll(starting, Task.Delay(TimeSpan.FromMilliseconds(random.Next(1000, 1500)), cancellationToken));
            await StrikeAsync(i, cancellationToken);
            starting = engines.StartAsync(cancellationToken);
            if (engines.Count == 1)
            {
                await starting;
            }

            if ((i + 1) % Progress == 0)
            {
                say(string.Create(CultureInfo.InvariantCulture, $"{Name}: {i + 1} of {kills} kills in {TimeProvider.System.GetElapsedTime(started).TotalSeconds:0} s, {pusher.Acknowledged.Count} plans and {stories.Messages.Count} records of {stories.Account.Patients} patients acknowledged"));
            }
        }

        await starting;
        receivers.ForEach(r => r.Mood = Mood.Good);
        await enough.CancelAsync();
        await pushing;
        var calm = TimeProvider.System.GetTimestamp();
        var faults = await SettleAsync(pusher, stories, cancellationToken);
        say(string.Create(CultureInfo.InvariantCulture, $"{Name}: the rest settled within {TimeProvider.System.GetElapsedTime(calm).TotalSeconds:0} s after the last kill"));
        return new ChaosVerdict(
            Name, events, pusher.Acknowledged.Count + stories.Messages.Count, stories.Account.Patients, pusher.Tries + stories.Tries, receivers.Sum(r => r.Effects.Count), receivers.Sum(r => r.Calls), TimeProvider.System.GetElapsedTime(started), faults);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await engines.DisposeAsync();
        foreach (var receiver in receivers)
        {
            await receiver.DisposeAsync();
        }

        if (postgres is not null)
        {
            await postgres.DisposeAsync();
        }

        if (disk?.Folder != folder)
        {
            Directory.Delete(folder, recursive: true);
        }

        disk?.Dispose();
    }

    private async Task<string> PrepareAsync(CancellationToken cancellationToken)
    {
        receivers.Add(await UnreliableReceiver.StartAsync("home", random.Next(), cancellationToken));
        receivers.Add(await UnreliableReceiver.StartAsync("pharmacy", random.Next(), cancellationToken));
        var (credential, token) = CredentialsCommand.Create("chaos", "medissimo", $"FINEG|{TrialRecords.Pharmacy}", ["push"], TimeProvider.System);
        List<Credential> credentials = [credential];
        foreach (var (kind, organisation) in PopulationPartners.Senders(population.Territory).Concat(PopulationPartners.Billers(population.Territory)))
        {
            var (partner, secret) = CredentialsCommand.Create($"{kind} {organisation}", kind, organisation, kind is "stellair" or "hospital-billing" ? ["feed"] : ["push", "read"], TimeProvider.System);
            credentials.Add(partner);
            tokens[(kind, organisation)] = secret;
        }

        await using var store = await ConfiguredStore.OpenAsync(Settings, runsWork: false, cancellationToken);
        await store.CommitAsync(new ChangeSet
        {
            Credentials = credentials,
            Endpoints =
            [
                new Endpoint("home", "care-home-software", $"FINEG|{TrialRecords.CareHome}", "http", receivers[0].AddressOf("home"), []),
                new Endpoint("pharmacy", "pharmacy-software", $"FINEG|{TrialRecords.Pharmacy}", "http", receivers[1].AddressOf("pharmacy"), []),
                .. PopulationPartners.Endpoints(population.Territory, receivers[1].AddressOf, receivers[0].AddressOf),
            ],
        }, cancellationToken);
        return token;
    }

    private async Task StrikeAsync(int number, CancellationToken cancellationToken)
    {
        // The rarer events come for certain, however few kills there are.
        var kind = (number, random.Next(100)) switch
        {
            (3, _) or (_, < 4) when disk is not null => "disk full",
            (5, _) or (_, < 20) when postgres is not null => "database killed",
            (6, _) or (_, < 40) when postgres is not null => "connections cut",
            (7, _) or (_, < 50) when postgres is not null => "two processes killed",
            _ => "process killed",
        };
        Count(kind);
        switch (kind)
        {
            case "disk full":
                await FillDiskAsync(cancellationToken);
                break;
            case "database killed":
                await postgres!.KillAsync();
                await Task.Delay(random.Next(100, 1000), cancellationToken);
                await postgres.StartAsync(cancellationToken);
                break;
            case "connections cut":
                await CutAsync(cancellationToken);
                break;
            default:
                var first = random.Next(engines.Count);
                engines.Kill(first);
                if (kind == "two processes killed")
                {
                    engines.Kill((first + 1) % engines.Count);
                }

                break;
        }
    }

    private async Task FillDiskAsync(CancellationToken cancellationToken)
    {
        disk!.Fill();
        await Task.Delay(random.Next(1000, 2000), cancellationToken);
        disk.Free();
        if (postgres is { IsRunning: false })
        {
            // PostgreSQL ends itself when it cannot write its log; somebody has to make room and start it.
            await postgres.KillAsync();
            await postgres.StartAsync(cancellationToken);
        }
    }

    private async Task CutAsync(CancellationToken cancellationToken)
    {
        try
        {
            await postgres!.ExecuteAsync("postgres", "select pg_terminate_backend(pid) from pg_stat_activity where datname = 'journal'", cancellationToken);
        }
        catch (NpgsqlException)
        {
            // Too busy to let one more in: then it cuts none.
        }
    }

    private async Task<List<string>> SettleAsync(ChaosPusher pusher, StoryPusher stories, CancellationToken cancellationToken)
    {
        await using var store = await ConfiguredStore.OpenAsync(Settings, runsWork: false, cancellationToken);
        var started = TimeProvider.System.GetTimestamp();
        while ((await store.ReadBooksAsync(cancellationToken)).Any(b => b.InProgress > 0) && TimeProvider.System.GetElapsedTime(started) < SettleLimit)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(200), cancellationToken);
        }

        var pulled = await PullAsync(cancellationToken);
        await engines.DisposeAsync();
        if (Plant is { } plant)
        {
            receivers[0].Falsify(plant);
        }

        return await new ChaosCount(store, pusher, stories, receivers).FindFaultsAsync(pulled, cancellationToken);
    }

    /// <summary>What billers find in the feeds once all is quiet.</summary>
    private async Task<IReadOnlyList<(string Feed, JsonElement Entry)>> PullAsync(CancellationToken cancellationToken)
    {
        var entries = new List<(string, JsonElement)>();
        foreach (var (feed, organisation) in PopulationPartners.Billers(population.Territory))
        {
            using var client = TrialEngine.Pusher(engines.Addresses[0], tokens[(feed, organisation)]);
            entries.AddRange((await FeedPull.AllAsync(client, feed, cancellationToken)).Select(i => (feed, i)));
        }

        return entries;
    }

    private void Count(string what) => events[what] = events.GetValueOrDefault(what) + 1;
}
