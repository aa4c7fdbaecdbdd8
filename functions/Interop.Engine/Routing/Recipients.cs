using Interop.Engine.Ports;
using Interop.Fhir.FhirPath;
using Interop.Fhir.Tree;

namespace Interop.Engine.Routing;

/// <summary>From a focus resource to the organisations that are owed the message.</summary>
public static class Recipients
{
    /// <summary>The recipients of a focus, each once, spelled like <see cref="Endpoint.Organisation"/>.</summary>
    /// <param name="record">Bundle of the resources around the focus; references resolve within it.</param>
    public static IReadOnlyList<string> Of(Route route, Node focus, NodeTree record, DateTimeOffset now) =>
        [.. route.Recipient.Evaluate(focus, Context(focus, record, now)).Select(i => Spell(i.Node)).OfType<string>().Distinct()];

    /// <summary>Whether the route applies to this focus.</summary>
    public static bool Applies(Route route, Node focus, NodeTree record, DateTimeOffset now) =>
        route.Where is null || route.Where.EvaluateBoolean(focus, Context(focus, record, now));

    /// <summary>The endpoint of a kind for a recipient: the organisation's own, or one that the recipient has subscribed.</summary>
    public static Endpoint? FindEndpoint(IReadOnlyList<Endpoint> endpoints, string kind, string recipient) =>
        endpoints.FirstOrDefault(e => e.Active && e.Kind == kind && e.Organisation == recipient)
        ?? endpoints.FirstOrDefault(e => e.Active && e.Kind == kind && e.Subscriptions.Contains(recipient));

    private static FhirPathContext Context(Node focus, NodeTree record, DateTimeOffset now)
    {
        Node Resolve(string reference)
        {
            foreach (var entry in record.Root.All("entry"))
            {
                if (entry["fullUrl"].Is(reference))
                {
                    return entry["resource"];
                }
            }

            return default;
        }

        return new FhirPathContext
        {
            Resource = focus,
            RootResource = focus,
            Resolve = Resolve,
            Variables = new Dictionary<string, FhirPathItem[]> { ["record"] = [FhirPathItem.Of(record.Root)] },
            Now = now,
        };
    }

    /// <summary>An identifier spelled like <see cref="Endpoint.Organisation"/>; null when it is no identifier.</summary>
    public static string? Spell(Node identifier)
    {
        var value = identifier["value"].Text;
        var code = identifier["type"]["coding"]["code"].Text;
        var scheme = identifier["system"].Text switch
        {
            "https://finess.esante.gouv.fr" => code is "FINEJ" ? "FINEJ" : "FINEG",
            "https://sirene.fr" => "SIRET",
            "https://rpps.esante.gouv.fr" => "RPPS",
            { } system => system,
            null => null,
        };
        return scheme is null || value is null ? null : $"{scheme}|{value}";
    }
}
