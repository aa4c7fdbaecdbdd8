using Interop.Fhir.Issues;
using Interop.Fhir.Tree;
using Interop.Mapping.Functions;
using Interop.Mapping.Runtime;

namespace Interop.Mapping.Language;

/// <summary>A template or script by itself: text in, text out, no mapping functions and no ledger (<c>interop template</c>).</summary>
public sealed class Template
{
    private readonly ScriptEnvironment environment;
    private readonly CompiledScript script;

    private Template(ScriptEnvironment environment, CompiledScript script) => (this.environment, this.script) = (environment, script);

    /// <summary>Parses; a fault gives null and the result that says where it is.</summary>
    /// <param name="source">The text.</param>
    /// <param name="scriptOnly">Whether the whole text is code; else code stands in <c>{{ }}</c>.</param>
    /// <param name="fault">What is wrong, when the answer is null.</param>
    public static Template? Parse(ScriptSource source, bool scriptOnly, out TemplateResult? fault)
    {
        var environment = new ScriptEnvironment(FunctionLibrary.CreateBuiltins());
        try
        {
            fault = null;
            return new Template(environment, CompiledScript.Compile(source, !scriptOnly, environment));
        }
        catch (ScriptFault error)
        {
            fault = Faulty(error);
            return null;
        }
    }

    /// <summary>Runs it; the members of the model's root object are its global variables.</summary>
    public TemplateResult Render(NodeTree? model, Limits limits)
    {
        var run = new Run(environment);
        var root = model is null ? default : Value.OfNode(model.Root, accounted: false);
        run.Begin(root, null, limits, null);
        var output = run.Output = new TextOutput();
        try
        {
            script.Body(run);
            return new TemplateResult(output.Text.ToString(), null, null);
        }
        catch (ScriptFault error)
        {
            return Faulty(error);
        }
    }

    private static TemplateResult Faulty(ScriptFault error) => new(null, error.ToIssue(), error.Span.Source.Excerpt(error.Span.Start));
}
