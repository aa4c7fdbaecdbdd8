namespace Interop.Store;

/// <summary>The store cannot be opened, read or written as it is; the message says what an operator can do about it.</summary>
public class StoreException : Exception
{
    public StoreException(string message)
        : base(message)
    {
    }

    public StoreException(string message, Exception inner)
        : base(message, inner)
    {
    }

    /// <summary>The database could not be reached; the same call may succeed later.</summary>
    public bool IsTransient { get; init; }
}
