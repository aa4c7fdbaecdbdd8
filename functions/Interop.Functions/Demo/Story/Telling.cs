using System.Text.Json;

namespace Interop.Functions.Demo.Story;

/// <summary>One sentence in the making: what it is about, and what about it is not as it must be.</summary>
internal sealed class Telling
{
    private readonly List<string> wrong = [];

    public Telling(StoryFacts facts, DemoResult result)
    {
        (Facts, Result, Taken) = (facts, result, facts.TakenFrom(result));
        Must(result.AsExpected, $"answered {result.Status}, then {result.View.Text("state")}; {result.Sample.Answer}, {result.Sample.Expect} was to be",
            $"réponse {result.Status}, puis {result.View.Text("state")} ; attendu : {result.Sample.Answer}, {result.Sample.Expect}");
        foreach (var delivery in Deliveries.Where(d => d.Text("state") != "delivered"))
        {
            Must(false, $"a delivery is {delivery.Text("state")}: {delivery.Text("reason")}", $"une livraison est {delivery.Text("state")} : {delivery.Text("reason")}");
        }
    }

    public StoryFacts Facts { get; }

    public DemoResult Result { get; }

    public StoryWords Words => Facts.Words;

    /// <summary>Who took what the record brought.</summary>
    public IReadOnlyList<Took> Taken { get; }

    public string Person => StoryFacts.Person(Result);

    /// <summary>The record, as it was sent.</summary>
    public JsonElement Record => Result.Body;

    private IReadOnlyList<JsonElement> Deliveries => Result.View.List("deliveries");

    /// <summary>One of the two.</summary>
    public string Say(string english, string french) => Words.Say(english, french);

    /// <summary>A number with its word.</summary>
    public string Count(int number, string english, string french) => Words.Count(number, english, french);

    /// <summary>What must hold, and what to say when it does not.</summary>
    public void Must(bool holds, string english, string french)
    {
        if (!holds)
        {
            wrong.Add(Say(english, french));
        }
    }

    /// <summary>Exactly these receivers must have taken it.</summary>
    public void MustReach(params ReadOnlySpan<RecordingEndpoint?> receivers)
    {
        var due = receivers.ToArray().Select(Facts.Name).Order(StringComparer.Ordinal).ToList();
        var has = Taken.Select(t => t.Name).Order(StringComparer.Ordinal).ToList();
        Must(due.SequenceEqual(has), $"it had to reach {Words.And(due)}, and reached {Words.And(has)}", $"destinataires attendus : {Words.And(due)} ; atteints : {Words.And(has)}");
    }

    /// <summary>Who took it, and who only after having refused it.</summary>
    public string Takers(IEnumerable<Took>? among = null)
    {
        var taken = (among ?? Taken).ToList();
        if (taken.Count == 0)
        {
            return Say("nobody got it", "personne ne l’a reçu");
        }

        var parts = new List<string>();
        var once = taken.Where(t => t.Refusals == 0).Select(t => t.Name).ToList();
        if (once.Count > 0)
        {
            parts.Add($"{Words.And(once)} {Say("got it", once.Count > 1 ? "l’ont reçu" : "l’a reçu")}");
        }

        parts.AddRange(taken.Where(t => t.Refusals > 0).Select(t => Say($"{t.Name} refused {Words.Times(t.Refusals)} and then took it", $"{t.Name} a refusé {Words.Times(t.Refusals)} puis l’a pris")));
        return string.Join(Say("; ", " ; "), parts);
    }

    /// <summary>The sentence.</summary>
    public StoryLine Line(StoryMark mark, string text) => new(mark, text, wrong);
}
