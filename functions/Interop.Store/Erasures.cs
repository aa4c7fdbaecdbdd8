namespace Interop.Store;

/// <summary>Erasures outlive the database: what was erased stays erased after a restore.</summary>
public static class Erasures
{
    /// <summary>
    /// Repeats the erasures of the list beside the keys that this store does not know of; to be called on every open store before it is worked
    /// with, above all on a restored one.
    /// </summary>
    /// <returns>How many patients were erased again.</returns>
    public static Task<int> ApplyAsync(IStore store, CancellationToken cancellationToken) => store.KeyDesk.ApplyErasuresAsync(cancellationToken);
}
