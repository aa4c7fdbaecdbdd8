namespace Interop.Store.Backup;

/// <summary>A table in the form that both databases share: the columns that its rows are ordered by come first, the others by name.</summary>
internal sealed record StoreTable(string Name, IReadOnlyList<string> Columns, int KeyLength)
{
    /// <summary>The columns that order the rows.</summary>
    public IEnumerable<string> Key => Columns.Take(KeyLength);

    /// <summary>From a database's catalogue; null when the table is none of the shared form.</summary>
    public static StoreTable? Of(string name, IReadOnlyList<string> columns, IReadOnlyList<string> primaryKey)
    {
        if (SharedForm.LeavesOut(name))
        {
            return null;
        }

        var kept = columns.Where(c => !SharedForm.LeavesOut(name, c)).Order(StringComparer.Ordinal).ToList();
        var key = SharedForm.OrderOf(name) ?? (primaryKey.Count > 0 ? primaryKey : kept);
        return new StoreTable(name, [.. key, .. kept.Except(key, StringComparer.Ordinal)], key.Count);
    }
}

/// <summary>All rows of a store as they were at one moment.</summary>
internal interface IStoreSnapshot : IAsyncDisposable
{
    /// <summary>Number of the schema that the tables have.</summary>
    int SchemaNumber { get; }

    /// <summary>In the order of their names.</summary>
    IReadOnlyList<StoreTable> Tables { get; }

    /// <summary>The rows of a table in the order of its key; one table is read at a time.</summary>
    ValueTask<IStoreRows> ReadAsync(StoreTable table, CancellationToken cancellationToken);
}

/// <summary>Rows one after the other.</summary>
internal interface IStoreRows : IAsyncDisposable
{
    /// <summary>The row (see <see cref="RowWriter"/>), valid until the next call.</summary>
    ReadOnlyMemory<byte> Current { get; }

    /// <summary>False after the last.</summary>
    ValueTask<bool> NextAsync(CancellationToken cancellationToken);
}

/// <summary>An empty store that takes rows.</summary>
internal interface IStoreTarget : IAsyncDisposable
{
    /// <summary>Makes the tables as this schema has them; <see cref="StoreException"/> when there is something already, or the tables differ.</summary>
    Task PrepareAsync(int schemaNumber, IReadOnlyList<StoreTable> tables, CancellationToken cancellationToken);

    /// <summary>Takes all rows of a table.</summary>
    Task LoadAsync(StoreTable table, IStoreRows rows, CancellationToken cancellationToken);

    /// <summary>Makes what depends on the rows, and lets them be read; they are kept by <see cref="KeepAsync"/>.</summary>
    Task<IStoreSnapshot> ReadBackAsync(CancellationToken cancellationToken);

    /// <summary>Keeps the rows, durably. Nobody can open the store before <see cref="ReleaseAsync"/>.</summary>
    Task KeepAsync(CancellationToken cancellationToken);

    /// <summary>Opens the loaded store, which nobody else can open yet.</summary>
    Task<IStore> OpenLoadedAsync(CancellationToken cancellationToken);

    /// <summary>Lets everybody open it.</summary>
    Task ReleaseAsync(CancellationToken cancellationToken);
}
