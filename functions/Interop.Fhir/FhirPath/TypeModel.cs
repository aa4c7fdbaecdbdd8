using System.Collections.Concurrent;
using System.Collections.Frozen;
using Interop.Fhir.Tree;

namespace Interop.Fhir.FhirPath;

/// <summary>FHIR types as FHIRPath sees them: which there are, what they declare, which one a node has.</summary>
internal static class TypeModel
{
    private static readonly FrozenDictionary<string, (ValueKind Kind, string? Base)> Primitives = new Dictionary<string, (ValueKind, string?)>(StringComparer.Ordinal)
    {
        ["boolean"] = (ValueKind.Boolean, null), ["integer"] = (ValueKind.Integer, null), ["decimal"] = (ValueKind.Decimal, null),
        ["unsignedInt"] = (ValueKind.Integer, "integer"), ["positiveInt"] = (ValueKind.Integer, "integer"),
        ["date"] = (ValueKind.Date, null), ["dateTime"] = (ValueKind.DateTime, null), ["instant"] = (ValueKind.DateTime, null), ["time"] = (ValueKind.Time, null),
        ["string"] = (ValueKind.String, null), ["code"] = (ValueKind.String, "string"), ["id"] = (ValueKind.String, "string"), ["markdown"] = (ValueKind.String, "string"),
        ["uri"] = (ValueKind.String, null), ["url"] = (ValueKind.String, "uri"), ["canonical"] = (ValueKind.String, "uri"),
        ["uuid"] = (ValueKind.String, "uri"), ["oid"] = (ValueKind.String, "uri"), ["base64Binary"] = (ValueKind.String, null), ["xhtml"] = (ValueKind.String, null),
    }.ToFrozenDictionary(StringComparer.Ordinal);

    private static readonly ConcurrentDictionary<string, FhirPathType?> Known = new(StringComparer.Ordinal);

    public static FhirPathType String { get; } = Find("string")!;

    /// <summary>A FHIR type by its name, null when R4 has none.</summary>
    public static FhirPathType? Find(string name) => Known.TryGetValue(name, out var type) ? type : Add(name);

    /// <summary>A FHIR type by its name, or a nested element by its path (<c>Patient.contact</c>).</summary>
    public static FhirPathType? FindPath(string path)
    {
        var steps = path.Split('.');
        var type = Find(steps[0]);
        for (var i = 1; i < steps.Length && type is not null; i++)
        {
            type = type.Elements.TryGetValue(steps[i], out var element) ? element.Types[0] : null;
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

        if (node["resourceType"] is { Kind: NodeKind.String } resourceType)
        {
            return Find(resourceType.Text!) ?? SystemTypes.Unknown;
        }

        var parent = node.Parent;
        return parent.Exists && node.Name is not null ? ChildType(TypeOf(parent), parent, node) : SystemTypes.Unknown;
    }

    /// <summary>The type of a child that is met by its tree name.</summary>
    public static FhirPathType ChildType(FhirPathType parentType, Node parent, Node child)
    {
        var name = child.Name!;
        if (parentType.Elements.TryGetValue(name, out var element) && !element.IsChoice)
        {
            return Narrow(element.Types[0], child);
        }

        foreach (var other in parentType.Elements.Values)
        {
            if (other.IsChoice && other.TypeOf(name) is { } type)
            {
                return type;
            }
        }

        return child["resourceType"] is { Kind: NodeKind.String } ? Narrow(SystemTypes.Unknown, child) : SystemTypes.Unknown;
    }

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

    private static FhirPathType? Add(string name)
    {
        // Only names that exist are kept: a record must not be able to fill the table.
        var type = Make(name);
        return type is null ? null : Known.GetOrAdd(name, type);
    }

    private static FhirPathType? Make(string name) =>
        Primitives.TryGetValue(name, out var primitive)
            ? new FhirPathType("FHIR", name, primitive.Kind, primitive.Base is null ? null : Find(primitive.Base))
            : char.IsAsciiLetterUpper(name[0]) ? new FhirPathType("FHIR", name, name == "Quantity" ? ValueKind.Quantity : ValueKind.Unknown) : null;
}
