using System.Collections.Concurrent;
using Interop.Fhir.Definitions;
using Interop.Fhir.Tree;

namespace Interop.Fhir.FhirPath;

/// <summary>FHIR types as FHIRPath sees them: which there are, what they declare, which one a node has.</summary>
internal static class TypeModel
{
    private static readonly ConcurrentDictionary<string, FhirPathType> Known = new(StringComparer.Ordinal);

    public static FhirPathType Resource { get; } = Find("Resource")!;

    public static FhirPathType String { get; } = Find("string")!;

    /// <summary>A FHIR type by its name, null when R4 has none.</summary>
    public static FhirPathType? Find(string name) =>
        Known.TryGetValue(name, out var type) ? type
        : R4Definitions.Instance.Find(name) is { } definition ? Of(definition)
        : null;

    /// <summary>A FHIR type by its name, or a nested element by its path (<c>Patient.contact</c>).</summary>
    public static FhirPathType? FindPath(string path)
    {
        var steps = path.Split('.');
        var type = Find(steps[0]);
        for (var i = 1; i < steps.Length && type is not null; i++)
        {
            type = ElementOf(type, steps[i]) is not { } element ? null : element.IsChoice ? element.TypeOf(steps[i]) : element.Types[0];
        }

        return type;
    }

    /// <summary>The type of a node, found from the resource it is in.</summary>
    public static FhirPathType TypeOf(Node node)
    {
        if (!node.Exists)
        {
            return SystemTypes.Unknown;
        }

        // Not every resourceType names the type of what it is in: ExampleScenario.instance has an element of that name.
        var parent = node.Parent;
        return parent.Exists && node.Name is not null ? ChildType(TypeOf(parent), parent, node) : Narrow(SystemTypes.Unknown, node);
    }

    /// <summary>The type of a child that is met by its tree name.</summary>
    public static FhirPathType ChildType(FhirPathType parentType, Node parent, Node child)
    {
        var name = child.Name!;
        if (ElementOf(parentType, name) is { } element)
        {
            return element.IsChoice ? element.TypeOf(name)! : Narrow(element.Types[0], child);
        }

        return child["resourceType"] is { Kind: NodeKind.String } ? Narrow(SystemTypes.Unknown, child) : SystemTypes.Unknown;
    }

    /// <summary>What a tree name means under a type: an element, or an alternative of a choice; null when the type has no such child.</summary>
    public static FhirPathElement? ElementOf(FhirPathType parent, string treeName) => parent.TreeElements.GetValueOrDefault(treeName);

    /// <summary>A resource inside another (contained, entry, parameter) has the type it says it has.</summary>
    public static FhirPathType Narrow(FhirPathType declared, Node node) =>
        (declared.Name is "Resource" || declared.Kind == ValueKind.Unknown) && node["resourceType"] is { Kind: NodeKind.String } resourceType
            ? Find(resourceType.Text!) ?? declared
            : declared;

    /// <summary>Under a parent of unknown type: whether a tree name is a choice's name followed by a type, and which.</summary>
    public static FhirPathType? ChoiceSuffix(string name, string treeName)
    {
        if (treeName.Length <= name.Length || !char.IsAsciiLetterUpper(treeName[name.Length]) || !treeName.StartsWith(name, StringComparison.Ordinal))
        {
            return null;
        }

        var suffix = treeName[name.Length..];
        return Find(suffix) ?? Find(char.ToLowerInvariant(suffix[0]) + suffix[1..]);
    }

    /// <summary>The type that a definition defines.</summary>
    public static FhirPathType Of(TypeDefinition definition) =>
        Known.TryGetValue(definition.Name, out var type) ? type : Known.GetOrAdd(definition.Name, Make(definition));

    private static FhirPathType Make(TypeDefinition definition)
    {
        var parent = definition.Base is null ? null : Of(definition.Base);
        var name = definition.Kind == TypeKind.Group ? parent?.Name ?? "Element" : definition.Name;
        return new FhirPathType("FHIR", name, KindOf(definition), parent, _ => ElementsOf(definition), definition.Name);
    }

    private static ValueKind KindOf(TypeDefinition definition) => definition.Primitive switch
    {
        PrimitiveKind.None => definition.Is("Quantity") ? ValueKind.Quantity : ValueKind.Complex,
        PrimitiveKind.Boolean => ValueKind.Boolean,
        PrimitiveKind.Integer or PrimitiveKind.PositiveInt or PrimitiveKind.UnsignedInt => ValueKind.Integer,
        PrimitiveKind.Decimal => ValueKind.Decimal,
        PrimitiveKind.Date => ValueKind.Date,
        PrimitiveKind.DateTime or PrimitiveKind.Instant => ValueKind.DateTime,
        PrimitiveKind.Time => ValueKind.Time,
        _ => ValueKind.String,
    };

    private static Dictionary<string, FhirPathElement> ElementsOf(TypeDefinition definition)
    {
        var elements = new Dictionary<string, FhirPathElement>(StringComparer.Ordinal);
        foreach (var element in definition.Elements)
        {
            elements[element.Name] = new FhirPathElement(
                element.Name, elements.Count, [.. element.Types.Select(t => (Func<FhirPathType>)(() => Of(t.Type)))], element.IsChoice, element.IsList, [.. element.Types.Select(element.NameFor)]);
        }

        return elements;
    }
}
