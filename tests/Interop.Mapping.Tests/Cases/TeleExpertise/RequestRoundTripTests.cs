using System.Globalization;
using System.Text.Json.Nodes;
using static Interop.Mapping.Tests.Cases.TeleExpertise.Trip;

namespace Interop.Mapping.Tests.Cases.TeleExpertise;

/// <summary>Each request and message of the cases: what addressees are reminded of, who is still asked, and what the thread says (MODELLING E1, SYSTEMS R9).</summary>
public sealed class RequestRoundTripTests
{
    private static readonly string[] Context = ["question", "clinicalContext", "history", "treatments", "allergiesText"];

    private static readonly HashSet<string> Over = ["expired", "cancelled", "declined"];

    public static TheoryData<string> Requests() => Trip.Cases("omnidoc/tele-expertise-request");

    public static TheoryData<string> Messages() => Trip.Cases("omnidoc/tele-expertise-message");

    [Theory]
    [MemberData(nameof(Requests))]
    public void Everybody_who_was_asked_keeps_a_task_with_a_state_of_its_own(string name)
    {
        var trip = Trip.Of(name);
        var tasks = trip.Resources("Task").ToDictionary(t => Text(t, "identifier.0.value")!, t => Text(t, "status")!);
        Assert.Equal(Expected(trip.Record).OrderBy(e => e.Key, StringComparer.Ordinal), tasks.OrderBy(t => t.Key, StringComparer.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Requests))]
    public void A_reminder_says_which_request_and_since_when_and_nothing_of_the_patient(string name)
    {
        var trip = Trip.Of(name);
        foreach (var task in trip.Resources("Task"))
        {
            var payload = trip.Render("omnidoc/reminder", task);
            var request = trip.Record["request"]!;
            Assert.Equal((Text(request, "id"), Time(Text(request, "at")), Time(Text(request, "dueAt"))), (Text(payload, "requestId"), Text(payload, "askedAt"), Text(payload, "dueAt")));
            Assert.Equal(Text(request, "remindAfterDays") ?? "5", Text(payload, "afterDays"));
            var (group, key) = (Text(payload, "addressee.groupId"), Text(task, "identifier.0.value")!);
            Assert.EndsWith(group is null ? "/" + (Text(payload, "addressee.rpps") ?? Text(payload, "addressee.adeli") ?? key.Split('/')[^1]) : "/group/" + group, key, StringComparison.Ordinal);
            var text = payload.ToJsonString();
            foreach (var secret in new[] { "question", "patient.familyName", "patient.localId", "patient.nss", "request.specialty" })
            {
                Assert.True(Text(trip.Record, secret) is not { } value || !text.Contains(value, StringComparison.Ordinal), secret);
            }
        }
    }

    [Theory]
    [MemberData(nameof(Requests))]
    public void The_question_stands_in_the_thread_as_it_was_asked(string name)
    {
        var trip = Trip.Of(name);
        var question = trip.Resources("Communication").Single();
        var told = Context.Select(f => Text(trip.Record, f)).OfType<string>();
        Assert.Equal(told, question["payload"]!.AsArray().Select(p => Text(p, "contentString")));
        Assert.Equal(Time(Text(trip.Record, "request.at")), Text(question, "sent"));
        var service = trip.Resources("ServiceRequest").Single();
        Assert.Equal(Text(trip.Record, "request.urgency"), Text(service, "priority"));
        Assert.Equal((trip.Record["attachments"] as JsonArray)?.Count ?? 0, (service["supportingInfo"] as JsonArray)?.Count ?? 0);
        Assert.Equal(Over.Contains(Text(trip.Record, "request.status")!) ? "revoked" : Text(trip.Record, "request.status") == "draft" ? "draft" : "active", Text(service, "status"));
        Assert.Empty(trip.Resources("ChargeItem"));
    }

    [Theory]
    [MemberData(nameof(Messages))]
    public void A_message_stands_in_the_thread_of_its_request(string name)
    {
        var trip = Trip.Of(name);
        var (record, message) = (trip.Record, trip.Resources("Communication").Single());
        var request = Text(record, "request.id")!;
        Assert.Equal($"{request}/{Text(record, "message.id")}", Text(message, "identifier.0.value"));
        Assert.Equal((request, request + "/question"), (Text(message, "basedOn.0.identifier.value"), Text(message, "partOf.0.identifier.value")));
        Assert.Equal(Text(record, "message.replyTo") is { } reply ? $"{request}/{reply}" : null, Text(message, "inResponseTo.0.identifier.value"));
        Assert.Equal((Time(Text(record, "message.at")), Time(Text(record, "message.readAt")), Text(record, "message.urgency")), (Text(message, "sent"), Text(message, "received"), Text(message, "priority")));
        var payload = message["payload"]!.AsArray();
        Assert.Equal(Text(record, "message.text"), payload.Select(p => Text(p, "contentString")).OfType<string>().SingleOrDefault());
        var files = record["message"]!["files"] as JsonArray ?? [];
        Assert.Equal(files.Count, payload.Count(p => Text(p, "contentReference.reference") is not null));
        Assert.Equal(
            files.Select(f => Text(f, "sha256")).Order(StringComparer.Ordinal),
            trip.Resources("DocumentReference").Where(d => files.Any(f => Text(f, "fileId") == Text(d, "identifier.0.value"))).Select(d => Text(d, "content.0.attachment.extension.0.valueString")).Order(StringComparer.Ordinal));
    }

    /// <summary>Who must have a Task, and in which state, by the record alone.</summary>
    private static IEnumerable<KeyValuePair<string, string>> Expected(JsonObject record)
    {
        var (request, status) = (record["request"]!, Text(record, "request.status")!);
        var (id, delegated) = (Text(request, "id")!, request["delegatedTo"] is not null);
        var people = (record["addressees"] as JsonArray ?? []).Select(a => a!.AsObject()).ToList();
        var group = Text(record, "addressee.kind") == "group" ? Text(record, "addressee.group.id") : null;
        foreach (var person in people)
        {
            var part = Text(person, "part");
            var left = part is "declined" or "delegated";
            var state = left ? "rejected" : Over.Contains(status) || part is null ? OfRequest(status, delegated && part is null && group is null && people.Count == 1) : OfPart(part);
            yield return new(Key(id, person), state);
        }

        if (group is not null)
        {
            yield return new($"{id}/group/{group}", OfRequest(status, delegated && people.Count == 0));
        }

        if (delegated)
        {
            yield return new(Key(id, request["delegatedTo"]!.AsObject()), Over.Contains(status) ? OfRequest(status, false) : "requested");
        }
    }

    private static string Key(string id, JsonObject person) =>
        string.Create(CultureInfo.InvariantCulture, $"{id}/{Text(person, "rpps") ?? Text(person, "adeli") ?? Text(person, "localActorId")}");

    private static string OfPart(string part) => part switch { "pending" => "requested", "more-info-asked" => "on-hold", _ => part };

    private static string OfRequest(string status, bool handedOn) => handedOn ? "rejected" : status switch
    {
        "sent" => "requested", "more-info-asked" => "on-hold", "declined" => "rejected", "expired" => "failed", _ => status,
    };
}
