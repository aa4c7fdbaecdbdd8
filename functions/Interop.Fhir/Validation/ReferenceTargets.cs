using Interop.Fhir.Definitions;
using Interop.Fhir.Tree;

namespace Interop.Fhir.Validation;

/// <summary>
/// The resource type that a Reference leads to, as far as the text tells: <c>Type/id</c> (relative or at the end of a URL), <c>#id</c> in
/// the same resource, a <c>fullUrl</c> of the same Bundle, <c>Type?condition</c>, or else <c>Reference.type</c>.
/// </summary>
internal sealed class ReferenceTargets(R4Definitions r4, IBundleEntries? streamed = null)
{
    private Dictionary<int, Node>? byFullUrl;

    public string? TypeOf(Node reference, Node container)
    {
        var literal = reference["reference"].Utf8;
        if (literal.IsEmpty)
        {
            return Known(reference["type"].Utf8);
        }

        if (literal[0] == (byte)'#')
        {
            return Known(Contained(container, literal[1..])["resourceType"].Utf8);
        }

        return literal.StartsWith("urn:"u8)
            ? streamed is null ? Known(Bundled(reference.Tree, literal)["resourceType"].Utf8) : r4.FindResource(streamed.TypeOf(reference["reference"].Text!))?.Name
            : TypeInUrl(literal) ?? Known(reference["type"].Utf8);
    }

    private static Node Contained(Node container, ReadOnlySpan<byte> id)
    {
        foreach (var child in container.Children)
        {
            if (child.Name == "contained" && child["id"].Is(id))
            {
                return child;
            }
        }

        return id.IsEmpty ? container : default;
    }

    private Node Bundled(NodeTree tree, ReadOnlySpan<byte> url)
    {
        byFullUrl ??= Index(tree.Root);
        return byFullUrl.TryGetValue(Hash(url), out var entry) && entry["fullUrl"].Is(url) ? entry["resource"] : default;
    }

    private static Dictionary<int, Node> Index(Node root)
    {
        var index = new Dictionary<int, Node>();
        foreach (var child in root.Children)
        {
            if (child.Name == "entry" && child["fullUrl"] is { Kind: NodeKind.String } url)
            {
                index[Hash(url.Utf8)] = child;
            }
        }

        return index;
    }

    private static int Hash(ReadOnlySpan<byte> utf8)
    {
        var hash = new HashCode();
        hash.AddBytes(utf8);
        return hash.ToHashCode();
    }

    private string? TypeInUrl(ReadOnlySpan<byte> url)
    {
        var query = url.IndexOf((byte)'?');
        if (query >= 0)
        {
            return Known(url[(url[..query].LastIndexOf((byte)'/') + 1)..query]);
        }

        var history = url.IndexOf("/_history/"u8);
        url = history >= 0 ? url[..history] : url;
        var id = url.LastIndexOf((byte)'/');
        return id < 0 ? null : Known(url[(url[..id].LastIndexOf((byte)'/') + 1)..id]);
    }

    private string? Known(ReadOnlySpan<byte> name) => name.IsEmpty || name.Length > 40 ? null : r4.FindResource(NameCache.Get(name))?.Name;
}
