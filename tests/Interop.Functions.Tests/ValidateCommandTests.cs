using System.Text.Json;
using Interop.Functions.Tests.Support;

namespace Interop.Functions.Tests;

/// <summary><c>interop validate</c>: profiles, definitions and packages from the command line, a line per file.</summary>
public sealed class ValidateCommandTests
{
    private const string Profile = """
        {"resourceType":"StructureDefinition","url":"http://t/p","name":"P","status":"active","kind":"resource","abstract":false,"type":"Patient",
         "baseDefinition":"http://hl7.org/fhir/StructureDefinition/Patient","derivation":"constraint","differential":{"element":[{"path":"Patient.birthDate","min":1}]}}
        """;

    [Fact]
    public async Task A_profile_decides_and_each_file_has_its_line()
    {
        using var folder = new TestFolder();
        string Put(string name, string text)
        {
            var file = Path.Combine(folder.Path, name);
            Directory.CreateDirectory(Path.GetDirectoryName(file)!);
            File.WriteAllText(file, text);
            return file;
        }

        var definition = Put("guide/package/StructureDefinition-p.json", Profile);
        Put("guide/package/package.json", """{"name":"g","version":"1.0.0","dependencies":{"absent.guide":"1.2.3"}}""");
        Put("in/good.json", """{"resourceType":"Patient","birthDate":"1941-05"}""");
        Put("in/poor.xml", """<Patient xmlns="http://hl7.org/fhir"><active value="true"/></Patient>""");
        var input = Path.Combine(folder.Path, "in");
        var (exit, output, _) = await EngineProcess.RunAsync("validate", input, "--profile", "http://t/p", "--definitions", definition, "--format", "ndjson");
        var lines = output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonDocument.Parse(line).RootElement).ToList();
        Assert.Equal((1, "True False"), (exit, string.Join(' ', lines.Select(l => l.GetProperty("valid").GetBoolean()))));
        Assert.Equal("Patient", lines[1].GetProperty("outcome").GetProperty("issue")[0].GetProperty("expression")[0].GetString());
        var (found, _, words) = await EngineProcess.RunAsync("validate", input, "--profile", "http://t/p", "--package", Path.Combine(folder.Path, "guide"));
        Assert.Equal(1, found);
        Assert.Contains("absent.guide#1.2.3", words, StringComparison.Ordinal);
        Assert.Equal(0, (await EngineProcess.RunAsync("validate", input)).Exit);
        Assert.Equal(2, (await EngineProcess.RunAsync("validate", input, "--package", definition)).Exit);
    }
}
