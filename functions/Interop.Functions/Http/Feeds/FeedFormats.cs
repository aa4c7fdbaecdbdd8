using System.Globalization;
using Microsoft.Net.Http.Headers;

namespace Interop.Functions.Http.Feeds;

/// <summary>Picks the format that a caller asks for (RFC 9110 §12.5.1).</summary>
public static class FeedFormats
{
    /// <summary>The first is what a caller gets that asks for nothing.</summary>
    private static readonly IFeedFormat[] All = [new JsonFeed(), new FhirFeed(), new CsvFeed()];

    /// <summary>Their names, for whoever asked for another one.</summary>
    public static string Known => string.Join(", ", All.Select(f => f.MediaType));

    /// <summary>The best of the accepted ones; null when none of them is known here.</summary>
    public static IFeedFormat? Find(HttpRequest request)
    {
        var accept = request.Headers.Accept.Where(a => !string.IsNullOrWhiteSpace(a)).ToList();
        if (accept.Count == 0)
        {
            return All[0];
        }

        if (!MediaTypeHeaderValue.TryParseList(accept!, out var ranges))
        {
            return null;
        }

        return All
            .Select(format => (Format: format, Quality: Quality(format, ranges)))
            .Where(f => f.Quality > 0)
            .OrderByDescending(f => f.Quality)
            .Select(f => f.Format)
            .FirstOrDefault();
    }

    /// <summary>An answer whose headers say where to read on, whatever the format.</summary>
    public static IResult Result(HttpContext http, IFeedFormat format, string feed, Engine.Feeds.FeedPage page)
    {
        http.Response.Headers["X-Feed-Next"] = page.Next.ToString(CultureInfo.InvariantCulture);
        http.Response.Headers["X-Feed-Acknowledged"] = page.Acknowledged.ToString(CultureInfo.InvariantCulture);
        http.Response.Headers.Vary = "Accept";
        return Results.Bytes(format.Write(feed, page), $"{format.MediaType}; charset=utf-8");
    }

    /// <summary>The most exact range counts: <c>text/csv;q=0, */*</c> is anything but CSV.</summary>
    private static double Quality(IFeedFormat format, IList<MediaTypeHeaderValue> ranges)
    {
        var exact = ranges.FirstOrDefault(r => r.MediaType.Equals(format.MediaType, StringComparison.OrdinalIgnoreCase));
        var family = ranges.FirstOrDefault(r => r.MatchesAllSubTypes && !r.MatchesAllTypes && format.MediaType.StartsWith(r.Type + "/", StringComparison.OrdinalIgnoreCase));
        var any = ranges.FirstOrDefault(r => r.MatchesAllTypes);
        return (exact ?? family ?? any) is { } range ? range.Quality ?? 1 : 0;
    }
}
