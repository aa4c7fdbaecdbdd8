namespace Interop.Fhir.Definitions;

/// <summary>What a FHIR type is.</summary>
public enum TypeKind : byte
{
    /// <summary>A value with, possibly, an id and extensions.</summary>
    Primitive,

    /// <summary>A reusable data type: HumanName, Quantity.</summary>
    Complex,

    /// <summary>A group of elements inside one type, named by its path: <c>Observation.component</c>.</summary>
    Group,

    /// <summary>A resource.</summary>
    Resource,
}

/// <summary>A FHIR type with all its elements, inherited ones included, in the order of the standard. Immutable.</summary>
public sealed class TypeDefinition
{
    private ElementNames? byName;

    internal TypeDefinition(string name, TypeKind kind)
    {
        (Name, Kind) = (name, kind);
        Primitive = kind == TypeKind.Primitive ? Primitives.Of(name) : PrimitiveKind.None;
    }

    /// <summary>The type's name, or a group's path.</summary>
    public string Name { get; }

    /// <summary>What it is.</summary>
    public TypeKind Kind { get; }

    /// <summary>Which primitive it is; <see cref="PrimitiveKind.None"/> for the others.</summary>
    public PrimitiveKind Primitive { get; }

    /// <summary>The type that this one specialises; <c>BackboneElement</c> or <c>Element</c> for a group.</summary>
    public TypeDefinition? Base { get; internal set; }

    /// <summary>Resource, DomainResource, Element, BackboneElement: no instances of their own.</summary>
    public bool IsAbstract { get; internal init; }

    /// <summary>The regular expression of a primitive's value, as the standard gives it.</summary>
    public string? Pattern { get; internal init; }

    /// <summary>All elements, in the order of the standard (which is the order of XML).</summary>
    public IReadOnlyList<ElementDefinition> Elements
    {
        get;
        internal set
        {
            field = value;
            for (var i = 0; i < value.Count; i++)
            {
                Required |= value[i].Min > 0 ? 1UL << i : 0;
                ExtensionContent |= IsExtension && value[i].Name is "extension" or "value" ? 1UL << i : 0;
            }
        }
    }
    = [];

    /// <summary>Rules that hold for every instance, those of the base types included.</summary>
    public IReadOnlyList<Invariant> Invariants { get; internal set; } = [];

    /// <summary>A bit per element of <see cref="Elements"/> that must be there.</summary>
    internal ulong Required { get; private set; }

    /// <summary>The bits of <c>extension</c> and <c>value[x]</c> of the type Extension.</summary>
    internal ulong ExtensionContent { get; private set; }

    /// <summary>What validation has worked out of this type, kept here so that it is found without a look-up.</summary>
    internal Validation.TypePlan? Plan { get; set; }

    internal bool IsExtension => Name == "Extension";

    internal bool IsAttachment => Name == "Attachment";

    internal bool IsReference => Name == "Reference";

    /// <summary>
    /// Finds an element by the name it has in an instance: a choice <c>value[x]</c> by <c>valueQuantity</c>, which also fixes the type.
    /// </summary>
    public bool TryFind(string name, out ElementMatch match) => (byName ??= new ElementNames(Elements)).TryFind(name, out match);

    /// <summary>Whether this is the named type or specialises it.</summary>
    public bool Is(string name)
    {
        for (var type = this; type is not null; type = type.Base)
        {
            if (type.Name == name)
            {
                return true;
            }
        }

        return false;
    }

    /// <inheritdoc/>
    public override string ToString() => Name;
}
