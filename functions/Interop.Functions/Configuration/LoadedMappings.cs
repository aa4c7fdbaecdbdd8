using System.Globalization;
using System.Text;
using Interop.Engine.Routing;
using Interop.Fhir.Issues;
using Interop.Mapping;

namespace Interop.Functions.Configuration;

/// <summary>A mappings folder, compiled: the catalogue, the routes, and what was wrong with them.</summary>
public sealed record LoadedMappings(MappingCatalogue Catalogue, RouteTable Routes, IReadOnlyList<Issue> Issues, IMappingFiles Files)
{
    /// <summary>Of the folder as it was when it was read; null when that is not known.</summary>
    public string? Fingerprint { get; private init; }

    /// <summary>Loads a folder.</summary>
    public static LoadedMappings Load(string folder)
    {
        // Every file is read once, so that what is compiled and what the version says is the same, whoever writes meanwhile.
        var fingerprint = FingerprintOf(folder);
        var files = new FolderFiles(folder);
        var snapshot = new Snapshot(files);
        var issues = new List<Issue>();
        var catalogue = MappingCatalogue.Load(snapshot, issues);
        var routes = RouteTable.Load(snapshot, catalogue, issues);
        return new LoadedMappings(catalogue, routes, issues, files) { Fingerprint = fingerprint };
    }

    /// <summary>The folder to use: the one asked for, <c>./mappings</c>, or the one beside the binary; null when there is none.</summary>
    public static string? Find(string? asked)
    {
        var candidates = asked is not null ? [asked] : new[] { "mappings", Path.Combine(AppContext.BaseDirectory, "mappings") };
        return candidates.FirstOrDefault(Directory.Exists);
    }

    /// <summary>Names, lengths and times of a folder's files; null while it cannot be read.</summary>
    public static string? FingerprintOf(string folder)
    {
        try
        {
            var text = new StringBuilder();
            foreach (var file in new DirectoryInfo(folder).EnumerateFiles("*", SearchOption.AllDirectories).OrderBy(f => f.FullName, StringComparer.Ordinal))
            {
                text.Append(CultureInfo.InvariantCulture, $"{file.FullName}|{file.Length}|{file.LastWriteTimeUtc.Ticks}\n");
            }

            return text.ToString();
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private sealed class Snapshot(FolderFiles files) : IMappingFiles
    {
        private readonly Dictionary<string, ReadOnlyMemory<byte>> read =
            files.List().Select(p => (Path: p, Bytes: files.Read(p))).Where(f => f.Bytes is not null).ToDictionary(f => f.Path, f => f.Bytes!.Value, StringComparer.Ordinal);

        public IReadOnlyList<string> List() => [.. read.Keys];

        public ReadOnlyMemory<byte>? Read(string path) => read.TryGetValue(path, out var bytes) ? bytes : default(ReadOnlyMemory<byte>?);
    }
}

/// <summary>The mappings folder on disk.</summary>
public sealed class FolderFiles(string folder) : IMappingFiles
{
    /// <summary>Where it is.</summary>
    public string Folder { get; } = Path.GetFullPath(folder);

    /// <inheritdoc/>
    public IReadOnlyList<string> List() =>
    [
        .. Directory.EnumerateFiles(Folder, "*", SearchOption.AllDirectories)
            .Select(f => Path.GetRelativePath(Folder, f).Replace('\\', '/'))
            .Order(StringComparer.Ordinal),
    ];

    /// <inheritdoc/>
    public ReadOnlyMemory<byte>? Read(string path)
    {
        var full = Path.GetFullPath(Path.Combine(Folder, path));
        var inside = full.StartsWith(Folder + Path.DirectorySeparatorChar, StringComparison.Ordinal) && File.Exists(full);
        return inside ? File.ReadAllBytes(full) : default(ReadOnlyMemory<byte>?);
    }
}
