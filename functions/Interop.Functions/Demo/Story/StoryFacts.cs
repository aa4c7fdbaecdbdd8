using System.Text.Json;

namespace Interop.Functions.Demo.Story;

/// <summary>A payload that a receiver took.</summary>
/// <param name="Refusals">How often it refused the same delivery first.</param>
public sealed record Took(RecordingEndpoint Receiver, string Name, JsonElement Payload, int Refusals)
{
    /// <summary>The lines of a plan.</summary>
    public IReadOnlyList<JsonElement> Lines => Payload.List("lines");

    /// <summary>What has changed since the version before.</summary>
    public IReadOnlyList<JsonElement> Changes => Payload.List("changes");
}

/// <summary>What the running engine, its receivers and its feeds say; the story is told from nothing else.</summary>
public sealed class StoryFacts
{
    private readonly Dictionary<string, DemoResult> results;
    private readonly IReadOnlyList<RecordingEndpoint> receivers;
    private readonly IReadOnlyDictionary<string, RecordingEndpoint> houses;
    private readonly IReadOnlyList<PulledFeed> feeds;

    /// <summary>The facts of a run.</summary>
    /// <param name="houses">Receivers by the FINESS of their organisation.</param>
    /// <param name="patients">How many Patients the engine finds under a social-security number.</param>
    public StoryFacts(
        IReadOnlyList<DemoResult> results, IReadOnlyList<RecordingEndpoint> receivers, IReadOnlyDictionary<string, RecordingEndpoint> houses, IReadOnlyList<PulledFeed> feeds,
        IReadOnlyDictionary<string, int> patients, StoryWords words)
    {
        this.results = results.GroupBy(r => r.Sample.File.Split('-')[0]).ToDictionary(g => g.Key, g => g.First(), StringComparer.Ordinal);
        (this.receivers, this.houses, this.feeds, Patients, Words) = (receivers, houses, feeds, patients, words);
    }

    /// <summary>How many Patients stand under a social-security number.</summary>
    public IReadOnlyDictionary<string, int> Patients { get; }

    /// <summary>The reader's words.</summary>
    public StoryWords Words { get; }

    /// <summary>The numbers of the samples, in order.</summary>
    public IEnumerable<string> Samples => results.Keys.Order(StringComparer.Ordinal);

    /// <summary>What became of a sample; null when the folder has none of that number.</summary>
    public DemoResult? Find(string number) => results.GetValueOrDefault(number);

    /// <summary>Who took what a record brought, in the order of the receivers.</summary>
    public IReadOnlyList<Took> TakenFrom(DemoResult result) => TakenOf(p => p.Text("messageId") == result.View.Text("id"));

    /// <summary>Everything that a receiver took about a plan.</summary>
    public IReadOnlyList<Took> TakenAbout(string plan, RecordingEndpoint receiver) => [.. TakenOf(p => p.Text("plan", "id") == plan).Where(t => t.Receiver == receiver)];

    /// <summary>Who a FINESS is.</summary>
    public RecordingEndpoint? House(string finess) => houses.GetValueOrDefault(finess);

    /// <summary>How a receiver is called in the story.</summary>
    public string Name(RecordingEndpoint? receiver) => receiver?.Name switch
    {
        "pharmacy software" => Words.Say("the pharmacy", "la pharmacie"),
        "care home A" => Words.Say("care home A", "l’EHPAD A"),
        "care home B" => Words.Say("care home B", "l’EHPAD B"),
        null => Words.Say("nobody", "personne"),
        var other => other,
    };

    /// <summary>The acts that billing pulled about a request: feed and entry, in the order of the feeds.</summary>
    public IReadOnlyList<(string Feed, JsonElement Entry)> Acts(string request) =>
        [.. feeds.SelectMany(f => f.Items.Where(i => i.Text("itemId").Split('/')[0] == request).Select(i => (f.Feed, i)))];

    /// <summary>First name and the first letter of the family name, as the record has them.</summary>
    public static string Person(DemoResult result) =>
        result.Body.Text("patient", "firstName") + (result.Body.Text("patient", "familyName") is { Length: > 0 } family ? $" {family[0]}." : "");

    private List<Took> TakenOf(Func<JsonElement, bool> chosen)
    {
        var taken = new List<Took>();
        foreach (var receiver in receivers)
        {
            foreach (var call in receiver.Taken)
            {
                using var document = JsonDocument.Parse(call.Body);
                if (chosen(document.RootElement))
                {
                    taken.Add(new Took(receiver, Name(receiver), document.RootElement.Clone(), receiver.Calls.Count(c => c.Key == call.Key && c.Status != 200)));
                }
            }
        }

        return taken;
    }
}
