using System.Collections.Concurrent;
using System.Xml.Linq;
using Interop.Fhir.Issues;
using Interop.Fhir.Json;
using Interop.Fhir.Tests.Support;
using Interop.Fhir.Tree;
using Interop.Fhir.Xml;

namespace Interop.Fhir.Tests.FhirPath;

/// <summary>HL7's FHIRPath suite for R4, read where it lies; nothing of it is copied here.</summary>
internal static class OfficialSuite
{
    private static readonly ConcurrentDictionary<string, Node> Inputs = new(StringComparer.Ordinal);

    public const string Name = "fhirpath-r4";

    public static string? Folder { get; } = Find();

    public static IReadOnlyList<SuiteCase> Cases { get; } = Folder is null ? [] : [.. Read(Path.Combine(Folder, "tests-fhir-r4.xml"))];

    public static Node Input(string file) => file.Length == 0 ? default : Inputs.GetOrAdd(file, static name =>
    {
        var bytes = File.ReadAllBytes(Path.Combine(Folder!, "input", name));
        var issues = new List<Issue>();
        var tree = name.EndsWith(".xml", StringComparison.Ordinal) ? FhirXml.Read(bytes, issues) : FhirJson.Read(bytes, issues);
        return tree!.Root;
    });

    private static string? Find()
    {
        var suites = Environment.GetEnvironmentVariable("INTEROP_SUITES") ?? Path.Combine(Suites.Root(), "..", "shared", "suites");
        var folder = Path.Combine(suites, Name);
        return Directory.Exists(folder) ? folder : null;
    }

    private static IEnumerable<SuiteCase> Read(string file)
    {
        // Names are not unique in the suite, so a case is known by its name and its number among those of that name.
        var seen = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var test in XDocument.Load(file).Descendants("test"))
        {
            var name = (string)test.Attribute("name")!;
            var number = seen[name] = seen.GetValueOrDefault(name) + 1;
            var expression = test.Element("expression")!;
            yield return new SuiteCase
            {
                Id = number == 1 ? name : $"{name}#{number}",
                Expression = expression.Value,
                Input = (string?)test.Attribute("inputfile") ?? "",
                Strict = (string?)test.Attribute("mode") == "strict" || (string?)expression.Attribute("mode") == "strict",
                Predicate = (string?)test.Attribute("predicate") == "true",
                Unordered = (string?)test.Attribute("ordered") == "false",
                Invalid = (string?)expression.Attribute("invalid"),
                Outputs = [.. test.Elements("output").Select(o => ((string?)o.Attribute("type"), o.Value))],
            };
        }
    }
}

/// <summary>One case of the suite.</summary>
public sealed record SuiteCase
{
    public required string Id { get; init; }

    public required string Expression { get; init; }

    public required string Input { get; init; }

    public bool Strict { get; init; }

    public bool Predicate { get; init; }

    public bool Unordered { get; init; }

    /// <summary>syntax, semantic or execution where the expression has to fail.</summary>
    public string? Invalid { get; init; }

    public required (string? Type, string Value)[] Outputs { get; init; }
}
