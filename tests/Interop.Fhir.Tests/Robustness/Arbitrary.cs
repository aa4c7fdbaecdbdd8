using System.Globalization;
using FsCheck;
using FsCheck.Fluent;
using Interop.Fhir.Definitions;
using Interop.Fhir.Tree;

namespace Interop.Fhir.Tests.Robustness;

/// <summary>Generators for properties.</summary>
internal static class Arbitrary
{
    private static readonly Gen<string> Letters = Gen.Elements("a", "Z", "é", " ", "\n", "\"", "\\", "<", "&", "'", "\u00a0", "\u200b", "漢", "😀", "0", "/", "_", "\t");

    /// <summary>Any text, empty ones included.</summary>
    public static readonly Gen<string> AnyText = Gen.ListOf(Letters).Select(string.Concat);

    /// <summary>JSON that may look like FHIR in places and has no sense.</summary>
    public static Gen<string> Json() => Gen.Sized(size => Value(Math.Min(size, 6))).Select(v => v);

    /// <summary>A resource of any type with some of its elements, each of the kind of value that its type has.</summary>
    public static Gen<NodeTree> Resource() =>
        from type in Gen.Elements(R4Definitions.Instance.Resources.ToArray())
        from seed in Gen.Choose(0, int.MaxValue - 1)
        select new Sketch(new Random(seed)).Of(type);

    private static Gen<string> Value(int depth)
    {
        var scalar = Gen.OneOf(
            Gen.Elements("null", "true", "false", "0", "-1.50", "1e400", "12345678901234567890"),
            AnyText.Select(t => System.Text.Json.JsonSerializer.Serialize(t)));
        if (depth == 0)
        {
            return scalar;
        }

        var inner = Value(depth - 1);
        var name = Gen.Elements("resourceType", "id", "_id", "extension", "url", "name", "_name", "given", "_given", "contained", "entry", "resource", "valueString", "valueQuantity", "text", "div", "status", "x");
        var property = from n in name from v in inner select $"\"{n}\":{v}";
        var kind = Gen.Elements("Patient", "Bundle", "Observation", "Parameters", "X").Select(t => $"\"resourceType\":\"{t}\"");
        var body = from first in Gen.OneOf(kind, property) from rest in Gen.ListOf(property) select "{" + string.Join(',', rest.Prepend(first).DistinctBy(p => p[..p.IndexOf(':', StringComparison.Ordinal)])) + "}";
        return Gen.OneOf(scalar, body, body, Gen.ListOf(inner).Select(items => "[" + string.Join(',', items.Take(4)) + "]"));
    }

    /// <summary>Draws a resource; what FsCheck varies is the type and the seed.</summary>
    private sealed class Sketch(Random random)
    {
        private readonly NodeTreeBuilder builder = new();

        public NodeTree Of(TypeDefinition type)
        {
            Object(null, type, listItem: false, depth: 0);
            return builder.Build();
        }

        private void Object(string? name, TypeDefinition type, bool listItem, int depth)
        {
            builder.Begin(name, NodeKind.Object, -1, listItem);
            if (type.Kind == TypeKind.Resource)
            {
                builder.Add("resourceType", NodeKind.String, type.Name);
            }

            // XML has attributes before everything else, and so has a tree that was read from it.
            Elements(type, depth, type.Elements.OrderBy(e => e.IsXmlAttribute ? 0 : 1));
            builder.End();
        }

        private void Elements(TypeDefinition type, int depth, IEnumerable<ElementDefinition> elements)
        {
            var wanted = elements.Where(e => random.Next(type.Elements.Count) < 6 && e.Types.Count > 0 && !(type.Kind == TypeKind.Primitive && e.Name == "value")).ToList();
            if ((wanted.Count == 0 || depth >= 4) && wanted.TrueForAll(e => e.Name != "id") && type.Kind is TypeKind.Complex or TypeKind.Group)
            {
                builder.Add("id", NodeKind.String, "i" + random.Next(100).ToString(CultureInfo.InvariantCulture));
            }

            foreach (var element in wanted)
            {
                var chosen = element.Types[random.Next(element.Types.Count)];
                if (depth >= 4 && chosen.Type.Kind != TypeKind.Primitive)
                {
                    continue;
                }

                for (var items = element.IsList ? random.Next(1, 4) : 1; items > 0; items--)
                {
                    Add(element.NameFor(chosen), chosen.Type, element.IsList, depth + 1, isAttribute: element.IsXmlAttribute);
                }
            }
        }

        private void Add(string name, TypeDefinition type, bool listItem, int depth, bool isAttribute)
        {
            if (type.Kind == TypeKind.Primitive)
            {
                Primitive(name, type, listItem, canExtend: depth < 3 && !isAttribute);
            }
            else if (type.Kind == TypeKind.Resource)
            {
                var resources = R4Definitions.Instance.Resources;
                Object(name, depth > 4 ? R4Definitions.Instance.Find("Basic")! : resources[random.Next(resources.Count)], listItem, depth);
            }
            else
            {
                Object(name, type, listItem, depth);
            }
        }

        private void Primitive(string name, TypeDefinition type, bool listItem, bool canExtend)
        {
            var (kind, value) = Value(type.Primitive);
            var index = builder.Begin(name, kind, -1, listItem);
            builder.SetValue(index, System.Text.Encoding.UTF8.GetBytes(value));
            if (canExtend && type.Primitive != PrimitiveKind.Xhtml && random.Next(6) == 0)
            {
                builder.Add("id", NodeKind.String, "p");
                builder.Begin("extension", NodeKind.Object, -1, listItem: true);
                builder.Add("url", NodeKind.String, "http://example.org/e");
                builder.Add("valueString", NodeKind.String, Text());
                builder.End();
            }

            builder.End();
        }

        private (NodeKind Kind, string Value) Value(PrimitiveKind kind) => kind switch
        {
            PrimitiveKind.Boolean => random.Next(2) == 0 ? (NodeKind.True, "") : (NodeKind.False, ""),
            PrimitiveKind.Decimal => (NodeKind.Number, new[] { "0", "-0.0", "1.50", "1E-7", "12345678901234567890.10", "3e+2" }[random.Next(6)]),
            PrimitiveKind.Integer or PrimitiveKind.PositiveInt or PrimitiveKind.UnsignedInt => (NodeKind.Number, random.Next().ToString(CultureInfo.InvariantCulture)),
            PrimitiveKind.Xhtml => (NodeKind.String, "<div xmlns=\"http://www.w3.org/1999/xhtml\"><p>a &amp; b</p></div>"),
            _ => (NodeKind.String, Text()),
        };

        private string Text()
        {
            var letters = new[] { "a", "Z", "é", " ", "\"", "\\", "<", "&", "'", "\u00a0", "\u200b", "漢", "😀", "0", "/", "_", "\t", "\n", "]]>" };
            return "t" + string.Concat(Enumerable.Range(0, random.Next(12)).Select(_ => letters[random.Next(letters.Length)]));
        }
    }
}
