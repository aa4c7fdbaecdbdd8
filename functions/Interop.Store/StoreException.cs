namespace Interop.Store;

/// <summary>The store cannot be opened or read as it is; the message says what an operator can do about it.</summary>
public sealed class StoreException : Exception
{
    public StoreException(string message)
        : base(message)
    {
    }

    public StoreException(string message, Exception inner)
        : base(message, inner)
    {
    }
}
