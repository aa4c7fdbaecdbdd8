using System.Text.Json.Nodes;
using static Interop.Mapping.Tests.Cases.TeleExpertise.Trip;

namespace Interop.Mapping.Tests.Cases.TeleExpertise;

/// <summary>Each act of each report, from the record through FHIR to the item that its biller pulls (RECORDS 5.3).</summary>
public sealed class ActRoundTripTests
{
    private static readonly string[] Insurance =
    [
        "nss", "insuredIs", "insured.family", "insured.given", "insured.birthFamily", "beneficiaryQuality", "cardBirthDate", "birthRank", "regime", "caisse", "centre",
        "gestion", "rightsFrom", "rightsTo", "riskNature", "ald",
    ];

    public static TheoryData<string> Reports() => Trip.Cases("omnidoc/tele-expertise-report");

    [Theory]
    [MemberData(nameof(Reports))]
    public void A_biller_reads_the_act_that_was_done(string name)
    {
        var trip = Trip.Of(name);
        var acts = new ReportReading(trip.Record).Acts().ToList();
        Assert.Equal(acts.Select(a => a.ItemId).Order(StringComparer.Ordinal), trip.Resources("ChargeItem").Select(ItemId).Order(StringComparer.Ordinal));
        foreach (var act in acts.Where(a => a.Biller != "none"))
        {
            var item = trip.Render(act.Message, trip.Resources("ChargeItem").Single(c => ItemId(c) == act.ItemId));
            SameAct(trip.Record, act, item);
            SameParties(trip.Record, act, item);
            SamePatient(trip.Record, item);
            SamePlace(trip.Record, act, item);
            HoldsNothingElse(trip.Record, item);
        }
    }

    private static void SameAct(JsonObject record, ActReading act, JsonObject item)
    {
        Assert.Equal((act.ItemId, act.State), (Text(item, "itemId"), Text(item, "state")));
        Assert.Equal(act.State == "blocked" ? act.Reasons : [], Codes(item, "blockedReasons", r => $"{Text(r, "code")} {Text(r, "field")}"));
        Assert.Equal(act.Warnings, Codes(item, "warnings", w => Text(w, "code")!));
        Assert.Equal((act.Code, "1", "1", act.Date), (Text(item, "act.code"), Text(item, "act.quantity"), Text(item, "act.coefficient"), Text(item, "act.executionDate")));
        Assert.Equal((act.Amount, "100-AMO-third-party"), (Text(item, "act.tariff.amount"), Text(item, "act.coverage")));
        Assert.Equal((Text(record, "request.id"), Text(record, "report.id")), (Text(item, "act.requestId"), Text(item, "act.reportId")));
        Assert.Equal((Text(record, "request.answeredAt")![..10], Text(record, "report.pdf.sha256")), (Text(item, "act.reportDate"), Text(item, "act.reportSha256")));
    }

    private static void SameParties(JsonObject record, ActReading act, JsonObject item)
    {
        var (biller, performer, other) = (item["biller"]!, act.Performer, act.Other);
        Assert.Equal(act.Biller switch { "self" or "replaced" => "liberal", var kind => kind }, Text(biller, "kind"));
        if (act.Message == "stellair/act")
        {
            var replaced = act.Biller == "replaced";
            Assert.Equal((Text(performer, "rpps"), ReportReading.Name(performer), Text(performer, "specialty")), (Text(biller, "rpps"), Text(biller, "name"), Text(biller, "specialty")));
            Assert.Equal(replaced ? null : Text(performer, "amNumber"), Text(biller, "amNumber"));
            Assert.Equal(
                replaced ? (Text(performer, "replaces.rpps"), Text(performer, "replaces.amNumber")) : (null, null),
                (Text(biller, "replacedRpps"), Text(biller, "replacedAmNumber")));
        }
        else
        {
            Assert.Equal((Text(act.House, "finessGeo"), Text(act.House, "finessLegal")), (Text(biller, "finessGeo"), Text(biller, "finessLegal")));
            Assert.Equal(Text(performer["billingOrganisation"], "unitCode") ?? Text(performer["organisation"], "unitCode") ?? Text(record, "encounter.unit"), Text(biller, "unitCode"));
        }

        Assert.Equal(
            (Text(performer, "rpps"), ReportReading.Name(performer), Text(performer, "specialty")),
            (Text(item, "performer.rpps"), Text(item, "performer.name"), Text(item, "performer.specialty")));
        Assert.Equal(
            (act.ItemId.EndsWith("/expert", StringComparison.Ordinal) ? "requester" : "expert", Text(other, "rpps"), ReportReading.Name(other), Text(other, "specialtyCpam")),
            (Text(item, "counterpart.role"), Text(item, "counterpart.rpps"), Text(item, "counterpart.name"), Text(item, "counterpart.specialtyCpam")));
        Assert.Equal((act.OtherNumber(false), act.OtherNumber(true)), (Text(item, "counterpart.amNumber"), Text(item, "counterpart.finessGeo")));
        Assert.Equal(Text(record, "request.at")![..10], Text(item, "counterpart.date"));
    }

    private static void SamePatient(JsonObject record, JsonObject item)
    {
        Assert.Equal((Text(record, "patient.familyName"), Text(record, "patient.firstName")), (Text(item, "patient.family"), Text(item, "patient.given")));
        Assert.Equal(Text(record, "patient.birthRank") ?? Text(record, "insurance.birthRank"), Text(item, "patient.birthRank"));
        foreach (var field in Insurance)
        {
            Assert.Equal((field, Text(record, "insurance." + field)), (field, Text(item, "insurance." + field)));
        }

        var checkedAt = Time(Text(record, "insurance.rightsCheckedAt"));
        Assert.Equal((checkedAt, checkedAt is null ? null : "ADRi", checkedAt), (Text(item, "rightsProof.at"), Text(item, "rightsProof.kind"), Text(item, "insurance.rightsCheckedAt")));
    }

    private static void SamePlace(JsonObject record, ActReading act, JsonObject item)
    {
        var home = Text(record, "setting") == "care-home" ? record["settingOrganisation"] : null;
        Assert.Equal((Text(record, "setting"), Text(home, "finessGeo"), Text(home, "carePackage")), (Text(item, "setting"), Text(item, "careHome.finessGeo"), Text(item, "careHome.carePackage")));
        var stay = act.Biller == "establishment" ? record["encounter"] : null;
        foreach (var field in new[] { "ipp", "visit", "unit", "discipline" })
        {
            Assert.Equal((field, Text(stay, field)), (field, Text(item, "hospital." + field)));
        }

        var securing = act.Message == "hospital-billing/act" ? null : Text(record, "insurance.rightsCheckedAt") is null ? "degraded" : "sesam-without-vitale";
        Assert.Equal(securing, Text(item, "securing"));
    }

    /// <summary>No clinical word and no file goes to billing, nor an INS that is not the billing number by chance (MODELLING B7).</summary>
    private static void HoldsNothingElse(JsonObject record, JsonObject item)
    {
        var text = item.ToJsonString();
        foreach (var secret in new[] { "question", "opinion", "conclusion", "clinicalContext", "history", "treatments", "report.pdf.data", "patient.localId" })
        {
            Assert.True(Text(record, secret) is not { Length: > 4 } value || !text.Contains(value, StringComparison.Ordinal), secret);
        }

        Assert.True(Text(record, "patient.ins.value") is not { } ins || ins == Text(record, "insurance.nss") || !text.Contains(ins, StringComparison.Ordinal));
    }

    private static IEnumerable<string> Codes(JsonObject item, string list, Func<JsonNode?, string> read) => (item[list] as JsonArray ?? []).Select(read).Order(StringComparer.Ordinal);

    private static string ItemId(JsonObject charge) => Text(charge, "identifier.0.value")!;
}
