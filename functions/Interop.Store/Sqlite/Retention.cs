using Interop.Engine.Ports;
using Interop.Store.Audit;
using Interop.Store.Sqlite.Reading;
using Interop.Store.Sqlite.Writing;

namespace Interop.Store.Sqlite;

/// <summary><see cref="IRetention"/>: what is long is read beside the writer, what is written is cut into steps that the writer takes in turn.</summary>
internal sealed class Retention(SqliteReaders readers, GroupCommit commits, ReadOnlyMemory<byte> sealKey, TimeProvider time) : IRetention
{
    /// <summary>A month is a range of the table here: there is nothing to prepare.</summary>
    public Task PrepareAuditMonthsAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public async Task<AuditRetirement?> RetireAuditMonthAsync(int months, CancellationToken cancellationToken)
    {
        var month = await readers.ReadSnapshotAsync(database => AuditReads.Frame(database).Overdue(months, time.GetUtcNow()), cancellationToken);
        if (month is null)
        {
            return null;
        }

        if (!await readers.ReadSnapshotAsync(database => RetentionSteps.Verifies(database, month, sealKey.Span), cancellationToken))
        {
            return new AuditRetirement(month, Left: false);
        }

        while (await commits.RunAsync(database => RetentionSteps.RemoveRows(database, month.Last, sealKey.Span), cancellationToken))
        {
            cancellationToken.ThrowIfCancellationRequested();
        }

        return new AuditRetirement(month with { State = AuditMonthState.Left }, Left: true);
    }

    public Task<int> ReleaseKeysAsync(DateTimeOffset before, int limit, CancellationToken cancellationToken) =>
        commits.RunAsync(database => RetentionSteps.ReleaseKeys(database, before, limit), cancellationToken);
}
