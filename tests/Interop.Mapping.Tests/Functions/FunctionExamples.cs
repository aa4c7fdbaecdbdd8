using Interop.Mapping.Functions;
using Interop.Mapping.Language;
using Interop.Mapping.Runtime;
using Interop.Mapping.Tests.Support;

namespace Interop.Mapping.Tests.Functions;

public sealed class FunctionExamples
{
    private static IEnumerable<NativeFunction> Functions => FunctionLibrary.Modules.Concat(FunctionLibrary.MappingModules).SelectMany(m => m.Functions);

    public static TheoryData<string, string, string> All()
    {
        var data = new TheoryData<string, string, string>();
        foreach (var function in Functions)
        {
            foreach (var example in function.Examples)
            {
                data.Add(function.Name, example.Script, example.Prints);
            }
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(All))]
    public void An_example_prints_what_the_reference_says(string function, string script, string prints)
    {
        var environment = new ScriptEnvironment(FunctionLibrary.CreateBuiltins(mapping: true));
        var compiled = CompiledScript.Compile(new ScriptSource(function, script), template: false, environment);
        var run = new Run(environment);
        run.Begin(default, null, Limits.Default, new MappingHost(Maps.Context.Ids, Maps.Context.Now, false, null));
        run.Output = new TextOutput();
        compiled.Body(run);
        Assert.Equal(prints, run.Output.Text.ToString());
    }

    [Fact]
    public void Every_function_has_an_example_and_a_description()
    {
        Assert.Empty(Functions.Where(f => f.Examples.Count == 0 || f.Description.Length == 0).Select(f => f.Name));
    }

    [Fact]
    public void The_reference_page_names_every_function()
    {
        var page = ReferencePage.Create();
        Assert.All(Functions, f => Assert.Contains("`" + f.Name, page, StringComparison.Ordinal));
    }

    [Fact]
    public void The_reference_page_on_disk_is_up_to_date()
    {
        var files = FolderFiles.Repository();
        if (Environment.GetEnvironmentVariable("UPDATE_GOLDEN") == "1")
        {
            files.Replace("REFERENCE.md", ReferencePage.Create());
        }

        Assert.Equal(ReferencePage.Create(), files.Read("REFERENCE.md") is { } text ? System.Text.Encoding.UTF8.GetString(text.Span) : "");
    }
}
