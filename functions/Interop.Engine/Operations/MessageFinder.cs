using System.Globalization;
using Interop.Engine.Identity;
using Interop.Engine.Messages;
using Interop.Engine.Ports;

namespace Interop.Engine.Operations;

/// <summary>What an operator looks for, in an operator's terms.</summary>
/// <param name="Filter">Everything that is kept in the clear.</param>
/// <param name="PatientIdentifier">System and value of an identifier of the patient; it is hashed and leaves no trace.</param>
/// <param name="RecordId">The sender's own id of the record; it needs <see cref="MessageFilter.Organisation"/> and <see cref="MessageFilter.Record"/> beside it.</param>
public sealed record MessageQuery(MessageFilter Filter, (string System, string Value)? PatientIdentifier, string? RecordId);

/// <summary>Finds messages for operators; every search is audited, without what was searched for.</summary>
public sealed class MessageFinder(ISearch search, IResources resources, IJournal journal, KeyedHasher hasher, EngineContext context)
{
    /// <summary>Messages that fit, newest first.</summary>
    public async Task<IReadOnlyList<MessageRow>> FindAsync(MessageQuery query, int limit, string actor, CancellationToken cancellationToken)
    {
        var filter = query.Filter;
        if (query.RecordId is { } recordId && filter is { Organisation: { } organisation, Record: { } record })
        {
            filter = filter with { RecordId = hasher.Record(organisation, record, recordId) };
        }

        IReadOnlyList<MessageRow> found = [];
        if (query.PatientIdentifier is not { } identifier)
        {
            found = await search.FindMessagesAsync(filter, limit, cancellationToken);
        }
        else if (await FindPatientAsync(identifier.System, identifier.Value, cancellationToken) is { } patient)
        {
            found = await search.FindMessagesAsync(filter with { Patient = patient }, limit, cancellationToken);
        }

        await journal.CommitAsync(new ChangeSet
        {
            Audit = [new AuditEntry(context.Clock.GetUtcNow(), actor, filter.Organisation ?? "", "search", "message", string.Create(CultureInfo.InvariantCulture, $"{found.Count} shown"))],
        }, cancellationToken);
        return found;
    }

    private async Task<Guid?> FindPatientAsync(string system, string value, CancellationToken cancellationToken)
    {
        var known = await resources.FindIdentitiesAsync([new KeyedHash(context.Ids.Hash("Patient", system, value))], cancellationToken);
        var minted = new ResourceKey("Patient", context.Ids.Mint("Patient", system, value));
        var current = await resources.FindCurrentAsync([.. known.Values, minted], cancellationToken);
        if (current.Count > 0)
        {
            return current.Keys.First().Id;
        }

        var byKey = await resources.SearchAsync("Patient", hasher.Identifier(system, value), null, null, 1, cancellationToken);
        return byKey.Count > 0 ? byKey[0].Version.Key.Id : null;
    }
}
