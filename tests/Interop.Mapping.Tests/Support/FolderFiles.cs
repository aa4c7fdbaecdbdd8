namespace Interop.Mapping.Tests.Support;

/// <summary>A folder on disk as mapping files.</summary>
internal sealed class FolderFiles(string root) : IMappingFiles
{
    /// <summary>The mappings of this repository.</summary>
    public static FolderFiles Repository()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "Interop.sln")))
        {
            folder = folder.Parent!;
        }

        return new FolderFiles(Path.Combine(folder.FullName, "mappings"));
    }

    public IReadOnlyList<string> List() =>
        [.. Directory.EnumerateFiles(root, "*", SearchOption.AllDirectories).Select(f => Path.GetRelativePath(root, f).Replace('\\', '/')).Order(StringComparer.Ordinal)];

    public ReadOnlyMemory<byte>? Read(string path)
    {
        var full = Path.Combine(root, path);
        return File.Exists(full) ? File.ReadAllBytes(full) : null;
    }

    /// <summary>Writes a file, or deletes it where there is no text.</summary>
    public void Replace(string path, string? text)
    {
        var full = Path.Combine(root, path);
        if (text is null)
        {
            File.Delete(full);
            return;
        }

        File.WriteAllText(full, text);
    }
}
