using Interop.Engine.Delivery;
using Interop.Functions.Transports;

namespace Interop.Functions.Configuration;

/// <summary>Everything that can be set, with what holds when nothing is said. Read by <see cref="SettingsReader"/>.</summary>
public sealed record InteropSettings
{
    /// <summary>Where to listen. Plain HTTP off loopback needs <see cref="BehindProxy"/>.</summary>
    public string Urls { get; init; } = "http://127.0.0.1:5080";

    /// <summary>Folder of the database and, in <c>keys/</c>, of the keys.</summary>
    public string Data { get; init; } = "data";

    /// <summary><c>test</c> or <c>production</c>; production refuses INS of the test and demonstration systems.</summary>
    public string Environment { get; init; } = "test";

    /// <summary>A proxy in front ends TLS.</summary>
    public bool BehindProxy { get; init; }

    /// <summary>Largest body taken, in bytes; more is answered with 413.</summary>
    public long MaxBodyBytes { get; init; } = 50 * 1024 * 1024;

    /// <summary>Bodies held in memory before they are on disk, in bytes, a quarter of it for one organisation; beyond it 429. Default 256 MiB.</summary>
    public long MaxPendingBytes { get; init; } = 256 * 1024 * 1024;

    /// <summary>Messages of one organisation that may wait to be processed; beyond it its pushes are answered with 429. Default 100,000.</summary>
    public int MaxBacklogPerOrganisation { get; init; } = 100_000;

    /// <summary>The same for all organisations together. Default 500,000.</summary>
    public int MaxBacklog { get; init; } = 500_000;

    /// <summary>Retries.</summary>
    public DeliveryPolicy Delivery { get; init; } = new();

    /// <summary>When a failing endpoint rests, and the rates that endpoints asked for.</summary>
    public GuardSettings Guards { get; init; } = new();

    /// <summary>Attempts at the same time.</summary>
    public int Parallel { get; init; } = 128;

    /// <summary>Of these, to one endpoint.</summary>
    public int ParallelPerEndpoint { get; init; } = 32;

    /// <summary>Another number by endpoint id.</summary>
    public IReadOnlyDictionary<string, int> Concurrency { get; init; } = new Dictionary<string, int>();

    /// <summary>
    /// Whole months for which the audit trail is kept, 12 at least. Default 120: the traces of Medissimo's operations are owed for ten years (SYSTEMS R8),
    /// and a month of the trail leaves whole.
    /// </summary>
    public int AuditMonths { get; init; } = 120;

    /// <summary>Days for which a record that comes again is known by its key, 400 at least.</summary>
    public int MessageKeyDays { get; init; } = 400;

    /// <summary>
    /// Connection string of the PostgreSQL database that the processes share; empty for SQLite in <see cref="Data"/>. The keys are in
    /// <see cref="Data"/> either way. It may hold a password, so it is never shown.
    /// </summary>
    public string Store { get; init; } = "";

    /// <summary>Address of an Azure Key Vault that keeps the master keys; null: files in <c>keys/</c>. The id key is a file either way.</summary>
    public Uri? KeyVault { get; init; }

    /// <summary>Path of a system libsqlite3 to use in place of the one that comes with the engine; empty for the latter.</summary>
    public string SqliteLibrary { get; init; } = "";

    /// <summary>The mappings folder; null: <c>./mappings</c>, then the one beside the binary.</summary>
    public string? Mappings { get; init; }

    /// <summary>How often the folder is looked at for changes, which a running engine takes into use; zero for never.</summary>
    public TimeSpan MappingsPoll { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>Backups by schedule.</summary>
    public BackupSettings Backup { get; init; } = new();
}

/// <summary>Backups that <c>interop serve</c> makes.</summary>
public sealed record BackupSettings
{
    /// <summary>Folder of the backups; empty for none. On PostgreSQL one that all processes share, or set for one of them.</summary>
    public string Directory { get; init; } = "";

    /// <summary>Time from one to the next.</summary>
    public TimeSpan Every { get; init; } = TimeSpan.FromHours(6);

    /// <summary>Older ones are removed.</summary>
    public TimeSpan Keep { get; init; } = TimeSpan.FromDays(30);
}
