using Interop.Engine.Ports;

namespace Interop.Store.Tests.Support;

/// <summary>What is in the journal, newest first.</summary>
internal static class Listing
{
    public static Task<IReadOnlyList<MessageRow>> ListMessagesAsync(
        this ISearch search, MessageState? state, string? organisation, int limit, CancellationToken cancellationToken) =>
        search.FindMessagesAsync(new MessageFilter { State = state, Organisation = organisation }, limit, cancellationToken);
}
