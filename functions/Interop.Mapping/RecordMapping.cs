using System.Globalization;
using Interop.Fhir.Issues;
using Interop.Fhir.Tree;
using Interop.Mapping.Catalogue;
using Interop.Mapping.Language;
using Interop.Mapping.Ledgers;
using Interop.Mapping.Output;
using Interop.Mapping.Runtime;
using Interop.Mapping.Schema;

namespace Interop.Mapping;

/// <summary>One record of a kind: its schema, its script to FHIR, its rules. Immutable and safe to use from many threads.</summary>
public sealed class RecordMapping
{
    private readonly CompiledScript script;
    private readonly RunPool pool;

    internal RecordMapping(
        string kind, string record, JsonSchema schema, RecordRules rules, CompiledScript script, IReadOnlyList<IgnoredRule> ignored, RunPool pool)
    {
        (Kind, Record, Schema, Rules, this.script, Ignored, this.pool) = (kind, record, schema, rules, script, ignored, pool);
    }

    /// <summary>The kind of software.</summary>
    public string Kind { get; }

    /// <summary>The record's name within its kind.</summary>
    public string Record { get; }

    /// <summary><c>kind/record</c>, as in <c>POST /ingest/{kind}/{record}</c>.</summary>
    public string Name => Kind + "/" + Record;

    /// <summary>What a record must look like.</summary>
    public JsonSchema Schema { get; }

    /// <summary>Envelope paths and rules of <c>kind.yaml</c>.</summary>
    public RecordRules Rules { get; }

    internal IReadOnlyList<IgnoredRule> Ignored { get; }

    internal CompiledScript Script => script;

    /// <summary>Reads the envelope without checking anything else.</summary>
    public RecordEnvelope ReadEnvelope(NodeTree record)
    {
        var version = Find(record, Rules.Version);
        return new RecordEnvelope(
            Text(record, Rules.Key),
            version.Kind == NodeKind.Number && long.TryParse(version.Utf8, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null,
            Text(record, Rules.Action), Text(record, Rules.OrderBy), Text(record, Rules.Environment));
    }

    private static string? Text(NodeTree record, string? path) =>
        path is not null && Find(record, path) is { Kind: NodeKind.String } node ? node.Text : null;

    private static Node Find(NodeTree record, string path)
    {
        var node = record.Root;
        foreach (var name in path.Split('.'))
        {
            node = node[name];
        }

        return node;
    }

    /// <summary>
    /// Schema check, script, ledger. A schema error keeps the script from running; an issue that is an error, from either, leaves the output null.
    /// </summary>
    public MapResult Map(NodeTree record, MapContext context)
    {
        var issues = new List<Issue>();
        if (!Schema.Validate(record, issues))
        {
            return new MapResult(null, LedgerBuilder.Build(record, null, Ignored, TreePaths.JsonPath), null, issues);
        }

        var run = pool.Rent();
        try
        {
            return Map(run, record, context, issues);
        }
        finally
        {
            pool.Return(run);
        }
    }

    private MapResult Map(Run run, NodeTree record, MapContext context, List<Issue> issues)
    {
        var host = new MappingHost(context.Ids, context.Now, context.Production, null);
        run.Begin(Value.OfNode(record.Root, accounted: true), record, context.Limits, host);
        run.SetGlobal("now", Value.Of(context.Now));
        NodeTree? output = null;
        Lineage? lineage = null;
        try
        {
            script.Body(run);
            output = Write(run, record, context.WithLineage, out lineage);
            issues.AddRange(run.Issues);
        }
        catch (ScriptFault fault)
        {
            issues.AddRange(run.Issues);
            issues.Add(fault.ToIssue());
        }

        var failed = issues.Exists(i => i.IsError);
        return new MapResult(
            failed ? null : output, LedgerBuilder.Build(record, run.Marks, Ignored, TreePaths.JsonPath), failed ? null : lineage, issues);
    }

    private NodeTree Write(Run run, NodeTree record, bool withLineage, out Lineage? lineage)
    {
        var end = new ScriptSpan(script.Source, 0, 0);
        var result = run.Result.IsNull ? run.Last : run.Result;
        if (!result.IsObject || run.Text(Members.Of(run, result, "resourceType", end)) != "Bundle")
        {
            throw new ScriptFault(IssueCodes.MappingResult, end);
        }

        var places = withLineage ? new List<OutputPlace>() : null;
        var output = new FhirTreeWriter(run, end, places).Write(result);
        lineage = places is null ? null : LineageBuilder.Build(run, record, output, places);
        return output;
    }
}
