using System.Globalization;
using System.Text.Json.Nodes;
using static Interop.Mapping.Tests.RoundTrips.Json;

namespace Interop.Mapping.Tests.RoundTrips;

/// <summary>Which doses fall on which days of a plan, counted day by day from the record.</summary>
internal static class SlotReading
{
    public static IEnumerable<JsonObject> Slots(JsonObject record)
    {
        var today = record["issuedAt"].Text()![..10];
        var plan = record["plan"]!;
        foreach (var line in record["lines"].Items())
        {
            foreach (var step in LineReading.Steps(line, plan))
            {
                for (var day = Day(plan["periodStart"])!.Value; day <= Day(plan["periodEnd"]); day = day.AddDays(1))
                {
                    if (IsInForce(line, day, today) && IsMeant(step, day))
                    {
                        foreach (var dose in step["doses"].Items())
                        {
                            yield return Obj(
                                ("date", day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)), ("moment", dose["moment"]), ("time", dose["time"]), ("lineId", line["lineId"]), ("quantity", dose["quantity"]), ("unit", dose["unit"]));
                        }
                    }
                }
            }
        }
    }

    private static bool IsInForce(JsonNode line, DateOnly day, string today)
    {
        if (day < Day(line["start"]) || LineReading.End(line) is { } end && day > DateOnly.Parse(end, CultureInfo.InvariantCulture))
        {
            return false;
        }

        return line["suspension"] is { } held
            ? day < Day(held["from"]) || Day(held["to"]) is { } back && day > back
            : LineReading.Status(line, today) != "on-hold";
    }

    private static bool IsMeant(JsonObject step, DateOnly day)
    {
        if (day < Day(step["from"]) || day > Day(step["to"]))
        {
            return false;
        }

        string[] names = ["sun", "mon", "tue", "wed", "thu", "fri", "sat"];
        var since = day.DayNumber - (Day(step["anchorDate"]) ?? Day(step["from"]))?.DayNumber;
        var hours = step["everyNHours"]?.Number();
        var interval = hours is null ? step["everyNDays"]?.Number() : hours % 24 == 0 ? hours / 24 : null;
        return (step["days"] is null || step["days"].Texts().Contains(names[(int)day.DayOfWeek]))
            && (hours is null || interval is not null)
            && (interval is null || since >= 0 && since % interval == 0)
            && (step["onDays"] is null || since >= 0 && since % (step["onDays"]!.Number() + step["offDays"]!.Number()) < step["onDays"]!.Number());
    }

    private static DateOnly? Day(JsonNode? text) => text.Text() is { } day ? DateOnly.Parse(day, CultureInfo.InvariantCulture) : null;
}
