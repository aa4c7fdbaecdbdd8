using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text.Json;
using Interop.Functions.Bench;
using Interop.Functions.Commands;
using Interop.Functions.Demo;
using Interop.Functions.Tests.Support;
using Interop.Engine.Ports;
using Interop.Store;
using Xunit.Abstractions;

namespace Interop.Functions.Tests;

/// <summary>The real process, killed with SIGKILL again and again while records come in and go out.</summary>
public sealed class CrashTests(ITestOutputHelper output)
{
    private const int Records = 5000;
    private const int Kills = 20;
    private const double PerSecond = 100;

    [Fact]
    public async Task Nothing_acknowledged_is_lost_and_nothing_is_delivered_twice_over_20_kills()
    {
        using var folder = new TestFolder();
        await using var careHome = await RecordingEndpoint.StartAsync("care home", 3, CancellationToken.None);
        await using var pharmacy = await RecordingEndpoint.StartAsync("pharmacy", 0, CancellationToken.None);
        var token = await PrepareAsync(folder.Path, careHome, pharmacy);
        var port = TestFolder.FreePort();
        var settings = new Dictionary<string, string> { ["INTEROP_Delivery__FirstDelay"] = "00:00:00.1", ["INTEROP_Delivery__MaxDelay"] = "00:00:00.5" };
        using var pushed = new CancellationTokenSource();
        var acknowledged = new ConcurrentDictionary<int, Guid>();
        var pushing = PushAllAsync(new Uri($"http://127.0.0.1:{port}"), token, acknowledged);

        var kills = 0;
        var random = new Random(20261116);
        var engine = await EngineProcess.ServeAsync(folder.Path, port, settings: settings);
        while (!pushing.IsCompleted || kills < Kills)
        {
            await Task.WhenAny(Task.Delay(TimeSpan.FromMilliseconds(random.Next(300, 2200))), Task.Delay(2300));
            if (kills < Kills)
            {
                await engine.KillAsync();
                kills++;
                engine.Dispose();
                engine = await EngineProcess.ServeAsync(folder.Path, port, settings: settings);
            }
        }

        await pushing;
        await SettleAsync(engine.Address, token, acknowledged.Values);
        engine.Dispose();
        await CheckAsync(folder.Path, acknowledged, careHome, pharmacy);
        output.WriteLine($"{acknowledged.Count} records acknowledged, {kills} kills, {careHome.Calls.Count + pharmacy.Calls.Count} calls for {careHome.Taken.Count + pharmacy.Taken.Count} effects");
    }

    private static async Task<string> PrepareAsync(string folder, RecordingEndpoint careHome, RecordingEndpoint pharmacy)
    {
        await using var store = await SqliteStore.OpenAsync(new SqliteStoreOptions { Folder = folder, RunsWork = false }, CancellationToken.None);
        var (credential, token) = CredentialsCommand.Create("trial", "medissimo", $"FINEG|{TrialRecords.Pharmacy}", ["push"], TimeProvider.System);
        await store.CommitAsync(new ChangeSet
        {
            Credentials = [credential],
            Endpoints =
            [
                new Endpoint("home", "care-home-software", $"FINEG|{TrialRecords.CareHome}", "http", careHome.Address, []),
                new Endpoint("pharmacy", "pharmacy-software", $"FINEG|{TrialRecords.Pharmacy}", "http", pharmacy.Address, []),
            ],
        }, CancellationToken.None);
        return token;
    }

    /// <summary>Each record is pushed until it is acknowledged, as a partner would: the same bytes again when there was no answer.</summary>
    private static async Task PushAllAsync(Uri address, string token, ConcurrentDictionary<int, Guid> acknowledged)
    {
        using var client = EngineProcess.Client(address, token);
        var started = Stopwatch.StartNew();
        await Parallel.ForEachAsync(Enumerable.Range(0, Records), new ParallelOptions { MaxDegreeOfParallelism = 16 }, async (i, cancellationToken) =>
        {
            var due = TimeSpan.FromSeconds(i / PerSecond) - started.Elapsed;
            if (due > TimeSpan.Zero)
            {
                await Task.Delay(due, cancellationToken);
            }

            // 2,500 residents, two versions each.
            var body = TrialRecords.PillboxPlan(i % (Records / 2), 1 + (i / (Records / 2)), lines: 3);
            while (!acknowledged.ContainsKey(i))
            {
                try
                {
                    using var content = EngineProcess.Json(body);
                    using var response = await client.PostAsync("/ingest/medissimo/pillbox-plan", content, cancellationToken);
                    if ((int)response.StatusCode == 202)
                    {
                        acknowledged[i] = (await EngineProcess.ReadAsync(response)).GetProperty("id").GetGuid();
                    }
                    else
                    {
                        Assert.Fail($"push answered {(int)response.StatusCode}");
                    }
                }
                catch (Exception fault) when (fault is HttpRequestException or IOException or TaskCanceledException or JsonException)
                {
                    await Task.Delay(50, cancellationToken);
                }
            }
        });
    }

    private static async Task SettleAsync(Uri address, string token, IEnumerable<Guid> messages)
    {
        using var client = EngineProcess.Client(address, token);
        var limit = Stopwatch.StartNew();
        foreach (var id in messages)
        {
            while (true)
            {
                var view = await EngineProcess.ReadAsync(await client.GetAsync($"/messages/{id}"));
                if (view.GetProperty("state").GetString() is "settled" or "superseded")
                {
                    break;
                }

                Assert.True(limit.Elapsed < TimeSpan.FromMinutes(3), $"message {id} is still {view}");
                await Task.Delay(20);
            }
        }
    }

    private static async Task CheckAsync(string folder, ConcurrentDictionary<int, Guid> acknowledged, RecordingEndpoint careHome, RecordingEndpoint pharmacy)
    {
        await using var store = await SqliteStore.OpenAsync(new SqliteStoreOptions { Folder = folder, RunsWork = false }, CancellationToken.None);
        Assert.Equal(Records, acknowledged.Count);
        var books = await store.ReadBooksAsync(CancellationToken.None);
        Assert.All(books, b => Assert.True(b.Balanced, b.ToString()));
        Assert.Equal(0, books.Sum(b => b.InProgress + b.Quarantined + b.Parked));
        Assert.Equal(Records, books.Sum(b => b.Received));
        Assert.Null(await store.FindAuditBreakAsync(CancellationToken.None));
        foreach (var receiver in new[] { careHome, pharmacy })
        {
            // The same key never comes with other bytes, and each delivery that the store calls delivered was taken once.
            Assert.All(receiver.Calls.GroupBy(c => c.Key), g => Assert.Single(g.Select(c => c.Body).Distinct()));
            var taken = receiver.Taken.Select(t => t.Key).ToHashSet();
            var owed = new HashSet<string>();
            foreach (var id in acknowledged.Values)
            {
                var deliveries = await store.FindDeliveriesAsync(id, CancellationToken.None);
                owed.UnionWith(deliveries.Where(d => d.State == DeliveryState.Delivered && d.EndpointId == (receiver == careHome ? "home" : "pharmacy")).Select(d => d.Id.ToString("D")));
            }

            Assert.Equal(owed.Order(), taken.Order());
            // One effect per version of a plan, and the versions of a plan in order.
            var plans = receiver.Taken.Select(t => (Call: t, Plan: JsonDocument.Parse(t.Body).RootElement.GetProperty("plan"))).ToList();
            Assert.Equal(plans.Count, plans.DistinctBy(p => (p.Plan.GetProperty("id").GetString(), p.Plan.GetProperty("version").GetInt32())).Count());
            Assert.All(plans.GroupBy(p => p.Plan.GetProperty("id").GetString()), g => OrderHolds(g.Select(p => p.Call)));
        }
    }

    private static void OrderHolds(IEnumerable<RecordedCall> lane)
    {
        var sequences = lane.Select(c => c.Sequence).ToList();
        Assert.Equal(sequences.Order(), sequences);
    }
}
