using System.Collections.Concurrent;
using System.Globalization;
using Interop.Fhir.Tree;

namespace Interop.Fhir.Definitions;

/// <summary>R4's definition of an element as the FHIR data type ElementDefinition, for FHIRPath's <c>elementDefinition()</c>.</summary>
internal static class ElementDefinitionTree
{
    private const string Core = "http://hl7.org/fhir/StructureDefinition/";
    private static readonly ConcurrentDictionary<ElementDefinition, Node> Made = new();

    public static Node Of(ElementDefinition element) => Made.GetOrAdd(element, Make);

    private static Node Make(ElementDefinition element)
    {
        var tree = new NodeTreeBuilder();
        tree.Begin(null, NodeKind.Object);
        tree.Add("id", NodeKind.String, element.Path);
        tree.Add("path", NodeKind.String, element.Path);
        tree.Add("min", NodeKind.Number, element.Min.ToString(CultureInfo.InvariantCulture));
        tree.Add("max", NodeKind.String, element.Max == int.MaxValue ? "*" : element.Max.ToString(CultureInfo.InvariantCulture));
        foreach (var type in element.Types)
        {
            // A group is written as the type that all groups have.
            tree.Begin("type", NodeKind.Object, listItem: true);
            tree.Add("code", NodeKind.String, type.Type.Kind == TypeKind.Group ? type.Type.Base?.Name ?? "BackboneElement" : type.Code);
            foreach (var target in type.Targets)
            {
                tree.Add("targetProfile", NodeKind.String, Core + target, listItem: true);
            }

            tree.End();
        }

        foreach (var rule in element.Invariants)
        {
            tree.Begin("constraint", NodeKind.Object, listItem: true);
            tree.Add("key", NodeKind.String, rule.Key);
            tree.Add("severity", NodeKind.String, rule.IsError ? "error" : "warning");
            tree.Add("expression", NodeKind.String, rule.Expression);
            tree.End();
        }

        if (element.Binding is { } binding)
        {
            tree.Begin("binding", NodeKind.Object);
            tree.Add("strength", NodeKind.String, binding.Strength.ToString().ToLowerInvariant());
            tree.Add("valueSet", NodeKind.String, binding.ValueSet);
            tree.End();
        }

        tree.End();
        return tree.Build().Root;
    }
}
