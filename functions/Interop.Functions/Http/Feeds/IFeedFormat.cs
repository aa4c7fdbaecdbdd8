using Interop.Engine.Feeds;

namespace Interop.Functions.Http.Feeds;

/// <summary>A way to write a page of a feed. The items and their cursors are the same in each.</summary>
public interface IFeedFormat
{
    /// <summary>What a caller accepts.</summary>
    string MediaType { get; }

    /// <summary>The page, in UTF-8.</summary>
    byte[] Write(string feed, FeedPage page);
}
