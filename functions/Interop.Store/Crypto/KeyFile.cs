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
    public static void Create(string path, ReadOnlySpan<byte> key)
    {
        var temporary = $"{path}.{Guid.NewGuid():N}.new";
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

    /// <summary>Overwrites it where it is, then removes it.</summary>
    public static void Destroy(string path)
    {
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(path, OwnerOnly);
        }

        using (var file = new FileStream(path, FileMode.Open, FileAccess.Write))
        {
            file.Write(new byte[KeyLength]);
            file.Flush(flushToDisk: true);
        }

        File.Delete(path);
        DirectorySync.Flush(Path.GetDirectoryName(path)!);
    }
}
