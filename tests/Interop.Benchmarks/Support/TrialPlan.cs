using Interop.Engine.Identity;
using Interop.Engine.Ports;
using Interop.Engine.Reconcile;
using Interop.Engine.Routing;
using Interop.Fhir.Json;
using Interop.Fhir.Tree;
using Interop.Functions.Bench;
using Interop.Functions.Configuration;
using Interop.Mapping;

namespace Interop.Benchmarks.Support;

/// <summary>A 12-line plan at every stage of its way: record, mapped bundle, the bundle that routes and renderings see.</summary>
internal sealed class TrialPlan
{
    public static readonly DateTimeOffset Now = new(2026, 11, 16, 8, 12, 0, TimeSpan.FromHours(1));

    public TrialPlan()
    {
        Mappings = LoadedMappings.Load(LoadedMappings.Find(null) ?? throw new InvalidOperationException("There is no mappings folder."));
        Record = Mappings.Catalogue.FindRecord("medissimo", "pillbox-plan")!;
        Tree = JsonTreeReader.Read(Body, [])!;
        Mapped = Map().Output ?? throw new InvalidOperationException("The trial plan does not map.");
        Json = FhirJson.ToBytes(Mapped.Root);
        var drafts = Draft.Read(Mapped, Ids);
        var local = drafts.ToDictionary(d => $"urn:uuid:{d.Minted:D}", d => d.Key.ToString());
        Stored = ResourceTrees.Bundle("collection", drafts.Select(d => ResourceTrees.Finish(d.Mapped, d.Key, local.GetValueOrDefault).Root));
        List = Stored.Root.All("entry").Select(e => e["resource"]).First(r => r["resourceType"].Is("List"u8));
    }

    public byte[] Body { get; } = TrialRecords.PillboxPlan(1, 1, lines: 12);

    public LoadedMappings Mappings { get; }

    public IdentityKey Ids { get; } = new(new byte[32]);

    public RecordMapping Record { get; }

    /// <summary>The record.</summary>
    public NodeTree Tree { get; }

    /// <summary>The transaction Bundle that the mapping makes.</summary>
    public NodeTree Mapped { get; }

    /// <summary>The same as JSON.</summary>
    public byte[] Json { get; }

    /// <summary>The resources under their logical ids.</summary>
    public NodeTree Stored { get; }

    /// <summary>The plan itself, in <see cref="Stored"/>.</summary>
    public Node List { get; }

    public MapResult Map() => Record.Map(Tree, new MapContext { Now = Now, Ids = Ids, Production = false });

    public RenderInput RenderInput() => new()
    {
        Bundle = Stored,
        Focus = List,
        Endpoint = RenderJson.Endpoint(new Endpoint("home", "care-home-software", $"FINEG|{TrialRecords.CareHome}", "http", null, [])),
        Delivery = RenderJson.Delivery(new RenderedDelivery(Guid.Empty, Guid.Empty, 1, Now, null, null)),
        Now = Now,
        Ids = Ids,
    };
}
