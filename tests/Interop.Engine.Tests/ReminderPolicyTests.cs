using System.Text;
using Interop.Engine.Reminders;
using Interop.Fhir.Json;
using Interop.Fhir.Tree;

namespace Interop.Engine.Tests;

/// <summary>Who is reminded, and when.</summary>
public sealed class ReminderPolicyTests
{
    private static readonly DateTimeOffset Asked = new(2026, 11, 12, 9, 30, 0, TimeSpan.FromHours(1));

    [Fact]
    public void Nothing_happens_a_second_before_five_days_and_a_reminder_at_five_days()
    {
        Assert.Equal(new ReminderDecision.Wait(Asked.AddDays(5)), Decide("", "requested", "active", Asked.AddDays(5).AddSeconds(-1)));
        Assert.IsType<ReminderDecision.Remind>(Decide("", "requested", "active", Asked.AddDays(5)));
    }

    [Fact]
    public void The_number_of_days_that_the_request_states_counts()
    {
        const string two = """ "extension":[{"url":"https://interop.example/fhir/StructureDefinition/remind-after-days","valuePositiveInt":2}], """;
        Assert.IsType<ReminderDecision.Wait>(Decide(two, "requested", "active", Asked.AddHours(47)));
        Assert.IsType<ReminderDecision.Remind>(Decide(two, "requested", "active", Asked.AddHours(48)));
    }

    [Theory]
    [InlineData("received", true)]
    [InlineData("in-progress", true)]
    [InlineData("completed", false)]
    [InlineData("rejected", false)]
    [InlineData("cancelled", false)]
    [InlineData("failed", false)]
    [InlineData("on-hold", false)]
    [InlineData("draft", false)]
    [InlineData("entered-in-error", false)]
    public void Only_who_still_owes_an_answer_is_reminded(string status, bool reminded) =>
        Assert.Equal(reminded, Decide("", status, "active", Asked.AddDays(6)) is ReminderDecision.Remind);

    [Theory]
    [InlineData("completed")]
    [InlineData("revoked")]
    [InlineData("draft")]
    [InlineData("entered-in-error")]
    public void A_request_that_is_over_reminds_nobody(string status) => Assert.IsType<ReminderDecision.Over>(Decide("", "requested", status, Asked.AddDays(6)));

    [Theory]
    [InlineData("""{"url":"https://interop.example/fhir/StructureDefinition/reminder","valueCode":"made"}""")]
    [InlineData("""{"url":"https://interop.example/fhir/StructureDefinition/reminded-at","valueDateTime":"2026-11-17T10:00:00+01:00"}""")]
    public void One_reminder_is_enough_whoever_made_it(string extension) =>
        Assert.IsType<ReminderDecision.Over>(Decide($"\"extension\":[{extension}],", "requested", "active", Asked.AddDays(9)));

    [Fact]
    public void A_delegate_has_five_days_from_when_the_request_was_given_on()
    {
        const string delegated = """ "businessStatus":{"coding":[{"code":"delegated-to"}]},"lastModified":"2026-11-16T09:30:00+01:00", """;
        Assert.IsType<ReminderDecision.Wait>(Decide(delegated, "requested", "active", Asked.AddDays(8)));
        Assert.IsType<ReminderDecision.Remind>(Decide(delegated, "requested", "active", Asked.AddDays(9)));
    }

    private static ReminderDecision Decide(string more, string task, string request, DateTimeOffset now)
    {
        using var asked = Read($$"""{"resourceType":"Task",{{more}}"status":"{{task}}","intent":"order","focus":{"reference":"ServiceRequest/1"},"authoredOn":"2026-11-12T09:30:00+01:00"}""");
        using var service = Read($$"""{"resourceType":"ServiceRequest","status":"{{request}}","intent":"order"}""");
        return ReminderPolicy.Decide(asked.Root, service.Root, now);
    }

    private static NodeTree Read(string json) => FhirJson.Read(Encoding.UTF8.GetBytes(json), [])!;
}
