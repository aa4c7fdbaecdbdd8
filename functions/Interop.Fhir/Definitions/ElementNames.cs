namespace Interop.Fhir.Definitions;

/// <summary>
/// The elements of one type by the names they have in instances. Every node of every record is looked up here, so names are hashed by
/// their length and ends alone, and compared by reference first: readers give the same string for the same name.
/// </summary>
internal sealed class ElementNames
{
    private readonly string?[] names;
    private readonly ElementMatch[] matches;

    public ElementNames(IReadOnlyList<ElementDefinition> elements)
    {
        var count = elements.Sum(e => e.Types.Count);
        names = new string?[System.Numerics.BitOperations.RoundUpToPowerOf2((uint)Math.Max(4, count * 3))];
        matches = new ElementMatch[names.Length];
        for (var i = 0; i < elements.Count; i++)
        {
            foreach (var type in elements[i].Types)
            {
                Add(elements[i].IsChoice ? elements[i].NameFor(type) : elements[i].Name, new ElementMatch(elements[i], type, i));
            }
        }
    }

    public bool TryFind(string name, out ElementMatch match)
    {
        var at = Slot(name);
        while (names[at] is { } taken)
        {
            if (ReferenceEquals(taken, name) || taken == name)
            {
                match = matches[at];
                return true;
            }

            at = (at + 1) & (names.Length - 1);
        }

        match = default;
        return false;
    }

    private void Add(string name, ElementMatch match)
    {
        name = Tree.NameCache.Get(System.Text.Encoding.UTF8.GetBytes(name));
        var at = Slot(name);
        while (names[at] is { } taken && taken != name)
        {
            at = (at + 1) & (names.Length - 1);
        }

        (names[at], matches[at]) = (name, match);
    }

    private int Slot(string name) => name.Length == 0 ? 0 : ((name.Length * 37) + (name[0] * 5) + (name[^1] * 11) + (name[name.Length / 2] * 3)) & (names.Length - 1);
}
