using Interop.Fhir.Issues;
using Interop.Fhir.Tree;
using Interop.Mapping.Functions;
using Interop.Mapping.Language.Syntax;
using Interop.Mapping.Linting;
using Interop.Mapping.Runtime;

namespace Interop.Mapping.Language;

/// <summary>A template or script by itself: text in, text out, no mapping functions and no ledger (<c>interop template</c>).</summary>
public sealed class Template
{
    private readonly ScriptEnvironment environment;
    private readonly CompiledScript script;
    private readonly bool assigns;

    private Template(ScriptEnvironment environment, CompiledScript script) => (this.environment, this.script, assigns) = (environment, script, Assigns(script));

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
    /// <param name="model">The model, or null for none.</param>
    /// <param name="limits">What it may use.</param>
    /// <param name="now">What <c>date.now</c> gives.</param>
    public TemplateResult Render(NodeTree? model, Limits limits, DateTimeOffset now = default)
    {
        var run = new Run(environment);
        run.Begin(default, null, limits, null, now);
        foreach (var (name, value) in model?.Root is { Kind: NodeKind.Object } root ? Members.All(run, Value.OfNode(root, accounted: false)) : [])
        {
            run.SetGlobal(name, assigns ? Own(value) : value);
        }

        var output = run.Output = new TextOutput();
        try
        {
            if (script.Body(run) == Flow.Return)
            {
                output.Write(run, script.Syntax.Span, run.Result);
            }

            return new TemplateResult(output.Text.ToString(), null, null);
        }
        catch (ScriptFault error)
        {
            return Faulty(error);
        }
    }

    /// <summary>Runs it and writes its text as UTF-8; false, with the issue, where it ends in one.</summary>
    public bool TryRender(NodeTree? model, Limits limits, System.Buffers.IBufferWriter<byte> output, out Issue? fault)
    {
        var result = Render(model, limits);
        fault = result.Fault;
        if (result.Output is { } text)
        {
            System.Text.EncodingExtensions.GetBytes(System.Text.Encoding.UTF8, text, output);
        }

        return fault is null;
    }

    // Only a template that may change its model pays for a model that can be changed.
    private static bool Assigns(CompiledScript script) => SyntaxWalk.All(script.Syntax).Any(n => n
        is AssignSyntax { Target: not NameSyntax } or IncrementSyntax { Target: not NameSyntax } or CaptureSyntax { Target: not NameSyntax } or WithSyntax or ImportSyntax or ForSyntax { Variable: not NameSyntax });

    /// <summary>Objects and arrays that the template may change.</summary>
    private static Value Own(Value value)
    {
        if (value.Kind == ValueKind.NodeObject)
        {
            var target = new ScriptObject();
            foreach (var child in value.Node.Children)
            {
                target.Set(child.Name!, Own(Value.OfNode(child, accounted: false)), null);
            }

            return Value.Of(target);
        }

        if (value.Kind != ValueKind.NodeArray)
        {
            return value;
        }

        var list = new ScriptArray();
        foreach (var child in value.Node.Children)
        {
            list.Add(Own(Value.OfNode(child, accounted: false)));
        }

        return Value.Of(list);
    }

    private static TemplateResult Faulty(ScriptFault error) =>
        new(null, error.ToIssue(), error.Span.Source.Excerpt(error.Span.Start)) { Others = [.. error.Others.Select(o => o.ToIssue())] };
}
