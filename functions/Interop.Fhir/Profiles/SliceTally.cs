namespace Interop.Fhir.Profiles;

/// <summary>How many items of a list were met, and how they fell into its slices.</summary>
internal sealed class SliceTally(ProfileElement demand, string name)
{
    private Dictionary<Slice, SliceTally>? bySlice;

    public ProfileElement Demand => demand;

    /// <summary>The element's name, with that of the slice.</summary>
    public string Name => name;

    public bool IsSliced => demand.Slices.Count > 0 || demand.Slicing?.Rules == "closed";

    public Slicing Slicing => demand.Slicing ?? Slicing.Of(demand);

    public int Count { get; set; }

    /// <summary>The highest slice met so far.</summary>
    public int Last { get; set; } = -1;

    /// <summary>Whether an item fell into no slice.</summary>
    public bool HasOthers { get; set; }

    /// <summary>Slices of which it could not be told, for some item, whether it belongs to them.</summary>
    public HashSet<Slice> Uncertain { get; } = [];

    public SliceTally Of(Slice slice)
    {
        bySlice ??= [];
        if (!bySlice.TryGetValue(slice, out var tally))
        {
            bySlice[slice] = tally = new SliceTally(slice.Element, slice.Element.Name + ":" + slice.Name);
        }

        return tally;
    }
}
