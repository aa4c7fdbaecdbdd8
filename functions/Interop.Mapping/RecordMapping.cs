using System.Globalization;
using Interop.Fhir.Issues;
using Interop.Fhir.Tree;
using Interop.Mapping.Catalogue;
using Interop.Mapping.Formats;
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
    private readonly Func<Node, string> path;

    internal RecordMapping(
        string kind, string record, JsonSchema schema, RecordRules rules, CompiledScript script, IgnoredRules ignored, RunPool pool)
    {
        (Kind, Record, Schema, Rules, this.script, Ignored, this.pool) = (kind, record, schema, rules, script, ignored, pool);
        path = rules.Format == RecordFormat.Json ? TreePaths.JsonPath : node => RecordFormats.PathOf(rules.Format, node);
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

    internal IgnoredRules Ignored { get; }

    internal CompiledScript Script => script;

    internal RecordMapping With(CompiledScript other) => new(Kind, Record, Schema, Rules, other, Ignored, pool);

    /// <summary>Reads a text in the record's format (<c>kind.yaml: format</c>); no tree when an issue is an error.</summary>
    public NodeTree? Read(ReadOnlyMemory<byte> bytes, ICollection<Issue> issues) => RecordFormats.Read(Rules.Format, bytes, issues);

    /// <summary>Reads the envelope without checking anything else.</summary>
    public RecordEnvelope ReadEnvelope(NodeTree record)
    {
        var version = Find(record, Rules.Version);
        return new RecordEnvelope(
            Text(record, Rules.Key),
            (version.Kind == NodeKind.Number || version.Kind == NodeKind.String && Rules.Format != RecordFormat.Json) && long.TryParse(version.Utf8, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null,
            Text(record, Rules.Action), Text(record, Rules.OrderBy), Text(record, Rules.Environment));
    }

    private string? Text(NodeTree record, string? address) =>
        address is not null && Find(record, address) is { Kind: NodeKind.String } node ? node.Text : null;

    private Node Find(NodeTree record, string address) => RecordAddress.Find(Rules.Format, record, address);

    /// <summary>Schema and script name places of the tree; the sender knows its own spelling.</summary>
    private List<Issue> InTheFormatsWords(NodeTree record, List<Issue> issues) =>
        Rules.Format == RecordFormat.Json ? issues : issues.ConvertAll(i => RecordPlaces.Translate(Rules.Format, record, i));

    /// <summary>
    /// Schema check, script, ledger. A schema error keeps the script from running; an issue that is an error, from either, leaves the output null.
    /// </summary>
    public MapResult Map(NodeTree record, MapContext context)
    {
        var issues = new List<Issue>();
        if (!Schema.Validate(record, issues))
        {
            return new MapResult(null, LedgerBuilder.Build(record, null, Ignored, path), null, InTheFormatsWords(record, issues));
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
        run.Begin(Value.OfNode(record.Root, accounted: context.WithLedger), context.WithLedger ? record : null, context.Limits, host);
        run.SetGlobal("now", Value.Of(context.Now));
        run.SetGlobal("sender_instance", Value.Of(context.Instance));
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
            failed ? null : output, context.WithLedger ? LedgerBuilder.Build(record, run.Marks, Ignored, path) : Ledger.Empty, failed ? null : lineage, InTheFormatsWords(record, issues));
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
        lineage = places is null ? null : LineageBuilder.Build(run, record, output, places, path);
        return output;
    }
}
