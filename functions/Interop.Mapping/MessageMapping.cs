using Interop.Fhir.Issues;
using Interop.Fhir.Tree;
using Interop.Mapping.Catalogue;
using Interop.Mapping.Language;
using Interop.Mapping.Ledgers;
using Interop.Mapping.Output;
using Interop.Mapping.Runtime;
using Interop.Mapping.Schema;

namespace Interop.Mapping;

/// <summary>One message of a kind: the script that makes its payload from FHIR. Immutable and safe to use from many threads.</summary>
public sealed class MessageMapping
{
    private readonly CompiledScript script;
    private readonly RunPool pool;

    internal MessageMapping(string kind, string message, LocalText title, JsonSchema schema, CompiledScript script, IgnoredRules ignored, RunPool pool)
    {
        (Kind, Message, Title, Schema, this.script, Ignored, this.pool) = (kind, message, title, schema, script, ignored, pool);
    }

    /// <summary>The kind of software.</summary>
    public string Kind { get; }

    /// <summary>The message's name within its kind.</summary>
    public string Message { get; }

    /// <summary><c>kind/message</c>, as routes name it.</summary>
    public string Name => Kind + "/" + Message;

    /// <summary>Title for people.</summary>
    public LocalText Title { get; }

    /// <summary>What receivers may rely on (<c>payload.schema.json</c>); held against the payload of every case.</summary>
    public JsonSchema Schema { get; }

    internal IgnoredRules Ignored { get; }

    internal CompiledScript Script => script;

    internal MessageMapping With(CompiledScript other) => new(Kind, Message, Title, Schema, other, Ignored, pool);

    /// <summary>Runs the script. An issue that is an error leaves the payload null.</summary>
    public RenderResult Render(RenderInput input)
    {
        var run = pool.Rent();
        try
        {
            return Render(run, input);
        }
        finally
        {
            pool.Return(run);
        }
    }

    private RenderResult Render(Run run, RenderInput input)
    {
        var issues = new List<Issue>();
        run.Begin(default, input.Bundle, input.Limits, new MappingHost(input.Ids, input.Now, false, input.Bundle));
        run.SetGlobal("bundle", Value.OfNode(input.Bundle.Root, accounted: true));
        run.SetGlobal("focus", Value.OfNode(input.Focus, run.IsAccounted(input.Focus.Tree)));
        run.SetGlobal("previous", input.Previous is { } previous ? Value.OfNode(previous.Root, accounted: false) : default);
        run.SetGlobal("endpoint", Value.OfNode(input.Endpoint.Root, accounted: false));
        run.SetGlobal("delivery", Value.OfNode(input.Delivery.Root, accounted: false));
        run.SetGlobal("now", Value.Of(input.Now));
        ReadOnlyMemory<byte>? payload = null;
        try
        {
            script.Body(run);
            payload = Write(run);
            issues.AddRange(run.Issues);
        }
        catch (ScriptFault fault)
        {
            issues.AddRange(run.Issues);
            issues.Add(fault.ToIssue());
        }

        var ledger = LedgerBuilder.Build(input.Bundle, run.Marks, Ignored, TreePaths.FhirPath);
        return new RenderResult(issues.Exists(i => i.IsError) ? null : payload, ledger, issues);
    }

    private ReadOnlyMemory<byte> Write(Run run)
    {
        var end = new ScriptSpan(script.Source, 0, 0);
        var result = run.Result.IsNull ? run.Last : run.Result;
        return result.IsObject ? JsonPayloadWriter.Write(run, result, end) : throw Run.Fault(end, "the script must return the payload as an object");
    }
}
