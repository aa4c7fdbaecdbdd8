using Interop.Engine;
using Interop.Engine.Delivery;
using Interop.Engine.Feeds;
using Interop.Engine.Identity;
using Interop.Engine.Messages;
using Interop.Engine.Operations;
using Interop.Engine.Ports;
using Interop.Engine.Privacy;
using Interop.Engine.Reading;
using Interop.Engine.Reminders;
using Interop.Engine.Routing;
using Interop.Functions.Configuration;
using Interop.Functions.Http;
using Interop.Functions.Http.OpenApi;
using Interop.Functions.Http.Search;
using Interop.Functions.Transports;
using Interop.Functions.Workers;
using Interop.Mapping;
using Interop.Store;

namespace Interop.Functions;

/// <summary>The engine as a web application: services, then routes.</summary>
public static class Server
{
    /// <summary>Builds it over an open store and loaded mappings; the caller starts it and disposes of both.</summary>
    public static WebApplication Build(InteropSettings settings, IStore store, LoadedMappings mappings)
    {
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { ContentRootPath = AppContext.BaseDirectory });
        builder.WebHost.UseUrls(settings.Urls.Split(';'));
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            // The limit is checked by the door itself, which answers with an OperationOutcome.
            kestrel.Limits.MaxRequestBodySize = null;
            kestrel.AddServerHeader = false;
        });
        AddLogging(builder);
        AddStore(builder.Services, store);
        AddEngine(builder.Services, settings, store, mappings);
        var app = builder.Build();
        MapRoutes(app);
        return app;
    }

    private static void AddLogging(WebApplicationBuilder builder)
    {
        // ASP.NET's own request lines would carry query strings, and those can carry identifiers.
        builder.Logging.ClearProviders().AddConsole(console => console.LogToStandardErrorThreshold = LogLevel.Trace);
        builder.Logging.AddFilter("Microsoft", LogLevel.Error).AddFilter("System", LogLevel.Error).SetMinimumLevel(LogLevel.Information);
    }

    private static void AddStore(IServiceCollection services, IStore store)
    {
        services.AddSingleton<MessageWatch>();
        services.AddSingleton<IJournal>(provider => new WatchedJournal(store, provider.GetRequiredService<MessageWatch>()));
        services.AddSingleton<ILanes>(store);
        services.AddSingleton<IResources>(store);
        services.AddSingleton<IOutbox>(store);
        services.AddSingleton<IRegistry>(store);
        services.AddSingleton<ISearch>(store);
        services.AddSingleton<IHistory>(store);
        services.AddSingleton<IAuditTrail>(store);
        services.AddSingleton<IRetention>(store);
    }

    private static void AddEngine(IServiceCollection services, InteropSettings settings, IStore store, LoadedMappings mappings)
    {
        services.AddSingleton(settings);
        services.AddSingleton(TimeProvider.System);
        services.AddSingleton<IIdSource, SystemIds>();
        services.AddSingleton(mappings);
        services.AddSingleton(new LiveMappings(new MappingSet(mappings.Catalogue, mappings.Routes)));
        services.AddSingleton(new MappingState(mappings.Catalogue.Version));
        services.AddSingleton(new IdentityKey(store.Keys.IdentityKey));
        services.AddSingleton(new KeyedHasher(store.Keys.SearchKey));
        services.AddSingleton(new SealedCriteria(store.Keys.SearchKey));
        services.AddSingleton(provider => new EngineContext(provider.GetRequiredService<IdentityKey>(), TimeProvider.System, settings.Delivery));
        services.AddSingleton(provider => new Interpreter(provider.GetRequiredService<IdentityKey>(), TimeProvider.System, settings.Environment == "production"));
        services.AddSingleton(provider => new DeliverySettings(
            provider.GetRequiredService<EngineContext>(), provider.GetRequiredService<IIdSource>(), settings.Parallel, settings.ParallelPerEndpoint) { Concurrency = settings.Concurrency });
        services.AddSingleton<ITransport>(_ => new GuardedTransport(
            new HttpTransport(OutboundClient(settings), settings.Delivery.AttemptTimeout, TimeProvider.System), settings.Guards, TimeProvider.System));
        services.AddSingleton<Receiver>().AddSingleton<IdentityResolver>().AddSingleton<SenderNamespace>().AddSingleton<PatientLinks>().AddSingleton<Surroundings>().AddSingleton<Router>().AddSingleton<Resolver>();
        services.AddSingleton<Pipeline>().AddSingleton<Preparation>().AddSingleton<DeliveryLoop>().AddSingleton<FeedDesk>().AddSingleton<AccessGrants>().AddSingleton<ReadingRights>().AddSingleton<FhirReader>().AddSingleton<AuditReader>();
        services.AddSingleton<FeedRendering>().AddSingleton<BillingDesk>().AddSingleton<ReminderDesk>().AddSingleton<Confirmations>();
        services.AddSingleton<MessageFinder>().AddSingleton<MessageReplay>().AddSingleton<DeliveryReplay>().AddSingleton<Replay>();
        services.AddSingleton<MessageView>().AddSingleton<BatchView>().AddSingleton<Metrics>().AddSingleton<IngestGate>().AddSingleton<Backlog>();
        services.AddHostedService<EngineWorkers>();
        services.AddHostedService<ReminderWorker>();
        services.AddHostedService(provider => provider.GetRequiredService<Backlog>());
        services.AddHostedService<MappingReload>();
        services.AddSingleton<BackupState>();
        services.AddHostedService(provider => new ScheduledBackup(
            settings, store, provider.GetRequiredService<BackupState>(), TimeProvider.System, provider.GetRequiredService<ILogger<ScheduledBackup>>()));
        services.AddHostedService<RetentionWorker>();
    }

    /// <summary>The client that deliveries go out by.</summary>
    internal static HttpClient OutboundClient(InteropSettings settings) => new(new SocketsHttpHandler
    {
        AllowAutoRedirect = false,
        PooledConnectionLifetime = TimeSpan.FromMinutes(5),
        MaxConnectionsPerServer = settings.ParallelPerEndpoint * 2,
    })
    {
        Timeout = Timeout.InfiniteTimeSpan,
    };

    private static void MapRoutes(WebApplication app)
    {
        app.Use(Faults.AnswerAsync);
        app.MapPost("/ingest/{kind}/{record}", IngestEndpoint.PostAsync).RequireRole("push");
        app.MapGet("/messages/{id:guid}", (Guid id, HttpContext http, MessageView view) => view.GetAsync(http, id)).RequireRole("push", "operate");
        app.MapPost("/messages/{id:guid}/confirm", ConfirmEndpoint.PostAsync).RequireRole("write");
        app.MapPost("/messages/search", OperateEndpoints.SearchAsync).RequireRole("operate");
        app.MapPost("/messages/replay", OperateEndpoints.ReplayAsync).RequireRole("operate");
        app.MapPost("/messages/cancel", OperateEndpoints.CancelAsync).RequireRole("operate");
        app.MapGet("/fhir/metadata", CapabilityStatement.GetAsync).RequireRole("read");
        app.MapGet("/fhir/AuditEvent", AuditEndpoints.SearchAsync).RequireRole("read", "operate");
        app.MapPost("/fhir/AuditEvent/_search", AuditEndpoints.SearchAsync).RequireRole("read", "operate");
        app.MapGet("/fhir/AuditEvent/{id}", AuditEndpoints.ReadAsync).RequireRole("read", "operate");
        app.MapGet("/fhir/{type}/{id}", FhirEndpoints.ReadAsync).RequireRole("read");
        app.MapGet("/fhir/{type}/{id}/_history", FhirEndpoints.HistoryAsync).RequireRole("read");
        app.MapGet("/fhir/{type}/{id}/_history/{version}", FhirEndpoints.ReadVersionAsync).RequireRole("read");
        app.MapGet("/fhir/{type}", FhirSearch.SearchAsync).RequireRole("read");
        app.MapPost("/fhir/{type}/_search", FhirSearch.SearchAsync).RequireRole("read");
        app.MapGet("/feeds/{feed}", FeedEndpoints.GetAsync).RequireRole("feed");
        app.MapPost("/feeds/{feed}/ack", FeedEndpoints.AcknowledgeAsync).RequireRole("feed");
        app.MapPost("/feeds/{feed}/status", FeedStatusEndpoint.PostAsync).RequireRole("feed");
        app.MapGet("/openapi.json", OpenApiEndpoint.Get).RequireRole("push", "read", "write", "feed", "operate");
        app.MapGet("/metrics", (Metrics metrics, HttpContext http) => metrics.WriteAsync(http)).RequireRole("operate");
        app.MapGet("/health/live", () => Results.Text("live"));
        app.MapGet("/health/ready", async (IRegistry registry, MappingState mappings, BackupState backups, HttpContext http) =>
        {
            // Records are taken and delivered all the same: degraded is for people and alarms, not for what routes traffic.
            await registry.ListEndpointsAsync(http.RequestAborted);
            return Results.Text(backups.Fault is { } fault ? $"degraded\n{mappings}\nbackup: {fault}" : $"ready\n{mappings}");
        });
        app.MapFallback(Faults.NotFound);
    }
}
