using Interop.Engine.Identity;
using Interop.Engine.Ports;
using Interop.Fhir.Issues;
using Interop.Fhir.Json;
using Interop.Fhir.Tree;

namespace Interop.Engine.Reconcile;

/// <summary>
/// Compares an intake with what was recorded before (RECORDS case 25): a second statement about one slot is kept beside the first and both are
/// marked; a correction takes the earlier one back; an intake of a line that is stopped is kept and marked, and the line stays as it is.
/// </summary>
public sealed class IntakeReconciler(IResources resources, KeyedHasher hasher)
{
    /// <summary>Marks both statements about one slot.</summary>
    public const string ConflictUrl = "https://interop.example/fhir/StructureDefinition/intake-conflict";

    /// <summary>Says that the line was not to be taken on that day.</summary>
    public const string LineUrl = "https://interop.example/fhir/StructureDefinition/line-not-current";

    private const string CorrectsUrl = "https://interop.example/fhir/StructureDefinition/corrects";
    private const string SlotUrl = "https://interop.example/fhir/StructureDefinition/slot";
    private const int MaxPerSlot = 20;

    /// <summary>Marks the drafts, and returns the earlier intakes that change with them.</summary>
    public async Task<IReadOnlyList<Affected>> ReconcileAsync(IReadOnlyList<Draft> drafts, ICollection<Issue> issues, CancellationToken cancellationToken)
    {
        var affected = new List<Affected>();
        foreach (var intake in drafts.Where(d => d.Type == "MedicationAdministration"))
        {
            var corrected = ResourceTrees.ParseReference(Extension(intake.Resource, CorrectsUrl)["valueReference"]["reference"].Text);
            var others = await OthersAsync(intake, cancellationToken);
            affected.AddRange((await StandingAsync(corrected is { } earlier ? [earlier] : [], cancellationToken)).Select(o => o with { Resource = EnteredInError.Mark(o.Resource).Root, Changed = true }));
            var standing = others.Where(o => o.Current.Key != corrected).ToList();
            if (corrected is null && standing.Count > 0)
            {
                issues.Add(new Issue(IssueCodes.IntakeConflict, new IssueLocation { Source = "$.intake" }));
                Mark(intake, b => standing.ForEach(o => Reference(b, ConflictUrl, o.Current.Key)));
                affected.AddRange(standing.Select(o => o with { Resource = Marked(o.Resource, intake.Key).Root, Changed = true }));
            }
            else
            {
                // The correction settles what it disagreed about.
                affected.AddRange(standing.Where(o => Extension(o.Resource, ConflictUrl).Exists).Select(o => o with { Resource = Settled(o.Resource).Root, Changed = true }));
            }

            await CheckLineAsync(intake, issues, cancellationToken);
        }

        return affected;
    }

    /// <summary>The other statements about the slots of this intake that still stand.</summary>
    private async Task<IReadOnlyList<Affected>> OthersAsync(Draft intake, CancellationToken cancellationToken)
    {
        var found = new List<Affected>();
        foreach (var slot in intake.Resource.All("identifier").Where(i => i["system"].Text is { } s && s.EndsWith(":intake-slot", StringComparison.Ordinal)))
        {
            var key = hasher.Identifier(slot["system"].Text, slot["value"].Text!);
            var stored = await resources.SearchAsync(intake.Type, key, null, null, MaxPerSlot, cancellationToken);
            found.AddRange(await StandingAsync([.. stored.Select(s => s.Version.Key).Where(k => k != intake.Key)], cancellationToken));
        }

        return found;
    }

    private async Task<IReadOnlyList<Affected>> StandingAsync(IReadOnlyList<ResourceKey> keys, CancellationToken cancellationToken)
    {
        var rows = await resources.FindCurrentAsync(keys, cancellationToken);
        var stored = await resources.ReadAsync([.. rows.Keys.Select(k => new ResourceVersion(k, 0))], cancellationToken);
        return [.. stored.Select(s => new Affected(rows[s.Version.Key], FhirJson.Read(s.Json, [])!.Root, Changed: false)).Where(o => !o.Resource["status"].Is("entered-in-error"u8))];
    }

    private async Task CheckLineAsync(Draft intake, ICollection<Issue> issues, CancellationToken cancellationToken)
    {
        var day = Extension(intake.Resource, SlotUrl).All("extension").FirstOrDefault(e => e["url"].Is("date"u8))["valueDate"].Text;
        // Read first: marking the draft gives its tree back.
        var lines = intake.Resource.All("supportingInformation").Select(r => ResourceTrees.ParseReference(r["reference"].Text)).OfType<ResourceKey>().Where(k => k.Type == "MedicationStatement").ToList();
        foreach (var key in lines)
        {
            var stored = await resources.ReadAsync([new ResourceVersion(key, 0)], cancellationToken);
            if (stored.Count > 0 && FhirJson.Read(stored[0].Json, []) is { } line && WhyNotCurrent(line.Root, day) is { } why)
            {
                issues.Add(new Issue(IssueCodes.IntakeLineNotCurrent, new IssueLocation { Source = "$.intake.lineId" }));
                Mark(intake, b => Code(b, LineUrl, why));
            }
        }
    }

    private static string? WhyNotCurrent(Node line, string? day)
    {
        var end = line["effectivePeriod"]["end"].Text;
        return line["status"].Text switch
        {
            "stopped" or "completed" when end is null || string.CompareOrdinal(day, end) > 0 => line["status"].Text,
            "on-hold" or "unknown" or "entered-in-error" => line["status"].Text,
            _ => null,
        };
    }

    private static void Mark(Draft draft, Action<NodeTreeBuilder> add)
    {
        var marked = ResourceTrees.WithExtensions(draft.Resource, null, add).Root;
        draft.Resource.Tree.Dispose();
        draft.Resource = marked;
    }

    private static NodeTree Marked(Node resource, ResourceKey other) =>
        ResourceTrees.WithExtensions(resource, e => !(e["url"].Is(ConflictUrl) && e["valueReference"]["reference"].Is(other.ToString())), b => Reference(b, ConflictUrl, other));

    private static NodeTree Settled(Node resource) => ResourceTrees.WithExtensions(resource, e => !e["url"].Is(ConflictUrl), static _ => { });

    private static Node Extension(Node resource, string url) => resource.All("extension").FirstOrDefault(e => e["url"].Is(url));

    private static void Reference(NodeTreeBuilder builder, string url, ResourceKey key)
    {
        builder.Begin("extension", NodeKind.Object, listItem: true);
        builder.Add("url", NodeKind.String, url);
        builder.Begin("valueReference", NodeKind.Object);
        builder.Add("reference", NodeKind.String, key.ToString());
        builder.End();
        builder.End();
    }

    private static void Code(NodeTreeBuilder builder, string url, string code)
    {
        builder.Begin("extension", NodeKind.Object, listItem: true);
        builder.Add("url", NodeKind.String, url);
        builder.Add("valueCode", NodeKind.String, code);
        builder.End();
    }
}
