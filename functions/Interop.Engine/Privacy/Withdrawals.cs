using Interop.Engine.Identity;
using Interop.Engine.Ports;
using Interop.Fhir.Json;
using Interop.Fhir.Tree;

namespace Interop.Engine.Privacy;

/// <summary>
/// A consent that was withdrawn is not given back by a record that repeats the old one: only a consent collected after the withdrawal counts
/// (MODELLING E7).
/// </summary>
public sealed class Withdrawals(IResources resources)
{
    /// <summary>Puts the stored withdrawal in the place of an older consent.</summary>
    public async Task KeepAsync(IReadOnlyList<Draft> drafts, Func<Node, KeyedHash> contentHash, CancellationToken cancellationToken)
    {
        foreach (var draft in drafts.Where(d => d.Type == "Consent" && d.Current is not null && d.Resource["status"].Is("active"u8)))
        {
            // The usual case: the same consent once more. What says the same as the current one takes nothing back.
            if (draft.Current!.ContentHash == contentHash(draft.Resource))
            {
                continue;
            }

            var stored = await resources.ReadAsync([new ResourceVersion(draft.Key, 0)], cancellationToken);
            var tree = stored.Count == 0 ? null : FhirJson.Read(stored[0].Json, []);
            if (tree is not null && IsOlder(draft.Resource, tree.Root))
            {
                draft.Resource.Tree.Dispose();
                draft.Resource = tree.Root;
            }
            else
            {
                tree?.Dispose();
            }
        }
    }

    private static bool IsOlder(Node given, Node stored) =>
        !stored["status"].Is("active"u8) && Instant(given["dateTime"]) is { } collected && Instant(stored["provision"]["period"]["end"]) is { } withdrawn && collected <= withdrawn;

    private static DateTimeOffset? Instant(Node value) =>
        DateTimeOffset.TryParse(value.Text, System.Globalization.CultureInfo.InvariantCulture, System.Globalization.DateTimeStyles.AssumeUniversal, out var at) ? at : null;
}
