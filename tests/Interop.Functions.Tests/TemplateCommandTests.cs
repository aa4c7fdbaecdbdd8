using System.Text.Json;
using Interop.Functions.Commands;
using Interop.Functions.Tests.Support;

namespace Interop.Functions.Tests;

/// <summary><c>interop template</c>: the language by itself, one file at a time or request by request.</summary>
public sealed class TemplateCommandTests
{
    [Fact]
    public void Each_request_is_answered_by_one_line()
    {
        Assert.Equal(
            [
                """{"id":1,"ok":true,"output":"Hello Ada, é"}""",
                """{"id":"two","ok":true,"output":"3"}""",
                """{"id":null,"ok":true,"output":"plain\ntext"}""",
                """{"id":{"a":1},"ok":true,"output":"0.50"}""",
            ],
            Answer(
                """{"id":1,"template":"Hello {{ name }}, é","model":{"name":"Ada"},"mode":"text"}""",
                """{"id":"two","template":"x = 1 + 2\nx","mode":"script"}""",
                """{"template":"plain\ntext","model":null}""",
                """{"id":{"a":1},"template":"{{ n }}","model":{"n":0.50}}"""));
    }

    [Fact]
    public void A_fault_tells_its_line_and_column_and_the_next_request_is_answered()
    {
        var answers = Answer(
            """{"id":1,"template":"one\n  {{ if }}"}""",
            "not json",
            "[]",
            """{"id":3}""",
            """{"id":4,"template":"x","mode":"liquid"}""",
            """{"id":5,"template":"x","model":{"a":1,"a":2}}""",
            """{"id":6,"template":"{{ for i in 1..10000000 }}{{ end }}"}""",
            """{"id":7,"template":"still here"}""");
        Assert.Equal(8, answers.Length);
        Assert.All(answers[..7], a => Assert.False(JsonDocument.Parse(a).RootElement.GetProperty("ok").GetBoolean()));
        var error = JsonDocument.Parse(answers[0]).RootElement.GetProperty("error");
        Assert.Equal(2, error.GetProperty("line").GetInt32());
        Assert.True(error.GetProperty("column").GetInt32() > 2);
        Assert.NotEqual("", error.GetProperty("text").GetString());
        Assert.Equal("""{"id":7,"ok":true,"output":"still here"}""", answers[7]);
    }

    [Fact]
    public async Task A_file_is_run_on_its_model_and_exit_codes_tell_faults_apart()
    {
        using var folder = new TestFolder();
        var template = Write(folder, "a.sbntxt", "{{ for l in lines }}{{ l }};{{ end }}");
        var script = Write(folder, "b.sbn", "lines | array.size");
        var broken = Write(folder, "c.sbn", "x = (1");
        var model = Write(folder, "model.json", """{"lines":["é",2]}""");
        var (exit, output, _) = await EngineProcess.RunAsync("template", template, "--model", model);
        Assert.Equal((0, "é;2;"), (exit, output.Trim()));
        Assert.Equal("2", (await EngineProcess.RunAsync("template", script, "--model", model, "--script")).Output.Trim());
        var (fault, _, words) = await EngineProcess.RunAsync("template", broken);
        Assert.Equal(1, fault);
        Assert.Contains("c.sbn:1:", words, StringComparison.Ordinal);
        Assert.Equal(2, (await EngineProcess.RunAsync("template")).Exit);
        Assert.Equal(3, (await EngineProcess.RunAsync("template", template + "x")).Exit);
    }

    private static string Write(TestFolder folder, string name, string text)
    {
        var file = Path.Combine(folder.Path, name);
        File.WriteAllText(file, text);
        return file;
    }

    private static string[] Answer(params string[] lines)
    {
        using var output = new StringWriter();
        Assert.Equal(0, TemplateBatch.Run(new StringReader(string.Join('\n', lines)), output));
        return output.ToString().Split(Environment.NewLine, StringSplitOptions.RemoveEmptyEntries);
    }
}
