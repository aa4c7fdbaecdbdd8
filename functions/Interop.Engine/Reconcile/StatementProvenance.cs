using System.Globalization;
using Interop.Engine.Ports;
using Interop.Fhir.Tree;

namespace Interop.Engine.Reconcile;

/// <summary>What somebody said about a version of a resource, outside any record.</summary>
/// <param name="Organisation">Who is behind the credential, <c>SIRET|82103405000129</c>.</param>
/// <param name="Role">Provenance participant type: <c>author</c>, <c>verifier</c>.</param>
/// <param name="Person">The professional, when there is one.</param>
/// <param name="Activity">The word itself, <c>billed</c>.</param>
public sealed record Statement(string Organisation, string Role, Professional? Person, DateTimeOffset At, string Activity);

/// <summary>A professional by number and name.</summary>
public sealed record Professional(string Rpps, string Family, string Given);

/// <summary>The Provenance of a statement: about one version, by one organisation.</summary>
public static class StatementProvenance
{
    /// <summary>Builds it.</summary>
    public static NodeTree Of(ResourceKey key, ResourceVersion target, Statement statement, DateTimeOffset recorded)
    {
        var b = new NodeTreeBuilder();
        b.Begin(null, NodeKind.Object);
        b.Add("resourceType", NodeKind.String, "Provenance");
        b.Add("id", NodeKind.String, key.Id.ToString("D"));
        b.Begin("target", NodeKind.Object, listItem: true);
        b.Add("reference", NodeKind.String, string.Create(CultureInfo.InvariantCulture, $"{target.Key}/_history/{target.Version}"));
        b.End();
        b.Add("occurredDateTime", NodeKind.String, statement.At.ToString("yyyy-MM-ddTHH:mm:ss.FFFFFFFzzz", CultureInfo.InvariantCulture));
        b.Add("recorded", NodeKind.String, recorded.ToString("yyyy-MM-ddTHH:mm:ss.fffzzz", CultureInfo.InvariantCulture));
        Concept(b, "activity", "https://interop.example/fhir/CodeSystem/statement", statement.Activity);
        b.Begin("agent", NodeKind.Object, listItem: true);
        Concept(b, "type", "http://terminology.hl7.org/CodeSystem/provenance-participant-type", statement.Role);
        if (statement.Person is { } person)
        {
            Party(b, "who", "Practitioner", "https://rpps.esante.gouv.fr", person.Rpps, $"{person.Given} {person.Family}".Trim());
        }

        var (system, value) = System(statement.Organisation);
        Party(b, statement.Person is null ? "who" : "onBehalfOf", "Organization", system, value, null);
        b.End();
        b.End();
        return b.Build();
    }

    /// <summary>The identifier behind <c>FINEG|350005179</c>.</summary>
    public static (string System, string Value) System(string organisation)
    {
        var bar = organisation.IndexOf('|', StringComparison.Ordinal);
        var scheme = organisation[..Math.Max(bar, 0)];
        var system = scheme switch
        {
            "FINEG" or "FINEJ" => "https://finess.esante.gouv.fr",
            "SIRET" => "https://sirene.fr",
            "RPPS" => "https://rpps.esante.gouv.fr",
            _ => scheme,
        };
        return (system, organisation[(bar + 1)..]);
    }

    private static void Concept(NodeTreeBuilder b, string name, string system, string code)
    {
        b.Begin(name, NodeKind.Object);
        b.Begin("coding", NodeKind.Object, listItem: true);
        b.Add("system", NodeKind.String, system);
        b.Add("code", NodeKind.String, code);
        b.End();
        b.End();
    }

    private static void Party(NodeTreeBuilder b, string name, string type, string system, string value, string? display)
    {
        b.Begin(name, NodeKind.Object);
        b.Add("type", NodeKind.String, type);
        b.Begin("identifier", NodeKind.Object);
        b.Add("system", NodeKind.String, system);
        b.Add("value", NodeKind.String, value);
        b.End();
        if (display is not null)
        {
            b.Add("display", NodeKind.String, display);
        }

        b.End();
    }
}
