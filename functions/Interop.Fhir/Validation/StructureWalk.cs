using System.Globalization;
using System.Numerics;
using Interop.Fhir.Definitions;
using Interop.Fhir.Issues;
using Interop.Fhir.Tree;

namespace Interop.Fhir.Validation;

/// <summary>One walk over one resource. A bit per element of the current type tells what was met, so nothing is allocated on sound input.</summary>
internal sealed class StructureWalk(R4Definitions r4, Findings findings, IBundleEntries? streamed = null)
{
    private readonly ReferenceTargets references = new(r4, streamed);
    private Node container;

    public void Resource(Node node)
    {
        var type = Type(node);
        if (type is null)
        {
            return;
        }

        var outer = container;
        container = node.Name == "contained" && outer.Exists ? outer : node;
        Children(node, type);
        container = outer;
    }

    /// <summary>Checks one entry of a Bundle, and nothing else of it.</summary>
    public void Entry(Node bundle, Node entry, ElementMatch match)
    {
        container = bundle;
        Element(entry, match);
    }

    private TypeDefinition? Type(Node node)
    {
        var name = node["resourceType"];
        if (node.Kind != NodeKind.Object || name.Kind != NodeKind.String || name.IsListItem)
        {
            findings.Add(IssueCodes.FhirResourceTypeMissing, node);
            return null;
        }

        var type = r4.FindResource(NameCache.Get(name.Utf8));
        if (type is null)
        {
            findings.Add(IssueCodes.FhirResourceTypeUnknown, node, name);
        }

        return type;
    }

    /// <summary>Checks the children of a node against its type; returns a bit per element met.</summary>
    private ulong Children(Node node, TypeDefinition type)
    {
        var seen = 0UL;
        var told = 0UL;
        for (var child = node.FirstChild; child.Exists && !findings.IsFull; child = child.NextSibling)
        {
            if (!type.TryFind(child.Name!, out var match))
            {
                Unknown(node, type, child);
                continue;
            }

            var bit = 1UL << match.Index;
            var element = match.Element;
            if (!element.IsList && ((seen & bit) != 0 || element.Max == 0) && (told & bit) == 0)
            {
                told |= bit;
                Repeated(node, type, child, match);
            }

            if (child.IsListItem != element.IsList && (told & bit) == 0)
            {
                told |= bit;
                findings.Add(element.IsList ? IssueCodes.FhirArrayExpected : IssueCodes.FhirArrayNotExpected, child, child.Name!);
            }

            seen |= bit;
            Element(child, match);
        }

        Missing(node, type, type.Required & ~seen);
        return seen;
    }

    private void Missing(Node node, TypeDefinition type, ulong missing)
    {
        for (; missing != 0; missing &= missing - 1)
        {
            var element = type.Elements[BitOperations.TrailingZeroCount(missing)];
            findings.Add(IssueCodes.FhirElementMissing, node, element.IsChoice ? element.Name + "[x]" : element.Name);
        }
    }

    private void Unknown(Node node, TypeDefinition type, Node child)
    {
        if (child.Name == "resourceType" && type.Kind == TypeKind.Resource)
        {
            return;
        }

        var choice = type.Elements.FirstOrDefault(e => e.IsChoice && child.Name!.StartsWith(e.Name, StringComparison.Ordinal)
            && r4.Types.Any(t => t.Kind <= TypeKind.Complex && child.Name.AsSpan(e.Name.Length).Equals(t.Name, StringComparison.OrdinalIgnoreCase)));
        if (choice is not null)
        {
            findings.Add(IssueCodes.FhirChoiceType, node, child, choice.Name, child.Name!, string.Join(", ", choice.Types.Select(t => t.Code)));
            return;
        }

        findings.Add(IssueCodes.FhirUnknownElement, node, child, FhirExpression.SafeName(child.Name!), type.Name);
    }

    private void Repeated(Node node, TypeDefinition type, Node child, ElementMatch match)
    {
        var element = match.Element;
        if (element.IsChoice && node[child.Name!] == child && element.Max > 0)
        {
            findings.Add(IssueCodes.FhirTwoChoices, node, child, element.Name);
            return;
        }

        findings.Add(IssueCodes.FhirTooMany, node, child, element.Name, element.Max.ToString(CultureInfo.InvariantCulture));
    }

    private void Element(Node node, ElementMatch match)
    {
        var type = match.Type;
        if (type.Kind == TypeKind.Primitive)
        {
            Primitive(node, match);
        }
        else if (node.Kind != NodeKind.Object)
        {
            findings.Add(node.Kind == NodeKind.Null ? IssueCodes.FhirEmptyElement : IssueCodes.FhirObjectExpected, node, node.Name!, type.Name);
        }
        else if (!node.FirstChild.Exists)
        {
            if (!HeldRefusedContent(node))
            {
                findings.Add(IssueCodes.FhirEmptyElement, node, node.Name!);
            }
        }
        else if (type.Kind == TypeKind.Resource)
        {
            Resource(node);
        }
        else
        {
            Complex(node, match);
        }
    }

    /// <summary>Whether the text had something between the braces (an empty array) that the reader reported and left out.</summary>
    private static bool HeldRefusedContent(Node node) =>
        node.Offset >= 0 && !node.Tree.Source.Span[(node.Offset + 1)..].TrimStart(" \t\r\n"u8).StartsWith("}"u8);

    private void Complex(Node node, ElementMatch match)
    {
        var type = match.Type;
        var seen = Children(node, type);
        if (type.IsExtension)
        {
            var content = seen & type.ExtensionContent;
            if (content == 0 || content == type.ExtensionContent)
            {
                findings.Add(IssueCodes.FhirExtensionContent, node);
            }
        }
        else if (type.IsReference)
        {
            if (match.ElementType.Targets.Count > 0 && references.TypeOf(node, container) is { } target && !match.ElementType.Targets.Contains(target))
            {
                findings.Add(IssueCodes.FhirReferenceTarget, node, node.Name!, target, string.Join(", ", match.ElementType.Targets));
            }
        }
        else if (type.IsAttachment)
        {
            if (!AttachmentSize.Fits(node))
            {
                findings.Add(IssueCodes.FhirAttachmentSize, node);
            }
        }
        else if (match.Element.Binding?.Codes is { } codes && !RequiredCodes.Has(node, type, codes))
        {
            findings.Add(IssueCodes.FhirCodeUnknown, node, node.Name!, codes.Url);
        }
    }

    private void Primitive(Node node, ElementMatch match)
    {
        var type = match.Type;
        if (node.Kind is NodeKind.Object or NodeKind.Array)
        {
            findings.Add(IssueCodes.FhirValueExpected, node, node.Name!, type.Name);
            return;
        }

        if (node.FirstChild.Exists)
        {
            Children(node, type);
        }

        if (node.Kind == NodeKind.Null)
        {
            if (!node["extension"].Exists)
            {
                findings.Add(IssueCodes.FhirEmptyElement, node, node.Name!);
            }

            return;
        }

        Value(node, match);
    }

    private void Value(Node node, ElementMatch match)
    {
        var type = match.Type;
        var expected = type.Primitive == PrimitiveKind.Boolean ? NodeKind.True : Primitives.IsNumber(type.Primitive) ? NodeKind.Number : NodeKind.String;
        var kind = node.Kind == NodeKind.False ? NodeKind.True : node.Kind;
        if (kind != expected)
        {
            findings.Add(IssueCodes.FhirJsonType, node, node.Name!, type.Name,
                expected switch { NodeKind.True => "boolean", NodeKind.Number => "number", _ => "string" });
            return;
        }

        var fault = PrimitiveFormat.Check(type.Primitive, node.Utf8) switch
        {
            FormatVerdict.Good => null,
            FormatVerdict.Empty => IssueCodes.FhirEmptyText,
            FormatVerdict.NotInCalendar => IssueCodes.FhirCalendar,
            FormatVerdict.OutOfRange => IssueCodes.FhirNumberRange,
            _ => IssueCodes.FhirFormat,
        };
        if (fault is not null)
        {
            findings.Add(fault, node, node.Name!, type.Name);
        }
        else if (match.Element.Binding?.Codes is { } codes && !codes.Contains(node.Utf8))
        {
            findings.Add(IssueCodes.FhirCodeUnknown, node, node.Name!, codes.Url);
        }
    }
}
