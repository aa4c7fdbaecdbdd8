using Interop.Fhir.FhirPath.Values;
using Interop.Fhir.Tree;

namespace Interop.Fhir.FhirPath;

/// <summary>One item of a collection: a node of a tree with its FHIR type, or a value that was computed.</summary>
public readonly struct FhirPathItem
{
    private static readonly object True = true;
    private static readonly object False = false;
    private readonly FhirPathType? type;

    // The tree of a node, or a computed value: one field for both keeps items small, and they are copied much.
    private readonly object? payload;
    private readonly int index;

    internal FhirPathItem(Node node, FhirPathType type)
    {
        payload = node.Exists ? node.Tree : null;
        index = node.Index;
        this.type = type;
    }

    internal FhirPathItem(FhirPathType type, object value)
    {
        this.type = type;
        payload = value;
    }

    /// <summary>The element; a node that does not exist when the item was computed.</summary>
    public Node Node => payload is NodeTree tree ? new Node(tree, index) : default;

    /// <summary>Its type.</summary>
    public FhirPathType Type => type ?? SystemTypes.Unknown;

    /// <summary>The value as <c>toString()</c> spells it; null for complex elements and primitives without a value.</summary>
    public string? Text => IsNode ? Node.Text : ValueText.Of(payload!);

    internal bool IsNode => payload is null or NodeTree;

    internal ValueKind Kind => Type.Kind;

    /// <summary>A computed value in its .NET form; null for nodes.</summary>
    internal object? Value => payload is NodeTree ? null : payload;

    /// <summary>An element of a FHIR tree. Its type is found through its resource.</summary>
    public static FhirPathItem Of(Node node) => new(node, TypeModel.TypeOf(node));

    /// <summary>A boolean.</summary>
    public static FhirPathItem Of(bool flag) => new(SystemTypes.Boolean, flag ? True : False);

    /// <summary>A string.</summary>
    public static FhirPathItem Of(string text) => new(SystemTypes.String, text);

    /// <summary>An integer.</summary>
    public static FhirPathItem Of(int number) => new(SystemTypes.Integer, number);

    /// <summary>A decimal; its scale is its precision.</summary>
    public static FhirPathItem Of(decimal number) => new(SystemTypes.Decimal, number);

    internal static FhirPathItem Of(Temporal moment) => new(moment.Type, moment);

    internal static FhirPathItem Of(Quantity quantity) => new(SystemTypes.Quantity, quantity);

    /// <summary>The value the operators work on: a primitive or Quantity element becomes its System value, everything else stays.</summary>
    internal FhirPathItem ToSystem() => IsNode ? NodeValue.Of(this) : this;
}
