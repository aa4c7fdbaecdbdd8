namespace Interop.Fhir.Definitions;

/// <summary>One element of a type. Immutable.</summary>
public sealed class ElementDefinition
{
    internal ElementDefinition(string owner, string name) => (Owner, Name) = (owner, name);

    /// <summary>The name, without <c>[x]</c>.</summary>
    public string Name { get; }

    /// <summary>The path as the standard writes it: <c>Observation.value[x]</c>.</summary>
    public string Path => Owner + "." + Name + (IsChoice ? "[x]" : "");

    /// <summary>Least number of times it must be there.</summary>
    public int Min { get; internal init; }

    /// <summary>Most times it may be there; <see cref="int.MaxValue"/> for <c>*</c>.</summary>
    public int Max { get; internal init; }

    /// <summary>Whether it repeats, and so is an array in JSON.</summary>
    public bool IsList => Max > 1;

    /// <summary>Whether its name in an instance carries the type: <c>value[x]</c>.</summary>
    public bool IsChoice { get; internal init; }

    /// <summary>Whether XML writes it as an attribute.</summary>
    public bool IsXmlAttribute { get; internal init; }

    /// <summary>The types it may have; one, unless it is a choice. A content reference is resolved to the group it names.</summary>
    public IReadOnlyList<ElementType> Types { get; internal set; } = [];

    /// <summary>The value set its code comes from.</summary>
    public Binding? Binding { get; internal init; }

    /// <summary>Rules of this element beyond those of its type.</summary>
    public IReadOnlyList<Invariant> Invariants { get; internal init; } = [];

    private string Owner { get; }

    /// <summary>The name in an instance when the type is chosen.</summary>
    public string NameFor(ElementType type) => IsChoice ? Name + char.ToUpperInvariant(type.Code[0]) + type.Code[1..] : Name;

    /// <inheritdoc/>
    public override string ToString() => Path;
}

/// <summary>A type that an element may have.</summary>
/// <param name="Code">The type's name, or the path of the group that the element is.</param>
/// <param name="Targets">For references and canonicals: the resource types that may be referred to; empty for any.</param>
public sealed record ElementType(string Code, IReadOnlyList<string> Targets)
{
    /// <summary>The type itself.</summary>
    public TypeDefinition Type { get; internal set; } = null!;

    /// <summary>The rules of the element that has this type, as validation has worked them out.</summary>
    internal Validation.RuleSet? Rules { get; set; }
}

/// <summary>An element and the type it has under a certain name.</summary>
/// <param name="Element">The element.</param>
/// <param name="ElementType">The type, chosen by the name where there is a choice.</param>
/// <param name="Index">The element's place in <see cref="TypeDefinition.Elements"/>.</param>
public readonly record struct ElementMatch(ElementDefinition Element, ElementType ElementType, int Index)
{
    /// <summary>The type's definition.</summary>
    public TypeDefinition Type => ElementType.Type;
}

/// <summary>A rule, as FHIRPath.</summary>
/// <param name="Key">Its key in the standard: <c>obs-6</c>.</param>
/// <param name="IsError">Whether breaking it is an error; else a warning.</param>
/// <param name="Expression">FHIRPath, true when the rule holds.</param>
public sealed record Invariant(string Key, bool IsError, string Expression);

/// <summary>How strictly codes come from a value set (http://hl7.org/fhir/binding-strength).</summary>
public enum BindingStrength : byte
{
    /// <summary>Nothing but these codes.</summary>
    Required,

    /// <summary>Another code only when none of these applies.</summary>
    Extensible,

    /// <summary>These are better.</summary>
    Preferred,

    /// <summary>These are examples.</summary>
    Example,
}

/// <summary>The value set of an element.</summary>
/// <param name="Strength">How strictly.</param>
/// <param name="ValueSet">The value set's URL, without version.</param>
public sealed record Binding(BindingStrength Strength, string ValueSet)
{
    /// <summary>The codes, when the binding is required and they can be listed.</summary>
    public CodeList? Codes { get; internal set; }
}

/// <summary>A search parameter.</summary>
/// <param name="Code">The name in the URL.</param>
/// <param name="Type">number, date, string, token, reference, composite, quantity, uri, special.</param>
/// <param name="Bases">The resource types it is for.</param>
/// <param name="Targets">The resource types that a reference leads to.</param>
/// <param name="Expression">FHIRPath of what is searched; null for those that look at no element.</param>
public sealed record SearchParameter(string Code, string Type, IReadOnlyList<string> Bases, IReadOnlyList<string> Targets, string? Expression);
