namespace Interop.Fhir.FhirPath.Operators;

/// <summary>Collections as sets. Small ones are searched item by item; for large ones strings and nodes are looked up by a hash first.</summary>
internal static class Sets
{
    public static Items Distinct(Items items, Scope scope, int position) => Union(items, Items.Empty, scope, position);

    public static Items Union(Items left, Items right, Scope scope, int position)
    {
        if (left.Count + right.Count < 2)
        {
            return left.IsEmpty ? right : left;
        }

        var set = new ItemSet(scope, position);
        set.AddAll(left);
        set.AddAll(right);
        return set.ToItems();
    }
}

/// <summary>Items, each once, in the order in which they came.</summary>
internal sealed class ItemSet(Scope scope, int position)
{
    private ItemsBuilder items;
    private HashSet<string>? strings;
    private List<int>? others;

    public int Count => items.Count;

    public void AddAll(Items more)
    {
        for (var i = 0; i < more.Count; i++)
        {
            Add(more[i]);
        }
    }

    /// <summary>False when an equal item is there already.</summary>
    public bool Add(in FhirPathItem item)
    {
        var text = TextOf(item);
        if (text is not null ? !(strings ??= new(StringComparer.Ordinal)).Add(text) : HasOther(item))
        {
            return false;
        }

        if (text is null)
        {
            (others ??= []).Add(items.Count);
        }

        items.Add(item);
        return true;
    }

    public bool Contains(in FhirPathItem item) => TextOf(item) is { } text ? strings?.Contains(text) == true : HasOther(item);

    public Items ToItems() => items.ToItems();

    // A string equals strings only, so it can be hashed by its text; numbers, moments and quantities are equal across spellings.
    private static string? TextOf(in FhirPathItem item) =>
        item.Value as string ?? (item.IsNode && item.Kind is ValueKind.String && item.Node.HasValue ? item.Node.Text : null);

    private bool HasOther(in FhirPathItem item)
    {
        if (others is null)
        {
            return false;
        }

        foreach (var index in others)
        {
            scope.Step(position);
            if (Equality.Of(items[index], item) == true)
            {
                return true;
            }
        }

        return false;
    }
}
