using System.CommandLine;
using Interop.Fhir.Issues;
using Interop.Fhir.Tree;
using Interop.Mapping;
using Interop.Mapping.Language;

namespace Interop.Functions.Commands;

/// <summary><c>interop template FILE --model JSON [--script]</c> and <c>interop template --batch</c>: the language by itself, without mappings.</summary>
public static class TemplateCommand
{
    /// <summary>The verb.</summary>
    public static Command Build()
    {
        var file = new Argument<string?>("file") { Description = "A template (*.sbntxt) or script (*.sbn)", Arity = ArgumentArity.ZeroOrOne };
        var model = new Option<string?>("--model") { Description = "JSON file whose top-level members are the global variables" };
        var script = new Option<bool>("--script") { Description = "The whole file is code, as it is in *.sbn files" };
        var batch = new Option<bool>("--batch") { Description = "Read requests as NDJSON from standard input, answer each with a line" };
        var command = new Command("template", "Run a template or script on a JSON model and print what it writes") { file, model, script, batch };
        command.SetAction(parsed => parsed.GetValue(batch)
            ? TemplateBatch.Run(TextStreams.Input(), TextStreams.Output())
            : RunOne(Existing(parsed.GetValue(file)), parsed.GetValue(model), parsed.GetValue(script)));
        return command;
    }

    private static int RunOne(string file, string? model, bool script)
    {
        var tree = model is null ? null : ReadModel(Existing(model));
        var source = new ScriptSource(Path.GetFileName(file), File.ReadAllText(file));
        var result = Render(source, tree, script || file.EndsWith(".sbn", StringComparison.Ordinal));
        if (result.Fault is { } fault)
        {
            Console.Error.WriteLine($"{fault.Location.Script}: {fault.Text(Language.English)}");
            Console.Error.WriteLine(result.Excerpt);
            return ExitCode.Faults;
        }

        using var output = TextStreams.Output();
        output.Write(result.Output);
        return ExitCode.Done;
    }

    /// <summary>Parses and runs.</summary>
    public static TemplateResult Render(ScriptSource source, NodeTree? model, bool script) =>
        Template.Parse(source, script, out var fault)?.Render(model, Limits.Default, TimeProvider.System.GetUtcNow()) ?? fault!;

    private static NodeTree ReadModel(string file)
    {
        var issues = new List<Issue>();
        return JsonTreeReader.Read(File.ReadAllBytes(file), issues)
            ?? throw new CliException(ExitCode.Faults, $"{file}: {string.Join(Environment.NewLine, issues.Select(i => Cli.Describe(i)))}");
    }

    private static string Existing(string? file) => file is null
        ? throw new CliException(ExitCode.Usage, "interop template takes a file, or --batch.")
        : File.Exists(file) ? file : throw new CliException(ExitCode.Environment, $"{file}: no such file");
}
