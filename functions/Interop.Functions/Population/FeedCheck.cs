using System.Text.Json;

namespace Interop.Functions.Population;

/// <summary>Compares what billing pulled with what was counted from the records, act by act.</summary>
public static class FeedCheck
{
    /// <summary>The acts that the feeds hold, each in its last version.</summary>
    /// <param name="pulled">Feed and entry as pulled, in order.</param>
    public static IReadOnlyDictionary<(string Feed, string ItemId), ExpectedAct> Last(IEnumerable<(string Feed, JsonElement Entry)> pulled)
    {
        var acts = new Dictionary<(string, string), ExpectedAct>();
        foreach (var (feed, entry) in pulled)
        {
            var act = Read(feed, entry);
            acts[(feed, act.ItemId)] = act;
        }

        return acts;
    }

    /// <summary>The differences, in words.</summary>
    public static IEnumerable<string> Compare(IReadOnlyList<ExpectedAct> expected, IReadOnlyDictionary<(string Feed, string ItemId), ExpectedAct> found)
    {
        foreach (var act in expected)
        {
            if (!found.TryGetValue((act.Feed, act.ItemId), out var there))
            {
                yield return $"{act.Feed} {act.ItemId}: not in the feed, must be {act.State}";
            }
            else if (Told(act) != Told(there))
            {
                yield return $"{act.Feed} {act.ItemId}: {Told(there)} instead of {Told(act)}";
            }
        }

        var known = expected.Select(e => (e.Feed, e.ItemId)).ToHashSet();
        foreach (var act in found.Values.Where(a => !known.Contains((a.Feed, a.ItemId)) && a.State != "cancelled"))
        {
            yield return $"{act.Feed} {act.ItemId}: in the feed as {act.State}, and there is no such act";
        }
    }

    /// <summary>Of a cancelled act only that it is cancelled counts.</summary>
    private static string Told(ExpectedAct act) => act.State == "cancelled" ? "cancelled" : $"{act.State} {act.Code} {act.Date} biller {act.Biller} by {act.Performer} counterpart {act.Counterpart} [{act.Reasons}]";

    private static ExpectedAct Read(string feed, JsonElement entry)
    {
        var item = entry.GetProperty("item");
        var counterpart = item.TryGetProperty("counterpart", out var c) ? c : default;
        var reasons = item.TryGetProperty("blockedReasons", out var list) ? list.EnumerateArray().Select(r => Text(r, "code")).ToList() : [];
        return new ExpectedAct(
            feed, Text(item, "biller", feed == "stellair" ? "rpps" : "finessGeo"), entry.GetProperty("itemId").GetString()!, Text(item, "act", "code"), entry.GetProperty("state").GetString()!,
            Text(item, "act", "executionDate"), Text(item, "performer", "rpps"), Text(counterpart, "amNumber") + Text(counterpart, "finessGeo"), string.Join(' ', reasons.Order(StringComparer.Ordinal)));
    }

    private static string Text(JsonElement from, params string[] names)
    {
        foreach (var name in names)
        {
            if (from.ValueKind != JsonValueKind.Object || !from.TryGetProperty(name, out from))
            {
                return "";
            }
        }

        return from.ValueKind == JsonValueKind.String ? from.GetString()! : "";
    }
}
