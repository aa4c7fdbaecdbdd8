using Interop.Fhir.Tree;

namespace Interop.Mapping.Runtime;

/// <summary>What the mapping functions need beside the run itself; one per run.</summary>
internal sealed class MappingHost(IdentityKey? ids, DateTimeOffset now, bool production, NodeTree? bundle)
{
    private readonly Dictionary<(string, string, string), string> minted = [];
    private Dictionary<string, Node>? resources;

    public DateTimeOffset Now { get; } = now;

    public bool Production { get; } = production;

    public NodeTree? Bundle { get; } = bundle;

    public bool CanMint => ids is not null;

    /// <summary>The id of a resource as text; the same identifier is hashed once.</summary>
    public string Mint(string type, string system, string value)
    {
        if (!minted.TryGetValue((type, system, value), out var id))
        {
            minted[(type, system, value)] = id = ids!.Mint(type, system, value).ToString();
        }

        return id;
    }

    /// <summary>The resource that a reference names: by fullUrl or by Type/id.</summary>
    public Node Resolve(string reference)
    {
        resources ??= Index();
        return resources.GetValueOrDefault(reference);
    }

    private Dictionary<string, Node> Index()
    {
        var index = new Dictionary<string, Node>(StringComparer.Ordinal);
        foreach (var entry in Bundle?.Root.All("entry") ?? [])
        {
            var resource = entry["resource"];
            if (entry["fullUrl"].Text is { } url)
            {
                index.TryAdd(url, resource);
            }

            if (resource["resourceType"].Text is { } type && resource["id"].Text is { } id)
            {
                index.TryAdd(type + "/" + id, resource);
            }
        }

        return index;
    }
}
