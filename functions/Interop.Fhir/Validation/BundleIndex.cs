using Interop.Fhir.Tree;

namespace Interop.Fhir.Validation;

/// <summary>
/// Finds the entry of a Bundle that a reference means (http://hl7.org/fhir/R4/bundle.html#references): by <c>fullUrl</c>, a relative
/// reference from the base of the referring entry's <c>fullUrl</c>.
/// </summary>
internal sealed class BundleIndex(Node root, IBundleEntries? streamed = null)
{
    private readonly Lazy<Dictionary<string, Node>> byFullUrl = new(() => Index(root));

    /// <summary>The resource referred to; a node that does not exist when it is not in the Bundle.</summary>
    public Node Resolve(string reference, Node from)
    {
        // A version that is not here leads to the one that is.
        var history = reference.IndexOf("/_history/", StringComparison.Ordinal);
        var found = history < 0 ? default : Find(reference, from);
        return found.Exists ? found : Find(history < 0 ? reference : reference[..history], from);
    }

    /// <summary>Whether an entry has this <c>fullUrl</c>.</summary>
    public bool Has(string fullUrl) => streamed is null ? Entry(fullUrl)["resource"].Exists : streamed.Has(fullUrl);

    private Node Find(string reference, Node from)
    {
        var entry = Entry(reference);
        return entry.Exists ? entry["resource"] : BaseOf(from) is { } url ? Entry(url + reference)["resource"] : default;
    }

    private Node Entry(string fullUrl) => streamed is null ? byFullUrl.Value.GetValueOrDefault(fullUrl) : streamed.Entry(fullUrl);

    /// <summary>The server's address in the <c>fullUrl</c> of the entry that holds a resource: what stands before <c>Type/id</c>.</summary>
    private static string? BaseOf(Node resource)
    {
        for (var at = resource; at.Exists; at = at.Parent)
        {
            if (at.Name == "entry" && at["fullUrl"].Text is { } url && url.StartsWith("http", StringComparison.Ordinal))
            {
                var id = url.LastIndexOf('/');
                var type = id > 0 ? url.LastIndexOf('/', id - 1) : -1;
                return type < 0 ? null : url[..(type + 1)];
            }
        }

        return null;
    }

    private static Dictionary<string, Node> Index(Node root)
    {
        var index = new Dictionary<string, Node>(StringComparer.Ordinal);
        foreach (var entry in root.Children)
        {
            if (entry.Name == "entry" && entry["fullUrl"].Text is { } url)
            {
                index.TryAdd(url, entry);
                if (entry["resource"]["meta"]["versionId"].Text is { } version)
                {
                    index.TryAdd(url + "/_history/" + version, entry);
                }
            }
        }

        return index;
    }
}
