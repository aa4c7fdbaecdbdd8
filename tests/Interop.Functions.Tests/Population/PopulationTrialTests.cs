using System.Text.Json.Nodes;
using Interop.Functions.Demo;
using Interop.Functions.Population;
using Interop.Functions.Tests.Support;

namespace Interop.Functions.Tests.Population;

public class PopulationTrialTests
{
    [Fact]
    public async Task A_population_comes_through_a_whole_engine_as_it_must()
    {
        using var folder = new TestFolder();
        var population = new SyntheticPopulation(new PopulationOptions(25, 2, 14, 60_000));
        var verdict = await new PopulationTrial(population).RunAsync(folder.Path, TestFolder.Mappings, _ => { }, CancellationToken.None);
        Assert.Empty(verdict.Differences);
        Assert.True(verdict.Plans >= 25 && verdict.Expected.Count >= 8 && verdict.ByFault.Values.Sum(f => f[0]) >= 8, "the trial compared next to nothing");
        Assert.Equal(verdict.Books.Sum(b => b.Received), verdict.Books.Sum(b => b.Settled + b.Superseded + b.Cancelled + b.Quarantined + b.Parked));
    }

    [Fact]
    public void An_act_too_many_too_few_or_in_another_state_is_a_difference()
    {
        var act = new ExpectedAct("stellair", "R", "TE-1/expert", "TE2", "billable", "2026-11-18", "R", "C", "");
        var other = act with { ItemId = "TE-2/expert" };
        Assert.Single(FeedCheck.Compare([act], Pulled()));
        Assert.Single(FeedCheck.Compare([], Pulled(act)));
        Assert.Single(FeedCheck.Compare([act, other], Pulled(act, other with { State = "blocked", Reasons = "inpatient" })));
        Assert.Empty(FeedCheck.Compare([act], Pulled(act, other with { State = "cancelled" })));
    }

    [Fact]
    public void A_dose_that_a_receiver_has_otherwise_is_a_difference()
    {
        var population = new SyntheticPopulation(new PopulationOptions(3, 2, 14, 0));
        var story = population.Stories().First(s => s.Plan is { Version: > 0, Cancelled: false, Home: null });
        var good = Payload(story.Plan);
        Assert.Empty(new PlanCheck([Call(good)]).Compare(story.Plan));

        var wrong = good.DeepClone();
        wrong["lines"]![0]!["posologyText"] = "10 matin";
        Assert.Equal(2, new PlanCheck([Call(wrong)]).Compare(story.Plan).Count());
        Assert.Single(new PlanCheck([]).Compare(story.Plan));
    }

    private static Dictionary<(string, string), ExpectedAct> Pulled(params ExpectedAct[] acts) => acts.ToDictionary(a => (a.Feed, a.ItemId));

    private static RecordedCall Call(JsonNode payload) => new("k", "pharmacy-software/plan", 1, payload.ToJsonString(), DateTimeOffset.UnixEpoch, 200);

    /// <summary>What the pharmacy must have been told, in the words of its payload.</summary>
    private static JsonObject Payload(ExpectedPlan plan) => new()
    {
        ["kind"] = "plan",
        ["pharmacy"] = new JsonObject { ["finessGeo"] = plan.Person.Pharmacy.Finess },
        ["plan"] = new JsonObject { ["id"] = plan.PlanId, ["version"] = plan.Version },
        ["changes"] = new JsonArray([.. plan.Dropped.Select(l => new JsonObject { ["lineId"] = l, ["after"] = "absent" })]),
        ["lines"] = new JsonArray([.. plan.Lines.Select(Line)]),
    };

    private static JsonObject Line(ExpectedLine l)
    {
        var doses = l.Line.Regimen is "as-needed" or "variable" ? [] : l.Line.Steps;
        var line = new JsonObject
        {
            ["lineId"] = l.Line.LineId, ["status"] = l.Status, ["medicine"] = new JsonObject { ["label"] = l.Line.Medicine.Label }, ["posologyText"] = l.Line.Text,
            ["steps"] = new JsonArray([.. doses.Select((s, i) => new JsonObject
            {
                ["seq"] = i + 1, ["doses"] = new JsonArray([.. s.Doses.Select(d => new JsonObject { ["moment"] = d.Moment, ["quantity"] = d.Quantity })]),
            })]),
        };
        if (l.Line.Need is { } need)
        {
            line["asNeeded"] = new JsonObject { ["perIntake"] = need.PerIntake, ["max24h"] = need.Max24h };
        }

        return line;
    }
}
