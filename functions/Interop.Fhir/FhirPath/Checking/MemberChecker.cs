using Interop.Fhir.FhirPath.Syntax;

namespace Interop.Fhir.FhirPath.Checking;

/// <summary>Checks a step to a child.</summary>
internal static class MemberChecker
{
    public static Shape Check(MemberExpr member, Shape input, bool strict)
    {
        if (member.MayBeType && TypeModel.Find(member.Name) is { } named)
        {
            return TypeName(member, input, named, strict);
        }

        if (input.Types is null)
        {
            return Shape.Any;
        }

        var types = new List<FhirPathType>();
        var many = input.Many;
        var open = false;
        foreach (var type in input.Types)
        {
            if (type.Elements.TryGetValue(member.Name, out var element))
            {
                types.AddRange(element.Types);
                many |= element.IsList;
            }
            else if (type.Kind == ValueKind.Type)
            {
                types.Add(SystemTypes.String);
            }
            else
            {
                open |= type.Kind == ValueKind.Unknown || type.Path is "Resource" or "DomainResource" or "Element" or "BackboneElement" || type.Kind == ValueKind.Quantity && type.Namespace == "System";
                RefuseChoiceName(member, type);
            }
        }

        return types.Count > 0 ? new Shape(open ? null : [.. types.Distinct()], many, input.Unordered)
            : open || !strict || input.Types.Count == 0 ? Shape.Any with { Unordered = input.Unordered }
            : throw FhirPathException.Check($"{string.Join(" or ", input.Types.Select(t => t.Path))} has no element {member.Name}", member.Position);
    }

    // At the start of an expression a type's name asserts the type of the focus.
    private static Shape TypeName(MemberExpr member, Shape input, FhirPathType named, bool strict) =>
        input.Types is null || input.Types.Any(named.Is) ? Shape.One(named)
        : input.Types.Any(t => t.Is(named)) ? input
        : !strict ? Shape.Any
        : throw FhirPathException.Check($"the expression is about {member.Name}, the focus is {string.Join(" or ", input.Types.Select(t => t.Path))}", member.Position);

    private static void RefuseChoiceName(MemberExpr member, FhirPathType type)
    {
        if (TypeModel.ElementOf(type, member.Name) is { IsChoice: true } choice)
        {
            throw FhirPathException.Check(
                $"{type.Path} has no element {member.Name}; write {choice.Name}.ofType({choice.TypeOf(member.Name)!.Name})", member.Position);
        }
    }
}
