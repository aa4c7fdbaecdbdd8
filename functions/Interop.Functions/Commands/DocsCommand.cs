using System.CommandLine;
using Interop.Functions.Configuration;
using Interop.Functions.Documentation;

namespace Interop.Functions.Commands;

/// <summary><c>interop docs</c>: writes the page of each kind from its schemas and cases.</summary>
public static class DocsCommand
{
    /// <summary>The verb.</summary>
    public static Command Build()
    {
        var check = new Option<bool>("--check") { Description = "Write nothing; exit 1 when a page is not what it would be" };
        var command = new Command("docs", "Write mappings/KIND/README.md from the schemas and cases") { check };
        command.SetAction(parsed =>
        {
            var folder = LoadedMappings.Find(parsed.GetValue(Cli.Mappings) ?? Cli.Settings(parsed).Mappings)
                ?? throw new CliException(ExitCode.Environment, "There is no mappings folder here; give one with --mappings DIR.");
            var mappings = LoadedMappings.Load(folder);
            var changed = Pages(mappings).Where(p => !File.Exists(Path.Combine(folder, p.Path)) || File.ReadAllText(Path.Combine(folder, p.Path)) != p.Text).ToList();
            foreach (var (path, text) in changed)
            {
                Console.WriteLine(path);
                if (!parsed.GetValue(check))
                {
                    File.WriteAllText(Path.Combine(folder, path), text);
                }
            }

            Console.Error.WriteLine($"{mappings.Catalogue.Kinds.Count} kinds, {changed.Count} pages {(parsed.GetValue(check) ? "out of date" : "written")}.");
            return changed.Count > 0 && parsed.GetValue(check) ? ExitCode.Faults : ExitCode.Done;
        });
        return command;
    }

    /// <summary>Path below the mappings folder and text of every page.</summary>
    public static IEnumerable<(string Path, string Text)> Pages(LoadedMappings mappings) =>
        mappings.Catalogue.Kinds.Select(k => (k.Name + "/README.md", KindPage.Create(mappings.Catalogue, mappings.Files, k)));
}
