using Interop.Functions.Tests.Support;

namespace Interop.Functions.Tests;

/// <summary><c>interop convert</c>: texts to trees and back, and exit codes that tell faults apart.</summary>
public sealed class ConvertCommandTests
{
    [Theory]
    [InlineData("hl7v2", "MSH|^~\\&|LAB|||\nPID|1||8001^^^A&1.2&ISO~\n", "\"c4s2\": \"1.2\"")]
    [InlineData("csv", "id;dose\n1;0,5\n", "\"dose\": \"0,5\"")]
    [InlineData("xml", "<?xml version=\"1.0\" encoding=\"utf-8\"?><a b=\"1\"><c /><d>é</d><c /></a>", "\"#order\"")]
    public async Task A_text_becomes_its_tree_and_the_tree_the_text_again(string format, string text, string inTree)
    {
        using var folder = new TestFolder();
        var file = Path.Combine(folder.Path, "in");
        await File.WriteAllTextAsync(file, text);
        var (exit, json, errors) = await EngineProcess.RunAsync("convert", "--from", format, "--to", "json", file);
        Assert.Equal((0, ""), (exit, errors));
        Assert.Contains(inTree, json, StringComparison.Ordinal);
        await File.WriteAllTextAsync(file, json);
        var (back, again, _) = await EngineProcess.RunAsync("convert", "--from", "json", "--to", format, file);
        Assert.Equal((0, text), (back, again));
    }

    [Fact]
    public async Task Faults_wrong_usage_and_a_missing_file_have_their_exit_codes()
    {
        using var folder = new TestFolder();
        var file = Path.Combine(folder.Path, "in.hl7");
        await File.WriteAllTextAsync(file, "MSH|^~\\&|A\r");
        var (exit, output, errors) = await EngineProcess.RunAsync("convert", "--from", "hl7v2", "--to", "csv", file);
        Assert.Equal((1, ""), (exit, output));
        Assert.Contains("format-tree-shape", errors, StringComparison.Ordinal);
        Assert.Equal(2, (await EngineProcess.RunAsync("convert", "--from", "edifact", "--to", "json", file)).Exit);
        Assert.Equal(2, (await EngineProcess.RunAsync("convert", file)).Exit);
        Assert.Equal(3, (await EngineProcess.RunAsync("convert", "--from", "hl7v2", "--to", "json", file + "x")).Exit);
    }
}
