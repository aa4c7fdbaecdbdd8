using Interop.Engine.Ports;

namespace Interop.Engine.Tests.Support;

/// <summary>
/// The store's contract in plain lists: change sets with their preconditions, all or nothing. Slow and small; what the real store promises beyond
/// this (disk, encryption, many processes) is tested there.
/// </summary>
internal sealed partial class MemoryStore : IJournal, IRegistry
{
    private readonly Lock gate = new();
    private readonly List<Kept> messages = [];

    /// <summary>Everything that was committed, in order.</summary>
    public List<ChangeSet> Commits { get; } = [];

    public int Conflicts { get; private set; }

    /// <summary>Called before a change set is applied; an answer replaces the store's own.</summary>
    public Func<ChangeSet, CommitOutcome?>? BeforeCommit { get; set; }

    public List<Endpoint> Endpoints { get; } = [];

    public List<Credential> Credentials { get; } = [];

    public IReadOnlyList<MessageRow> Messages => [.. messages.Select(m => m.Row)];

    public Task<CommitOutcome> CommitAsync(ChangeSet changes, CancellationToken cancellationToken)
    {
        lock (gate)
        {
            if ((BeforeCommit?.Invoke(changes) ?? (Holds(changes) ? CommitOutcome.Committed : CommitOutcome.Conflict)) == CommitOutcome.Conflict)
            {
                Conflicts++;
                return Task.FromResult(CommitOutcome.Conflict);
            }

            Commits.Add(changes);
            ApplyMessages(changes);
            ApplyResources(changes);
            ApplyDeliveries(changes);
            Signal();
            return Task.FromResult(CommitOutcome.Committed);
        }
    }

    public Task<MessageRow?> FindMessageAsync(Guid id, CancellationToken cancellationToken) =>
        Task.FromResult(messages.Select(m => m.Row).FirstOrDefault(m => m.Id == id));

    public Task<IReadOnlyList<MessageRow>> FindVersionsAsync(string organisation, string record, KeyedHash recordId, CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<MessageRow>>([.. messages.Where(m => m.HoldsKey).Select(m => m.Row)
            .Where(m => m.Key is { } k && k.Organisation == organisation && k.Record == record && k.RecordId.Equals(recordId)).OrderByDescending(m => m.Key!.Version)]);

    public Task<ReadOnlyMemory<byte>> ReadBodyAsync(Guid messageId, CancellationToken cancellationToken) =>
        Task.FromResult(messages.First(m => m.Row.Id == messageId).New.Body);

    public Task<IReadOnlyList<MessageRow>> ListMessagesAsync(MessageState? state, string? organisation, int limit, CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<MessageRow>>([.. Messages.Where(m => state is null || m.State == state)]);

    public Task<IReadOnlyList<BookLine>> ReadBooksAsync(CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<long?> FindAuditBreakAsync(CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<IReadOnlyList<Endpoint>> ListEndpointsAsync(CancellationToken cancellationToken) => Task.FromResult<IReadOnlyList<Endpoint>>([.. Endpoints]);

    public Task<Credential?> FindCredentialAsync(Guid id, CancellationToken cancellationToken) =>
        Task.FromResult(Credentials.Find(c => c.Id == id));

    public Task<Credential?> FindCredentialAsync(string tokenHash, CancellationToken cancellationToken) => Task.FromResult<Credential?>(null);

    public Task<IReadOnlyList<Credential>> ListCredentialsAsync(CancellationToken cancellationToken) => Task.FromResult<IReadOnlyList<Credential>>([]);

    private bool Holds(ChangeSet changes) =>
        changes.MessageChanges.All(c => messages.Any(m => m.Row.Id == c.Id && m.Row.State == c.From))
        && changes.Resources.All(r => CurrentVersion(r.Key) == r.ExpectedVersion)
        && changes.Identities.All(i => !identities.TryGetValue(i.Identifier, out var owner) || owner == i.Key)
        && changes.DeliveryChanges.All(c => deliveries.Any(d => d.Row.Id == c.Id && d.Row.State == c.From));

    private void ApplyMessages(ChangeSet changes)
    {
        foreach (var change in changes.MessageChanges)
        {
            var kept = messages.First(m => m.Row.Id == change.Id);
            kept.Row = kept.Row with { State = change.To, Report = change.Report ?? kept.Row.Report };
            kept.HoldsKey &= !change.ReleasesKey;
        }

        foreach (var message in changes.Messages)
        {
            messages.Add(new Kept(message, new MessageRow
            {
                Id = message.Id, Sequence = messages.Count + 1, Organisation = message.Organisation, Kind = message.Kind, Record = message.Record, Key = message.Key,
                ContentHash = message.ContentHash, ContentType = message.ContentType, State = message.State, ReceivedAt = message.ReceivedAt,
                CredentialId = message.CredentialId, Report = message.Report,
            }));
        }
    }

    private sealed class Kept(NewMessage message, MessageRow row)
    {
        public NewMessage New => message;

        public MessageRow Row { get; set; } = row;

        public bool HoldsKey { get; set; } = message.HoldsKey;
    }
}
