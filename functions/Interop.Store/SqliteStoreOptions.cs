using System.Security.Cryptography;

namespace Interop.Store;

/// <summary>How a SQLite store is opened.</summary>
public sealed record SqliteStoreOptions
{
    /// <summary>Folder of <c>interop.db</c>, <c>keys/</c> and <c>engine.lock</c>; created when it is missing.</summary>
    public required string Folder { get; init; }

    /// <summary>True for the process that leases lanes: one at a time per folder. False for tools beside it, which read and commit.</summary>
    public required bool RunsWork { get; init; }

    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>Source of keys, nonces and body ids; null takes the operating system's.</summary>
    public RandomNumberGenerator? Random { get; init; }

    /// <summary>Path of the operating system's libsqlite3; null takes the one in the package.</summary>
    public string? SqliteLibrary { get; init; }

    /// <summary>How many change sets one transaction takes at most.</summary>
    public int BatchLimit { get; init; } = 256;

    /// <summary>How many change sets may wait; further callers wait before they are queued.</summary>
    public int QueueLimit { get; init; } = 1024;

    /// <summary>How long a lock held by another process is waited for.</summary>
    public TimeSpan BusyTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>After this a worker is taken for lost and its lane goes to another; longer than the longest send.</summary>
    public TimeSpan LeaseDuration { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>Connections for reading.</summary>
    public int Readers { get; init; } = 8;

    /// <summary>Opens a store whose restore is not finished, to finish it.</summary>
    internal bool FinishesRestore { get; init; }
}
