using Interop.Fhir.Terminology;
using Interop.Fhir.Tests.Support;

namespace Interop.Fhir.Tests.Terminology;

public sealed class TranslatorTests
{
    private const string Map = """
        {"resourceType":"ConceptMap","url":"http://t/map","version":"2","status":"active","sourceUri":"http://t/vs-a","targetUri":"http://t/vs-b","group":[
          {"source":"http://t/a","sourceVersion":"1","target":"http://t/b","element":[
            {"code":"one","display":"One","target":[{"code":"eins","display":"Eins","equivalence":"equivalent"},{"code":"zahl","equivalence":"wider"}]},
            {"code":"two","target":[{"code":"zwei","equivalence":"equal","dependsOn":[{"property":"sex","value":"m"}]},{"code":"zwo","equivalence":"narrower","dependsOn":[{"property":"sex","value":"f"}],"product":[{"property":"tone","system":"http://t/p","value":"low"}]}]},
            {"code":"none","target":[{"equivalence":"unmatched","comment":"there is none"}]}],
           "unmapped":{"mode":"fixed","code":"anders","display":"Anders"}},
          {"source":"http://t/a","target":"http://t/c","element":[{"code":"one","target":[{"code":"uno","equivalence":"equivalent"}]}],"unmapped":{"mode":"provided"}}]}
        """;

    private const string Other = """
        {"resourceType":"ConceptMap","url":"http://t/other","status":"active","group":[{"source":"http://t/x","target":"http://t/b","element":[{"code":"p"}],"unmapped":{"mode":"other-map","url":"http://t/last"}}]}
        """;

    private const string Last = """
        {"resourceType":"ConceptMap","url":"http://t/last","status":"active","group":[{"source":"http://t/x","target":"http://t/b","element":[{"code":"q","target":[{"code":"quer","equivalence":"inexact"}]}],"unmapped":{"mode":"other-map","url":"http://t/other"}}]}
        """;

    private readonly ValueSets sets = Guides.Of(Map, Other, Last).Terminology;

    [Theory]
    [InlineData("one", "http://t/b", true, "equivalent eins, wider zahl")]
    [InlineData("one", null, true, "equivalent eins, wider zahl, equivalent uno")]
    [InlineData("two", "http://t/b", false, "")]
    [InlineData("none", "http://t/b", false, "unmatched ")]
    [InlineData("nine", "http://t/b", true, "wider anders")]
    [InlineData("nine", "http://t/c", true, "equal nine")]
    public void Every_target_is_told_with_its_equivalence(string code, string? target, bool result, string expected)
    {
        var answer = sets.Translate(new TranslationRequest(code, "http://t/a") { Map = "http://t/map", TargetSystem = target });
        Assert.Equal((result, expected), (answer.Result, Words(answer)));
        Assert.True(answer.IsKnown);
    }

    [Theory]
    [InlineData("m", "equal zwei")]
    [InlineData("f", "narrower zwo")]
    public void A_target_that_depends_on_a_value_needs_it(string sex, string expected)
    {
        var answer = sets.Translate(new TranslationRequest("two", "http://t/a") { TargetSystem = "http://t/b", Dependencies = new Dictionary<string, string> { ["sex"] = sex } });
        Assert.Equal(expected, Words(answer));
        Assert.Equal(sex == "f" ? [("tone", "http://t/p", "low")] : [], answer.Matches[0].Products);
    }

    [Fact]
    public void Another_map_is_asked_for_what_is_not_mapped_and_a_circle_of_maps_ends()
    {
        Assert.Equal("inexact quer", Words(sets.Translate(new TranslationRequest("q", "http://t/x") { Map = "http://t/other" })));
        Assert.Empty(sets.Translate(new TranslationRequest("z", "http://t/x") { Map = "http://t/other" }).Matches);
    }

    [Theory]
    [InlineData("zahl", "http://t/b", "narrower one")]
    [InlineData("uno", "http://t/c", "equivalent one")]
    public void A_map_is_read_backwards(string code, string system, string expected) =>
        Assert.Equal(expected, Words(sets.Translate(new TranslationRequest(code, system) { Reverse = true })));

    [Fact]
    public void What_no_map_speaks_of_is_not_answered()
    {
        Assert.False(sets.Translate(new TranslationRequest("one", "http://t/nowhere")).IsKnown);
        Assert.False(sets.Translate(new TranslationRequest("one", "http://t/a") { Map = "http://t/absent" }).IsKnown);
        Assert.False(sets.Translate(new TranslationRequest("one", "http://t/a") { Source = "http://t/vs-z" }).IsKnown);
        Assert.Equal("equivalent eins, wider zahl, equivalent uno", Words(sets.Translate(new TranslationRequest("one", "http://t/a") { Source = "http://t/vs-a", Target = "http://t/vs-b" })));
    }

    [Fact]
    public void Another_version_of_the_code_system_is_not_translated()
    {
        Assert.Equal("equivalent uno", Words(sets.Translate(new TranslationRequest("one", "http://t/a") { Version = "9", Map = "http://t/map|2" })));
        Assert.Equal("equivalent eins, wider zahl, equivalent uno", Words(sets.Translate(new TranslationRequest("one", "http://t/a") { Version = "1" })));
    }

    private static string Words(TranslationResult answer) => string.Join(", ", answer.Matches.Select(m => $"{m.Equivalence} {m.Code}"));
}
