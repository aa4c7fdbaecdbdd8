using System.CommandLine;
using Interop.Functions.Configuration;
using Interop.Mapping;
using Interop.Mapping.Linting;

namespace Interop.Functions.Commands;

/// <summary><c>interop lint</c>: everything that can be wrong with a mappings folder before any record comes.</summary>
public static class LintCommand
{
    /// <summary>The verb.</summary>
    public static Command Build()
    {
        var command = new Command("lint", "Check scripts, schemas, ignored paths, code tables and routes");
        command.SetAction(parsed =>
        {
            var settings = Cli.Settings(parsed);
            var folder = LoadedMappings.Find(parsed.GetValue(Cli.Mappings) ?? settings.Mappings)
                ?? throw new CliException(ExitCode.Environment, "There is no mappings folder here; give one with --mappings DIR.");
            var mappings = LoadedMappings.Load(folder);
            var issues = mappings.Issues.Concat(MappingLint.Check(mappings.Catalogue)).Distinct().ToList();
            issues.ForEach(i => Write(mappings, i));
            var records = mappings.Catalogue.Kinds.Sum(k => k.Records.Count);
            var messages = mappings.Catalogue.Kinds.Sum(k => k.Messages.Count);
            Console.Error.WriteLine($"{records} records, {messages} messages, {mappings.Routes.Routes.Count} routes: {issues.Count(i => i.IsError)} errors, {issues.Count(i => !i.IsError)} warnings.");
            return issues.Count == 0 ? ExitCode.Done : ExitCode.Faults;
        });
        return command;
    }

    private static void Write(LoadedMappings mappings, Interop.Fhir.Issues.Issue issue)
    {
        Console.WriteLine(Cli.Describe(issue));
        if (ScriptExcerpt.Of(mappings.Files, issue) is { } excerpt)
        {
            Console.WriteLine(excerpt);
        }
    }
}
