using Interop.Fhir.Tree;

namespace Interop.Fhir.FhirPath.Values;

/// <summary>The implicit conversion of FHIR elements to System values (https://hl7.org/fhir/R4/fhirpath.html#types).</summary>
internal static class NodeValue
{
    /// <summary>Url of UCUM in <c>Quantity.system</c>.</summary>
    public const string UcumSystem = "http://unitsofmeasure.org";

    /// <summary>The System value; the item itself when it has none: complex, without a value, or spelled wrongly.</summary>
    public static FhirPathItem Of(in FhirPathItem item)
    {
        var node = item.Node;
        switch (item.Kind)
        {
            case ValueKind.Quantity:
                return QuantityOf(node) is { } quantity ? FhirPathItem.Of(quantity) : item;
            case ValueKind.Complex:
                return item;
            default:
                return node.HasValue ? Primitive(item, node) : item;
        }
    }

    private static FhirPathItem Primitive(in FhirPathItem item, Node node)
    {
        switch (item.Kind)
        {
            case ValueKind.Boolean when node.Kind is NodeKind.True or NodeKind.False:
                return FhirPathItem.Of(node.Kind == NodeKind.True);
            case ValueKind.Integer when NumberText.FromFhir(node.Utf8) is { } whole && whole == decimal.Truncate(whole) && Math.Abs(whole) <= int.MaxValue:
                return FhirPathItem.Of((int)whole);
            case ValueKind.Decimal when NumberText.FromFhir(node.Utf8) is { } number:
                return FhirPathItem.Of(number);
            case ValueKind.Date or ValueKind.DateTime or ValueKind.Time when TemporalText.TryParse(node.Text!, item.Kind, out var moment):
                return FhirPathItem.Of(moment);
            case ValueKind.Unknown when node.Kind is NodeKind.True or NodeKind.False:
                return FhirPathItem.Of(node.Kind == NodeKind.True);
            case ValueKind.Unknown when node.Kind == NodeKind.Number && NumberText.FromFhir(node.Utf8) is { } number:
                return node.Utf8.IndexOfAny("."u8) < 0 && Math.Abs(number) <= int.MaxValue && decimal.IsInteger(number) ? FhirPathItem.Of((int)number) : FhirPathItem.Of(number);
            default:
                return FhirPathItem.Of(node.Text!);
        }
    }

    // A comparator makes a Quantity a range, which is no System.Quantity.
    private static Quantity? QuantityOf(Node node)
    {
        var value = node["value"];
        if (!value.HasValue || node["comparator"].HasValue || NumberText.FromFhir(value.Utf8) is not { } number)
        {
            return null;
        }

        var code = node["code"];
        if (code.HasValue && node["system"].Is(UcumSystem))
        {
            return Quantity.OfUnit(number, code.Text!);
        }

        var unit = node["unit"];
        return !code.HasValue && !unit.HasValue ? new Quantity(number, Quantity.One)
            : new Quantity(number, unit.Text ?? code.Text!);
    }
}
