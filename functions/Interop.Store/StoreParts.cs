using Interop.Engine.Ports;

namespace Interop.Store;

/// <summary>What a store is made of, on either database.</summary>
/// <param name="RunsWork">Whether this process may lease lanes.</param>
internal sealed record StoreParts(
    IMessageReads Messages, ILanes Lanes, IResources Resources, IOutbox Outbox, IRegistry Registry, ISearch Search, IHistory History, IAuditTrail Audit, IRetention Retention, bool RunsWork);

/// <summary>The reading half of <see cref="IJournal"/>.</summary>
internal interface IMessageReads
{
    /// <inheritdoc cref="IJournal.FindMessageAsync"/>
    Task<MessageRow?> FindMessageAsync(Guid id, CancellationToken cancellationToken);

    /// <inheritdoc cref="IJournal.FindVersionsAsync"/>
    Task<IReadOnlyList<MessageRow>> FindVersionsAsync(string organisation, string record, KeyedHash recordId, CancellationToken cancellationToken);

    /// <inheritdoc cref="IJournal.FindHighestRoutedAsync"/>
    Task<long?> FindHighestRoutedAsync(string organisation, string record, KeyedHash recordId, CancellationToken cancellationToken);

    /// <inheritdoc cref="IJournal.ReadBodyAsync"/>
    Task<ReadOnlyMemory<byte>> ReadBodyAsync(Guid messageId, CancellationToken cancellationToken);

    /// <inheritdoc cref="IJournal.ReadBooksAsync"/>
    Task<IReadOnlyList<BookLine>> ReadBooksAsync(CancellationToken cancellationToken);
}
