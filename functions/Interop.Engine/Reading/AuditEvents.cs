using System.Buffers;
using System.Globalization;
using Interop.Engine.Ports;
using Interop.Fhir.Definitions;
using Interop.Fhir.Json;
using Interop.Fhir.Tree;

namespace Interop.Engine.Reading;

/// <summary>
/// Rows of the audit trail as FHIR R4 AuditEvents (<see href="http://hl7.org/fhir/R4/auditevent.html"/>). The row can be told back from the resource: its
/// number is the id, its time <c>recorded</c> to the microsecond, its words are <c>subtype</c>, <c>outcomeDesc</c>, <c>agent</c> and <c>entity</c>, whose detail is its hash.
/// </summary>
public static class AuditEvents
{
    /// <summary>The detail that is the hash of the row, hexadecimal, with which the chain can be followed without the database.</summary>
    public const string HashDetail = "audit-hash";

    /// <summary>Codes of what was done: the words of the trail itself.</summary>
    public const string ActionSystem = "https://interop.example/fhir/CodeSystem/audit-action";

    private const string ActorSystem = "https://interop.example/fhir/NamingSystem/actor";
    private const string TargetSystem = "https://interop.example/fhir/NamingSystem/audit-target";
    private const string Dicom = "http://dicom.nema.org/resources/ontology/DCM";

    /// <summary>One AuditEvent, on one line.</summary>
    public static ReadOnlyMemory<byte> ToJson(AuditRow row)
    {
        var builder = new NodeTreeBuilder();
        Add(builder, null, row);
        return Json(builder);
    }

    /// <summary>A searchset Bundle.</summary>
    /// <param name="root">Address of the FHIR face, which full URLs begin with: R4 wants them absolute.</param>
    /// <param name="next">Address of the next page; null on the last.</param>
    public static ReadOnlyMemory<byte> ToBundle(IReadOnlyList<AuditRow> rows, string root, string self, string? next)
    {
        var builder = new NodeTreeBuilder();
        builder.Begin(null, NodeKind.Object);
        builder.Add("resourceType", NodeKind.String, "Bundle");
        builder.Add("type", NodeKind.String, "searchset");
        foreach (var (relation, url) in next is null ? [("self", self)] : new[] { ("self", self), ("next", next) })
        {
            builder.Begin("link", NodeKind.Object, listItem: true);
            builder.Add("relation", NodeKind.String, relation);
            builder.Add("url", NodeKind.String, url);
            builder.End();
        }

        foreach (var row in rows)
        {
            builder.Begin("entry", NodeKind.Object, listItem: true);
            builder.Add("fullUrl", NodeKind.String, $"{root}/AuditEvent/{Number(row)}");
            Add(builder, "resource", row);
            builder.Begin("search", NodeKind.Object);
            builder.Add("mode", NodeKind.String, "match");
            builder.End();
            builder.End();
        }

        builder.End();
        return Json(builder);
    }

    private static void Add(NodeTreeBuilder builder, string? name, AuditRow row)
    {
        var entry = row.Entry;
        var at = entry.At.ToUniversalTime().ToString("yyyy-MM-ddTHH:mm:ss.ffffffzzz", CultureInfo.InvariantCulture);
        var (type, action) = KindOf(entry.Action);
        builder.Begin(name, NodeKind.Object);
        builder.Add("resourceType", NodeKind.String, "AuditEvent");
        builder.Add("id", NodeKind.String, Number(row));
        Coding(builder, "type", false, type);
        Coding(builder, "subtype", true, new Code(ActionSystem, entry.Action, null));
        builder.Add("action", NodeKind.String, action);
        builder.Begin("period", NodeKind.Object);
        builder.Add("start", NodeKind.String, at);
        builder.End();
        builder.Add("recorded", NodeKind.String, at);
        builder.Add("outcome", NodeKind.String, entry.Outcome is "refused" or "not-found" or "unreadable" or "conflict" or "quarantined" or "broken" ? "4" : "0");
        builder.Add("outcomeDesc", NodeKind.String, entry.Outcome.Length > 0 ? entry.Outcome : "-");
        Agent(builder, entry.Actor, entry.Actor != "engine", new Code(ActorSystem, entry.Actor, null), null);
        if (entry.Organisation.Length > 0)
        {
            Agent(builder, entry.Organisation, false, OrganisationOf(entry.Organisation), "Organization");
        }

        builder.Begin("source", NodeKind.Object);
        builder.Begin("observer", NodeKind.Object);
        builder.Add("display", NodeKind.String, "interop");
        builder.End();
        builder.End();
        Entity(builder, entry.Target.Length > 0 ? entry.Target : "-", row.Hash.ToString());
        builder.End();
    }

    private static void Agent(NodeTreeBuilder builder, string name, bool asked, Code identifier, string? type)
    {
        builder.Begin("agent", NodeKind.Object, listItem: true);
        builder.Begin("who", NodeKind.Object);
        if (type is not null)
        {
            builder.Add("type", NodeKind.String, type);
        }

        builder.Begin("identifier", NodeKind.Object);
        builder.Add("system", NodeKind.String, identifier.System);
        builder.Add("value", NodeKind.String, identifier.Value);
        builder.End();
        builder.Add("display", NodeKind.String, name);
        builder.End();
        builder.Add("requestor", asked ? NodeKind.True : NodeKind.False, default(ReadOnlySpan<byte>));
        builder.End();
    }

    private static void Entity(NodeTreeBuilder builder, string target, string hash)
    {
        var bar = target.IndexOf('/', StringComparison.Ordinal);
        var isResource = bar > 0 && R4Definitions.Instance.FindResource(target[..bar]) is not null;
        builder.Begin("entity", NodeKind.Object, listItem: true);
        builder.Begin("what", NodeKind.Object);
        if (isResource)
        {
            builder.Add("reference", NodeKind.String, target);
        }
        else
        {
            builder.Begin("identifier", NodeKind.Object);
            builder.Add("system", NodeKind.String, TargetSystem);
            builder.Add("value", NodeKind.String, target);
            builder.End();
        }

        builder.End();
        var patient = target.StartsWith("Patient/", StringComparison.Ordinal);
        Coding(builder, "type", false, new Code("http://terminology.hl7.org/CodeSystem/audit-entity-type", patient ? "1" : "2", patient ? "Person" : "System Object"));
        builder.Begin("detail", NodeKind.Object, listItem: true);
        builder.Add("type", NodeKind.String, HashDetail);
        builder.Add("valueString", NodeKind.String, hash);
        builder.End();
        builder.End();
    }

    /// <summary>The event in the standard's words, and C, R, U, D or E.</summary>
    private static (Code Type, string Action) KindOf(string action) => action switch
    {
        "receive" => (new Code(Dicom, "110107", "Import"), "C"),
        "deliver" or "pull" => (new Code(Dicom, "110106", "Export"), "R"),
        "read" or "vread" or "history" => (new Code("http://terminology.hl7.org/CodeSystem/audit-event-type", "rest", "RESTful Operation"), "R"),
        "search" => (new Code(Dicom, "110112", "Query"), "E"),
        _ when action.StartsWith("audit-", StringComparison.Ordinal) => (new Code(Dicom, "110101", "Audit Log Used"), action == "audit-retire" ? "D" : "R"),
        _ when action.EndsWith("-add", StringComparison.Ordinal) => (new Code(Dicom, "110100", "Application Activity"), "C"),
        _ => (new Code(Dicom, "110100", "Application Activity"), "E"),
    };

    private static Code OrganisationOf(string organisation)
    {
        var bar = organisation.IndexOf('|', StringComparison.Ordinal);
        var system = bar < 0 ? null : organisation[..bar] switch
        {
            "FINEG" or "FINEJ" => "https://finess.esante.gouv.fr",
            "SIRET" => "https://sirene.fr",
            "RPPS" => "https://rpps.esante.gouv.fr",
            _ => null,
        };
        return system is null ? new Code(ActorSystem, organisation, null) : new Code(system, organisation[(bar + 1)..], null);
    }

    private static void Coding(NodeTreeBuilder builder, string name, bool listItem, Code code)
    {
        builder.Begin(name, NodeKind.Object, listItem: listItem);
        builder.Add("system", NodeKind.String, code.System);
        builder.Add("code", NodeKind.String, code.Value);
        if (code.Display is { } display)
        {
            builder.Add("display", NodeKind.String, display);
        }

        builder.End();
    }

    private static string Number(AuditRow row) => row.Sequence.ToString(CultureInfo.InvariantCulture);

    private static ReadOnlyMemory<byte> Json(NodeTreeBuilder builder)
    {
        using var tree = builder.Build();
        var buffer = new ArrayBufferWriter<byte>(1024);
        FhirJson.Write(tree.Root, buffer);
        return buffer.WrittenMemory;
    }

    private readonly record struct Code(string System, string Value, string? Display);
}
