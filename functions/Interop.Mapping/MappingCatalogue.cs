using Interop.Fhir.Issues;
using Interop.Mapping.Catalogue;
using Interop.Mapping.Linting;
using Interop.Mapping.Runtime;

namespace Interop.Mapping;

/// <summary>Everything under <c>mappings/</c>, compiled once; immutable, so a reload is a new catalogue.</summary>
public sealed class MappingCatalogue
{
    private readonly IReadOnlyList<MappingCase> cases;

    internal MappingCatalogue(IReadOnlyList<Kind> kinds, string version, IReadOnlyList<MappingCase> cases, ScriptEnvironment environment)
    {
        (Kinds, Version, this.cases, Environment) = (kinds, version, cases, environment);
    }

    /// <summary>All kinds, by name.</summary>
    public IReadOnlyList<Kind> Kinds { get; }

    /// <summary>SHA-256 over all paths and bytes, in hexadecimal.</summary>
    public string Version { get; }

    /// <summary>The blocks that schemas share (<c>library/blocks.schema.json</c>), as on disk.</summary>
    public ReadOnlyMemory<byte> Blocks { get; init; }

    internal ScriptEnvironment Environment { get; }

    /// <summary>
    /// Reads and compiles all files. Faults are issues with script place (<c>path:line:column</c>; <see cref="Language.ScriptSource.Excerpt"/> shows the line);
    /// what has faults is left out of the catalogue, the rest works.
    /// </summary>
    public static MappingCatalogue Load(IMappingFiles files, ICollection<Issue> issues) => new CatalogueLoader(new MappingReader(files, issues)).Load();

    /// <summary>The records and messages (<c>kind/name</c>) that a file of the folder has to do with; all of them for code tables and shared files.</summary>
    public IReadOnlyList<string> FindUsers(string path)
    {
        var all = Kinds.SelectMany(k => k.Records.Select(r => (r.Name, r.Script)).Concat(k.Messages.Select(m => (m.Name, m.Script)))).ToList();
        var own = all.Where(m => path.StartsWith(m.Name + "/", StringComparison.Ordinal)).ToList();
        return
        [
            .. (own.Count > 0 ? own
                : path.StartsWith("library/", StringComparison.Ordinal) && path.EndsWith(".sbn", StringComparison.Ordinal) ? all.Where(m => Includes.Closure(m.Script, Environment).Contains(path))
                : path.StartsWith("library/", StringComparison.Ordinal) || path.StartsWith("codes/", StringComparison.Ordinal) ? all
                : all.Where(m => path == m.Name[..m.Name.IndexOf('/', StringComparison.Ordinal)] + "/kind.yaml")).Select(m => m.Name),
        ];
    }

    /// <summary>
    /// The catalogue with one script in the place of that of the same path. Library files are shared with this catalogue, so that it changes too:
    /// only for trials on a catalogue of one's own.
    /// </summary>
    internal MappingCatalogue With(CompiledScript script)
    {
        var path = script.Source.Name;
        if (path.StartsWith("library/", StringComparison.Ordinal))
        {
            Environment.AddInclude(path, script);
            return this;
        }

        var kinds = Kinds.Select(k => path.StartsWith(k.Name + "/", StringComparison.Ordinal)
            ? k with
            {
                Records = [.. k.Records.Select(r => r.Script.Source.Name == path ? r.With(script) : r)],
                Messages = [.. k.Messages.Select(m => m.Script.Source.Name == path ? m.With(script) : m)],
            }
            : k);
        return new MappingCatalogue([.. kinds], Version, cases, Environment) { Blocks = Blocks };
    }

    /// <summary>The kind of this name, null when there is none.</summary>
    public Kind? FindKind(string kind) => Kinds.FirstOrDefault(k => k.Name == kind);

    /// <summary>The record mapping, null when there is none.</summary>
    public RecordMapping? FindRecord(string kind, string record) => FindKind(kind)?.Records.FirstOrDefault(r => r.Record == record);

    /// <summary>The message mapping, null when there is none.</summary>
    public MessageMapping? FindMessage(string kind, string message) => FindKind(kind)?.Messages.FirstOrDefault(m => m.Message == message);

    /// <summary>The cases of one mapping (<c>kind/record</c> or <c>kind/message</c>), of a kind, or all when null; by path.</summary>
    public IReadOnlyList<MappingCase> FindCases(string? mappingOrKind = null) =>
        [.. cases.Where(c => mappingOrKind is null || c.Mapping == mappingOrKind || c.Mapping.StartsWith(mappingOrKind + "/", StringComparison.Ordinal))];
}
