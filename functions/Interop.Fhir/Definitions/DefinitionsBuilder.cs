using System.IO.Compression;
using Interop.Fhir.Issues;
using Interop.Fhir.Tree;

namespace Interop.Fhir.Definitions;

/// <summary>
/// Makes the compact form of R4 that this project embeds, from HL7's published JSON: StructureDefinition, SearchParameter, ValueSet
/// and CodeSystem resources, alone or in Bundles. Only facts are kept (names, cardinalities, types, bindings, FHIRPath, codes), no prose.
/// The same input gives the same bytes, in whatever order it is added.
/// </summary>
public sealed class DefinitionsBuilder
{
    private const string CoreUrl = "http://hl7.org/fhir/StructureDefinition/";
    private readonly SortedDictionary<string, Node> types = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, Node> searches = new(StringComparer.Ordinal);
    private readonly CodeListBuilder codes = new();

    /// <summary>Number of types taken so far.</summary>
    public int Types => types.Count;

    /// <summary>Number of search parameters taken so far.</summary>
    public int SearchParameters => searches.Count;

    /// <summary>Required value sets whose codes cannot be listed from what was added; known after <see cref="Build"/>.</summary>
    public IReadOnlyCollection<string> WithoutCodes => codes.Incomplete;

    /// <summary>Adds one JSON text; resources that are no definition of R4 itself (profiles, other versions, examples) are passed over.</summary>
    /// <returns>False when the text is no JSON.</returns>
    public bool Add(ReadOnlyMemory<byte> json)
    {
        var tree = JsonTreeReader.Read(json, new List<Issue>());
        if (tree is null)
        {
            return false;
        }

        Add(tree.Root);
        return true;
    }

    /// <summary>Writes the compact form, compressed with Brotli.</summary>
    public byte[] Build()
    {
        using var writer = new DefinitionsWriter(codes);
        writer.WriteTypes(types);
        writer.WriteSearchParameters(searches.Values);
        var plain = writer.Finish();
        using var packed = new MemoryStream();
        using (var brotli = new BrotliStream(packed, CompressionLevel.SmallestSize, leaveOpen: true))
        {
            brotli.Write(plain);
        }

        return packed.ToArray();
    }

    private void Add(Node resource)
    {
        switch (resource["resourceType"].Text)
        {
            case "Bundle":
                foreach (var entry in resource["entry"].Children)
                {
                    Add(entry["resource"]);
                }

                break;
            case "StructureDefinition" when IsCoreType(resource):
                types[resource["name"].Text!] = resource;
                break;
            case "SearchParameter" when IsCore(resource, "http://hl7.org/fhir/SearchParameter/"):
                searches[resource["url"].Text!] = resource;
                break;
            case "ValueSet" or "CodeSystem":
                codes.Add(resource);
                break;
        }
    }

    private static bool IsCoreType(Node resource) =>
        IsCore(resource, CoreUrl) && resource["kind"].Text is "primitive-type" or "complex-type" or "resource" && !resource["derivation"].Is("constraint");

    private static bool IsCore(Node resource, string prefix) =>
        resource["url"].Text?.StartsWith(prefix, StringComparison.Ordinal) == true && resource["version"].Text?.StartsWith("4.0.", StringComparison.Ordinal) == true;
}
