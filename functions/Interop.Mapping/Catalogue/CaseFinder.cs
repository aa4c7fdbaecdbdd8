namespace Interop.Mapping.Catalogue;

/// <summary>Finds the cases: <c>kind/name/cases/NNN-title.in.(json|hl7|xml|csv)</c> and the files beside it.</summary>
internal static class CaseFinder
{
    private static readonly string[] InputEndings = [".in.json", ".in.hl7", ".in.xml", ".in.csv"];

    public static IReadOnlyList<MappingCase> Find(IReadOnlyList<string> paths)
    {
        var all = paths.ToHashSet(StringComparer.Ordinal);
        return [.. paths.Where(p => InputEndings.Any(e => p.EndsWith(e, StringComparison.Ordinal)) && p.Contains("/cases/", StringComparison.Ordinal)).Order(StringComparer.Ordinal).Select(Read)];

        MappingCase Read(string input)
        {
            var stem = input[..input.LastIndexOf(".in.", StringComparison.Ordinal)];
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
