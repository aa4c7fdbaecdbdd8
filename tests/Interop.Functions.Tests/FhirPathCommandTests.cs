using System.Text.Json;
using Interop.Functions.Commands;
using Interop.Functions.Tests.Support;

namespace Interop.Functions.Tests;

/// <summary><c>interop fhirpath</c>: one answer per request, and a fault of one request stays with it.</summary>
public sealed class FhirPathCommandTests
{
    private const string Patient = """{"resourceType":"Patient","active":true,"birthDate":"1941-05","name":[{"family":"A","given":["B","C"]}]}""";

    [Fact]
    public void Each_request_is_answered_by_one_line()
    {
        var answers = Answer(
            $$"""{"id":1,"expression":"name.given | birthDate | 1.50 | name","resource":{{Patient}}}""",
            """{"id":"two","expression":"1 +"}""",
            $$"""{"id":3,"expression":"name.give","resource":{{Patient}},"mode":"strict"}""",
            $$"""{"id":4,"expression":"name.give","resource":{{Patient}},"mode":"lenient"}""",
            """{"id":5,"expression":"(1|2) & 'a'"}""",
            """{"id":6,"expression":"%a + %b.first()","variables":{"a":1,"b":[2,3]}}""",
            "not json");
        Assert.Equal(
            [
                """{"id":1,"ok":true,"results":[{"type":"string","value":"B"},{"type":"string","value":"C"},{"type":"date","value":"1941-05"},{"type":"decimal","value":"1.50"},{"type":"HumanName","value":{"family":"A","given":["B","C"]}}]}""",
                """{"id":"two","ok":false,"phase":"parse"}""",
                """{"id":3,"ok":false,"phase":"check"}""",
                """{"id":4,"ok":true,"results":[]}""",
                """{"id":5,"ok":false,"phase":"run"}""",
                """{"id":6,"ok":true,"results":[{"type":"integer","value":"3"}]}""",
                """{"id":null,"ok":false,"phase":"run"}""",
            ],
            answers.Select(WithoutWords));
    }

    [Fact]
    public void A_file_that_is_not_there_is_a_fault_of_its_request() =>
        Assert.Equal("""{"id":1,"ok":false,"phase":"run"}""", WithoutWords(Assert.Single(Answer("""{"id":1,"expression":"id","file":"/nowhere/a.json"}"""))));

    [Fact]
    public async Task One_expression_is_evaluated_on_a_file_and_exit_codes_tell_faults_apart()
    {
        using var folder = new TestFolder();
        var file = Path.Combine(folder.Path, "patient.xml");
        await File.WriteAllTextAsync(file, """<Patient xmlns="http://hl7.org/fhir"><active value="true"/></Patient>""");
        var (exit, output, _) = await EngineProcess.RunAsync("fhirpath", "active", file);
        Assert.Equal((0, """{"type":"boolean","value":"true"}"""), (exit, output.Trim()));
        Assert.Equal(1, (await EngineProcess.RunAsync("fhirpath", "active +", file)).Exit);
        Assert.Equal(2, (await EngineProcess.RunAsync("fhirpath", "active")).Exit);
        Assert.Equal(3, (await EngineProcess.RunAsync("fhirpath", "active", file + "x")).Exit);
    }

    private static string[] Answer(params string[] lines)
    {
        using var output = new StringWriter();
        Assert.Equal(0, new FhirPathBatch(Interop.Fhir.Validation.ValidationOptions.R4).Run(new StringReader(string.Join('\n', lines)), output));
        return output.ToString().Split(Environment.NewLine, StringSplitOptions.RemoveEmptyEntries);
    }

    // The words of a fault are for people; the rest of the line is the contract.
    private static string WithoutWords(string line)
    {
        using var answer = JsonDocument.Parse(line);
        return answer.RootElement.TryGetProperty("error", out var words) && words.GetString()!.Length > 0 ? line[..line.IndexOf(",\"error\"", StringComparison.Ordinal)] + "}" : line;
    }
}
