using Interop.Fhir.Issues;
using Interop.Fhir.Tree;
using Interop.Fhir.Validation;
using Interop.Mapping;

namespace Interop.Engine.Messages;

/// <summary>What a record means: its resources, or why not.</summary>
/// <param name="Bundle">The mapped transaction Bundle; null when an error stopped it.</param>
public sealed record Interpretation(RecordEnvelope? Envelope, NodeTree? Bundle, Ledger? Ledger, IReadOnlyList<Issue> Issues) : IDisposable
{
    /// <summary>The record as it was read; the ledger's leaves are spelled from it.</summary>
    public NodeTree? Record { get; init; }

    /// <summary>Whether the record must be held back.</summary>
    public bool Failed => Bundle is null || Issues.Any(i => i.IsError);

    /// <summary>The internal fault that stopped it, if one did.</summary>
    public string? Fault { get; init; }

    /// <summary>Microseconds by stage.</summary>
    public required IReadOnlyDictionary<string, long> Timings { get; init; }

    /// <summary>Gives the trees' rows back: at hundreds of records a second they would otherwise fill the large object heap.</summary>
    public void Dispose()
    {
        Record?.Dispose();
        Bundle?.Dispose();
    }
}

/// <summary>Parses, maps and validates, in memory. Pure: the same bytes at the same moment give the same result.</summary>
public sealed class Interpreter(IdentityKey ids, TimeProvider clock, bool production)
{
    /// <summary>Interprets one record.</summary>
    public Interpretation Interpret(RecordMapping mapping, ReadOnlyMemory<byte> body, RecordSender sender)
    {
        var timings = new StageTimings(clock);
        var issues = new List<Issue>();
        var record = mapping.Read(body, issues);
        timings.End("parse");
        if (record is null)
        {
            return new Interpretation(null, null, null, issues) { Timings = timings.ByStage };
        }

        var context = Context(sender);
        var envelope = mapping.ReadEnvelope(record);
        var mapped = mapping.Map(record, context);
        issues.AddRange(mapped.Issues);
        timings.End("map");
        if (mapped.Output is null || issues.Any(i => i.IsError))
        {
            return new Interpretation(envelope, null, mapped.Ledger, issues) { Record = record, Timings = timings.ByStage };
        }

        var findings = StructureValidator.Validate(mapped.Output.Root);
        timings.End("validate");
        issues.AddRange(findings.Any(f => f.IsError) ? InTheSendersTerms(mapping, record, sender, findings) : findings);
        return new Interpretation(envelope, mapped.Output, mapped.Ledger, issues) { Record = record, Timings = timings.ByStage };
    }

    /// <summary>Maps once more with lineage, and tells each finding where the faulty element came from: script line and place in the record.</summary>
    public IEnumerable<Issue> InTheSendersTerms(RecordMapping mapping, NodeTree record, RecordSender sender, IReadOnlyList<Issue> findings)
    {
        var lineage = mapping.Map(record, Context(sender) with { WithLineage = true }).Lineage;
        foreach (var finding in findings)
        {
            var entry = lineage is null ? null : Origin(lineage, finding.Location.Expression);
            yield return entry is null ? finding : finding with
            {
                Location = finding.Location with { Source = entry.Sources.Count > 0 ? entry.Sources[0] : null, Script = entry.Script, Line = null, Column = null },
            };
        }
    }

    private MapContext Context(RecordSender sender) => new() { Now = sender.ReceivedAt, Instance = sender.Instance, Ids = ids, Production = production };

    private static LineageEntry? Origin(Lineage lineage, string? expression)
    {
        // An element that is missing has no line of its own, and a made one no place in the record: the nearest element above it tells both.
        LineageEntry? nearest = null;
        for (var path = Spelled(expression); path.Length > 0; path = path[..Math.Max(0, path.LastIndexOf('.'))])
        {
            if (lineage.Entries.FirstOrDefault(e => e.Path == path) is { } entry)
            {
                nearest ??= entry;
                if (entry.Sources.Count > 0)
                {
                    return nearest with { Sources = entry.Sources };
                }
            }
        }

        return nearest;
    }

    /// <summary>As the mapping wrote it: <c>value.ofType(string)</c> is <c>valueString</c>.</summary>
    private static string Spelled(string? expression)
    {
        const string choice = ".ofType(";
        var path = expression ?? "";
        for (var at = path.IndexOf(choice, StringComparison.Ordinal); at >= 0; at = path.IndexOf(choice, StringComparison.Ordinal))
        {
            var (from, to) = (at + choice.Length, path.IndexOf(')', at));
            path = $"{path[..at]}{char.ToUpperInvariant(path[from])}{path[(from + 1)..to]}{path[(to + 1)..]}";
        }

        return path;
    }
}
