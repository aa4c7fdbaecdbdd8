using System.Text.Json.Nodes;
using Interop.Mapping.Tests.Support;

namespace Interop.Mapping.Tests.RoundTrips;

/// <summary>Every record case that is mapped goes to FHIR and on to everybody whom a route names; what they get is held against the record, read by other code.</summary>
public sealed class RoundTripTests
{
    /// <summary>What the engine puts on a message, and a hash that only its own kind can be compared with.</summary>
    private static readonly string[] OfTheDelivery = ["messageId", "deliveryId", "sequence", "sentAt"];

    private static readonly string[] NotSentOn = ["medissimo/patient", "medissimo/prescription", "medissimo/access-grant", "medissimo/adverse-event"];

    public static TheoryData<string> Cases(string record) => [.. Mapped(record)];

    [Theory]
    [MemberData(nameof(Cases), "medissimo/pillbox-plan")]
    public void A_plan_arrives_as_it_was_recorded(string name)
    {
        var sent = Send("medissimo/pillbox-plan", name);
        if (sent.Record["plan"]!["status"].Text() == "draft")
        {
            Assert.Empty(sent.Payloads);
            return;
        }

        Assert.Equal(["care-home-software/plan", "pharmacy-software/plan"], sent.Payloads.Select(p => p.Message));
        AssertPromised(PlanReading.ForCareHome(sent.Record), sent.Payloads[0].Payload);
        AssertPromised(PlanReading.ForPharmacy(sent.Record), sent.Payloads[1].Payload);
    }

    [Theory]
    [MemberData(nameof(Cases), "medissimo/intake")]
    public void An_intake_that_did_not_happen_is_told_as_it_was_recorded(string name)
    {
        var sent = Send("medissimo/intake", name);
        var isDone = sent.Record["intake"]!["outcome"].Text() is "given" or "partial" or "late" or "vomited" or "self-reported-taken" or "not-recorded";
        Assert.Equal(isDone ? [] : ["pharmacy-software/notice"], sent.Payloads.Select(p => p.Message));
        sent.Payloads.ToList().ForEach(p => AssertPromised(EventReading.IntakeAlert(sent.Record), p.Payload));
    }

    [Theory]
    [MemberData(nameof(Cases), "medissimo/pillbox-preparation")]
    public void A_delivered_organiser_is_told_as_it_was_recorded(string name)
    {
        var sent = Send("medissimo/pillbox-preparation", name);
        Assert.Equal(sent.Record["preparation"]!["status"].Text() == "delivered" ? ["care-home-software/plan"] : [], sent.Payloads.Select(p => p.Message));
        sent.Payloads.ToList().ForEach(p => AssertPromised(EventReading.Preparation(sent.Record), p.Payload));
    }

    [Theory]
    [MemberData(nameof(Cases), "pharmacy-software/dispensing")]
    public void A_dispensing_for_a_house_is_told_as_it_was_recorded(string name)
    {
        var sent = Send("pharmacy-software/dispensing", name);
        Assert.Equal(sent.Record["deliveredTo"] is null ? [] : ["care-home-software/plan"], sent.Payloads.Select(p => p.Message));
        sent.Payloads.ToList().ForEach(p => AssertPromised(EventReading.Dispensing(sent.Record), p.Payload));
    }

    public static TheoryData<string, string> Stored()
    {
        var data = new TheoryData<string, string>();
        NotSentOn.ToList().ForEach(record => Mapped(record).ToList().ForEach(name => data.Add(record, name)));
        return data;
    }

    [Theory]
    [MemberData(nameof(Stored))]
    public void What_is_kept_and_not_sent_on_stands_in_FHIR_as_it_was_recorded(string record, string name)
    {
        var sent = Send(record, name);
        Assert.Empty(sent.Payloads);
        var facts = StoredReading.Person(sent.Record).Concat(record switch
        {
            "medissimo/prescription" => StoredReading.Prescription(sent.Record),
            "medissimo/access-grant" => StoredReading.Grant(sent.Record),
            "medissimo/adverse-event" => StoredReading.Event(sent.Record),
            _ => [],
        });
        foreach (var (type, path, expected) in facts)
        {
            Assert.False(name == "090-every-field" && !expected.Any(), $"{type} {path} is in no fullest case");
            Assert.Equal($"{type} {path}: {string.Join(", ", expected.Order(StringComparer.Ordinal))}", $"{type} {path}: {string.Join(", ", sent.Values(type, path).Order(StringComparer.Ordinal))}");
        }
    }

    /// <summary>Takes every value out of the fullest payloads, one at a time: the reading of the record must miss each.</summary>
    [Theory]
    [InlineData("medissimo/pillbox-plan", 0)]
    [InlineData("medissimo/pillbox-plan", 1)]
    [InlineData("medissimo/intake", 0)]
    [InlineData("medissimo/pillbox-preparation", 0)]
    [InlineData("pharmacy-software/dispensing", 0)]
    public void Every_value_that_goes_missing_is_noticed(string record, int number)
    {
        var sent = Send(record, "090-every-field");
        var payload = Comparable(sent.Payloads[number].Payload);
        var expected = (record, number) switch
        {
            ("medissimo/pillbox-plan", 0) => PlanReading.ForCareHome(sent.Record),
            ("medissimo/pillbox-plan", _) => PlanReading.ForPharmacy(sent.Record),
            ("medissimo/intake", _) => EventReading.IntakeAlert(sent.Record),
            ("medissimo/pillbox-preparation", _) => EventReading.Preparation(sent.Record),
            _ => EventReading.Dispensing(sent.Record),
        };
        var leaves = Leaves(payload).ToList();
        Assert.True(leaves.Count > 30, $"only {leaves.Count} values");
        foreach (var leaf in leaves)
        {
            var damaged = payload.DeepClone().AsObject();
            Remove(damaged, leaf);
            Assert.True(Json.Differences(expected, damaged).Any(), string.Join('.', leaf));
        }
    }

    private static IEnumerable<object[]> Leaves(JsonNode node) => node switch
    {
        JsonObject o => o.SelectMany(p => Leaves(p.Value!).Select(rest => (object[])[p.Key, .. rest])),
        JsonArray list => list.SelectMany((item, i) => Leaves(item!).Select(rest => (object[])[i, .. rest])),
        _ => [[]],
    };

    private static void Remove(JsonNode node, object[] path)
    {
        foreach (var step in path[..^1])
        {
            node = step is int i ? node[i]! : node[(string)step]!;
        }

        if (path[^1] is int index)
        {
            node.AsArray().RemoveAt(index);
        }
        else
        {
            node.AsObject().Remove((string)path[^1]);
        }
    }

    private static IEnumerable<string> Mapped(string record) =>
        Delivered.Catalogue.FindCases(record).Where(c => c.Output is not null && Delivered.Of(c)!.Record["action"].Text() != "cancel").Select(c => c.Name);

    private static Delivered Send(string record, string name) => Delivered.Of(Delivered.Catalogue.FindCases(record).Single(c => c.Name == name))!;

    private static void AssertPromised(JsonObject expected, JsonObject payload) => Assert.Equal([], Json.Differences(expected, Comparable(payload)));

    private static JsonObject Comparable(JsonObject payload)
    {
        var copy = RecordReading.WithoutNumbers(payload)!.AsObject();
        OfTheDelivery.ToList().ForEach(f => copy.Remove(f));
        (copy["plan"] as JsonObject)?.Remove("linesHash");
        return copy;
    }
}
