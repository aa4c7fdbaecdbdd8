using System.Text;
using Interop.Mapping;

namespace Interop.Engine.Tests.Support;

/// <summary>Mapping files held in memory.</summary>
internal sealed class MemoryFiles : Dictionary<string, string>, IMappingFiles
{
    public IReadOnlyList<string> List() => [.. Keys.Order(StringComparer.Ordinal)];

    public ReadOnlyMemory<byte>? Read(string path) => TryGetValue(path, out var text) ? (ReadOnlyMemory<byte>?)Encoding.UTF8.GetBytes(text) : null;
}
