namespace Interop.Mapping.Catalogue;

/// <summary>Finds the cases: <c>kind/name/cases/NNN-title.in.json</c> and the files beside it.</summary>
internal static class CaseFinder
{
    private const string InputEnding = ".in.json";

    public static IReadOnlyList<MappingCase> Find(IReadOnlyList<string> paths)
    {
        var all = paths.ToHashSet(StringComparer.Ordinal);
        return [.. paths.Where(p => p.EndsWith(InputEnding, StringComparison.Ordinal) && p.Contains("/cases/", StringComparison.Ordinal)).Order(StringComparer.Ordinal).Select(Read)];

        MappingCase Read(string input)
        {
            var stem = input[..^InputEnding.Length];
            var cut = stem.LastIndexOf("/cases/", StringComparison.Ordinal);
            return new MappingCase(stem[..cut], stem[(cut + "/cases/".Length)..], input, At(".out.json"), At(".issues.txt"))
            {
                Previous = At(".previous.json"),
                Endpoint = At(".endpoint.json"),
                Delivery = At(".delivery.json"),
            };

            string? At(string ending) => all.Contains(stem + ending) ? stem + ending : null;
        }
    }
}
