using Interop.Fhir.Definitions;
using Interop.Fhir.Tree;

namespace Interop.Fhir.Tests.Xml;

/// <summary>Makes a resource of a type with all its elements, lists twice, three levels deep. The values have the JSON kind of their type and no sense.</summary>
internal static class FullResource
{
    private const int Depth = 3;

    public static NodeTree Of(TypeDefinition type)
    {
        var builder = new NodeTreeBuilder();
        AddObject(builder, null, type, false, 0);
        return builder.Build();
    }

    private static void AddObject(NodeTreeBuilder builder, string? name, TypeDefinition type, bool listItem, int depth)
    {
        builder.Begin(name, NodeKind.Object, -1, listItem);
        if (type.Kind == TypeKind.Resource)
        {
            builder.Add("resourceType", NodeKind.String, type.Name);
        }

        foreach (var element in type.Elements.OrderBy(e => e.IsXmlAttribute ? 0 : 1))
        {
            // One alternative of a choice, another one for each level, so that all are met somewhere.
            var chosen = element.Types[(depth + element.Types.Count - 1) % element.Types.Count];
            for (var i = 0; i < (element.IsList ? 2 : 1); i++)
            {
                Add(builder, element.NameFor(chosen), chosen.Type, element.IsList, depth + 1);
            }
        }

        builder.End();
    }

    private static void Add(NodeTreeBuilder builder, string name, TypeDefinition type, bool listItem, int depth)
    {
        if (type.Name == "Resource")
        {
            if (depth < Depth)
            {
                AddObject(builder, name, R4Definitions.Instance.Find("Basic")!, listItem, depth + 1);
            }
        }
        else if (type.Kind == TypeKind.Primitive)
        {
            var (kind, value) = type.Primitive switch
            {
                PrimitiveKind.Boolean => (NodeKind.True, ""),
                PrimitiveKind.Decimal => (NodeKind.Number, "1.50"),
                PrimitiveKind.Integer or PrimitiveKind.PositiveInt or PrimitiveKind.UnsignedInt => (NodeKind.Number, "7"),
                PrimitiveKind.Xhtml => (NodeKind.String, "<div xmlns=\"http://www.w3.org/1999/xhtml\">a</div>"),
                _ => (NodeKind.String, "v" + name),
            };
            builder.Add(name, kind, value, -1, listItem);
        }
        else if (depth < Depth)
        {
            AddObject(builder, name, type, listItem, depth);
        }
    }
}
