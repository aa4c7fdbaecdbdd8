using System.Text.Json.Nodes;
using Interop.Engine.Ports;
using static Interop.Functions.Http.Feeds.FeedFhir;

namespace Interop.Functions.Http.Feeds;

/// <summary>The draft of a claim: of one liberal biller, about one act, and only when nothing that a bill needs is missing (MODELLING B1).</summary>
internal static class FeedClaim
{
    public static JsonObject? Of(string feed, FeedItemRow row, JsonObject item)
    {
        if (row.State != "billable" || item["biller"]?["kind"]?.GetValue<string>() != "liberal")
        {
            return null;
        }

        return Some(
            ("resourceType", "Claim"),
            ("meta", FhirFeed.Meta(row)),
            ("contained", new JsonArray(FeedChargeItem.Patient(item), Coverage(item))),
            ("identifier", new JsonArray(Identifier($"urn:interop:feed:{feed}:claim", row.ItemId))),
            ("status", "draft"),
            ("type", Concept("http://terminology.hl7.org/CodeSystem/claim-type", "professional")),
            ("use", "claim"),
            ("patient", new JsonObject { ["reference"] = "#patient" }),
            ("created", row.At.ToString("yyyy-MM-ddTHH:mm:sszzz", System.Globalization.CultureInfo.InvariantCulture)),
            ("provider", Provider(item)),
            ("priority", Concept("http://terminology.hl7.org/CodeSystem/processpriority", "normal")),
            ("supportingInfo", Evidence(item)),
            ("insurance", new JsonArray(new JsonObject { ["sequence"] = 1, ["focal"] = true, ["coverage"] = new JsonObject { ["reference"] = "#coverage" } })),
            ("item", new JsonArray(Line(item))),
            ("total", FeedChargeItem.Price(item)));
    }

    /// <summary>Who bills: for a locum the practitioner who is replaced, by AM number, with the RPPS beside it.</summary>
    private static JsonObject Provider(JsonObject item)
    {
        var replaced = At(item, "biller", "replacedAmNumber") is not null;
        var number = At(item, "biller", replaced ? "replacedAmNumber" : "amNumber");
        return Some(
            ("extension", List(Field(Extension + "rpps", At(item, "biller", replaced ? "replacedRpps" : "rpps")))),
            ("type", "PractitionerRole"),
            ("identifier", Identifier(Ameli, number)),
            ("display", replaced ? null : At(item, "biller", "name")));
    }

    private static JsonObject Coverage(JsonObject item) => Some(
        ("resourceType", "Coverage"),
        ("id", "coverage"),
        ("extension", List(Field(Extension + "feed-insurance", item["insurance"]))),
        ("status", "draft"),
        ("type", Concept("http://terminology.hl7.org/CodeSystem/v3-ActCode", "PUBLICPOL")),
        ("subscriberId", At(item, "insurance", "nss")),
        ("beneficiary", new JsonObject { ["reference"] = "#patient" }),
        ("period", Period(item)),
        ("payor", new JsonArray(Party("Organization", "https://interop.example/fhir/sid/health-insurance-fund", Fund(item)))));

    private static JsonObject? Period(JsonObject item)
    {
        var period = Some(("start", At(item, "insurance", "rightsFrom")), ("end", At(item, "insurance", "rightsTo")));
        return period.Count == 0 ? null : period;
    }

    private static JsonValue Fund(JsonObject item) => JsonValue.Create($"{item["insurance"]!["regime"]}{item["insurance"]!["caisse"]}{item["insurance"]!["centre"]}");

    /// <summary>By reference alone: number, date and SHA-256 of the report (MODELLING B7).</summary>
    private static JsonArray? Evidence(JsonObject item) => At(item, "act", "reportId") is { } report
        ? new JsonArray(Some(
            ("sequence", 1),
            ("category", Concept("http://terminology.hl7.org/CodeSystem/claiminformationcategory", "attachment")),
            ("valueReference", Some(
                ("extension", List(Field(Extension + "sha256", At(item, "act", "reportSha256")))),
                ("type", "DocumentReference"),
                ("identifier", Some(("value", report)))))))
        : null;

    private static JsonObject Line(JsonObject item) => Some(
        ("extension", List(Field(Extension + "counterpart", item["counterpart"]), Field(Extension + "coverage-rule", At(item, "act", "coverage")))),
        ("sequence", 1),
        ("productOrService", Concept(Ngap, At(item, "act", "code"), At(item, "act", "label"))),
        ("servicedDate", At(item, "act", "executionDate")),
        ("quantity", Some(("value", At(item, "act", "quantity")))),
        ("unitPrice", FeedChargeItem.Price(item)),
        ("factor", At(item, "act", "coefficient")),
        ("net", FeedChargeItem.Price(item)));
}
