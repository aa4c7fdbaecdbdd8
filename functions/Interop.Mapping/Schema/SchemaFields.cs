using Interop.Fhir.Tree;

namespace Interop.Mapping.Schema;

/// <summary>
/// The fields that a schema names, each by one spelling: the path from the top (<c>$.lines[].lineId</c>), below a shared block the path from that block
/// (<c>M.label</c>), so that a block counts once for all the places that use it. Branches that name the same field are one field.
/// </summary>
internal static class SchemaFields
{
    private readonly record struct Place(SchemaNode Schema, string Path);

    /// <summary>All fields in the order of the schema, with whether some branch describes them. What stands only in a condition (<c>if</c>) is none.</summary>
    public static IReadOnlyDictionary<string, bool> Of(SchemaNode root)
    {
        var fields = new Dictionary<string, bool>(StringComparer.Ordinal);
        Collect(new Place(root, "$"), fields, [], []);
        return fields;
    }

    /// <summary>Adds the fields that a record or payload has.</summary>
    public static void AddSeen(SchemaNode root, Node value, ISet<string> seen) => See([.. Parts(new Place(root, "$"))], value, seen);

    private static void Collect(Place place, Dictionary<string, bool> fields, HashSet<Place> done, HashSet<SchemaNode> above)
    {
        foreach (var part in Parts(place))
        {
            // A definition that contains itself would never end, and a block is the same wherever it is used.
            if (!done.Add(part) || !above.Add(part.Schema))
            {
                continue;
            }

            foreach (var (name, property) in part.Schema.Properties ?? [])
            {
                var path = part.Path + "." + name;
                fields[path] = fields.GetValueOrDefault(path) || property.IsDescribed;
                Collect(new Place(property, path), fields, done, above);
            }

            if (part.Schema.Items is { } items)
            {
                Collect(new Place(items, part.Path + "[]"), fields, done, above);
            }

            above.Remove(part.Schema);
        }
    }

    private static void See(List<Place> places, Node value, ISet<string> seen)
    {
        foreach (var child in value.Children)
        {
            List<Place> next = [];
            foreach (var place in places)
            {
                if (value.Kind == NodeKind.Array && place.Schema.Items is { } items)
                {
                    next.AddRange(Parts(new Place(items, place.Path + "[]")));
                }
                else if (child.Name is { } name && place.Schema.Properties?.GetValueOrDefault(name) is { } property)
                {
                    seen.Add(place.Path + "." + name);
                    next.AddRange(Parts(new Place(property, place.Path + "." + name)));
                }
            }

            See(next, child, seen);
        }
    }

    /// <summary>A schema with all schemas that may describe the same value.</summary>
    private static HashSet<Place> Parts(Place start)
    {
        var parts = new HashSet<Place>();
        var stack = new Stack<Place>([start]);
        while (stack.TryPop(out var next))
        {
            next = next.Schema.Block is { } block ? next with { Path = block } : next;
            if (!parts.Add(next))
            {
                continue;
            }

            SchemaNode?[] single = [next.Schema.Reference, next.Schema.Then, next.Schema.Else];
            foreach (var part in single.OfType<SchemaNode>().Concat(next.Schema.AllOf).Concat(next.Schema.AnyOf ?? []).Concat(next.Schema.OneOf ?? []))
            {
                stack.Push(new Place(part, next.Path));
            }
        }

        return parts;
    }
}
