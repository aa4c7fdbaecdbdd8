using BenchmarkDotNet.Attributes;
using Interop.Benchmarks.Support;
using Interop.Engine.Delivery;
using Interop.Engine.Identity;
using Interop.Engine.Messages;
using Interop.Engine.Ports;
using Interop.Engine.Reconcile;
using Interop.Engine.Routing;
using Interop.Functions.Bench;
using Interop.Functions.Workers;
using Interop.Mapping;
using Interop.Store;

namespace Interop.Benchmarks;

/// <summary>What SQLite takes to make one plan durable: received, then routed with its resources and two deliveries.</summary>
[MemoryDiagnoser]
public class CommitBenchmarks
{
    private readonly string folder = Directory.CreateTempSubdirectory("interop-benchmark-").FullName;
    private readonly TrialPlan plan = new();
    private readonly Credential credential = new(Guid.CreateVersion7(), "trial", "hash", "medissimo", $"FINEG|{TrialRecords.Pharmacy}", ["push"], TrialPlan.Now, null);
    private SqliteStore store = null!;
    private Receiver receiver = null!;
    private Resolver resolver = null!;
    private Interpreter interpreter = null!;
    private ChangeSet routed = null!;
    private InboundWork work = null!;
    private int resident;

    [GlobalSetup]
    public async Task OpenAsync()
    {
        store = await SqliteStore.OpenAsync(new SqliteStoreOptions { Folder = folder, RunsWork = true }, CancellationToken.None);
        var (ids, hasher, key) = (new SystemIds(), new KeyedHasher(store.Keys.SearchKey), new IdentityKey(store.Keys.IdentityKey));
        var router = new Router(store, store, ids, hasher, key);
        receiver = new Receiver(store, ids, hasher, TimeProvider.System);
        interpreter = new Interpreter(key, TimeProvider.System, production: false);
        resolver = new Resolver(new IdentityResolver(store, key), new Surroundings(store, store, key, hasher), router, hasher, new EngineContext(key, TimeProvider.System, new DeliveryPolicy()));
        Endpoint[] endpoints =
        [
            new("pharmacy", "pharmacy-software", $"FINEG|{TrialRecords.Pharmacy}", "http", "http://127.0.0.1:1/", []),
            new("care-home", "care-home-software", $"FINEG|{TrialRecords.CareHome}", "http", "http://127.0.0.1:1/", []),
        ];
        await store.CommitAsync(new ChangeSet { Endpoints = endpoints, Credentials = [credential] }, CancellationToken.None);
    }

    /// <summary>A change set can be committed once; the next one is worked out outside of the measurement.</summary>
    [IterationSetup]
    public void Prepare() => PrepareAsync().GetAwaiter().GetResult();

    /// <summary>Received to routed.</summary>
    [Benchmark]
    public Task<CommitOutcome> CommitPlan() => store.CommitAsync(routed, CancellationToken.None);

    [IterationCleanup]
    public void Release() => store.ReleaseAsync(work.Lease, CancellationToken.None).GetAwaiter().GetResult();

    [GlobalCleanup]
    public async Task CloseAsync()
    {
        await store.DisposeAsync();
        Directory.Delete(folder, recursive: true);
    }

    private async Task PrepareAsync()
    {
        var body = TrialRecords.PillboxPlan(++resident, 1, lines: 12);
        await receiver.ReceiveAsync(new ReceivedRecord(credential, plan.Record, "application/json", body), CancellationToken.None);
        work = (await store.LeaseInboundAsync(1, CancellationToken.None))[0];
        using var interpretation = interpreter.Interpret(plan.Record, work.Body, RecordSender.Of(work.Message));
        routed = await resolver.ResolveAsync(work, plan.Record, interpretation, new MappingSet(plan.Mappings.Catalogue, plan.Mappings.Routes), CancellationToken.None);
    }
}
