using Interop.Fhir.FhirPath.Operators;
using Interop.Fhir.FhirPath.Values;

namespace Interop.Fhir.FhirPath.Functions;

/// <summary>https://hl7.org/fhirpath/N1/#utility-functions, <c>iif</c>, <c>type</c> and <c>defineVariable</c>.</summary>
internal static class UtilityFunctions
{
    public static readonly FhirPathFunction[] All =
    [
        new("trace", 1, 2, Trace),
        new("now", 0, 0, c => new Items(FhirPathItem.Of(Temporal.Now(c.Context.Now)))),
        new("today", 0, 0, c => new Items(FhirPathItem.Of(Temporal.Now(c.Context.Now).As(ValueKind.Date)))),
        new("timeOfDay", 0, 0, TimeOfDay),
        new("iif", 2, 3, Iif),
        new("type", 0, 0, TypeOf),
        new("defineVariable", 1, 2, DefineVariable),
    ];

    private static Items Trace(Call call)
    {
        var name = call.Text(0) ?? "";
        if (call.Context.Trace is { } trace)
        {
            trace(name, call.Arguments == 1 ? call.Input.ToArray() : Select(call).ToArray());
        }

        return call.Input;
    }

    private static Items Select(Call call)
    {
        var inner = call.Scope.Inner();
        var result = new ItemsBuilder();
        for (var i = 0; i < call.Input.Count; i++)
        {
            inner.This = new Items(call.Input[i]);
            inner.Index = i;
            result.Add(call.Argument(1).Evaluate(inner));
        }

        return result.ToItems();
    }

    private static Items TimeOfDay(Call call)
    {
        var local = Temporal.Now(call.Context.Now).Local;
        return new Items(FhirPathItem.Of(new Temporal
        {
            Kind = ValueKind.Time, Precision = Precision.Second, Local = new DateTime(local.TimeOfDay.Ticks, DateTimeKind.Unspecified), FractionDigits = 3,
        }));
    }

    // Called on something, $this is that; called alone, the input is what $this already was. Only the branch that is taken runs.
    private static Items Iif(Call call)
    {
        if (call.Input.Count > 1)
        {
            throw call.Fault("iif() takes one item and there are several");
        }

        var inner = call.Scope.Inner();
        inner.This = call.Input.IsEmpty ? call.Scope.This : call.Input;
        var criterion = call.Argument(0).Evaluate(inner);
        var flag = criterion.IsEmpty ? false
            : criterion.Count == 1 && criterion[0].ToSystem().Value is bool known ? known
            : throw call.Fault("the criterion of iif() is no boolean");
        return flag ? call.Argument(1).Evaluate(inner) : call.Arguments > 2 ? call.Argument(2).Evaluate(inner) : Items.Empty;
    }

    private static Items TypeOf(Call call)
    {
        var result = new ItemsBuilder();
        for (var i = 0; i < call.Input.Count; i++)
        {
            result.Add(new FhirPathItem(SystemTypes.TypeInfo, call.Input[i].Type));
        }

        return result.ToItems();
    }

    private static Items DefineVariable(Call call)
    {
        var name = call.Text(0) ?? throw call.Fault("a variable needs a name");
        var value = call.Input;
        if (call.Arguments > 1)
        {
            var inner = call.Scope.Inner();
            inner.This = call.Input;
            value = call.Argument(1).Evaluate(inner);
        }

        var reserved = Variables.TryGet(call.Scope, name, out _);
        return !reserved && call.Scope.TryDefine(name, value) ? call.Input : throw call.Fault($"the variable %{name} is already defined");
    }
}
