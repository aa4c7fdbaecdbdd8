using System.Buffers;
using System.Globalization;
using Interop.Engine.Feeds;
using Interop.Engine.Identity;
using Interop.Engine.Messages;
using Interop.Engine.Ports;
using Interop.Engine.Privacy;
using Interop.Fhir.Json;
using Interop.Fhir.Tree;

namespace Interop.Engine.Reading;

/// <summary>A resource as it is shown.</summary>
public sealed record ShownResource(int Version, DateTimeOffset LastUpdated, ReadOnlyMemory<byte> Json)
{
    /// <summary>There is nothing to show any more: it was erased with its patient's data.</summary>
    public bool Erased { get; init; }
}

/// <summary>A search; at least one of id, identifier, patient, date of birth and a name that is long enough is given.</summary>
public sealed record FhirQuery(string Type, Guid? Id, string? System, string? Value, Guid? Patient, Guid? After, int Count)
{
    /// <summary>All of them must fit.</summary>
    public IReadOnlyList<NameCriterion> Names { get; init; } = [];

    /// <summary><c>yyyy-MM-dd</c>.</summary>
    public string? BirthDate { get; init; }
}

/// <summary>
/// Reads and searches on behalf of a credential. Only what its organisation takes part in is shown (SYSTEMS R2, <see cref="ReadingRights"/>), the rest
/// looks as if it were not there. Every call is audited.
/// </summary>
public sealed class FhirReader(IResources resources, IJournal journal, KeyedHasher hasher, ReadingRights rights, EngineContext context)
{
    private const int CandidatePage = 100;
    private const int MaxCandidates = 2_000;

    /// <summary>The order that the store gives resources in: their bytes as written.</summary>
    private static readonly Comparer<Guid> IdOrder = Comparer<Guid>.Create((a, b) =>
        a.ToByteArray(bigEndian: true).AsSpan().SequenceCompareTo(b.ToByteArray(bigEndian: true)));

    /// <summary>The current version, or null when it is not there, not readable, or not this organisation's business.</summary>
    public async Task<ShownResource?> ReadAsync(Credential credential, ResourceKey key, CancellationToken cancellationToken)
    {
        var stored = await resources.ReadAsync([new ResourceVersion(key, 0)], cancellationToken);
        var visible = stored.Count > 0 && await IsVisibleAsync(credential, key, cancellationToken);
        var erased = stored.Count == 0 && await IsErasedAsync(credential, key, cancellationToken);
        await AuditAsync(credential, "read", key.ToString(), visible ? "shown" : erased ? "erased" : "not-found", cancellationToken);
        return erased ? Gone : visible ? new ShownResource(stored[0].Version.Version, stored[0].LastUpdated, Json(WithMeta(stored[0]).Root)) : null;
    }

    /// <summary>One version, for those who may see the current one; null otherwise, and when nobody may read the resource any more.</summary>
    public async Task<ShownResource?> ReadVersionAsync(Credential credential, ResourceKey key, int version, CancellationToken cancellationToken)
    {
        var stored = await resources.ReadAsync([new ResourceVersion(key, version)], cancellationToken);
        var visible = version > 0 && stored.Count > 0 && await IsVisibleAsync(credential, key, cancellationToken);
        var erased = stored.Count == 0 && await IsErasedAsync(credential, key, cancellationToken);
        var outcome = visible ? string.Create(CultureInfo.InvariantCulture, $"version {version} shown") : erased ? "erased" : "not-found";
        await AuditAsync(credential, "vread", key.ToString(), outcome, cancellationToken);
        return erased ? Gone : visible ? new ShownResource(version, stored[0].LastUpdated, Json(WithMeta(stored[0]).Root)) : null;
    }

    /// <summary>A history Bundle, newest version first; null as for a single version.</summary>
    public async Task<ShownResource?> HistoryAsync(Credential credential, ResourceKey key, string root, CancellationToken cancellationToken)
    {
        var rows = await resources.FindCurrentAsync([key], cancellationToken);
        var newest = rows.TryGetValue(key, out var row) && await IsVisibleAsync(credential, key, cancellationToken) ? row.Version : 0;
        var stored = await resources.ReadAsync([.. Enumerable.Range(1, newest).Select(v => new ResourceVersion(key, v))], cancellationToken);
        await AuditAsync(credential, "history", key.ToString(), string.Create(CultureInfo.InvariantCulture, $"{stored.Count} shown"), cancellationToken);
        return newest > 0 && row!.Erased ? Gone
            : stored.Count == 0 ? null
            : new ShownResource(newest, stored[0].LastUpdated, Json(History([.. stored.OrderByDescending(s => s.Version.Version)], root).Root));
    }

    /// <summary>A searchset Bundle.</summary>
    /// <param name="root">Where the FHIR face is: the beginning of every <c>fullUrl</c>.</param>
    /// <param name="page">The address of the page that follows an id, or of the first one.</param>
    public async Task<ReadOnlyMemory<byte>> SearchAsync(Credential credential, FhirQuery query, string root, Func<Guid?, string> page, CancellationToken cancellationToken)
    {
        var (found, more) = query is { Id: null, Value: null, Patient: null } ? await FindByNameAsync(query, cancellationToken) : await FindAsync(query, cancellationToken);
        var shown = new List<StoredResource>();
        var reader = rights.Of(credential.Organisation);
        foreach (var resource in found)
        {
            if (await reader.MaySeeAsync(resource.Version.Key, cancellationToken))
            {
                shown.Add(resource);
            }
        }

        await AuditAsync(credential, "search", query.Type, string.Create(CultureInfo.InvariantCulture, $"{shown.Count} shown"), cancellationToken);
        return Json(Searchset(shown, root, page(query.After), more is { } last ? page(last) : null).Root);
    }

    private async Task<(IReadOnlyList<StoredResource> Found, Guid? More)> FindAsync(FhirQuery query, CancellationToken cancellationToken)
    {
        if (query.Id is null && query.Value is null)
        {
            var page = await resources.SearchAsync(query.Type, null, query.Patient, query.After, query.Count, cancellationToken);
            return (Fitting(page, query), page.Count == query.Count ? page[^1].Version.Key.Id : null);
        }

        var rows = await resources.FindCurrentAsync(await KeysAsync(query, cancellationToken), cancellationToken);
        var matching = rows.Values.Where(r => query.Patient is null || r.Patient == query.Patient).Select(r => new ResourceVersion(r.Key, 0));
        return (Fitting(await resources.ReadAsync([.. matching], cancellationToken), query), null);
    }

    private async Task<HashSet<ResourceKey>> KeysAsync(FhirQuery query, CancellationToken cancellationToken)
    {
        var only = query.Id is { } id ? new ResourceKey(query.Type, id) : (ResourceKey?)null;
        if (query.Value is not { } value)
        {
            return [only!.Value];
        }

        var system = query.System!;
        var hash = new KeyedHash(context.Ids.Hash(query.Type, system, value));
        var known = await resources.FindIdentitiesAsync([hash], cancellationToken);
        var byIdentifier = new HashSet<ResourceKey>(known.Values) { new(query.Type, context.Ids.Mint(query.Type, system, value)) };
        var byKey = await resources.SearchAsync(query.Type, hasher.Identifier(system, value), null, null, query.Count, cancellationToken);
        byIdentifier.UnionWith(byKey.Select(r => r.Version.Key));
        byIdentifier.RemoveWhere(k => k.Type != query.Type || (only is { } wanted && k != wanted));
        return byIdentifier;
    }

    /// <summary>By the longest name, the others looked at in what that finds, a page of candidates at a time.</summary>
    private async Task<(IReadOnlyList<StoredResource> Found, Guid? More)> FindByNameAsync(FhirQuery query, CancellationToken cancellationToken)
    {
        var longest = query.Names.Where(NameKeys.CanDrive).MaxBy(n => n.Texts.Min(t => NameKeys.Normal(t).Length));
        var hashes = longest is null ? [hasher.Name("birthdate", query.BirthDate!)] : NameKeys.For(longest, hasher).ToList();
        var found = new List<StoredResource>();
        var after = query.After;
        for (var looked = 0; looked < MaxCandidates && found.Count < query.Count;)
        {
            var page = new SortedDictionary<Guid, StoredResource>(IdOrder);
            foreach (var hash in hashes)
            {
                (await resources.SearchAsync(query.Type, hash, null, after, CandidatePage, cancellationToken)).ToList().ForEach(r => page[r.Version.Key.Id] = r);
            }

            // Of several lists each goes only so far: beyond the first that was cut, candidates of it may be missing.
            var candidates = page.Values.Take(CandidatePage).ToList();
            var fitting = Fitting(candidates, query);
            found.AddRange(fitting.Take(query.Count - found.Count));
            if (candidates.Count < CandidatePage && found.Count < query.Count)
            {
                return (found, null);
            }

            looked += candidates.Count;
            after = found.Count == query.Count ? found[^1].Version.Key.Id : candidates[^1].Version.Key.Id;
        }

        return (found, after);
    }

    private static IReadOnlyList<StoredResource> Fitting(IReadOnlyList<StoredResource> candidates, FhirQuery query) =>
        query.Names.Count == 0 && query.BirthDate is null ? candidates : [.. candidates.Where(c => Fits(c, query))];

    private static bool Fits(StoredResource candidate, FhirQuery query)
    {
        using var tree = FhirJson.Read(candidate.Json, []);
        return tree is not null && query.Names.All(n => NameKeys.Fits(tree.Root, n)) && (query.BirthDate is null || tree.Root["birthDate"].Text == query.BirthDate);
    }

    private static ShownResource Gone { get; } = new(0, default, default) { Erased = true };

    /// <summary>Whoever could see it is told that it was erased; to the others it never was there.</summary>
    private async Task<bool> IsErasedAsync(Credential credential, ResourceKey key, CancellationToken cancellationToken) =>
        (await resources.FindCurrentAsync([key], cancellationToken)).GetValueOrDefault(key) is { Erased: true } && await IsVisibleAsync(credential, key, cancellationToken);

    private Task<bool> IsVisibleAsync(Credential credential, ResourceKey key, CancellationToken cancellationToken) =>
        rights.Of(credential.Organisation).MaySeeAsync(key, cancellationToken);

    private Task<CommitOutcome> AuditAsync(Credential credential, string action, string target, string outcome, CancellationToken cancellationToken) =>
        journal.CommitAsync(new ChangeSet
        {
            Audit = [new AuditEntry(context.Clock.GetUtcNow(), credential.Id.ToString("D"), credential.Organisation, action, target, outcome)],
        }, cancellationToken);

    private static NodeTree Searchset(IReadOnlyList<StoredResource> shown, string root, string self, string? next)
    {
        var builder = new NodeTreeBuilder();
        builder.Begin(null, NodeKind.Object);
        builder.Add("resourceType", NodeKind.String, "Bundle");
        builder.Add("type", NodeKind.String, "searchset");
        Link(builder, "self", self);
        if (next is not null)
        {
            Link(builder, "next", next);
        }

        foreach (var resource in shown)
        {
            builder.Begin("entry", NodeKind.Object, listItem: true);
            builder.Add("fullUrl", NodeKind.String, $"{root}/{resource.Version.Key}");
            using (var tree = WithMeta(resource))
            {
                builder.Copy(tree.Root, "resource", false);
            }

            builder.Begin("search", NodeKind.Object);
            builder.Add("mode", NodeKind.String, "match");
            builder.End();
            builder.End();
        }

        builder.End();
        return builder.Build();
    }

    private static NodeTree History(IReadOnlyList<StoredResource> versions, string root)
    {
        var builder = new NodeTreeBuilder();
        builder.Begin(null, NodeKind.Object);
        builder.Add("resourceType", NodeKind.String, "Bundle");
        builder.Add("type", NodeKind.String, "history");
        builder.Add("total", NodeKind.Number, versions.Count.ToString(CultureInfo.InvariantCulture));
        foreach (var version in versions)
        {
            builder.Begin("entry", NodeKind.Object, listItem: true);
            builder.Add("fullUrl", NodeKind.String, $"{root}/{version.Version.Key}");
            using (var tree = WithMeta(version))
            {
                builder.Copy(tree.Root, "resource", false);
            }

            builder.Begin("request", NodeKind.Object);
            builder.Add("method", NodeKind.String, "PUT");
            builder.Add("url", NodeKind.String, version.Version.Key.ToString());
            builder.End();
            builder.Begin("response", NodeKind.Object);
            builder.Add("status", NodeKind.String, version.Version.Version == 1 ? "201" : "200");
            builder.Add("etag", NodeKind.String, string.Create(CultureInfo.InvariantCulture, $"W/\"{version.Version.Version}\""));
            builder.Add("lastModified", NodeKind.String, version.LastUpdated.ToString("yyyy-MM-ddTHH:mm:ss.fffzzz", CultureInfo.InvariantCulture));
            builder.End();
            builder.End();
        }

        builder.End();
        return builder.Build();
    }

    private static void Link(NodeTreeBuilder builder, string relation, string url)
    {
        builder.Begin("link", NodeKind.Object, listItem: true);
        builder.Add("relation", NodeKind.String, relation);
        builder.Add("url", NodeKind.String, url);
        builder.End();
    }

    /// <summary>Version and time are the store's, not the mapping's: they are put in when a resource is shown.</summary>
    private static NodeTree WithMeta(StoredResource stored)
    {
        using var tree = Shown(FhirJson.Read(stored.Json, []) ?? throw new InvalidOperationException($"The stored {stored.Version.Key.Type} cannot be read back."));
        var builder = new NodeTreeBuilder();
        builder.Begin(null, NodeKind.Object);
        foreach (var child in tree.Root.Children)
        {
            if (child.Name != "meta")
            {
                builder.Copy(child, child.Name, child.IsListItem);
            }

            if (child.Name == "id")
            {
                builder.Begin("meta", NodeKind.Object);
                builder.Add("versionId", NodeKind.String, stored.Version.Version.ToString(CultureInfo.InvariantCulture));
                builder.Add("lastUpdated", NodeKind.String, stored.LastUpdated.ToString("yyyy-MM-ddTHH:mm:ss.fffzzz", CultureInfo.InvariantCulture));
                foreach (var part in tree.Root["meta"].Children)
                {
                    builder.Copy(part, part.Name, part.IsListItem);
                }

                builder.End();
            }
        }

        builder.End();
        return builder.Build();
    }

    /// <summary>What a biller said of an act (invoice, amount, reason) is told in its feed and nowhere else.</summary>
    private static NodeTree Shown(NodeTree stored)
    {
        if (!stored.Root["resourceType"].Is("ChargeItem"u8) || !BillingEvents.Any(stored.Root))
        {
            return stored;
        }

        using (stored)
        {
            return BillingEvents.Without(stored.Root);
        }
    }

    private static ReadOnlyMemory<byte> Json(Node node)
    {
        var buffer = new ArrayBufferWriter<byte>(1024);
        FhirJson.Write(node, buffer);
        return buffer.WrittenMemory;
    }
}
