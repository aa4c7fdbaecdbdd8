using System.Net.Http.Json;
using System.Text.Json;

namespace Interop.Functions.Population;

/// <summary>Pulls a feed to its end and acknowledges it, as a biller's connector does.</summary>
public static class FeedPull
{
    private const int PageSize = 200;

    /// <summary>Every entry, in order.</summary>
    public static async Task<IReadOnlyList<JsonElement>> AllAsync(HttpClient client, string feed, CancellationToken cancellationToken)
    {
        var entries = new List<JsonElement>();
        var after = 0L;
        while (true)
        {
            var page = await client.GetFromJsonAsync<JsonElement>(FormattableString.Invariant($"/feeds/{feed}?after={after}&limit={PageSize}"), cancellationToken);
            var items = page.GetProperty("items").EnumerateArray().ToList();
            entries.AddRange(items);
            after = page.GetProperty("next").GetInt64();
            using var acknowledged = await client.PostAsJsonAsync($"/feeds/{feed}/ack", new { cursor = after }, cancellationToken);
            acknowledged.EnsureSuccessStatusCode();
            if (items.Count == 0)
            {
                return entries;
            }
        }
    }
}
