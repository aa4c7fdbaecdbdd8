using System.Text;
using System.Text.Json.Nodes;
using Interop.Fhir.FhirPath;
using Interop.Fhir.Json;
using Interop.Fhir.Tree;
using Interop.Mapping.Cases;
using Interop.Mapping.Tests.Support;
using YamlDotNet.RepresentationModel;

namespace Interop.Mapping.Tests.RoundTrips;

/// <summary>A record on its way: mapped, stored as the engine would (ids, references as <c>Type/id</c>), and written for everybody whom a route names.</summary>
internal sealed class Delivered
{
    private static readonly FolderFiles Files = FolderFiles.Repository();

    private static readonly Lazy<IReadOnlyList<YamlMappingNode>> Routes = new(ReadRoutes);

    private Delivered(JsonObject record, JsonObject bundle, IReadOnlyList<(string Message, JsonObject Payload)> payloads) => (Record, Bundle, Payloads) = (record, bundle, payloads);

    public static MappingCatalogue Catalogue { get; } = Maps.Load(Files);

    /// <summary>The number of the receiving site, the same for all.</summary>
    public static string Site => "580008803";

    public JsonObject Record { get; }

    /// <summary>The FHIR that came of the record.</summary>
    public JsonObject Bundle { get; }

    public IReadOnlyList<(string Message, JsonObject Payload)> Payloads { get; }

    /// <summary>What a FHIRPath finds in the resources of a type.</summary>
    public IEnumerable<string> Values(string type, string path)
    {
        var expression = FhirPathExpression.Parse(path);
        var tree = Tree(Bundle);
        return [.. tree.Root.All("entry").Select(e => e["resource"]).Where(r => r["resourceType"].Is(type)).SelectMany(r => expression.Evaluate(r, new FhirPathContext { Resource = r, RootResource = r })).Select(i => i.Node.Text!)];
    }

    /// <summary>Sends the record of a case; null when it is refused.</summary>
    public static Delivered? Of(MappingCase item)
    {
        var text = Files.Read(item.Input)!.Value;
        var names = item.Mapping.Split('/');
        var mapping = Catalogue.FindRecord(names[0], names[1])!;
        if (mapping.Read(text, []) is not { } tree || mapping.Map(tree, CaseInputs.Context()).Output is not { } output)
        {
            return null;
        }

        var bundle = Stored(JsonNode.Parse(FhirJson.ToBytes(output.Root))!.AsObject());
        return new Delivered(JsonNode.Parse(text.Span)!.AsObject(), bundle, [.. Routes.Value.Where(r => r["record"].ToString() == item.Mapping).SelectMany(r => Send(r, bundle))]);
    }

    private static IEnumerable<(string, JsonObject)> Send(YamlMappingNode route, JsonObject bundle)
    {
        var where = route.Children.TryGetValue("where", out var condition) ? FhirPathExpression.Parse(condition.ToString()) : null;
        var message = route["message"].ToString();
        var tree = Tree(bundle);
        foreach (var focus in tree.Root.All("entry").Select(e => e["resource"]).Where(r => r["resourceType"].Is(route["focus"].ToString())).ToList())
        {
            var context = new FhirPathContext { Resource = focus, RootResource = focus, Resolve = reference => Find(tree, reference), Variables = new Dictionary<string, FhirPathItem[]> { ["record"] = [FhirPathItem.Of(tree.Root)] } };
            if (where is null || where.EvaluateBoolean(focus, context))
            {
                yield return (message, Render(message, tree, focus));
            }
        }
    }

    private static JsonObject Render(string message, NodeTree bundle, Node focus)
    {
        var names = message.Split('/');
        var endpoint = $$$"""{"id":"e","kind":"{{{names[0]}}}","organisation":{"type":"FINEG","value":"{{{Site}}}"}}""";
        const string delivery = """{"messageId":"M","deliveryId":"D","sequence":1,"sentAt":"2026-11-16T09:00:00+01:00","replacesDeliveryId":null,"reason":"changed"}""";
        var result = Catalogue.FindMessage(names[0], names[1])!.Render(new RenderInput
        {
            Bundle = bundle, Focus = focus, Endpoint = Maps.Tree(endpoint), Delivery = Maps.Tree(delivery), Now = CaseInputs.Now, Ids = CaseInputs.Ids,
        });
        Assert.True(result.Payload is not null, string.Join("\n", result.Issues.Select(Maps.Say)));
        return JsonNode.Parse(result.Payload.Value.Span)!.AsObject();
    }

    private static Node Find(NodeTree bundle, string reference) => bundle.Root.All("entry").FirstOrDefault(e => e["fullUrl"].Is(reference))["resource"];

    private static NodeTree Tree(JsonObject bundle) => FhirJson.Read(Encoding.UTF8.GetBytes(bundle.ToJsonString()), [])!;

    private static JsonObject Stored(JsonObject transaction)
    {
        var urls = transaction["entry"].Items().ToDictionary(e => e["fullUrl"].Text()!, e => $"{e["resource"]!["resourceType"]}/{e["fullUrl"].Text()!["urn:uuid:".Length..]}", StringComparer.Ordinal);
        var entries = new JsonArray();
        foreach (var entry in transaction["entry"].Items())
        {
            var url = urls[entry["fullUrl"].Text()!];
            var resource = Renamed(entry["resource"]!, urls)!.AsObject();
            resource["id"] = url[(url.IndexOf('/', StringComparison.Ordinal) + 1)..];
            entries.Add(new JsonObject { ["fullUrl"] = url, ["resource"] = resource });
        }

        return new JsonObject { ["resourceType"] = "Bundle", ["type"] = "collection", ["entry"] = entries };
    }

    private static JsonNode? Renamed(JsonNode? node, Dictionary<string, string> urls) => node switch
    {
        JsonObject members => new JsonObject(members.Select(p => KeyValuePair.Create(p.Key, Renamed(p.Value, urls)))),
        JsonArray items => new JsonArray([.. items.Select(i => Renamed(i, urls))]),
        _ => node.Text() is { } text && urls.TryGetValue(text, out var url) ? url : node?.DeepClone(),
    };

    private static List<YamlMappingNode> ReadRoutes()
    {
        var stream = new YamlStream();
        stream.Load(new StringReader(Encoding.UTF8.GetString(Files.Read("routes.yaml")!.Value.Span)));
        return [.. ((YamlSequenceNode)stream.Documents[0].RootNode).Children.OfType<YamlMappingNode>()];
    }
}
