using Interop.Fhir.Issues;
using Interop.Mapping.Catalogue;
using YamlDotNet.RepresentationModel;

namespace Interop.Mapping.Cases;

/// <summary>
/// The pieces of scripts that no case can miss, with the reason: <c>survivors.yaml</c> of the mappings folder, a list of
/// <c>{reason, script, pieces}</c>. A piece is named by its text, so that it is asked about again when it changes.
/// </summary>
public sealed class Survivors
{
    /// <summary>Where the list is.</summary>
    public const string Path = "survivors.yaml";

    private readonly HashSet<(string Script, string Piece)> pieces = [];

    private Survivors()
    {
    }

    /// <summary>Reads the list; an absent file names none.</summary>
    public static Survivors Read(IMappingFiles files, ICollection<Issue> issues)
    {
        var survivors = new Survivors();
        var reader = new MappingReader(files, issues);
        foreach (var entry in reader.Yaml(Path) as YamlSequenceNode ?? [])
        {
            if (MappingReader.Scalar(entry, "script") is { } script && MappingReader.Scalar(entry, "reason") is { Length: > 0 } && MappingReader.Child(entry, "pieces") is YamlSequenceNode list)
            {
                survivors.pieces.UnionWith(list.Select(p => (script, (p as YamlScalarNode)?.Value ?? "")));
            }
            else
            {
                reader.Setting(Path, entry.Start, Path, "reason, script and pieces");
            }
        }

        return survivors;
    }

    /// <summary>How many pieces the list names.</summary>
    public int Count => pieces.Count;

    /// <summary>Whether the list has the piece.</summary>
    public bool Names(Mutation mutation) => pieces.Contains((mutation.Script, mutation.Piece));

    /// <summary>What the list names although a case misses it, or although it is not there: <c>script: piece</c>.</summary>
    public IEnumerable<string> Outdated(IEnumerable<Mutation> survivors) =>
        pieces.Except(survivors.Select(m => (m.Script, m.Piece))).Select(p => $"{p.Script}: {p.Piece}").Order(StringComparer.Ordinal);
}
