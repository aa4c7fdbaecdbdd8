using System.Collections.Frozen;
using Interop.Fhir.FhirPath.Syntax;

namespace Interop.Fhir.FhirPath.Checking;

/// <summary>Checks a call and infers what it gives. Functions that are not named here give anything.</summary>
internal sealed class FunctionChecker(TypeChecker checker, FunctionExpr call)
{
    private static readonly FrozenSet<string> OnStrings = FrozenSet.ToFrozenSet(
        ["indexOf", "lastIndexOf", "substring", "startsWith", "endsWith", "contains", "upper", "lower", "trim", "replace", "matches", "matchesFull", "replaceMatches", "length", "toChars", "split", "join", "encode", "decode", "escape", "unescape"],
        StringComparer.Ordinal);

    private static readonly FrozenSet<string> ByPosition = FrozenSet.ToFrozenSet(["first", "last", "tail", "skip", "take"], StringComparer.Ordinal);

    private static readonly FrozenDictionary<string, Shape> Results = new[]
    {
        (Shape.Boolean, "exists empty all not allTrue anyTrue allFalse anyFalse subsetOf supersetOf isDistinct hasExtension startsWith endsWith contains matches matchesFull hasValue memberOf conformsTo subsumes subsumedBy htmlChecks comparable toBoolean convertsToBoolean convertsToInteger convertsToDecimal convertsToString convertsToDate convertsToDateTime convertsToTime convertsToQuantity"),
        (Shape.Integer, "count length indexOf lastIndexOf toInteger ceiling floor truncate precision"),
        (Shape.Decimal, "exp ln log sqrt round toDecimal"),
        (Shape.String, "substring upper lower trim replace replaceMatches join toString encode decode escape unescape"),
        (Shape.One(SystemTypes.Date), "today toDate"),
        (Shape.One(SystemTypes.DateTime), "now toDateTime"),
        (Shape.One(SystemTypes.Time), "timeOfDay toTime"),
        (Shape.One(SystemTypes.Quantity), "toQuantity"),
        (new Shape([SystemTypes.String], Many: true), "toChars split"),
        (new Shape([SystemTypes.TypeInfo], Many: true), "type"),
        (Shape.Any with { Unordered = true }, "children descendants"),
    }.SelectMany(row => row.Item2.Split(' ').Select(name => KeyValuePair.Create(name, row.Item1))).ToFrozenDictionary(StringComparer.Ordinal);

    public Shape Check()
    {
        var input = checker.Check(call.Input);
        var name = call.Function.Name;
        if (OnStrings.Contains(name) && input.Surely(t => t.Kind is ValueKind.Complex or ValueKind.Quantity or ValueKind.Type))
        {
            throw FhirPathException.Check($"{name}() takes a string, not {string.Join(" or ", input.Types!.Select(t => t.Path))}", call.Position);
        }

        if (ByPosition.Contains(name))
        {
            checker.RefuseUnordered(input, call.Position);
        }

        var item = input.Single();
        switch (name)
        {
            case "where" or "all" or "exists" or "sort" or "defineVariable" or "trace":
                foreach (var argument in call.Arguments)
                {
                    checker.CheckOn(argument, item);
                }

                return Results.GetValueOrDefault(name, name == "sort" ? input with { Unordered = false } : input);
            case "select":
                var projected = checker.CheckOn(call.Arguments[0], item);
                return projected with { Many = projected.Many || input.Many, Unordered = projected.Unordered || input.Unordered };
            case "repeat" or "repeatAll":
                var once = checker.CheckOn(call.Arguments[0], item);
                return once.Or(checker.CheckOn(call.Arguments[0], once.Single()));
            case "aggregate":
                var start = call.Arguments.Length > 1 ? checker.Check(call.Arguments[1]) : Shape.Any;
                checker.CheckOn(call.Arguments[0], item, Shape.Any);
                return start.Types is null ? Shape.Any : Shape.Any with { Many = false };
            case "iif":
                return Iif(input);
            default:
                return Plain(name, input);
        }
    }

    private Shape Plain(string name, Shape input)
    {
        var arguments = call.Arguments.Select(checker.Check).ToArray();
        return name switch
        {
            "first" or "last" or "single" => input.Single(),
            "tail" or "skip" or "take" or "distinct" or "intersect" or "exclude" or "slice" or "checkModifiers" => input,
            "union" or "combine" => input.Or(arguments[0]),
            "extension" => new Shape([TypeModel.Find("Extension")!], Many: true),
            "elementDefinition" => new Shape([TypeModel.Find("ElementDefinition")!], input.Many),
            _ => Results.GetValueOrDefault(name, Shape.Any),
        };
    }

    private Shape Iif(Shape input)
    {
        var isAlone = call.Input is ThisExpr { IsImplied: true } || input.Types is null;
        var item = isAlone ? input : input.Single();
        var criterion = checker.CheckOn(call.Arguments[0], item);
        if (criterion.Surely(t => t.Kind is not (ValueKind.Boolean or ValueKind.Unknown)))
        {
            throw FhirPathException.Check("the criterion of iif() is no boolean", call.Arguments[0].Position);
        }

        var result = checker.CheckOn(call.Arguments[1], item);
        return call.Arguments.Length > 2 ? result.Or(checker.CheckOn(call.Arguments[2], item)) : result;
    }
}
