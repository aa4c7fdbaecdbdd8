using Interop.Fhir.Issues;

namespace Interop.Functions.Demo.Story;

/// <summary>The words of the story in the reader's language; what the words are about comes from elsewhere.</summary>
public sealed class StoryWords(Language language)
{
    private static readonly Dictionary<string, (string English, string French)> Codes = new(StringComparer.Ordinal)
    {
        ["missing-am-number"] = ("the biller's AM number is missing", "il manque le numéro AM du facturant"),
        ["missing-counterpart-number"] = ("the other side's AM number is missing", "il manque le numéro AM du correspondant"),
        ["missing-finess"] = ("the FINESS of the house is missing", "il manque le FINESS de l’établissement"),
        ["missing-insurance"] = ("the insurance is missing", "il manque la couverture"),
        ["inpatient"] = ("the patient is in hospital", "le patient est hospitalisé"),
        ["confirm-with-care-home"] = ("to be settled with the care home", "à voir avec l’établissement"),
        ["out-of-stock"] = ("out of stock", "en rupture"),
        ["stock-shortage"] = ("out of stock", "en rupture"),
        ["superseded"] = ("superseded", "remplacé"),
        ["check-treatment"] = ("to check the treatment", "revoir le traitement"),
        ["refusal"] = ("refused", "refus"),
        ["refused"] = ("refused", "refusée"),
        ["MORN"] = ("morning", "matin"), ["NOON"] = ("noon", "midi"), ["EVE"] = ("evening", "soir"), ["HS"] = ("bedtime", "coucher"), ["NIGHT"] = ("night", "nuit"),
    };

    /// <summary>The language.</summary>
    public Language Language => language;

    /// <summary>One of the two.</summary>
    public string Say(string english, string french) => language == Language.French ? french : english;

    /// <summary>A number with its word.</summary>
    public string Count(int number, string english, string french) => $"{number} {Say(english, french)}{(number > 1 || (number == 0 && language == Language.English) ? "s" : "")}";

    /// <summary>Times, in words.</summary>
    public string Times(int number) => number == 1 ? Say("once", "une fois") : Say($"{number} times", $"{number} fois");

    /// <summary>A code in words; one that has none is shown as it is.</summary>
    public string Code(string code) => Codes.TryGetValue(code, out var words) ? Say(words.English, words.French) : code;

    /// <summary>One, two and three.</summary>
    public string And(IReadOnlyList<string> list) => list.Count switch
    {
        0 => Say("nobody", "personne"),
        1 => list[0],
        _ => string.Join(", ", list.Take(list.Count - 1)) + Say(" and ", " et ") + list[^1],
    };

    /// <summary>A mark in a word.</summary>
    public string Mark(StoryMark mark) => mark switch
    {
        StoryMark.Delivered => Say("delivered", "remis"),
        StoryMark.HeldBack => Say("held back", "retenu"),
        StoryMark.Corrected => Say("corrected", "corrigé"),
        StoryMark.Replaced => Say("replaced", "remplacé"),
        StoryMark.Alert => Say("alert", "alerte"),
        StoryMark.ToBill => Say("to bill", "à facturer"),
        _ => Say("withdrawn", "retiré"),
    };

    /// <summary>The language of an option's word, or of the terminal.</summary>
    public static Language From(string? option) => (option ?? Terminal()).StartsWith("fr", StringComparison.OrdinalIgnoreCase) ? Language.French : Language.English;

    private static string Terminal() => ((string[])["LC_ALL", "LC_MESSAGES", "LANG"]).Select(Environment.GetEnvironmentVariable).FirstOrDefault(v => !string.IsNullOrEmpty(v)) ?? "";
}
