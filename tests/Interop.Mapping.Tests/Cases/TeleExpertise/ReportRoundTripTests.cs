using System.Text.Json.Nodes;
using static Interop.Mapping.Tests.Cases.TeleExpertise.Trip;

namespace Interop.Mapping.Tests.Cases.TeleExpertise;

/// <summary>Each report of the cases, from the record through FHIR to what its receivers read: the fields that the payloads promise say what the record said.</summary>
public sealed class ReportRoundTripTests
{
    public static TheoryData<string> Reports() => Trip.Cases("omnidoc/tele-expertise-report");

    [Theory]
    [MemberData(nameof(Reports))]
    public void A_care_home_reads_the_report_that_was_sent(string name)
    {
        var trip = Trip.Of(name);
        var reading = new ReportReading(trip.Record);
        var payload = trip.Render("care-home-software/document", Report(trip));
        Assert.Equal((reading.IsWithdrawn ? "retraction" : "document", House), (Text(payload, "kind"), Text(payload, "careHome.finessGeo")));
        SamePerson(trip, reading, payload["identity"]!, Text(payload, "careHome.sourceLocalId"), Text(payload, "identity.status"));
        SameSource(trip, payload);
        if (reading.IsWithdrawn)
        {
            Assert.False(payload.ContainsKey("documents"));
            return;
        }

        SameDocument(trip, reading, payload["documents"]![0]!, null);
        Assert.Equal(Text(trip.Record, "report.pdf.data"), Text(payload, "documents.0.content"));
        var consent = trip.Record["consents"]!.AsArray().First(c => Text(c, "purpose") == "tele-expertise");
        Assert.Equal((Text(consent, "status"), reading.Visibility), (Text(payload, "legal.consentStatus"), Text(payload, "legal.visibility")));
        var here = Text(trip.Record, "patient.residence.organisation.finessGeo") == House;
        foreach (var place in new[] { "unit", "room", "bed" })
        {
            Assert.Equal(here ? Text(trip.Record, "patient.residence." + place) : null, Text(payload, "careHome." + place));
        }
    }

    [Theory]
    [MemberData(nameof(Reports))]
    public void A_pharmacy_reads_the_conclusion_only_where_treatment_changes(string name)
    {
        var trip = Trip.Of(name);
        var reading = new ReportReading(trip.Record);
        var payload = trip.Render("pharmacy-software/notice", Report(trip));
        Assert.Equal(reading.IsWithdrawn ? "retraction" : "report-notice", Text(payload, "kind"));
        SamePerson(trip, reading, payload["patient"]!, Text(payload, "patient.sourceLocalId"), Text(payload, "patient.identityStatus"));
        SameSource(trip, payload);
        if (!reading.IsWithdrawn)
        {
            SameDocument(trip, reading, payload["notice"]!["document"]!, null);
            Assert.Equal(Text(trip.Record, "treatmentImpact") == "yes" ? Text(trip.Record, "conclusion") : null, Text(payload, "notice.text"));
            Assert.Equal((Text(trip.Record, "report.pdf.title"), Text(trip.Record, "request.urgency")), (Text(payload, "notice.title"), Text(payload, "notice.urgency")));
        }
    }

    [Theory]
    [MemberData(nameof(Reports))]
    public void The_next_version_names_the_one_that_was_delivered(string name)
    {
        var trip = Trip.Of(name);
        var reading = new ReportReading(trip.Record);
        var before = trip.Render("care-home-software/document", Report(trip));
        if (!reading.IsWithdrawn)
        {
            var again = trip.Render("care-home-software/document", Report(trip), before);
            SameDocument(trip, reading, again["documents"]![0]!, (Text(before, "documents.0.id"), Text(before, "documents.0.version")));
        }
    }

    private static JsonObject Report(Trip trip) => trip.Resources("DocumentReference").Single(d => d.ContainsKey("masterIdentifier"));

    private static void SameDocument(Trip trip, ReportReading reading, JsonNode document, (string? Id, string? Version)? delivered)
    {
        var record = trip.Record;
        foreach (var (field, source) in new[]
        {
            ("id", "report.id"), ("version", "report.version"), ("status", "report.status"), ("title", "report.pdf.title"),
            ("mimeType", "report.pdf.mimeType"), ("size", "report.pdf.size"), ("sha256", "report.pdf.sha256"),
        })
        {
            Assert.Equal((field, Text(record, source)), (field, Text(document, field)));
        }

        Assert.Equal(("85208-7", Time(Text(record, "request.answeredAt"))), (Text(document, "type"), Text(document, "date")));
        Assert.Equal(reading.Labels.Order(StringComparer.Ordinal), document["confidentiality"]!.AsArray().Select(c => c!.GetValue<string>()).Order(StringComparer.Ordinal));
        Assert.Equal(
            (Text(reading.Signer, "rpps"), Text(reading.Signer, "adeli"), ReportReading.Name(reading.Signer)),
            (Text(document, "author.rpps"), Text(document, "author.adeli"), Text(document, "author.name")));
        var named = Text(record, "report.replaces");
        Assert.Equal(delivered ?? (named, null), (Text(document, "replaces.id"), Text(document, "replaces.version")));
    }

    private static void SamePerson(Trip trip, ReportReading reading, JsonNode person, string? localId, string? status)
    {
        var patient = trip.Record["patient"]!;
        Assert.Equal(Text(patient, "localId"), localId);
        Assert.Equal((Text(patient, "familyName"), Text(patient, "firstName")), (Text(person, "names.family"), Text(person, "names.given")));
        Assert.Equal(Text(patient, "birthFamilyName") ?? (Text(patient, "familyNameKind") == "birth" ? Text(patient, "familyName") : null), Text(person, "names.birthFamily"));
        Assert.Equal(Text(patient, "birthDate"), Text(person, "birthDate"));
        Assert.Equal(Text(patient, "sex") switch { "F" => "female", "M" => "male", null => null, _ => "unknown" }, Text(person, "sex"));
        Assert.Equal(reading.HasIns ? (Text(patient, "ins.value"), Text(patient, "ins.oid")) : (null, null), (Text(person, "ins.value"), Text(person, "ins.oid")));
        Assert.Equal(reading.HasIns, status == "qualified");
    }

    private static void SameSource(Trip trip, JsonNode payload)
    {
        Assert.Equal(
            ("omnidoc", Text(trip.Record, "recordId"), Text(trip.Record, "recordVersion")),
            (Text(payload, "source.system"), Text(payload, "source.recordId"), Text(payload, "source.version")));
        foreach (var number in new[] { "rpps", "localActorId" })
        {
            Assert.Equal(Text(trip.Record, "triggeredBy." + number), Text(payload, "source.triggeredBy." + number));
        }

        Assert.Equal("true", Text(payload, "toBeChecked"));
    }
}
