using System.Security.Cryptography;

namespace Interop.Store.Postgres;

/// <summary>How a PostgreSQL store is opened.</summary>
public sealed record PostgresStoreOptions
{
    /// <summary>Npgsql's connection string: <c>Host=…;Database=…;Username=…</c>. A password is better left to PGPASSWORD or a passfile.</summary>
    public required string ConnectionString { get; init; }

    /// <summary>Folder of <c>master.key</c> and <c>id.key</c>: the same keys for every process on the database.</summary>
    public required string KeysFolder { get; init; }

    /// <summary>True for a process that leases lanes. False for tools beside it, which read and commit.</summary>
    public required bool RunsWork { get; init; }

    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>Source of keys, nonces and ids; null takes the operating system's.</summary>
    public RandomNumberGenerator? Random { get; init; }

    /// <summary>How many change sets one transaction takes at most.</summary>
    public int BatchLimit { get; init; } = 256;

    /// <summary>How many change sets may wait; further callers wait before they are queued.</summary>
    public int QueueLimit { get; init; } = 1024;

    /// <summary>How long a database that cannot be reached is tried again before the caller is told.</summary>
    public TimeSpan RetryFor { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>After this a worker is taken for lost and its lane goes to another; longer than the longest send. A process that is gone is noticed sooner.</summary>
    public TimeSpan LeaseDuration { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>How often work is looked for, and processes that are gone, when no notification comes.</summary>
    public TimeSpan PollInterval { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>Connections for reading and leasing.</summary>
    public int Connections { get; init; } = 16;

    /// <summary>Opens a store whose restore is not finished, to finish it.</summary>
    internal bool FinishesRestore { get; init; }
}
