using System.Collections;
using System.Diagnostics.CodeAnalysis;

namespace Interop.Fhir.FhirPath;

/// <summary>An ordered collection. Empty and single ones, by far the most, need no memory of their own.</summary>
internal readonly struct Items : IReadOnlyList<FhirPathItem>
{
    private readonly FhirPathItem first;
    private readonly FhirPathItem[]? many;

    public Items(FhirPathItem single)
    {
        first = single;
        Count = 1;
    }

    public Items(FhirPathItem[] items, int count)
    {
        Count = count;
        first = count > 0 ? items[0] : default;
        many = count > 1 ? items : null;
    }

    public static Items Empty => default;

    public int Count { get; }

    public bool IsEmpty => Count == 0;

    public FhirPathItem this[int index] => many is null ? first : many[index];

    [UnscopedRef]
    public ref readonly FhirPathItem First => ref first;

    public static Items Of(bool? value) => value is { } known ? new Items(FhirPathItem.Of(known)) : default;

    public static Items Of(IEnumerable<FhirPathItem> items)
    {
        var builder = new ItemsBuilder();
        foreach (var item in items)
        {
            builder.Add(item);
        }

        return builder.ToItems();
    }

    public Items Slice(int start, int count)
    {
        start = Math.Clamp(start, 0, Count);
        count = Math.Clamp(count, 0, Count - start);
        return count == 0 ? default
            : count == Count ? this
            : count == 1 ? new Items(this[start])
            : new Items(many.AsSpan(start, count).ToArray(), count);
    }

    public IEnumerator<FhirPathItem> GetEnumerator()
    {
        for (var i = 0; i < Count; i++)
        {
            yield return this[i];
        }
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    public FhirPathItem[] ToArray()
    {
        var copy = new FhirPathItem[Count];
        for (var i = 0; i < Count; i++)
        {
            copy[i] = this[i];
        }

        return copy;
    }
}

/// <summary>Collects items; allocates from the second on.</summary>
internal struct ItemsBuilder
{
    private FhirPathItem first;
    private FhirPathItem[]? many;

    public int Count { get; private set; }

    public readonly FhirPathItem this[int index] => many is null ? first : many[index];

    public void Add(in FhirPathItem item)
    {
        if (Count == 0)
        {
            first = item;
        }
        else
        {
            if (many is null)
            {
                many = new FhirPathItem[4];
                many[0] = first;
            }
            else if (many.Length == Count)
            {
                Array.Resize(ref many, Count * 2);
            }

            many[Count] = item;
        }

        Count++;
    }

    public void Add(in Items items)
    {
        for (var i = 0; i < items.Count; i++)
        {
            Add(items[i]);
        }
    }

    public readonly Items ToItems() => Count switch
    {
        0 => default,
        1 => new Items(first),
        _ => new Items(many!, Count),
    };
}
