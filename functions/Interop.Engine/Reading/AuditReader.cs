using System.Globalization;
using Interop.Engine.Ports;

namespace Interop.Engine.Reading;

/// <summary>A search of the audit trail; what is null restricts nothing.</summary>
/// <param name="Entity">A target as the trail has it: <c>Patient/ID</c>, <c>message/ID</c>.</param>
/// <param name="Agent">A credential's id, <c>engine</c>, <c>operator:NAME</c>, or an organisation: <c>FINEG|350005179</c>.</param>
public sealed record AuditSearch(DateTimeOffset? From, DateTimeOffset? To, Guid? Patient, string? Entity, string? Agent, long After, int Count);

/// <summary>
/// Reads the audit trail on behalf of a credential (SYSTEMS R7). Operators see all of it; an organisation sees the rows in its own name, and everything
/// about a message that it sent. Reading the trail leaves a row in it.
/// </summary>
public sealed class AuditReader(IAuditTrail trail, IJournal journal, IOutbox outbox, TimeProvider clock)
{
    /// <summary>Rows that fit, in the order of the trail.</summary>
    public async Task<AuditPage> SearchAsync(Credential credential, AuditSearch search, CancellationToken cancellationToken)
    {
        var isOperator = credential.Roles.Contains("operate");
        var targets = search.Entity is { } entity ? new HashSet<string>([entity], StringComparer.Ordinal) : null;
        var ofMessage = search.Entity is null ? null : await OwnMessageAsync(credential, isOperator, search.Entity, cancellationToken);
        targets?.UnionWith(ofMessage ?? []);
        if (search.Patient is { } patient)
        {
            var ofPatient = await trail.FindPatientTargetsAsync(patient, cancellationToken);
            targets = targets is null ? [.. ofPatient] : [.. targets.Intersect(ofPatient)];
        }

        var byOrganisation = search.Agent?.Contains('|', StringComparison.Ordinal) == true;
        var query = new AuditQuery
        {
            From = search.From, To = search.To, Targets = targets, After = search.After, Limit = search.Count,
            Actor = byOrganisation ? null : search.Agent,
            Organisation = byOrganisation ? search.Agent : null,
        };
        var own = isOperator || ofMessage is not null;
        var hidden = !own && query.Organisation is { } other && other != credential.Organisation;
        var page = hidden ? new AuditPage([], null) : await trail.ReadAuditAsync(own ? query : query with { Organisation = credential.Organisation }, cancellationToken);
        await TraceAsync(credential, page.Rows.Count, cancellationToken);
        return page;
    }

    /// <summary>One row; null when it is not there or not this organisation's business.</summary>
    public async Task<AuditRow?> ReadAsync(Credential credential, long sequence, CancellationToken cancellationToken)
    {
        var found = (await trail.ReadAuditAsync(new AuditQuery { After = sequence - 1, Last = sequence, Limit = 1 }, cancellationToken)).Rows;
        var shown = found.FirstOrDefault(r => credential.Roles.Contains("operate") || r.Entry.Organisation == credential.Organisation);
        await TraceAsync(credential, shown is null ? 0 : 1, cancellationToken);
        return shown;
    }

    /// <summary>The message and its deliveries, when the caller sent it or may see everything; otherwise null.</summary>
    private async Task<IEnumerable<string>?> OwnMessageAsync(Credential credential, bool isOperator, string entity, CancellationToken cancellationToken)
    {
        const string prefix = "message/";
        if (!entity.StartsWith(prefix, StringComparison.Ordinal) || !Guid.TryParse(entity.AsSpan(prefix.Length), out var id)
            || await journal.FindMessageAsync(id, cancellationToken) is not { } message || !(isOperator || message.Organisation == credential.Organisation))
        {
            return null;
        }

        return (await outbox.FindDeliveriesAsync(id, cancellationToken)).Select(d => $"delivery/{d.Id:D}");
    }

    private Task<CommitOutcome> TraceAsync(Credential credential, int shown, CancellationToken cancellationToken) => journal.CommitAsync(
        new ChangeSet
        {
            Audit =
            [
                new AuditEntry(clock.GetUtcNow(), credential.Id.ToString("D"), credential.Organisation, "audit-read", "audit", string.Create(CultureInfo.InvariantCulture, $"{shown} shown")),
            ],
        },
        cancellationToken);
}
