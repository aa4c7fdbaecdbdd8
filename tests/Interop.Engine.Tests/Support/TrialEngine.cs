using Interop.Engine.Delivery;
using Interop.Engine.Identity;
using Interop.Engine.Messages;
using Interop.Engine.Ports;
using Interop.Engine.Reconcile;
using Interop.Engine.Routing;
using Interop.Mapping;

namespace Interop.Engine.Tests.Support;

/// <summary>The engine's own parts put together over the memory store.</summary>
internal sealed class TrialEngine
{
    public const string Home = "350005179";
    public const string OtherHome = "580008803";

    public TrialEngine(string routes = TrialMappings.Routes, TimeProvider? interpreterClock = null, params string[] homes)
    {
        (Catalogue, Routes) = TrialMappings.Load(routes);
        Mappings = new LiveMappings(new MappingSet(Catalogue, Routes));
        Context = new EngineContext(Ids, Clock, new DeliveryPolicy());
        foreach (var home in homes.Length == 0 ? [Home, OtherHome] : homes)
        {
            Store.Endpoints.Add(new Endpoint("e-" + home, "home", "FINEG|" + home, "http", "http://receiver", []));
        }

        Router = new Router(Store, Store, NewIds, Hasher, Ids);
        var resolver = new Resolver(new IdentityResolver(Store, Ids), new Surroundings(Store, Store, Ids, Hasher), Router, Hasher, Context);
        var interpreter = new Interpreter(Ids, interpreterClock ?? Clock, production: false);
        Pipeline = new Pipeline(Store, Store, new Receiver(Store, NewIds, Hasher, Clock), interpreter, new SenderNamespace(Store, interpreter), resolver, Mappings);
        Preparation = new Preparation(Store, Store, Router, Mappings, Context);
    }

    public MemoryStore Store { get; } = new();

    public ManualClock Clock { get; } = new();

    public CountingIds NewIds { get; } = new();

    public IdentityKey Ids { get; } = new(new byte[32]);

    public KeyedHasher Hasher { get; } = new(new byte[32]);

    public EngineContext Context { get; }

    public MappingCatalogue Catalogue { get; }

    public RouteTable Routes { get; }

    public LiveMappings Mappings { get; }

    public Router Router { get; }

    public Pipeline Pipeline { get; }

    public Preparation Preparation { get; }

    /// <summary>Receives a record; it is not processed yet.</summary>
    public async Task<Guid> ReceiveAsync(byte[] body)
    {
        var credential = new Credential(Guid.Empty, "t", "", "source", "FINEG|750803447", ["push"], ManualClock.Start, null);
        var record = new ReceivedRecord(credential, Catalogue.FindRecord("source", "plan")!, "application/json", body);
        return (await Pipeline.ReceiveAsync(record, CancellationToken.None)).MessageId;
    }

    public Task<int> DrainAsync() => Pipeline.DrainAsync(int.MaxValue, DateTimeOffset.MaxValue, Clock, CancellationToken.None);

    /// <summary>Receives and processes.</summary>
    public async Task<MessageRow> PushAsync(byte[] body)
    {
        var id = await ReceiveAsync(body);
        await DrainAsync();
        return Store.Messages.Single(m => m.Id == id);
    }

    public DeliveryLoop Loop(ITransport transport, int parallel = 32, int perEndpoint = 8) =>
        new(Store, Store, Store, Preparation, transport, new DeliverySettings(Context, NewIds, parallel, perEndpoint));

    public Task<int> DeliverAsync(ITransport transport) => Loop(transport).DrainAsync(int.MaxValue, DateTimeOffset.MaxValue, CancellationToken.None);

    /// <summary>The key that an identifier mints.</summary>
    public ResourceKey Key(string type, string system, string value) => new(type, Ids.Mint(type, system, value));
}
