using Interop.Engine.Ports;
using Interop.Fhir.Tree;
using Interop.Mapping;

namespace Interop.Engine.Identity;

/// <summary>A mapped resource on its way into the store.</summary>
public sealed class Draft : IDisposable
{
    private Draft(Node mapped, string type, Identifier primary, Guid minted, IReadOnlyList<Identifier> strong)
    {
        Mapped = mapped;
        Type = type;
        Primary = primary;
        Minted = minted;
        Strong = strong;
        Key = new ResourceKey(type, minted);
    }

    /// <summary>The resource as the mapping made it.</summary>
    public Node Mapped { get; }

    /// <summary>Resource type.</summary>
    public string Type { get; }

    /// <summary>The business identifier that the mapping declared.</summary>
    public Identifier Primary { get; }

    /// <summary>The id that the primary identifier mints; also the bundle-local id that references use.</summary>
    public Guid Minted { get; }

    /// <summary>Every identifier that may tell who this is, the primary one first (MODELLING I1: never the NSS).</summary>
    public IReadOnlyList<Identifier> Strong { get; }

    /// <summary>Type and logical id, once resolved.</summary>
    public ResourceKey Key { get; set; }

    /// <summary>The version that is current in the store, if any.</summary>
    public ResourceRow? Current { get; set; }

    /// <summary>The finished resource: id set, references resolved.</summary>
    public Node Resource { get; set; }

    /// <summary>What the stored patient is linked to; a newer version of it keeps that.</summary>
    public IReadOnlyList<string> Links { get; set; } = [];

    /// <summary>Identifiers to add to the identity table.</summary>
    public IReadOnlyList<Identifier> NewIdentifiers { get; set; } = [];

    /// <summary>Gives the rows of the finished resource back; the mapped one belongs to its bundle.</summary>
    public void Dispose()
    {
        if (Resource.Exists)
        {
            Resource.Tree.Dispose();
        }
    }

    /// <summary>Reads the entries of a mapped transaction bundle.</summary>
    public static IReadOnlyList<Draft> Read(NodeTree bundle, IdentityKey ids)
    {
        var drafts = new List<Draft>();
        foreach (var entry in bundle.Root.All("entry"))
        {
            var resource = entry["resource"];
            var type = resource["resourceType"].Text ?? "";
            var primary = Identifier.FromConditionalUrl(entry["request"]["url"].Text ?? "");
            var minted = ids.Mint(type, primary.System, primary.Value);
            drafts.Add(new Draft(resource, type, primary, minted, StrongIdentifiers.Of(resource, type, primary)));
        }

        return drafts;
    }
}

/// <summary>A business identifier.</summary>
public readonly record struct Identifier(string System, string Value)
{
    /// <summary>Reads <c>Type?identifier=system|value</c>, percent-encoding undone.</summary>
    public static Identifier FromConditionalUrl(string url)
    {
        var query = url[(url.IndexOf("identifier=", StringComparison.Ordinal) + "identifier=".Length)..];
        var bar = query.IndexOf('|', StringComparison.Ordinal);
        bar = bar < 0 ? query.IndexOf("%7C", StringComparison.OrdinalIgnoreCase) : bar;
        var skip = bar >= 0 && query[bar] == '%' ? 3 : 1;
        return bar < 0
            ? new Identifier("", Uri.UnescapeDataString(query))
            : new Identifier(Uri.UnescapeDataString(query[..bar]), Uri.UnescapeDataString(query[(bar + skip)..]));
    }
}
