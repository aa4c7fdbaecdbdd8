namespace Interop.Store.Backup;

/// <summary>
/// A folder of backups: <c>manifests/ID.manifest</c>, one for each, and <c>chunks/ab/NAME</c>, the parts that they share. A manifest is there only when
/// all its parts are on disk.
/// </summary>
internal sealed class BackupFolder(string path)
{
    private const string Unfinished = ".new";

    public string Path { get; } = System.IO.Path.GetFullPath(path);

    public string Manifests => System.IO.Path.Combine(Path, "manifests");

    private string Chunks => System.IO.Path.Combine(Path, "chunks");

    /// <summary>Held by whoever writes or removes backups here.</summary>
    public FileStream Lock()
    {
        CreateFolder(Path);
        CreateFolder(Manifests);
        CreateFolder(Chunks);
        try
        {
            return new FileStream(System.IO.Path.Combine(Path, "lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException e)
        {
            throw new StoreException($"Another process writes backups to {Path}; wait for it to end.", e) { IsTransient = true };
        }
    }

    public string ChunkPath(ChunkName name) => System.IO.Path.Combine(Chunks, name.Text[..2], name.Text);

    public bool Has(ChunkName name) => File.Exists(ChunkPath(name));

    /// <summary>Its bytes, or null when it is missing.</summary>
    public byte[]? ReadChunk(ChunkName name) => Has(name) ? File.ReadAllBytes(ChunkPath(name)) : null;

    public void WriteChunk(ChunkName name, byte[] file)
    {
        CreateFolder(System.IO.Path.Combine(Chunks, name.Text[..2]));
        WriteDurably(ChunkPath(name), file);
    }

    /// <summary>The folders of these parts, so that their names outlive a power cut.</summary>
    public void FlushNames(IEnumerable<ChunkName> names)
    {
        foreach (var folder in names.Select(n => n.Text[..2]).Distinct())
        {
            DirectorySync.Flush(System.IO.Path.Combine(Chunks, folder));
        }

        DirectorySync.Flush(Chunks);
    }

    public void WriteManifest(string id, byte[] file)
    {
        WriteDurably(ManifestPath(id), file);
        DirectorySync.Flush(Manifests);
        DirectorySync.Flush(Path);
    }

    public string ManifestPath(string id) => System.IO.Path.Combine(Manifests, id + ManifestFile.Extension);

    /// <summary>Paths of all manifests, the oldest first: an id begins with its time.</summary>
    public IReadOnlyList<string> ManifestPaths() => Directory.Exists(Manifests)
        ? [.. Directory.EnumerateFiles(Manifests, "*" + ManifestFile.Extension).Order(StringComparer.Ordinal)]
        : [];

    /// <summary>All files that are parts, or were to become some.</summary>
    public IEnumerable<string> ChunkFiles() => Directory.EnumerateFiles(Chunks, "*", SearchOption.AllDirectories);

    public static void Remove(string path)
    {
        if (File.Exists(path))
        {
            File.Delete(path);
        }
    }

    private static void WriteDurably(string path, byte[] content)
    {
        var temporary = path + Unfinished;
        var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write, BufferSize = 0 };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        try
        {
            using (var file = new FileStream(temporary, options))
            {
                file.Write(content);
                file.Flush(flushToDisk: true);
            }

            File.Move(temporary, path, overwrite: true);
        }
        catch
        {
            Remove(temporary);
            throw;
        }
    }

    private static void CreateFolder(string folder)
    {
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(folder);
        }
        else
        {
            Directory.CreateDirectory(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }
    }
}
