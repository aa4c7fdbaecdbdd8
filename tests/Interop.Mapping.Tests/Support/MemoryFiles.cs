using System.Text;

namespace Interop.Mapping.Tests.Support;

/// <summary>Mapping files held in memory: <c>new MemoryFiles { ["library/x.sbn"] = "..." }</c>.</summary>
internal sealed class MemoryFiles : Dictionary<string, string>, IMappingFiles
{
    public IReadOnlyList<string> List() => [.. Keys.Order(StringComparer.Ordinal)];

    public ReadOnlyMemory<byte>? Read(string path) => TryGetValue(path, out var text) ? (ReadOnlyMemory<byte>?)Encoding.UTF8.GetBytes(text) : null;

    /// <summary>A catalogue folder with one kind <c>k</c> that has one record <c>r</c>.</summary>
    public static MemoryFiles WithRecord(string script, string schema = "{}") => new()
    {
        ["k/kind.yaml"] = "title: {en: K, fr: K}\nrecords:\n  r: {key: id, version: version, action: action, orderBy: patient.id, environment: env}\n",
        ["k/r/record.schema.json"] = schema,
        ["k/r/to-fhir.sbn"] = script,
    };
}
