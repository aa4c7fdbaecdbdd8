using Interop.Fhir.Tree;

namespace Interop.Fhir.Definitions;

/// <summary>Lists the codes of value sets from their composition and the code systems, or from a published expansion.</summary>
internal sealed class CodeListBuilder
{
    private readonly Dictionary<string, Node> compositions = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Node> expansions = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Node> systems = new(StringComparer.Ordinal);

    public SortedSet<string> Incomplete { get; } = new(StringComparer.Ordinal);

    public void Add(Node resource)
    {
        var url = resource["url"].Text;
        if (url is null)
        {
            return;
        }

        if (resource["resourceType"].Is("CodeSystem"))
        {
            systems[url] = resource;
        }
        else if (resource["expansion"].Exists)
        {
            expansions[url] = resource;
        }
        else
        {
            compositions[url] = resource;
        }
    }

    /// <summary>The codes by code system, or null when they cannot be listed.</summary>
    public SortedDictionary<string, SortedSet<string>>? List(string url)
    {
        var codes = Compose(url) ?? Expansion(url);
        if (codes is null)
        {
            Incomplete.Add(url);
        }

        return codes;
    }

    private SortedDictionary<string, SortedSet<string>>? Compose(string url)
    {
        var compose = compositions.GetValueOrDefault(url)["compose"];
        var codes = NewCodes();
        foreach (var include in compose["include"].Children)
        {
            var system = include["system"].Text;
            var complete = system is not null && systems.TryGetValue(system, out var listed) && listed["content"].Is("complete") && listed["concept"].Exists;
            if (system is null || include["filter"].Exists || include["valueSet"].Exists || !(include["concept"].Exists || complete))
            {
                return null;
            }

            AddConcepts(codes, system, include["concept"].Exists ? include["concept"] : systems[system]["concept"]);
        }

        return compose["exclude"].Exists || codes.Count == 0 ? null : codes;
    }

    private SortedDictionary<string, SortedSet<string>>? Expansion(string url)
    {
        var expansion = expansions.GetValueOrDefault(url)["expansion"];
        var codes = NewCodes();
        AddContains(codes, expansion["contains"]);
        var total = codes.Values.Sum(c => c.Count);

        // An expansion that was cut off, or is open-ended, says so in an extension.
        return total == 0 || expansion["extension"].Exists || (expansion["total"].Text is { } stated && stated != total.ToString(System.Globalization.CultureInfo.InvariantCulture))
            ? null
            : codes;
    }

    private static void AddConcepts(SortedDictionary<string, SortedSet<string>> codes, string system, Node concepts)
    {
        foreach (var concept in concepts.Children)
        {
            Add(codes, system, concept["code"].Text!);
            AddConcepts(codes, system, concept["concept"]);
        }
    }

    private static void AddContains(SortedDictionary<string, SortedSet<string>> codes, Node contains)
    {
        foreach (var item in contains.Children)
        {
            if (item["code"].Text is { } code && item["system"].Text is { } system)
            {
                Add(codes, system, code);
            }

            AddContains(codes, item["contains"]);
        }
    }

    private static void Add(SortedDictionary<string, SortedSet<string>> codes, string system, string code)
    {
        if (!codes.TryGetValue(system, out var list))
        {
            codes[system] = list = new SortedSet<string>(StringComparer.Ordinal);
        }

        list.Add(code);
    }

    private static SortedDictionary<string, SortedSet<string>> NewCodes() => new(StringComparer.Ordinal);
}
