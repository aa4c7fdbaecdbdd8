using Interop.Functions.Tests.Support;

namespace Interop.Functions.Tests;

/// <summary><c>interop new</c>: what it makes passes the tests and the lint, and nothing that is there is overwritten.</summary>
public sealed class NewCommandTests
{
    [Fact]
    public async Task A_new_record_passes_its_test_and_the_lint_and_so_does_a_second_of_the_same_kind()
    {
        using var folder = new TestFolder();
        foreach (var name in new[] { "my-software/patient", "my-software/visit" })
        {
            var (exit, _, errors) = await EngineProcess.RunAsync("new", name, "--mappings", folder.Path);
            Assert.True(exit == 0, errors);
        }

        var (tested, output, words) = await EngineProcess.RunAsync("test", "--mappings", folder.Path);
        Assert.True(tested == 0, output + words);
        Assert.Contains("2 cases passed, 0 failed", words, StringComparison.Ordinal);
        var (linted, found, _) = await EngineProcess.RunAsync("lint", "--mappings", folder.Path);
        Assert.True(linted == 0, found);
    }

    [Theory]
    [InlineData("sample.json", """{"id":"R-1","version":2,"patient":{"name":"A","tags":["x","y"]},"lines":[{"n":1},{"n":1.5,"t":"é"}],"none":null}""")]
    [InlineData("sample.hl7", "MSH|^~\\&|LAB|||||||MSG-1||2.6|7\rPID|1||8001^^^A&1.2~8002||DURAND^Zoé|||X\rZZZ|1\r")]
    [InlineData("sample.xml", "<Fiche id='7' version='1'><Nom>A</Nom><Né>1941</Né><Nom>B</Nom></Fiche>")]
    [InlineData("sample.csv", "id;nom;né le\n1;A;1941\n")]
    public async Task A_sample_of_any_format_becomes_a_record_that_passes(string file, string text)
    {
        using var folder = new TestFolder();
        using var samples = new TestFolder();
        var sample = Path.Combine(samples.Path, file);
        await File.WriteAllTextAsync(sample, text);
        var (made, _, words) = await EngineProcess.RunAsync("new", "my-software/thing", "--sample", sample, "--mappings", folder.Path);
        Assert.True(made == 0, words);
        var (tested, output, errors) = await EngineProcess.RunAsync("test", "--mappings", folder.Path);
        Assert.True(tested == 0, output + errors);
        Assert.Contains("1 cases passed", errors, StringComparison.Ordinal);
        var (linted, found, _) = await EngineProcess.RunAsync("lint", "--mappings", folder.Path);
        Assert.True(linted == 0, found);
        Assert.Contains("Not decided yet", await File.ReadAllTextAsync(Path.Combine(folder.Path, "my-software", "thing", "ignored.yaml")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_failed_case_shows_its_difference_and_goes_into_the_JUnit_file()
    {
        using var folder = new TestFolder();
        await EngineProcess.RunAsync("new", "a/b", "--mappings", folder.Path);
        var golden = Path.Combine(folder.Path, "a/b/cases/001-patient.out.json");
        await File.WriteAllTextAsync(golden, (await File.ReadAllTextAsync(golden)).Replace("PAT-TROIS", "PAT-QUATRE", StringComparison.Ordinal));
        var junit = Path.Combine(folder.Path, "results.xml");
        var (exit, output, _) = await EngineProcess.RunAsync("test", "--quiet", "--junit", junit, "--mappings", folder.Path);
        Assert.Equal(1, exit);
        Assert.Contains("PAT-QUATRE", output.Split('\n').Single(l => l.TrimStart().StartsWith('-') && !l.Contains("---", StringComparison.Ordinal)), StringComparison.Ordinal);
        Assert.Contains("PAT-TROIS", output.Split('\n').Single(l => l.TrimStart().StartsWith('+') && !l.Contains("+++", StringComparison.Ordinal)), StringComparison.Ordinal);
        var suite = System.Xml.Linq.XDocument.Load(junit).Root!.Elements("testsuite").First();
        Assert.Equal(("a/b", "1", "1"), (suite.Attribute("name")!.Value, suite.Attribute("tests")!.Value, suite.Attribute("failures")!.Value));
        Assert.Contains("PAT-TROIS", suite.Value, StringComparison.Ordinal);

        var (explained, text, _) = await EngineProcess.RunAsync("map", "a/b", Path.Combine(folder.Path, "a/b/cases/001-patient.in.json"), "--explain", "--format", "text", "--mappings", folder.Path);
        Assert.Equal(0, explained);
        Assert.Matches(@"birthDate +1979-03-28 +a/b/to-fhir\.sbn:\d+ +\$\.patient\.birthDate = 1979-03-28", text);
        Assert.Matches(@"\$\.patient\.birthDate +1979-03-28 +carried +Bundle\.entry\[0\]\.resource\.birthDate", text);
    }

    [Fact]
    public async Task What_is_there_stays_and_a_wrong_name_is_wrong_usage()
    {
        using var folder = new TestFolder();
        Assert.Equal(0, (await EngineProcess.RunAsync("new", "a/b", "--mappings", folder.Path)).Exit);
        var script = Path.Combine(folder.Path, "a", "b", "to-fhir.sbn");
        await File.WriteAllTextAsync(script, "mine");
        Assert.Equal(2, (await EngineProcess.RunAsync("new", "a/b", "--mappings", folder.Path)).Exit);
        Assert.Equal("mine", await File.ReadAllTextAsync(script));
        Assert.Equal(2, (await EngineProcess.RunAsync("new", "../b", "--mappings", folder.Path)).Exit);
        Assert.Equal(2, (await EngineProcess.RunAsync("new", "a", "--mappings", folder.Path)).Exit);
        Assert.Equal(3, (await EngineProcess.RunAsync("new", "a/c", "--mappings", folder.Path + "x")).Exit);
    }
}
