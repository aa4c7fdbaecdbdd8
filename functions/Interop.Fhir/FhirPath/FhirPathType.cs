namespace Interop.Fhir.FhirPath;

/// <summary>What a value is to the FHIRPath operators.</summary>
internal enum ValueKind : byte
{
    /// <summary>A complex element or a resource: no operator but equality takes it.</summary>
    Complex,
    Boolean,
    String,
    Integer,
    Decimal,
    Date,
    DateTime,
    Time,
    Quantity,

    /// <summary>The answer of <c>type()</c>.</summary>
    Type,

    /// <summary>A node whose FHIR type is not known; its kind is read off its spelling.</summary>
    Unknown,
}

/// <summary>A FHIRPath type: <c>System.String</c>, <c>FHIR.Patient</c>, or, for a nested element, <c>FHIR.Patient.contact</c>.</summary>
public sealed class FhirPathType
{
    private readonly Lazy<IReadOnlyDictionary<string, FhirPathElement>> elements;
    private readonly Lazy<IReadOnlyDictionary<string, FhirPathElement>> treeElements;

    internal FhirPathType(
        string space, string name, ValueKind kind, FhirPathType? parent = null, Func<FhirPathType, IReadOnlyDictionary<string, FhirPathElement>>? elements = null, string? path = null)
    {
        Namespace = space;
        Name = name;
        Kind = kind;
        Base = parent;
        Path = path ?? name;
        treeElements = new(() => Elements.Values.SelectMany(e => e.TreeNames.Select(n => (n, e))).ToDictionary(p => p.n, p => p.e, StringComparer.Ordinal));
        this.elements = new(() => elements?.Invoke(this) ?? new Dictionary<string, FhirPathElement>());
    }

    /// <summary><c>System</c> or <c>FHIR</c>.</summary>
    public string Namespace { get; }

    /// <summary>The type's name; <c>BackboneElement</c> or <c>Element</c> for nested elements.</summary>
    public string Name { get; }

    /// <summary>The name, or, for a nested element, its path (<c>Patient.contact</c>).</summary>
    public string Path { get; }

    /// <summary>The type it specialises, null at the top and where unknown.</summary>
    public FhirPathType? Base { get; }

    /// <summary>Whether the type has a value of its own.</summary>
    public bool IsPrimitive => Kind is not (ValueKind.Complex or ValueKind.Quantity or ValueKind.Type or ValueKind.Unknown);

    internal ValueKind Kind { get; }

    /// <summary>Children by their FHIRPath name (<c>value</c>), own and inherited.</summary>
    internal IReadOnlyDictionary<string, FhirPathElement> Elements => elements.Value;

    /// <summary>Children by the names they have in a tree (<c>valueQuantity</c>).</summary>
    internal IReadOnlyDictionary<string, FhirPathElement> TreeElements => treeElements.Value;

    /// <summary>Whether the type is, or specialises, another.</summary>
    public bool Is(FhirPathType other)
    {
        for (var type = this; type is not null; type = type.Base)
        {
            if (ReferenceEquals(type, other))
            {
                return true;
            }
        }

        return false;
    }

    /// <inheritdoc/>
    public override string ToString() => $"{Namespace}.{Name}";
}

/// <summary>A child that a type declares.</summary>
internal sealed class FhirPathElement(string name, int order, Func<FhirPathType>[] types, bool isChoice, bool isList, string[] treeNames)
{
    private FhirPathType[]? resolved;

    public string Name { get; } = name;

    /// <summary>Its place among the children of its type.</summary>
    public int Order { get; } = order;

    public bool IsChoice { get; } = isChoice;

    public bool IsList { get; } = isList;

    /// <summary>For a choice, the names its alternatives have in a tree (<c>valueQuantity</c>); else the name alone. Same order as <see cref="Types"/>.</summary>
    public string[] TreeNames => treeNames;

    /// <summary>The types it may have.</summary>
    public FhirPathType[] Types => resolved ??= [.. types.Select(t => t())];

    /// <summary>The type of a tree name, null when the name is not of this element.</summary>
    public FhirPathType? TypeOf(string treeName)
    {
        var index = Array.IndexOf(TreeNames, treeName);
        return index < 0 ? null : Types[Math.Min(index, Types.Length - 1)];
    }
}
