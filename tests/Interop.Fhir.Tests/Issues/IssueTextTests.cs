using System.Text.RegularExpressions;
using Interop.Fhir.Issues;

namespace Interop.Fhir.Tests.Issues;

/// <summary>Every code can be shown to a person, in both languages, with something to do about it.</summary>
public sealed partial class IssueTextTests
{
    public static TheoryData<string> Ids => [.. IssueCodes.All.Select(c => c.Id)];

    [Fact]
    public void Ids_are_unique_and_made_of_words()
    {
        Assert.NotEmpty(IssueCodes.All);
        Assert.Equal(IssueCodes.All.Count, IssueCodes.All.Select(c => c.Id).Distinct().Count());
        Assert.All(IssueCodes.All, c => Assert.Matches("^[a-z0-9]+(-[a-z0-9]+)*$", c.Id));
    }

    [Fact]
    public void All_codes_of_the_class_are_in_the_list()
    {
        var declared = typeof(IssueCodes).GetFields().Where(f => f.FieldType == typeof(IssueCode)).Select(f => (IssueCode)f.GetValue(null)!);
        Assert.Equal(declared.Select(c => c.Id).Order(StringComparer.Ordinal), IssueCodes.All.Select(c => c.Id).Order(StringComparer.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Ids))]
    public void The_four_texts_are_there_and_have_the_same_holes(string id)
    {
        var code = IssueCodes.All.Single(c => c.Id == id);
        Assert.All(new[] { code.English, code.EnglishHint, code.French, code.FrenchHint }, t => Assert.False(string.IsNullOrWhiteSpace(t)));
        Assert.Equal(Holes(code.English), Holes(code.French));
        Assert.Equal(Holes(code.EnglishHint), Holes(code.FrenchHint));
        Assert.NotEqual(code.English, code.French);

        // Arguments are numbered without gaps, over text and hint together: one that no text uses would be a value nobody sees.
        var used = Holes(code.English).Union(Holes(code.EnglishHint)).Order().ToList();
        Assert.Equal(Enumerable.Range(0, used.Count), used);
    }

    private static IEnumerable<int> Holes(string text) =>
        Hole().Matches(text).Select(m => int.Parse(m.Groups[1].Value, System.Globalization.CultureInfo.InvariantCulture)).Distinct().Order();

    [GeneratedRegex(@"\{(\d)\}")]
    private static partial Regex Hole();
}
