using System.CommandLine;
using System.Text.Json;
using Interop.Fhir.Packages;
using Interop.Fhir.Terminology;

namespace Interop.Functions.Commands;

/// <summary><c>interop terminology lookup|expand|member|translate</c>: asks the code systems, value sets and concept maps that are here. A line of JSON for each answer.</summary>
public static class TerminologyCommand
{
    private static readonly Option<string[]> Packages = new("--package") { Description = "FHIR package (.tgz, or a folder with package.json)", DefaultValueFactory = _ => [], Recursive = true };
    private static readonly Option<string[]> Definitions = new("--definitions") { Description = "File or folder of CodeSystem, ValueSet, ConceptMap", DefaultValueFactory = _ => [], Recursive = true };
    private static readonly Argument<string> System = new("system") { Description = "URL of a code system" };
    private static readonly Argument<string> Code = new("code");
    private static readonly Argument<string> ValueSet = new("value-set") { Description = "URL of a value set" };

    /// <summary>The verb.</summary>
    public static Command Build() => new("terminology", "Look codes up, expand value sets, translate") { Lookup(), Expand(), Member(), Translate(), Packages, Definitions };

    private static Command Lookup()
    {
        var command = new Command("lookup", "The display text of a code") { System, Code };
        command.SetAction(parsed =>
        {
            var (system, code) = (parsed.GetValue(System)!, parsed.GetValue(Code)!);
            var known = Terminology(parsed).FindCodeSystem(system) ?? throw new CliException(ExitCode.Environment, $"{system}: the code system is not here");
            return Answer(known.Find(code) is { } concept ? new { system, code = concept.Code, display = concept.Display } : null);
        });
        return command;
    }

    private static Command Expand()
    {
        var command = new Command("expand", "All codes of a value set") { ValueSet };
        command.SetAction(parsed =>
        {
            var terminology = Terminology(parsed);
            var codes = terminology.Expand(parsed.GetValue(ValueSet)!) ?? throw new CliException(ExitCode.Environment, "The value set, or something it is made of, is not here.");
            foreach (var (system, code) in codes)
            {
                Answer(new { system, code, display = terminology.FindCodeSystem(system)?.Find(code)?.Display });
            }

            return ExitCode.Done;
        });
        return command;
    }

    private static Command Member()
    {
        var command = new Command("member", "Whether a code is in a value set: in, out or unknown") { ValueSet, System, Code };
        command.SetAction(parsed =>
        {
            var answer = Terminology(parsed).Contains(parsed.GetValue(ValueSet)!, parsed.GetValue(System)!, parsed.GetValue(Code)!);
            Answer(new { answer = answer.ToString().ToLowerInvariant() });
            return answer == Membership.Out ? ExitCode.Faults : ExitCode.Done;
        });
        return command;
    }

    private static Command Translate()
    {
        var map = new Option<string?>("--map") { Description = "URL of the concept map; all that fit otherwise" };
        var target = new Option<string?>("--target-system") { Description = "Only matches in this code system" };
        var reverse = new Option<bool>("--reverse") { Description = "From the targets of a map to its sources" };
        var command = new Command("translate", "What concept maps make of a code") { System, Code, map, target, reverse };
        command.SetAction(parsed =>
        {
            var request = new TranslationRequest(parsed.GetValue(Code)!, parsed.GetValue(System)!) { Map = parsed.GetValue(map), TargetSystem = parsed.GetValue(target), Reverse = parsed.GetValue(reverse) };
            var result = Terminology(parsed).Translate(request);
            foreach (var match in result.Matches)
            {
                Answer(new { equivalence = match.Equivalence, system = match.System, code = match.Code, display = match.Display, map = match.Map });
            }

            return !result.IsKnown ? throw new CliException(ExitCode.Environment, "No concept map here speaks of that code system.") : result.Result ? ExitCode.Done : ExitCode.Faults;
        });
        return command;
    }

    private static ValueSets Terminology(ParseResult parsed)
    {
        var names = (Packages: parsed.GetValue(Packages)!, Definitions: parsed.GetValue(Definitions)!);
        return names is ([], []) ? Conformance.R4.Terminology : ConformanceFiles.Load(names.Packages, names.Definitions).Terminology;
    }

    private static int Answer(object? answer)
    {
        Console.WriteLine(JsonSerializer.Serialize(answer));
        return answer is null ? ExitCode.Faults : ExitCode.Done;
    }
}
