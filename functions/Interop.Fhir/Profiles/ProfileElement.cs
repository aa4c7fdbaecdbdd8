using Interop.Fhir.Definitions;
using Interop.Fhir.Tree;
using Interop.Fhir.Validation;

namespace Interop.Fhir.Profiles;

/// <summary>
/// What a profile demands of one element beyond R4: a tree of these is the snapshot of a profile, with all base profiles merged in.
/// Everything R4 demands itself is left out, because it is checked against R4's definitions.
/// </summary>
internal sealed class ProfileElement(string name)
{
    /// <summary>The element's name, without <c>[x]</c>.</summary>
    public string Name => name;

    public int Min { get; set; }

    public int Max { get; set; } = int.MaxValue;

    /// <summary>The types allowed, when they are fewer than in R4 or have profiles.</summary>
    public IReadOnlyList<ProfileType>? Types { get; set; }

    public Node Fixed { get; set; }

    public Node Pattern { get; set; }

    public Node MinValue { get; set; }

    public Node MaxValue { get; set; }

    public int? MaxLength { get; set; }

    public ProfileBinding? Binding { get; set; }

    public List<Rule> Rules { get; private init; } = [];

    public Slicing? Slicing { get; set; }

    public List<Slice> Slices { get; private init; } = [];

    public Dictionary<string, ProfileElement> Children { get; private init; } = new(StringComparer.Ordinal);

    public ProfileElement Child(string childName)
    {
        if (!Children.TryGetValue(childName, out var child))
        {
            Children[childName] = child = new ProfileElement(childName);
        }

        return child;
    }

    /// <summary>A slice by name; a new one also when the name is not known yet.</summary>
    public ProfileElement SliceNamed(string sliceName)
    {
        var slice = Slices.Find(s => s.Name == sliceName);
        if (slice is null)
        {
            // "a/b" is the slice b of the slice a (re-slicing).
            var bar = sliceName.LastIndexOf('/');
            if (bar > 0 && Slices.Find(s => s.Name == sliceName[..bar]) is { } outer)
            {
                return outer.Element.SliceNamed(sliceName);
            }

            slice = new Slice(sliceName, new ProfileElement(name));
            Slices.Add(slice);
        }

        return slice.Element;
    }

    /// <summary>A copy that can be narrowed further.</summary>
    public ProfileElement Clone()
    {
        var copy = new ProfileElement(name)
        {
            Min = Min, Max = Max, Types = Types, Fixed = Fixed, Pattern = Pattern, MinValue = MinValue, MaxValue = MaxValue, MaxLength = MaxLength,
            Binding = Binding, Slicing = Slicing, Rules = [.. Rules], Slices = [.. Slices.Select(s => new Slice(s.Name, s.Element.Clone()))],
        };
        foreach (var (key, child) in Children)
        {
            copy.Children[key] = child.Clone();
        }

        return copy;
    }
}

/// <summary>A type that an element may have.</summary>
/// <param name="Code">The type's name.</param>
/// <param name="Profiles">Profiles of which the element must conform to one; none: any.</param>
/// <param name="Targets">Profiles of which the resource referred to must conform to one; none: any.</param>
internal sealed record ProfileType(string Code, IReadOnlyList<string> Profiles, IReadOnlyList<string> Targets);

/// <summary>A binding of a profile.</summary>
internal sealed record ProfileBinding(BindingStrength Strength, string ValueSet);

/// <summary>A named part of a repeating or choice element.</summary>
internal sealed class Slice(string name, ProfileElement element)
{
    public string Name => name;

    public ProfileElement Element => element;

    /// <summary>How items are recognised; made when first asked for.</summary>
    public SliceTest[]? Tests { get; set; }
}

/// <summary>How a list is divided.</summary>
/// <param name="Discriminators">Kind (value, pattern, exists, type, profile) and path.</param>
/// <param name="Rules">open, closed or openAtEnd.</param>
/// <param name="IsOrdered">Whether the items come in the order of the slices.</param>
internal sealed record Slicing(IReadOnlyList<(string Kind, string Path)> Discriminators, string Rules, bool IsOrdered)
{
    public static readonly Slicing OfExtensions = new([("value", "url")], "open", false);

    public static readonly Slicing OfChoice = new([("type", "$this")], "open", false);

    /// <summary>How an element is divided whose profile does not say it.</summary>
    public static Slicing Of(ProfileElement element) => element.Name.EndsWith("xtension", StringComparison.Ordinal) ? OfExtensions : OfChoice;
}
