using System.Text;
using Interop.Fhir.Definitions;
using Interop.Fhir.Issues;
using Interop.Mapping.Language;
using Interop.Mapping.Language.Syntax;

namespace Interop.Mapping.Linting;

/// <summary>
/// Says of the object literals of a script what cannot be FHIR R4 whatever the record holds: resource types and elements that do not exist, one value
/// where FHIR has a list or the other way round, literals of the wrong kind, codes that a required value set does not have. A value that only a run
/// gives is left to the validator.
/// </summary>
internal sealed class FhirShapeLint(Action<IssueCode, ScriptSpan, string, string> report)
{
    private static readonly R4Definitions Definitions = R4Definitions.Instance;

    /// <summary>Checks one node; its children are checked by the walk that leads here.</summary>
    public void Check(SyntaxNode node)
    {
        switch (node)
        {
            case ObjectSyntax literal when ResourceType(literal) is { } member:
                CheckResource(literal, member);
                break;
            case CallSyntax { Target: NameSyntax { Name: "ref_to" or "fhir_id" or "resources" }, Arguments: [{ Value: LiteralSyntax { Value: string type } argument }, ..] }:
                CheckType(type, argument.Span);
                break;
        }
    }

    private static ObjectMemberSyntax? ResourceType(ObjectSyntax literal) =>
        literal.Members.FirstOrDefault(m => m is { Name: "resourceType", Value: LiteralSyntax { Value: string } });

    private TypeDefinition? CheckType(string name, ScriptSpan span)
    {
        var type = Definitions.FindResource(name);
        if (type is null)
        {
            report(IssueCodes.LintNotFhir, span, name, "a resource type of R4");
        }

        return type;
    }

    private void CheckResource(ObjectSyntax literal, ObjectMemberSyntax member)
    {
        var value = (LiteralSyntax)member.Value;
        if (CheckType((string)value.Value!, value.Span) is { } type)
        {
            CheckMembers(literal, type, type.Name);
        }
    }

    private void CheckMembers(ObjectSyntax literal, TypeDefinition type, string path)
    {
        foreach (var member in literal.Members)
        {
            if (member.Name == "resourceType")
            {
                continue;
            }

            var isExtra = member.Name.StartsWith('_');
            var name = isExtra ? member.Name[1..] : member.Name;
            if (!type.TryFind(name, out var match) || isExtra && match.Type.Kind != TypeKind.Primitive)
            {
                report(IssueCodes.LintNotFhir, member.Span, path + "." + member.Name, "an element of " + type.Name);
            }
            else if (!isExtra)
            {
                CheckElement(member.Value, match, path + "." + name);
            }
        }
    }

    private void CheckElement(ExpressionSyntax value, ElementMatch match, string path)
    {
        foreach (var candidate in Candidates(value))
        {
            if (candidate is ArraySyntax list)
            {
                if (!match.Element.IsList)
                {
                    report(IssueCodes.LintNotFhir, candidate.Span, path, "one value, no list");
                    continue;
                }

                foreach (var item in list.Items.SelectMany(Candidates))
                {
                    CheckOne(item, match, path);
                }
            }
            else if (match.Element.IsList && candidate is ObjectSyntax or LiteralSyntax { Value: not null })
            {
                report(IssueCodes.LintNotFhir, candidate.Span, path, "a list");
            }
            else
            {
                CheckOne(candidate, match, path);
            }
        }
    }

    /// <summary>The expressions of which one gives the value.</summary>
    private static IEnumerable<ExpressionSyntax> Candidates(ExpressionSyntax value) => value switch
    {
        NestedSyntax nested => Candidates(nested.Inner),
        ConditionalSyntax choice => Candidates(choice.Then).Concat(Candidates(choice.Else)),
        BinarySyntax { Operator: TokenKind.Coalesce } either => Candidates(either.Left).Concat(Candidates(either.Right)),
        _ => [value],
    };

    private void CheckOne(ExpressionSyntax value, ElementMatch match, string path)
    {
        var type = match.Type;
        switch (value)
        {
            case ObjectSyntax when type.Kind == TypeKind.Primitive:
                report(IssueCodes.LintNotFhir, value.Span, path, "a value of type " + type.Name);
                break;
            case ObjectSyntax literal when type.Kind != TypeKind.Resource:
                CheckMembers(literal, type, path);
                break;
            case ObjectSyntax literal when ResourceType(literal) is null:
                report(IssueCodes.LintNotFhir, value.Span, path, "a resource, with its resourceType");
                break;
            case ArraySyntax:
                report(IssueCodes.LintNotFhir, value.Span, path, "no list inside a list");
                break;
            case LiteralSyntax { Value: { } constant }:
                CheckConstant(constant, value.Span, match, path);
                break;
        }
    }

    private void CheckConstant(object constant, ScriptSpan span, ElementMatch match, string path)
    {
        var type = match.Type;
        var fits = type.Kind == TypeKind.Primitive && type.Primitive switch
        {
            PrimitiveKind.Boolean => constant is bool,
            PrimitiveKind.Integer or PrimitiveKind.PositiveInt or PrimitiveKind.UnsignedInt => constant is long,
            PrimitiveKind.Decimal => constant is not (bool or string),
            _ => constant is string,
        };
        if (!fits)
        {
            report(IssueCodes.LintNotFhir, span, path, "a value of type " + type.Name);
        }
        else if (constant is string code && match.Element.Binding is { Strength: BindingStrength.Required, Codes: { } codes } && !codes.Contains(Encoding.UTF8.GetBytes(code)))
        {
            report(IssueCodes.LintNotFhir, span, path, "a code of " + codes.Url);
        }
    }
}
