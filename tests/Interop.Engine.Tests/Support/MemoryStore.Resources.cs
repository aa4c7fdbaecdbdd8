using System.Text;
using System.Text.Json;
using Interop.Engine.Ports;

namespace Interop.Engine.Tests.Support;

/// <summary>Resources and identities.</summary>
internal sealed partial class MemoryStore : IResources
{
    private readonly Dictionary<ResourceKey, List<(ResourceWrite Write, Guid Message)>> resources = [];
    private readonly Dictionary<KeyedHash, ResourceKey> identities = [];

    public int CountOf(string type) => resources.Keys.Count(k => k.Type == type);

    /// <summary>Puts a resource in as its next version; id and type are read from it.</summary>
    public ResourceKey Put(string json)
    {
        var root = JsonDocument.Parse(json).RootElement;
        var key = new ResourceKey(root.GetProperty("resourceType").GetString()!, root.GetProperty("id").GetGuid());
        var write = new ResourceWrite
        {
            Key = key, ExpectedVersion = CurrentVersion(key), Json = Encoding.UTF8.GetBytes(json), ContentHash = new KeyedHash(Encoding.UTF8.GetBytes(json)),
        };
        Add(write, Guid.Empty);
        return key;
    }

    public JsonElement Current(ResourceKey key) => JsonDocument.Parse(resources[key][^1].Write.Json).RootElement;

    public int CurrentVersion(ResourceKey key) => resources.TryGetValue(key, out var versions) ? versions.Count : 0;

    public Task<IReadOnlyDictionary<KeyedHash, ResourceKey>> FindIdentitiesAsync(IReadOnlyCollection<KeyedHash> identifiers, CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyDictionary<KeyedHash, ResourceKey>>(identifiers.Where(identities.ContainsKey).ToDictionary(i => i, i => identities[i]));

    public Task<IReadOnlyDictionary<ResourceKey, ResourceRow>> FindCurrentAsync(IReadOnlyCollection<ResourceKey> keys, CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyDictionary<ResourceKey, ResourceRow>>(keys.Where(resources.ContainsKey).Distinct().ToDictionary(k => k, Row));

    public Task<IReadOnlyList<StoredResource>> ReadAsync(IReadOnlyCollection<ResourceVersion> versions, CancellationToken cancellationToken)
    {
        var found = new List<StoredResource>();
        foreach (var (key, version) in versions)
        {
            if (resources.TryGetValue(key, out var all) && all[^1].Write.Readable && version <= all.Count)
            {
                var number = version == 0 ? all.Count : version;
                found.Add(new StoredResource(new ResourceVersion(key, number), all[number - 1].Write.Json, ManualClock.Start));
            }
        }

        return Task.FromResult<IReadOnlyList<StoredResource>>(found);
    }

    public Task<IReadOnlyList<StoredResource>> SearchAsync(string type, KeyedHash? searchKey, Guid? patient, Guid? after, int limit, CancellationToken cancellationToken) =>
        throw new NotSupportedException();

    public Task<Visibility> FindVisibilityAsync(ResourceKey key, string organisation, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<IReadOnlyList<ResourceRow>> FindProducedAsync(string organisation, string record, KeyedHash recordId, CancellationToken cancellationToken)
    {
        var ids = messages.Where(m => m.Row.Key is { } k && k.Organisation == organisation && k.Record == record && k.RecordId.Equals(recordId)).Select(m => m.Row.Id).ToHashSet();
        return Task.FromResult<IReadOnlyList<ResourceRow>>([.. resources.Where(r => r.Value.Any(v => ids.Contains(v.Message))).Select(r => Row(r.Key))]);
    }

    private ResourceRow Row(ResourceKey key)
    {
        var (write, message) = resources[key][^1];
        return new ResourceRow(key, resources[key].Count, write.Patient, write.ContentHash, ManualClock.Start, message);
    }

    private void ApplyResources(ChangeSet changes)
    {
        foreach (var write in changes.Resources)
        {
            Add(write, changes.ProducedBy ?? Guid.Empty);
        }

        foreach (var identity in changes.Identities)
        {
            identities[identity.Identifier] = identity.Key;
        }
    }

    private void Add(ResourceWrite write, Guid message)
    {
        if (!resources.TryGetValue(write.Key, out var versions))
        {
            resources[write.Key] = versions = [];
        }

        versions.Add((write, message));
    }
}
