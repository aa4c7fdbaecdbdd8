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
