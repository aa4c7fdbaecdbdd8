using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace Interop.Store.Crypto;

/// <summary>A key of 32 random bytes in a file that only its owner may read.</summary>
internal static class KeyFile
{
    public const int KeyLength = 32;
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const UnixFileMode Others = UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.GroupExecute
        | UnixFileMode.OtherRead | UnixFileMode.OtherWrite | UnixFileMode.OtherExecute;

    public static byte[] Read(string path)
    {
        if (!OperatingSystem.IsWindows() && (File.GetUnixFileMode(path) & Others) != 0)
        {
            throw new StoreException($"The key file {path} can be read by others; run: chmod 600 {path}");
        }

        var key = File.ReadAllBytes(path);
        return key.Length == KeyLength ? key : throw new StoreException($"The key file {path} is damaged: {key.Length} bytes instead of {KeyLength}; restore it from its backup.");
    }

    /// <summary>Creates it; when two processes do so at once, one of the two keys wins and both read that one.</summary>
    public static void Create(string path, RandomNumberGenerator random)
    {
        var key = new byte[KeyLength];
        random.GetBytes(key);
        var temporary = $"{path}.{Environment.ProcessId}.new";
        var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = OwnerOnly;
        }

        using (var file = new FileStream(temporary, options))
        {
            file.Write(key);
            file.Flush(flushToDisk: true);
        }

        try
        {
            File.Move(temporary, path, overwrite: false);
        }
        catch (IOException) when (File.Exists(path))
        {
            File.Delete(temporary);
        }

        DirectorySync.Flush(Path.GetDirectoryName(path)!);
    }
}

/// <summary>
/// Makes a new name in a directory survive a power cut. Without it the database could outlive the key that was created before it.
/// </summary>
internal static class DirectorySync
{
    public static void Flush(string directory)
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        var handle = Open(directory, 0);
        if (handle < 0)
        {
            throw new StoreException($"The folder {directory} cannot be opened.");
        }

        try
        {
            if (Sync(handle) != 0)
            {
                throw new StoreException($"The folder {directory} cannot be written to disk.");
            }
        }
        finally
        {
            _ = Close(handle);
        }
    }

    [DllImport("libc", EntryPoint = "open", CharSet = CharSet.Ansi, BestFitMapping = false, ThrowOnUnmappableChar = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Open([MarshalAs(UnmanagedType.LPUTF8Str)] string path, int flags);

    [DllImport("libc", EntryPoint = "fsync")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Sync(int handle);

    [DllImport("libc", EntryPoint = "close")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Close(int handle);
}
