using System.Text;
using Interop.Fhir.Definitions;
using Interop.Fhir.Issues;
using Interop.Fhir.Json;
using Interop.Fhir.Tree;
using Interop.Fhir.Xml;

namespace Interop.Functions.Bench.Fuzz;

/// <summary>Sound inputs to be broken: the resources of the mapping cases, in JSON and XML, some of their Bundles, and R4's own FHIRPath.</summary>
internal sealed record FuzzSamples(IReadOnlyList<byte[]> Json, IReadOnlyList<byte[]> Xml, IReadOnlyList<byte[]> Bundles, IReadOnlyList<byte[]> Expressions)
{
    private const int LargestSample = 12_000;

    /// <summary>From a mappings folder, whose cases hold a Bundle each, and from a folder of resources.</summary>
    public static FuzzSamples Read(string mappings, string? resources = null)
    {
        var json = new List<byte[]>();
        var xml = new List<byte[]>();
        var bundles = new List<byte[]>();
        foreach (var file in Directory.EnumerateFiles(mappings, "*.out.json", SearchOption.AllDirectories).Order(StringComparer.Ordinal))
        {
            var bytes = File.ReadAllBytes(file);
            if (FhirJson.Read(bytes, new List<Issue>())?.Root is not { } root || !root["resourceType"].Is("Bundle"))
            {
                continue;
            }

            bundles.Add(bytes);
            foreach (var entry in root.All("entry"))
            {
                var resource = new NodeTreeBuilder();
                resource.Copy(entry["resource"], null, listItem: false);
                var tree = resource.Build();
                json.Add(FhirJson.ToBytes(tree.Root));
                xml.Add(FhirXml.ToBytes(tree.Root));
            }
        }

        foreach (var file in resources is null ? (IEnumerable<string>)[] : Directory.EnumerateFiles(resources, "*.json").Order(StringComparer.Ordinal))
        {
            if (new FileInfo(file).Length <= LargestSample && FhirJson.Read(File.ReadAllBytes(file), new List<Issue>())?.Root is { } root && root["resourceType"].Exists)
            {
                (root["resourceType"].Is("Bundle") ? bundles : json).Add(FhirJson.ToBytes(root));
                xml.Add(FhirXml.ToBytes(root));
            }
        }

        return new FuzzSamples(json, xml, bundles, Rules());
    }

    private static List<byte[]> Rules() =>
        [.. R4Definitions.Instance.Types.SelectMany(t => t.Invariants.Concat(t.Elements.SelectMany(e => e.Invariants)).Select(i => i.Expression))
            .Concat(R4Definitions.Instance.SearchParameters.Select(s => s.Expression ?? "true")).Distinct().Select(Encoding.UTF8.GetBytes)];
}
