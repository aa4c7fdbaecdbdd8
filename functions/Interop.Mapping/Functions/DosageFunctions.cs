using Interop.Mapping.Language;
using Interop.Mapping.Runtime;

namespace Interop.Mapping.Functions;

/// <summary>Global functions that build quantities, doses and timings. Nothing is converted, rounded or supplied.</summary>
internal static class DosageFunctions
{
    private const string Ucum = "http://unitsofmeasure.org";

    public static FunctionModule Create()
    {
        var m = new FunctionModule("", "Quantities, doses and timings.");
        m.Add("quantity", "value unit? code?", "A Quantity: a number, its unit in words, and its UCUM code. Null without a number.", (run, a, at) => Quantity(a[0], a[1], a[2], at),
            ("quantity 2.5 'mg' 'mg'", "{value: 2.5, unit: \"mg\", system: \"http://unitsofmeasure.org\", code: \"mg\"}"), ("quantity 1 'goutte'", "{value: 1, unit: \"goutte\"}"));
        m.Add("dose", "value unit? code?", "A doseAndRate of a dose as people write it (see dose_quantity): a quantity or a range. Null when it is no dose.", Dose,
            ("dose '0,5' 'comprimé'", "{doseQuantity: {value: 0.5, unit: \"comprimé\"}}"), ("(dose '1 à 2' 'mL' 'mL').doseRange.high.value", "2"));
        m.Add("timing", "frequency period unit", "A Timing: so many times in so many units (s, min, h, d, wk, mo, a). Null where one of them is missing.", Timing,
            ("timing 3 1 'd'", "{repeat: {frequency: 3, period: 1, periodUnit: \"d\"}}"));
        m.Add("timing_when", "codes", "A daily Timing at events (MORN, NOON, EVE, NIGHT, AC, PC ...), one code or a list.", (run, a, at) => Daily(run, "when", a[0], at), ("timing_when 'MORN'", "{repeat: {frequency: 1, period: 1, periodUnit: \"d\", when: [\"MORN\"]}}"));
        m.Add("timing_at", "times", "A daily Timing at clock times (HH:MM), one or a list.", (run, a, at) => Daily(run, "timeOfDay", a[0], at), ("(timing_at ['08:00', '20:00']).repeat.timeOfDay", "[\"08:00:00\", \"20:00:00\"]"));
        m.Add("timing_days", "days", "A weekly Timing on days (mon, tue, wed, thu, fri, sat, sun), one or a list.", (run, a, at) => Weekly(run, a[0], at), ("(timing_days ['mon', 'thu']).repeat.frequency", "2"));
        return m;
    }

    private static Value Quantity(Value value, Value unit, Value code, ScriptSpan at)
    {
        if (!value.IsNumber)
        {
            return default;
        }

        var quantity = new ScriptObject(4);
        quantity.Set("value", value, at);
        if (!unit.IsNull)
        {
            quantity.Set("unit", unit, at);
        }

        if (!code.IsNull)
        {
            quantity.Set("system", Value.Of(Ucum), at);
            quantity.Set("code", code, at);
        }

        return Value.Of(quantity);
    }

    private static Value Dose(Run run, ReadOnlySpan<Value> a, ScriptSpan at)
    {
        var dose = DoseQuantity.Of(run, a[0], at);
        if (dose.IsNull)
        {
            return default;
        }

        var result = new ScriptObject(1);
        if (dose.Kind != ValueKind.Object)
        {
            result.Set("doseQuantity", Quantity(dose, a[1], a[2], at), at);
            return Value.Of(result);
        }

        var range = new ScriptObject(2);
        range.Set("low", Quantity(dose.Object["low"], a[1], a[2], at), at);
        range.Set("high", Quantity(dose.Object["high"], a[1], a[2], at), at);
        result.Set("doseRange", Value.Of(range), at);
        return Value.Of(result);
    }

    private static Value Timing(Run run, ReadOnlySpan<Value> a, ScriptSpan at) =>
        a[0].IsNumber && a[1].IsNumber && !a[2].IsNull ? Timing(a[0], a[1], a[2], null, default, at) : default;

    private static Value Daily(Run run, string member, Value values, ScriptSpan at)
    {
        var list = List(run, values, at, member == "timeOfDay");
        return list.Count == 0 ? default : Timing(Value.Of(1), Value.Of(1), Value.Of("d"), member, Value.Of(list), at);
    }

    private static Value Weekly(Run run, Value days, ScriptSpan at)
    {
        var list = List(run, days, at, isTime: false);
        return list.Count == 0 ? default : Timing(Value.Of((long)list.Count), Value.Of(1), Value.Of("wk"), "dayOfWeek", Value.Of(list), at);
    }

    private static Value Timing(Value frequency, Value period, Value unit, string? member, Value value, ScriptSpan at)
    {
        var repeat = new ScriptObject(4);
        repeat.Set("frequency", frequency, at);
        repeat.Set("period", period, at);
        repeat.Set("periodUnit", unit, at);
        if (member is not null)
        {
            repeat.Set(member, value, at);
        }

        var timing = new ScriptObject(1);
        timing.Set("repeat", Value.Of(repeat), at);
        return Value.Of(timing);
    }

    private static ScriptArray List(Run run, Value values, ScriptSpan at, bool isTime)
    {
        var list = new ScriptArray();
        foreach (var value in values.IsList ? ArrayFunctions.Items(run, values) : [values])
        {
            if (!value.IsNull)
            {
                run.Spend(at, 16);
                var text = run.Text(value);
                list.Add(isTime && text.Length == 5 ? Value.Of(text + ":00", value.Origin) : value);
            }
        }

        return list;
    }
}
