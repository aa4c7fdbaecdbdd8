using Interop.Fhir.Packages;
using Interop.Fhir.Tests.Support;

namespace Interop.Fhir.Tests.Validation;

public sealed class QuestionnaireTests
{
    private static readonly string[] Parts = ["-item-", "-answer", "-link-id", "-questionnaire-"];

    private static readonly Conformance Guide = Guides.Of("""
        {"resourceType":"Questionnaire","url":"http://t/q","status":"active","item":[
          {"linkId":"g","type":"group","required":true,"item":[
            {"linkId":"smokes","type":"boolean","required":true},
            {"linkId":"packs","type":"integer","required":true,"enableWhen":[{"question":"smokes","operator":"=","answerBoolean":true}]},
            {"linkId":"brand","type":"string","maxLength":5,"repeats":true,"enableWhen":[{"question":"packs","operator":">","answerInteger":1}],"item":[{"linkId":"since","type":"date"}]}]},
          {"linkId":"note","type":"display"},
          {"linkId":"side","type":"choice","answerOption":[{"valueCoding":{"system":"http://t/s","code":"left"}},{"valueCoding":{"system":"http://t/s","code":"right"}}]},
          {"linkId":"set","type":"open-choice","answerValueSet":"http://t/v"}]}
        """,
        """{"resourceType":"ValueSet","url":"http://t/v","status":"active","compose":{"include":[{"system":"http://t/s","concept":[{"code":"a"}]}]}}""");

    private const string Yes = """{"linkId":"smokes","answer":[{"valueBoolean":true}]}""";
    private const string No = """{"linkId":"smokes","answer":[{"valueBoolean":false}]}""";
    private const string Packs = """{"linkId":"packs","answer":[{"valueInteger":2}]}""";

    [Theory]
    [InlineData(No, "", null)]
    [InlineData(Yes + "," + Packs, "", null)]
    [InlineData(Yes + "," + Packs + ""","x":{"linkId":"brand","answer":[{"valueString":"A","item":[{"linkId":"since","answer":[{"valueDate":"2020"}]}]},{"valueString":"B"}]}""", "", null)]
    [InlineData(Yes, "", "fhir-answer-missing at QuestionnaireResponse.item[0]")]
    [InlineData("", "", "fhir-answer-missing at QuestionnaireResponse")]
    [InlineData(No + "," + Packs, "", "fhir-item-disabled at QuestionnaireResponse.item[0].item[1]")]
    [InlineData(Yes + ""","x":{"linkId":"packs","answer":[{"valueInteger":1}]},"x":{"linkId":"brand","answer":[{"valueString":"A"}]}""", "", "fhir-item-disabled at QuestionnaireResponse.item[0].item[2]")]
    [InlineData(Packs + "," + Yes, "", "fhir-item-order at QuestionnaireResponse.item[0].item[1]")]
    [InlineData(No + ""","x":{"linkId":"other","answer":[{"valueBoolean":true}]}""", "", "fhir-link-id at QuestionnaireResponse.item[0].item[1]")]
    [InlineData("""{"linkId":"smokes","answer":[{"valueString":"no"}]}""", "", "fhir-answer-type at QuestionnaireResponse.item[0].item[0].answer[0].value.ofType(string)")]
    [InlineData("""{"linkId":"smokes","answer":[{"valueBoolean":false},{"valueBoolean":false}]}""", "", "fhir-answers-too-many at QuestionnaireResponse.item[0].item[0]")]
    [InlineData(Yes + "," + Packs + ""","x":{"linkId":"brand","answer":[{"valueString":"Longer"}]}""", "", "fhir-answer-long at QuestionnaireResponse.item[0].item[2].answer[0].value.ofType(string)")]
    [InlineData(No, """{"linkId":"note","answer":[{"valueString":"x"}]}""", "fhir-item-shape at QuestionnaireResponse.item[1]")]
    [InlineData(No, """{"linkId":"side","answer":[{"valueCoding":{"system":"http://t/s","code":"left"}}]}""", null)]
    [InlineData(No, """{"linkId":"side","answer":[{"valueCoding":{"system":"http://t/s","code":"up"}}]}""", "fhir-answer-option at QuestionnaireResponse.item[1].answer[0].value.ofType(Coding)")]
    [InlineData(No, """{"linkId":"set","answer":[{"valueCoding":{"system":"http://t/s","code":"b"}}]}""", "fhir-answer-option at QuestionnaireResponse.item[1].answer[0].value.ofType(Coding)")]
    [InlineData(No, """{"linkId":"set","answer":[{"valueString":"something else"}]}""", null)]
    public void A_response_answers_its_questionnaire(string inGroup, string after, string? expected)
    {
        // "x": in the data above stands for nothing: it keeps the pieces readable.
        var items = inGroup.Replace("\"x\":", "", StringComparison.Ordinal);
        var group = items.Length == 0 ? "" : $$"""{"linkId":"g","item":[{{items}}]}""";
        var all = string.Join(',', new[] { group, after }.Where(i => i.Length > 0));
        var json = $$"""{"resourceType":"QuestionnaireResponse","questionnaire":"http://t/q","status":"completed"{{(all.Length == 0 ? "" : $",\"item\":[{all}]")}} }""";
        Assert.Equal(expected is null ? [] : [expected], Found(Guide, json));
        Assert.DoesNotContain(Found(Guide, json.Replace("completed", "in-progress", StringComparison.Ordinal)), f => f.StartsWith("fhir-answer-missing", StringComparison.Ordinal));
    }

    [Fact]
    public void A_questionnaire_that_is_not_here_is_said_to_be_not_checked() => Assert.Equal(
        ["fhir-questionnaire-unknown at QuestionnaireResponse.questionnaire"],
        Found(Conformance.R4, """{"resourceType":"QuestionnaireResponse","questionnaire":"http://t/q|3","status":"completed","item":[{"linkId":"g"}]}"""));

    private static IEnumerable<string> Found(Conformance guide, string json) =>
        Guides.Findings(guide, json).Where(f => Parts.Any(part => f.Contains(part, StringComparison.Ordinal)));
}
