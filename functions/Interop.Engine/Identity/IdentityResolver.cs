using Interop.Engine.Ports;
using Interop.Fhir.Issues;
using Interop.Fhir.Json;
using Interop.Fhir.Tree;
using Interop.Mapping;

namespace Interop.Engine.Identity;

/// <summary>
/// Finds who the drafts are. The id minted from an identifier is itself the entry of the identity table for that identifier; only the
/// identifiers that came later need a row (MODELLING I3). Nothing is ever merged here: two known resources behind one draft, an INS with other
/// traits, or a local id that now belongs to somebody else are conflicts (MODELLING I2). Two patients that a person has linked are no conflict:
/// the record is about the one that its first identifier names.
/// </summary>
public sealed class IdentityResolver(IResources resources, IdentityKey ids)
{
    /// <summary>Sets key and current version of every draft; the issues say which patients are in conflict.</summary>
    public async Task<IReadOnlyList<Issue>> ResolveAsync(IReadOnlyList<Draft> drafts, CancellationToken cancellationToken)
    {
        var claims = drafts.Select(d => d.Strong.Select(i => ClaimOf(d, i)).ToArray()).ToArray();
        var later = await resources.FindIdentitiesAsync(claims.SelectMany(c => c).Select(c => c.Hash).ToHashSet(), cancellationToken);
        var current = await resources.FindCurrentAsync(claims.SelectMany(c => c).Select(c => c.Minted).Concat(later.Values).ToHashSet(), cancellationToken);

        // A record may name one person by one number here and by two there: what a draft claims counts for those after it.
        var known = later.ToDictionary();
        var issues = new List<Issue>();
        for (var i = 0; i < claims.Length; i++)
        {
            var named = Resolve(drafts[i], claims[i], known, current);
            if (named.Count > 1 && !await AreLinkedAsync(named, cancellationToken))
            {
                issues.Add(new Issue(IssueCodes.IdentityTwoPatients, new IssueLocation { Expression = "Patient.identifier" }));
            }

            foreach (var claim in claims[i])
            {
                known.TryAdd(claim.Hash, current.ContainsKey(claim.Minted) ? claim.Minted : drafts[i].Key);
            }
        }

        await CheckPatientsAsync(drafts, issues, cancellationToken);
        return issues;
    }

    /// <summary>One keyed hash answers both: the row in the identity table and the id that the identifier mints.</summary>
    private Claim ClaimOf(Draft draft, Identifier identifier)
    {
        var hash = ids.Hash(draft.Type, identifier.System, identifier.Value);
        return new Claim(identifier, new KeyedHash(hash), new ResourceKey(draft.Type, IdentityKey.Mint(hash)));
    }

    /// <summary>The known patients that the identifiers of a patient name; more than one is for a person to judge.</summary>
    private static List<ResourceKey> Resolve(
        Draft draft, IReadOnlyList<Claim> claims, Dictionary<KeyedHash, ResourceKey> later, IReadOnlyDictionary<ResourceKey, ResourceRow> current)
    {
        var known = new List<(Identifier Identifier, ResourceKey Key)>();
        foreach (var claim in claims)
        {
            if (later.TryGetValue(claim.Hash, out var key) || current.ContainsKey(key = claim.Minted))
            {
                known.Add((claim.Identifier, key));
            }
        }

        draft.Key = known.Count > 0 ? known[0].Key : new ResourceKey(draft.Type, draft.Minted);
        draft.Current = current.GetValueOrDefault(draft.Key);
        draft.NewIdentifiers = [.. draft.Strong.Where(i =>
            !known.Any(k => k.Identifier == i) && (known.Count > 0 || i != draft.Primary))];
        return draft.Type == "Patient" ? [.. known.Select(k => k.Key).Distinct()] : [];
    }

    private async Task<bool> AreLinkedAsync(List<ResourceKey> patients, CancellationToken cancellationToken)
    {
        var stored = await resources.ReadAsync([new ResourceVersion(patients[0], 0)], cancellationToken);
        using var first = stored.Count == 0 ? null : FhirJson.Read(stored[0].Json, []);
        return first is not null && !patients.Skip(1).Select(p => p.ToString()).Except(PatientLinks.Of(first.Root)).Any();
    }

    private async Task CheckPatientsAsync(IReadOnlyList<Draft> drafts, List<Issue> issues, CancellationToken cancellationToken)
    {
        foreach (var draft in drafts)
        {
            // An unchanged patient is the usual case; only then is there nothing to compare.
            if (draft.Type != "Patient" || draft.Current is null)
            {
                continue;
            }

            var stored = await resources.ReadAsync([new ResourceVersion(draft.Key, 0)], cancellationToken);
            var tree = stored.Count == 0 ? null : FhirJson.Read(stored[0].Json, []);
            draft.Links = tree is null ? [] : [.. PatientLinks.Of(tree.Root)];
            if (tree is not null && PatientTraits.Conflict(tree.Root, draft.Mapped) is { } code)
            {
                issues.Add(new Issue(code, new IssueLocation { Expression = "Patient" }));
            }
        }
    }

    private readonly record struct Claim(Identifier Identifier, KeyedHash Hash, ResourceKey Minted);
}
