using Interop.Fhir.Definitions;

namespace Interop.Fhir.Validation;

/// <summary>What elements of a type are checked for beyond their rules.</summary>
internal enum TypeCheckKind : byte
{
    Nothing,
    Attachment,
    Canonical,
    Code,
    Coding,
    Extension,
    Identifier,
    Quantity,
    Reference,
    Text,
    Uri,
    Xhtml,
}

/// <summary>What validation does with elements of one type, worked out once. A race makes the same plan twice.</summary>
internal sealed class TypePlan
{
    private TypePlan(TypeDefinition type)
    {
        var rules = Rule.Of(type.Invariants);
        Rules = RuleSet.Of(rules, type);

        // A resource contained in another should have no narrative of its own.
        ContainedRules = RuleSet.Of([.. rules.Where(r => r.Key != "dom-6")], type);
        Kind = type.Name switch
        {
            "Attachment" => TypeCheckKind.Attachment,
            "canonical" => TypeCheckKind.Canonical,
            "code" => TypeCheckKind.Code,
            "Coding" => TypeCheckKind.Coding,
            "Extension" => TypeCheckKind.Extension,
            "Identifier" => TypeCheckKind.Identifier,
            "Quantity" or "SimpleQuantity" or "Age" or "Duration" or "Count" or "Distance" or "Money" => TypeCheckKind.Quantity,
            "Reference" => TypeCheckKind.Reference,
            "string" or "markdown" => TypeCheckKind.Text,
            "uri" => TypeCheckKind.Uri,
            "xhtml" => TypeCheckKind.Xhtml,
            _ => TypeCheckKind.Nothing,
        };
    }

    public RuleSet Rules { get; }

    public RuleSet ContainedRules { get; }

    public TypeCheckKind Kind { get; }

    public static TypePlan Of(TypeDefinition type) => type.Plan ??= new TypePlan(type);

    /// <summary>The rules that an element has beside those of its type.</summary>
    public static RuleSet OwnRules(in ElementMatch match) =>
        match.ElementType.Rules ??= RuleSet.Of(match.Element.Invariants.Count == 0 ? [] : Rule.Of(match.Element.Invariants), match.Type);
}
