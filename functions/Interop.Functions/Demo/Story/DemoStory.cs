namespace Interop.Functions.Demo.Story;

/// <summary>The story of the samples, sentence by sentence, out of what the engine and the receivers say.</summary>
public static class DemoStory
{
    private static readonly Dictionary<string, Func<Telling, StoryFacts, StoryLine>> Chapters = new(StringComparer.Ordinal)
    {
        ["01"] = (t, _) => PlanChapters.Complete(t),
        ["02"] = (t, _) => PlanChapters.Tapering(t),
        ["03"] = (t, _) => PlanChapters.Faulty(t),
        ["04"] = (t, f) => PlanChapters.Corrected(t, f.Find("03")),
        ["05"] = (t, f) => PlanChapters.Moved(t, f.Find("01")),
        ["06"] = (t, f) => PlanChapters.Partial(t, f.Find("02")),
        ["08"] = (t, f) => PlanChapters.OneNumber(t, f.Find("07")),
        ["09"] = (t, _) => ReportChapters.Named(t),
        ["10"] = (t, f) => ReportChapters.Replaced(t, f.Find("09")),
        ["11"] = (t, _) => ReportChapters.Hospital(t),
        ["12"] = (t, _) => ReportChapters.Blocked(t),
        ["13"] = (t, _) => CareChapters.Preparation(t),
        ["14"] = (t, _) => CareChapters.Refused(t),
        ["15"] = (t, _) => PlanChapters.Withdrawn(t),
    };

    /// <summary>The samples that a sentence about another one tells as well.</summary>
    private static readonly HashSet<string> ToldWithAnother = ["07"];

    /// <summary>The sentences, in order; a sample without one of its own is told by what the folder says that it shows.</summary>
    public static IReadOnlyList<StoryLine> Tell(StoryFacts facts) =>
        [.. facts.Samples.Where(s => !ToldWithAnother.Contains(s)).Select(s => Tell(facts, s, new Telling(facts, facts.Find(s)!)))];

    private static StoryLine Tell(StoryFacts facts, string sample, Telling telling) => Chapters.TryGetValue(sample, out var chapter)
        ? chapter(telling, facts)
        : telling.Line(telling.Taken.Count > 0 ? StoryMark.Delivered : StoryMark.HeldBack, $"{facts.Words.Say(telling.Result.Sample.Shows, telling.Result.Sample.ShowsFrench)} {telling.Takers()}.");
}
