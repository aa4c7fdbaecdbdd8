using Interop.Engine.Ports;

namespace Interop.Store.Keys;

/// <summary>
/// What work on keys asks of a database beside the store's own traffic. Statements are written once for both databases, with values as $1, $2.
/// </summary>
internal interface IKeyDatabase
{
    /// <summary>A transaction that keeps every other writer out until it ends: short ones only.</summary>
    Task<IKeySession> BeginAsync(CancellationToken cancellationToken);

    /// <summary>Reads without keeping anybody out.</summary>
    Task<List<T>> ReadAsync<T>(string sql, Func<IKeyRow, T> read, CancellationToken cancellationToken, params object[] values);

    /// <summary>Takes what was overwritten out of the files too, as far as the database lets one. False when somebody stood in the way.</summary>
    Task<bool> ScrubAsync(CancellationToken cancellationToken);

    /// <summary>Runs until it is done although the database may be away for a while.</summary>
    Task<T> RetryAsync<T>(Func<Task<T>> attempt, CancellationToken cancellationToken);
}

/// <summary>A transaction; disposed of without <see cref="CommitAsync"/>, nothing of it stays.</summary>
internal interface IKeySession : IAsyncDisposable
{
    Task<int> RunAsync(string sql, params object[] values);

    Task<List<T>> ReadAsync<T>(string sql, Func<IKeyRow, T> read, params object[] values);

    /// <summary>Finds the heads of inbound and outbound lanes anew, after rows in them changed.</summary>
    Task RefreshLanesAsync(IReadOnlyCollection<KeyedHash> inbound, IReadOnlyCollection<KeyedHash> outbound);

    /// <summary>Appends to the audit trail and commits.</summary>
    Task CommitAsync(IReadOnlyList<AuditEntry> audit);
}

/// <summary>A row that was read, by column.</summary>
internal interface IKeyRow
{
    bool IsNull(int column);

    long Int64(int column);

    string Text(int column);

    byte[] Bytes(int column);

    Guid Guid(int column);
}
