using Interop.Fhir.Issues;
using Interop.Fhir.Json;
using Interop.Fhir.Packages;
using Interop.Fhir.Tree;

namespace Interop.Fhir.Definitions;

/// <summary>
/// Packs R4's profiles, extension definitions, value sets and code systems into the form that this project embeds: facts (differentials,
/// compositions, codes with their displays), no prose. The same input gives the same bytes, in whatever order it is added.
/// </summary>
public sealed class ResourceArchiveBuilder
{
    private static readonly HashSet<string> Dropped = new(
        ["id", "meta", "text", "extension", "name", "title", "status", "experimental", "date", "publisher", "contact", "description", "useContext", "jurisdiction",
         "purpose", "copyright", "identifier", "keyword", "mapping", "snapshot", "short", "definition", "comment", "requirements", "alias", "example", "isSummary",
         "meaningWhenMissing", "designation", "immutable", "fhirVersion", "mustSupport", "isModifierReason", "orderMeaning", "approvalDate", "lastReviewDate"],
        StringComparer.Ordinal);

    private readonly SortedDictionary<string, (string Type, string Url, string? Version, byte[] Json)> resources = new(StringComparer.Ordinal);

    /// <summary>How many definitions were taken.</summary>
    public int Count => resources.Count;

    /// <summary>Adds a JSON text; what is no definition, defines one of R4's types, or is an expansion is passed over.</summary>
    public void Add(ReadOnlyMemory<byte> json)
    {
        var resource = FhirJson.Read(json, new List<Issue>())?.Root ?? default;
        var type = resource["resourceType"].Text;
        if (type is not ("StructureDefinition" or "ValueSet" or "CodeSystem") || resource["url"].Text is not { } url
            || resource["expansion"].Exists || (type == "StructureDefinition" && !resource["derivation"].Is("constraint")))
        {
            return;
        }

        var builder = new NodeTreeBuilder();
        Copy(resource, builder, resource.Name);
        using var tree = builder.Build();
        resources[type + " " + url] = (type, url, resource["version"].Text, FhirJson.ToBytes(tree.Root));
    }

    /// <summary>Writes the archive, compressed with Brotli.</summary>
    public byte[] Build() => ResourceArchive.Write(resources.Values);

    private static void Copy(Node node, NodeTreeBuilder builder, string? name)
    {
        var index = builder.Begin(name, node.Kind, -1, node.IsListItem);
        if (node.HasValue)
        {
            builder.SetValue(index, node.Utf8);
        }

        foreach (var child in node.Children)
        {
            if (!IsDropped(child))
            {
                Copy(child, builder, child.Name);
            }
        }

        builder.End();
    }

    // Inside fixed and pattern values and below elements the same names are facts.
    private static bool IsDropped(Node child)
    {
        var parent = child.Parent.Name;
        return parent switch
        {
            null => Dropped.Contains(child.Name!),
            "element" => child.Name != "id" && Dropped.Contains(child.Name!),
            "concept" => child.Name is "definition" or "designation" or "id" or "extension" || (child.Name == "property" && !IsKeptProperty(child)),
            "constraint" => child.Name is "source" or "requirements",
            "binding" => child.Name is "description" or "extension",
            "property" => child.Name is "description",
            _ => false,
        };
    }

    private static bool IsKeptProperty(Node property) => property["code"].Text is "notSelectable" or "status" or "subsumedBy" or "parent";
}
