using Interop.Engine.Ports;

namespace Interop.Functions.Population;

/// <summary>The installations around an engine that takes a population: who sends, who receives, who bills.</summary>
public static class PopulationPartners
{
    /// <summary>Kind and organisation of every credential that pushes.</summary>
    public static IEnumerable<(string Kind, string Organisation)> Senders(Territory territory) =>
        territory.Pharmacies.SelectMany(p => new[] { ("medissimo", $"FINEG|{p.Finess}"), ("pharmacy-software", $"FINEG|{p.Finess}") }).Append(("omnidoc", $"SIRET|{territory.Platform}"));

    /// <summary>Feed and organisation of every connector that pulls acts.</summary>
    public static IEnumerable<(string Feed, string Organisation)> Billers(Territory territory) =>
        [("stellair", $"SIRET|{territory.Stellair}"), .. territory.Hospitals.Concat(territory.Homes).Append(territory.Centre).Select(h => ("hospital-billing", $"FINEG|{h.Finess}"))];

    /// <summary>Every endpoint; an address is made of the endpoint's id.</summary>
    /// <param name="pharmacies">Address of a pharmacy's software, and of the platform that is reminded of what nobody answered.</param>
    /// <param name="homes">Address of a care home's software.</param>
    public static IReadOnlyList<Endpoint> Endpoints(Territory territory, Func<string, string> pharmacies, Func<string, string> homes) =>
    [
        .. territory.Pharmacies.Select(p => Http($"pharmacy-{p.Finess}", "pharmacy-software", $"FINEG|{p.Finess}", pharmacies)),
        .. territory.Homes.Select(h => Http($"home-{h.Finess}", "care-home-software", $"FINEG|{h.Finess}", homes)),
        Http("platform", "omnidoc", $"SIRET|{territory.Platform}", pharmacies) with { Subscriptions = [.. Served(territory)] },
        .. Billers(territory).Select(b => new Endpoint($"{b.Feed}-{b.Organisation[(b.Organisation.IndexOf('|', StringComparison.Ordinal) + 1)..]}", b.Feed, b.Organisation, "feed", null,
            b.Feed == "stellair" ? [.. territory.Subscribers.Select(s => $"RPPS|{s}")] : [])),
    ];

    private static Endpoint Http(string id, string kind, string organisation, Func<string, string> address) => new(id, kind, organisation, "http", address(id), []);

    /// <summary>Whom the platform serves: the experts, and the groups of each specialty.</summary>
    private static IEnumerable<string> Served(Territory territory) =>
        territory.Experts.Select(e => $"RPPS|{e.Rpps}").Concat(territory.Experts.Select(e => $"urn:interop:omnidoc:{territory.Platform}:group|GR-{e.Specialty}").Distinct());
}
