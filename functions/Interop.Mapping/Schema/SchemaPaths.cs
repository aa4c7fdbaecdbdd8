namespace Interop.Mapping.Schema;

/// <summary>Which properties a schema knows, whatever branch names them.</summary>
internal static class SchemaPaths
{
    /// <summary>The names of all properties that an object under this schema may have.</summary>
    public static void AddProperties(SchemaNode schema, ISet<string> names)
    {
        foreach (var part in Parts(schema))
        {
            foreach (var name in part.Properties?.Keys ?? Enumerable.Empty<string>())
            {
                names.Add(name);
            }
        }
    }

    /// <summary>Whether a path of property names, through lists, leads to a property of the schema; below an object without properties anything may be.</summary>
    public static bool Exists(SchemaNode schema, IReadOnlyList<string> names)
    {
        var at = Parts(schema).ToList();
        foreach (var name in names)
        {
            at = [.. at.SelectMany(WithItems).Distinct()];
            if (at.TrueForAll(p => p.Properties is null))
            {
                return true;
            }

            at = [.. at.Where(p => p.Properties?.ContainsKey(name) == true).SelectMany(p => Parts(p.Properties![name])).Distinct()];
            if (at.Count == 0)
            {
                return false;
            }
        }

        return true;
    }

    private static IEnumerable<SchemaNode> WithItems(SchemaNode schema) =>
        schema.Items is null ? [schema] : Parts(schema.Items).SelectMany(WithItems).Append(schema);

    /// <summary>A schema with all schemas that apply to the same value.</summary>
    private static HashSet<SchemaNode> Parts(SchemaNode schema)
    {
        var parts = new HashSet<SchemaNode>();
        var stack = new Stack<SchemaNode>([schema]);
        while (stack.TryPop(out var next))
        {
            if (!parts.Add(next))
            {
                continue;
            }

            SchemaNode?[] single = [next.Reference, next.If, next.Then, next.Else];
            foreach (var part in single.OfType<SchemaNode>().Concat(next.AllOf).Concat(next.AnyOf ?? []).Concat(next.OneOf ?? []))
            {
                stack.Push(part);
            }
        }

        return parts;
    }
}
