using System.Text.Json.Nodes;
using Interop.Engine.Ports;
using static Interop.Functions.Http.Feeds.FeedFhir;

namespace Interop.Functions.Http.Feeds;

/// <summary>An item as a ChargeItem that needs nothing beside it: patient and insurance are contained, people and houses go by number.</summary>
internal static class FeedChargeItem
{
    /// <summary>Fields without an element of their own in R4.</summary>
    private static readonly string[] Extensions = ["biller", "counterpart", "insurance", "rightsProof", "securing", "setting", "careHome", "hospital", "payment", "status"];

    private static readonly string[] Lists = ["blockedReasons", "warnings"];

    public static JsonObject Of(string feed, FeedItemRow row, JsonObject item) => Some(
        ("resourceType", "ChargeItem"),
        ("meta", FhirFeed.Meta(row)),
        ("contained", List(Patient(item))),
        ("extension", Fields(item)),
        ("identifier", new JsonArray(Identifier($"urn:interop:feed:{feed}:act", row.ItemId))),
        ("status", Status(row.State)),
        ("code", Concept(Ngap, At(item, "act", "code"), At(item, "act", "label"))),
        ("subject", new JsonObject { ["reference"] = "#patient" }),
        ("occurrenceDateTime", At(item, "act", "executionDate")),
        ("performer", List(Performer(item))),
        ("performingOrganization", Party("Organization", Finess, At(item, "biller", "finessGeo"), Owner(item))),
        ("quantity", Some(("value", At(item, "act", "quantity")))),
        ("factorOverride", At(item, "act", "coefficient")),
        ("priceOverride", Price(item)),
        ("supportingInformation", List(Evidence("ServiceRequest", At(item, "act", "requestId")), Evidence("DocumentReference", At(item, "act", "reportId")))));

    /// <summary>The proposed price; null when the table has none.</summary>
    public static JsonObject? Price(JsonObject item) =>
        At(item, "act", "tariff", "amount") is { } amount ? Some(("value", amount), ("currency", At(item, "act", "tariff", "currency"))) : null;

    /// <summary>The person that was treated, as the item names her: no INS, no local number.</summary>
    public static JsonObject Patient(JsonObject item) => Some(
        ("resourceType", "Patient"),
        ("id", "patient"),
        ("extension", List(Field(Extension + "birth-rank", At(item, "patient", "birthRank")))),
        ("name", List(
            Name("usual", At(item, "patient", "family"), At(item, "patient", "given")),
            At(item, "patient", "birthFamily") is { } birth ? Name("official", birth, At(item, "patient", "given")) : null)),
        ("gender", At(item, "patient", "sex")));

    private static string Status(string state) => state switch
    {
        "blocked" => "not-billable",
        "cancelled" => "aborted",
        "billed" or "paid" => "billed",
        _ => "billable",
    };

    private static JsonObject Name(string use, JsonNode? family, JsonNode? given) => Some(("use", use), ("family", family), ("given", List(given)));

    private static JsonObject? Performer(JsonObject item) =>
        Party("Practitioner", Rpps, At(item, "performer", "rpps"), At(item, "performer", "name")) is { } actor
            ? Some(("function", At(item, "performer", "specialty") is { } specialty ? Concept("https://mos.esante.gouv.fr/NOS/TRE_R38-SpecialiteOrdinale/FHIR/TRE-R38-SpecialiteOrdinale", specialty) : null), ("actor", actor))
            : null;

    private static JsonNode? Owner(JsonObject item) => At(item, "biller", "finessGeo") is null ? null : At(item, "biller", "name");

    private static JsonObject? Evidence(string type, JsonNode? id) => id is null ? null : Some(("type", type), ("identifier", Some(("value", id))));

    private static JsonArray? Fields(JsonObject item)
    {
        var act = Some(
            ("tariff", At(item, "act", "tariff")), ("coverage", At(item, "act", "coverage")),
            ("reportDate", At(item, "act", "reportDate")), ("reportSha256", At(item, "act", "reportSha256")));
        var many = Lists
            .SelectMany(name => (item[name] as JsonArray ?? []).Select(part => Field(Extension + "feed-" + name, part)));
        return List([.. many, Field(Extension + "feed-act", act), .. Extensions.Select(name => Field(Extension + "feed-" + name, item[name]))]);
    }
}
