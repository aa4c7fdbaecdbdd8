using Interop.Mapping.Language;
using Interop.Mapping.Runtime;

namespace Interop.Mapping.Functions;

/// <summary><c>object.eval</c> and <c>object.eval_template</c>: text as a script. A mapping may not use them: nothing could be said of it before it runs.</summary>
internal static class EvalFunctions
{
    public static void AddTo(FunctionModule m)
    {
        m.Add("eval", "value", "The value of a text read as a script, or of a function called; any other value is given back. Not in mappings.", (run, a, at) => Evaluate(run, a[0], at, template: false), ("'1 + 2' | object.eval", "3"));
        m.Add("eval_template", "value", "What a text prints when read as a template. Not in mappings.", (run, a, at) => Evaluate(run, a[0], at, template: true), ("'sum: {{ 1 + 2 }}' | object.eval_template", "sum: 3"));
    }

    private static Value Evaluate(Run run, Value value, ScriptSpan at, bool template)
    {
        if (value.Kind == ValueKind.Function)
        {
            return value.Function.Invoke(run, new CallArguments(at, []));
        }

        if (!value.IsText)
        {
            return value;
        }

        var text = value.Text;
        run.EnterText(at, text.Length);
        var outer = run.Output;
        try
        {
            var script = CompiledScript.Compile(new ScriptSource("eval", text), template, run.Environment, atRunTime: true);
            run.Output = template ? new TextOutput() : null;
            run.Last = default;
            var flow = script.Body(run);
            var result = flow == Flow.Return ? run.Result : run.Last;
            run.Last = run.Result = default;
            return template ? Value.Of(run.Output!.Text.ToString(), run.Output.Origin) : result;
        }
        catch (ScriptFault fault) when (fault.Span.Source.Name == "eval")
        {
            // The text of the script that called is what its reader can correct.
            throw new ScriptFault(fault.Code, at, fault.Arguments);
        }
        finally
        {
            run.Output = outer;
            run.LeaveText();
        }
    }
}
