using System.CommandLine;
using System.Text.Json;
using Interop.Fhir.FhirPath;
using Interop.Fhir.Validation;

namespace Interop.Functions.Commands;

/// <summary><c>interop fhirpath EXPR FILE</c> and <c>interop fhirpath --batch</c>.</summary>
public static class FhirPathCommand
{
    public static Command Build()
    {
        var expression = new Argument<string?>("expression") { Description = "A FHIRPath expression.", Arity = ArgumentArity.ZeroOrOne };
        var file = new Argument<string?>("file") { Description = "A FHIR R4 resource, JSON or XML.", Arity = ArgumentArity.ZeroOrOne };
        var strict = new Option<bool>("--strict") { Description = "Refuse names that the types do not declare." };
        var batch = new Option<bool>("--batch") { Description = "Read requests as NDJSON from standard input, answer each with a line." };
        var packages = new Option<string[]>("--package") { Description = "FHIR package (.tgz, or a folder with package.json) for conformsTo, memberOf, slice", DefaultValueFactory = _ => [] };
        var definitions = new Option<string[]>("--definitions") { Description = "File or folder of StructureDefinition, ValueSet, CodeSystem", DefaultValueFactory = _ => [] };
        var command = new Command("fhirpath", "Evaluate FHIRPath on a resource.") { expression, file, strict, batch, packages, definitions };
        command.SetAction(parsed =>
        {
            var names = (Packages: parsed.GetValue(packages)!, Definitions: parsed.GetValue(definitions)!);
            var options = new ValidationOptions { Now = TimeProvider.System.GetLocalNow() };
            options = names is ([], []) ? options : options with { Conformance = ConformanceFiles.Load(names.Packages, names.Definitions) };
            return parsed.GetValue(batch)
                ? new FhirPathBatch(options).Run(Console.In, Console.Out)
                : RunOne(parsed.GetValue(expression), parsed.GetValue(file), parsed.GetValue(strict), options);
        });
        return command;
    }

    private static int RunOne(string? expression, string? file, bool strict, ValidationOptions options)
    {
        if (expression is null || file is null)
        {
            Console.Error.WriteLine("interop fhirpath takes an expression and a file, or --batch.");
            return 2;
        }

        if (!File.Exists(file))
        {
            Console.Error.WriteLine($"{file}: no such file");
            return 3;
        }

        try
        {
            var focus = FhirPathInput.ReadFile(file);
            foreach (var item in new FhirPathBatch(options).Evaluate(expression, focus, strict ? FhirPathMode.Strict : FhirPathMode.Lenient, null))
            {
                Console.Out.WriteLine(FhirPathOutput.ToJson(writer => FhirPathOutput.Write(writer, item)));
            }

            return 0;
        }
        catch (FhirPathException fault)
        {
            Console.Error.WriteLine($"{fault.Phase.ToString().ToLowerInvariant()}, character {fault.Position + 1}: {fault.Message}");
            return 1;
        }
        catch (JsonException fault)
        {
            Console.Error.WriteLine($"{file}: {fault.Message}");
            return 1;
        }
    }
}
