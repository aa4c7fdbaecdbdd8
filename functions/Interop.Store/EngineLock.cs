namespace Interop.Store;

/// <summary>Held by the one process that works on a data folder. The operating system gives it up when the process ends, however it ends.</summary>
internal static class EngineLock
{
    public static FileStream Take(string folder)
    {
        var path = Path.Combine(folder, "engine.lock");
        try
        {
            return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException e)
        {
            throw new StoreException($"Another engine process works on {folder}; stop it, or give this one a data folder of its own.", e);
        }
    }

    public static bool IsTaken(string folder)
    {
        try
        {
            Take(folder).Dispose();
            return false;
        }
        catch (StoreException)
        {
            return true;
        }
    }
}
