using Interop.Engine.Identity;
using Interop.Engine.Ports;
using Interop.Fhir.Tree;

namespace Interop.Engine.Reconcile;

/// <summary>Makes new FHIR trees from old ones: ids set, references resolved, single elements replaced.</summary>
public static class ResourceTrees
{
    /// <summary>The mapped resource with its logical id, every reference rewritten by <paramref name="mapReference"/> (null = keep).</summary>
    public static NodeTree Finish(Node resource, ResourceKey key, Func<string, string?> mapReference)
    {
        var builder = new NodeTreeBuilder();
        builder.Begin(null, NodeKind.Object);
        builder.Add("resourceType", NodeKind.String, key.Type);
        builder.Add("id", NodeKind.String, key.Id.ToString("D"));
        foreach (var child in resource.Children)
        {
            if (child.Name is not ("resourceType" or "id"))
            {
                CopyResolved(builder, child, mapReference);
            }
        }

        builder.End();
        return builder.Build();
    }

    /// <summary>
    /// The resource with some elements replaced: every child named in <paramref name="edits"/> is dropped and the edit writes what takes its
    /// place, where the first one stood or, for a new element, at the end. A null edit only drops.
    /// </summary>
    public static NodeTree With(Node resource, IReadOnlyDictionary<string, Action<NodeTreeBuilder>?> edits)
    {
        var builder = new NodeTreeBuilder();
        var done = new HashSet<string>(StringComparer.Ordinal);
        builder.Begin(null, NodeKind.Object);
        foreach (var child in resource.Children)
        {
            if (!edits.TryGetValue(child.Name!, out var edit))
            {
                builder.Copy(child, child.Name, child.IsListItem);
            }
            else if (done.Add(child.Name!))
            {
                edit?.Invoke(builder);
            }
        }

        foreach (var (name, edit) in edits)
        {
            if (done.Add(name))
            {
                edit?.Invoke(builder);
            }
        }

        builder.End();
        return builder.Build();
    }

    /// <summary>The resource with the extensions that <paramref name="keep"/> accepts (null keeps all) and then those that are added.</summary>
    public static NodeTree WithExtensions(Node resource, Func<Node, bool>? keep, Action<NodeTreeBuilder> add) => With(resource, new Dictionary<string, Action<NodeTreeBuilder>?>
    {
        ["extension"] = b =>
        {
            foreach (var extension in resource.All("extension").Where(e => keep is null || keep(e)))
            {
                b.Copy(extension, "extension", true);
            }

            add(b);
        },
    });

    /// <summary>The resource with a literal reference beside each logical one that <paramref name="find"/> knows.</summary>
    internal static NodeTree Link(Node resource, Func<LogicalReference, string?> find)
    {
        var builder = new NodeTreeBuilder();
        CopyLinked(builder, resource, find);
        return builder.Build();
    }

    /// <summary><c>Type/id</c> as a key; null for anything else.</summary>
    public static ResourceKey? ParseReference(string? reference)
    {
        var slash = reference?.IndexOf('/', StringComparison.Ordinal) ?? -1;
        return slash > 0 && Guid.TryParse(reference.AsSpan(slash + 1), out var id) ? new ResourceKey(reference![..slash], id) : null;
    }

    /// <summary>A Bundle of resources under <c>Type/id</c>, the form in which routes and renderings see them.</summary>
    public static NodeTree Bundle(string type, IEnumerable<Node> resources)
    {
        var builder = new NodeTreeBuilder();
        builder.Begin(null, NodeKind.Object);
        builder.Add("resourceType", NodeKind.String, "Bundle");
        builder.Add("type", NodeKind.String, type);
        foreach (var resource in resources)
        {
            builder.Begin("entry", NodeKind.Object, listItem: true);
            builder.Add("fullUrl", NodeKind.String, $"{resource["resourceType"].Text}/{resource["id"].Text}");
            builder.Copy(resource, "resource", false);
            builder.End();
        }

        builder.End();
        return builder.Build();
    }

    private static void CopyLinked(NodeTreeBuilder builder, Node node, Func<LogicalReference, string?> find)
    {
        var index = builder.Begin(node.Name, node.Kind, -1, node.IsListItem);
        if (node.HasValue)
        {
            builder.SetValue(index, node.Utf8);
        }

        if (node.Kind == NodeKind.Object && KnownReferences.Read(node) is { } logical && find(logical) is { } literal)
        {
            builder.Add("reference", NodeKind.String, literal);
        }

        foreach (var child in node.Children)
        {
            CopyLinked(builder, child, find);
        }

        builder.End();
    }

    private static void CopyResolved(NodeTreeBuilder builder, Node node, Func<string, string?> mapReference)
    {
        var index = builder.Begin(node.Name, node.Kind, -1, node.IsListItem);
        if (node.HasValue)
        {
            var resolved = node.Name is "reference" or "url" && node.Utf8.StartsWith("urn:uuid:"u8) ? mapReference(node.Text!) : null;
            if (resolved is null)
            {
                builder.SetValue(index, node.Utf8);
            }
            else
            {
                builder.SetValue(index, System.Text.Encoding.UTF8.GetBytes(resolved));
            }
        }

        foreach (var child in node.Children)
        {
            CopyResolved(builder, child, mapReference);
        }

        builder.End();
    }
}
