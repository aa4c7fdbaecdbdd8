using Interop.Engine.Routing;
using Interop.Fhir.Issues;
using Interop.Mapping;

namespace Interop.Functions.Configuration;

/// <summary>A mappings folder, compiled: the catalogue, the routes, and what was wrong with them.</summary>
public sealed record LoadedMappings(MappingCatalogue Catalogue, RouteTable Routes, IReadOnlyList<Issue> Issues, IMappingFiles Files)
{
    /// <summary>Loads a folder.</summary>
    public static LoadedMappings Load(string folder)
    {
        var files = new FolderFiles(folder);
        var issues = new List<Issue>();
        var catalogue = MappingCatalogue.Load(files, issues);
        var routes = RouteTable.Load(files, catalogue, issues);
        return new LoadedMappings(catalogue, routes, issues, files);
    }

    /// <summary>The folder to use: the one asked for, <c>./mappings</c>, or the one beside the binary; null when there is none.</summary>
    public static string? Find(string? asked)
    {
        var candidates = asked is not null ? [asked] : new[] { "mappings", Path.Combine(AppContext.BaseDirectory, "mappings") };
        return candidates.FirstOrDefault(Directory.Exists);
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
