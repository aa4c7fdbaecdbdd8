using System.Runtime.CompilerServices;
using Interop.Fhir.Issues;
using Interop.Fhir.Tree;
using Interop.Mapping.Language;

namespace Interop.Mapping.Tests.Language;

/// <summary>Runs every script (*.sbn) and template (*.sbntxt) of the cases folder and compares what it prints, or its fault, with the file beside it.</summary>
public sealed class LanguageCases
{
    private static readonly bool Update = Environment.GetEnvironmentVariable("UPDATE_GOLDEN") == "1";

    public static string Folder([CallerFilePath] string file = "") => Path.Combine(Path.GetDirectoryName(file)!, "cases");

    public static TheoryData<string> All() =>
        [.. Directory.EnumerateFiles(Folder()).Where(f => f.EndsWith(".sbn", StringComparison.Ordinal) || f.EndsWith(".sbntxt", StringComparison.Ordinal))
            .Select(f => Path.GetFileName(f)!).Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(All))]
    public void A_script_prints_what_its_case_says(string name)
    {
        var file = Path.Combine(Folder(), name);
        var stem = Path.Combine(Folder(), Path.GetFileNameWithoutExtension(name));
        var result = Run(new ScriptSource(name, File.ReadAllText(file)), name.EndsWith(".sbn", StringComparison.Ordinal), stem + ".model.json");
        var (kind, text) = result.Fault is { } fault
            ? (".error.txt", $"{fault.Code.Id} {fault.Location.Script}\n{fault.Text(Interop.Fhir.Issues.Language.English)}\n{result.Excerpt}\n{string.Concat(result.Others.Select(o => $"also {o.Location.Script}: {o.Text(Interop.Fhir.Issues.Language.English)}\n"))}")
            : (".out.txt", result.Output!);
        if (Update)
        {
            File.Delete(stem + ".error.txt");
            File.Delete(stem + ".out.txt");
            File.WriteAllText(stem + kind, text);
        }

        Assert.True(File.Exists(stem + kind), $"{name} gave {kind}: {text}");
        Assert.Equal(File.ReadAllText(stem + kind), text);
    }

    private static TemplateResult Run(ScriptSource source, bool scriptOnly, string modelFile)
    {
        var issues = new List<Issue>();
        var model = File.Exists(modelFile) ? JsonTreeReader.Read(File.ReadAllBytes(modelFile), issues) : null;
        Assert.Empty(issues);
        var template = Template.Parse(source, scriptOnly, out var fault);
        return template is null ? fault! : template.Render(model, Limits.Default);
    }
}
