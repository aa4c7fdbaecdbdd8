using Interop.Fhir.Tree;
using Interop.Mapping.Schema;

namespace Interop.Mapping;

/// <summary>One record of a kind: its schema, its script to FHIR, its rules. Immutable and safe to use from many threads.</summary>
public sealed class RecordMapping
{
    internal RecordMapping(string kind, string record, JsonSchema schema, RecordRules rules)
    {
        (Kind, Record, Schema, Rules) = (kind, record, schema, rules);
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

    /// <summary>Reads the envelope without checking anything else.</summary>
    public RecordEnvelope ReadEnvelope(NodeTree record) => throw new NotSupportedException();

    /// <summary>Schema check, script, ledger. An issue that is an error leaves the output null.</summary>
    public MapResult Map(NodeTree record, MapContext context) => throw new NotSupportedException();
}
