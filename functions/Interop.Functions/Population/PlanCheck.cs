using System.Globalization;
using System.Text.Json;
using Interop.Functions.Demo;

namespace Interop.Functions.Population;

/// <summary>Compares what each receiver was told last of a treatment with what the generator decided.</summary>
public sealed class PlanCheck
{
    private readonly Dictionary<(string Receiver, string Plan), List<Told>> told = [];

    /// <summary>Reads what the receivers took.</summary>
    public PlanCheck(IEnumerable<RecordedCall> calls)
    {
        foreach (var call in calls.Where(c => c.Status == 200 && c.Message is "pharmacy-software/plan" or "care-home-software/plan").DistinctBy(c => c.Key))
        {
            var payload = JsonDocument.Parse(call.Body).RootElement;
            if (payload.GetProperty("kind").GetString() is "preparation" || !payload.TryGetProperty("plan", out var plan) || !plan.TryGetProperty("id", out var id))
            {
                continue;
            }

            var owner = payload.TryGetProperty("pharmacy", out var p) && call.Message[0] == 'p' ? p : payload.GetProperty("careHome");
            var key = ($"{call.Message.Split('/')[0]} {owner.GetProperty("finessGeo").GetString()}", id.GetString()!);
            told.TryAdd(key, []);
            told[key].Add(new Told(call.Sequence, payload));
        }
    }

    /// <summary>How many plans some receiver was told.</summary>
    public int Compared { get; private set; }

    /// <summary>The differences about one patient, in words.</summary>
    public IEnumerable<string> Compare(ExpectedPlan expected)
    {
        var pharmacy = $"pharmacy-software {expected.Person.Pharmacy.Finess}";
        var receivers = expected.Home is { } home ? [pharmacy, $"care-home-software {home.Finess}"] : (string[])[pharmacy];
        if (expected.Version == 0)
        {
            return told.Keys.Where(k => k.Plan == expected.PlanId).Select(k => $"{k.Receiver} {k.Plan}: was told of a plan that nobody may know");
        }

        return receivers.SelectMany(r => Compare(r, expected)).Concat(receivers.SelectMany(r => Dropped(r, expected))).Concat(Elsewhere(receivers, expected));
    }

    /// <summary>Line, status, words and doses in one text.</summary>
    private static string Sign(ExpectedLine l)
    {
        var doses = l.Line.Regimen is "as-needed" or "variable" ? [] : l.Line.Steps.SelectMany((s, i) => s.Doses.Select(d => Dose(i + 1, d.Moment, d.Quantity)));
        var need = l.Line.Need is { } n ? $" {Number(n.PerIntake)} max {Number(n.Max24h)}" : "";
        return $"{l.Line.LineId} {l.Status} '{l.Line.Medicine.Label}' '{l.Line.Text}' {string.Join(',', doses)}{need}";
    }

    private static string Sign(JsonElement line)
    {
        var doses = new List<string>();
        foreach (var step in line.TryGetProperty("steps", out var steps) ? steps.EnumerateArray().ToList() : [])
        {
            if (step.TryGetProperty("doses", out var list))
            {
                doses.AddRange(list.EnumerateArray().Select(d => Dose(step.GetProperty("seq").GetInt32(), d.GetProperty("moment").GetString()!, d.GetProperty("quantity").GetDecimal())));
            }
        }

        var need = line.TryGetProperty("asNeeded", out var n) && n.ValueKind == JsonValueKind.Object ? $" {Number(n.GetProperty("perIntake").GetDecimal())} max {Number(n.GetProperty("max24h").GetDecimal())}" : "";
        var medicine = line.GetProperty("medicine").GetProperty("label").GetString();
        return $"{line.GetProperty("lineId").GetString()} {line.GetProperty("status").GetString()} '{medicine}' '{line.GetProperty("posologyText").GetString()}' {string.Join(',', doses)}{need}";
    }

    private static string Dose(int step, string moment, decimal quantity) => FormattableString.Invariant($"{step}:{moment}={Number(quantity)}");

    private static string Number(decimal number) => number.ToString("0.####", CultureInfo.InvariantCulture);

    private IEnumerable<string> Compare(string receiver, ExpectedPlan expected)
    {
        Compared++;
        if (!told.TryGetValue((receiver, expected.PlanId), out var all))
        {
            yield return $"{receiver} {expected.PlanId}: was told nothing, must have version {expected.Version}";
            yield break;
        }

        var last = all.MaxBy(t => t.Sequence)!.Payload;
        if (expected.Cancelled != (last.GetProperty("kind").GetString() == "retraction"))
        {
            yield return $"{receiver} {expected.PlanId}: {(expected.Cancelled ? "was not told that the plan is withdrawn" : "was told that the plan is withdrawn")}";
            yield break;
        }

        if (expected.Cancelled)
        {
            yield break;
        }

        var version = last.GetProperty("plan").GetProperty("version").GetInt32();
        if (version != expected.Version)
        {
            yield return FormattableString.Invariant($"{receiver} {expected.PlanId}: has version {version}, must have {expected.Version}");
        }

        var (must, has) = (expected.Lines.Select(Sign).ToHashSet(), last.GetProperty("lines").EnumerateArray().Select(Sign).ToHashSet());
        foreach (var line in must.Except(has))
        {
            yield return $"{receiver} {expected.PlanId}: lacks {line}";
        }

        foreach (var difference in has.Except(must).Except(expected.Ended.Select(Sign)).Select(line => $"{receiver} {expected.PlanId}: has {line}").Concat(Slots(receiver, expected, last)))
        {
            yield return difference;
        }
    }

    /// <summary>The slots of the period must add up to the lines, line by line.</summary>
    private static IEnumerable<string> Slots(string receiver, ExpectedPlan expected, JsonElement payload)
    {
        if (!payload.TryGetProperty("slots", out var slots))
        {
            yield break;
        }

        var sums = slots.EnumerateArray().GroupBy(s => s.GetProperty("lineId").GetString()!).ToDictionary(g => g.Key, g => g.Sum(s => s.GetProperty("quantity").GetDecimal()));
        var first = DateOnly.Parse(payload.GetProperty("plan").GetProperty("periodStart").GetString()!, CultureInfo.InvariantCulture);
        foreach (var line in expected.Lines)
        {
            var must = Enumerable.Range(0, 7).Sum(d => line.Line.DosesOn(first.AddDays(d)).Sum(x => x.Quantity));
            if (sums.GetValueOrDefault(line.Line.LineId) != must)
            {
                yield return $"{receiver} {expected.PlanId}: slots of {line.Line.LineId} ({line.Line.Text}) add up to {Number(sums.GetValueOrDefault(line.Line.LineId))}, must be {Number(must)}";
            }
        }
    }

    /// <summary>
    /// No line that a receiver knew as taken may vanish without a word (RECORDS case 9). Of a version that a newer one overtook on the way it knows nothing.
    /// </summary>
    private IEnumerable<string> Dropped(string receiver, ExpectedPlan expected)
    {
        var payloads = told.GetValueOrDefault((receiver, expected.PlanId), []).OrderBy(t => t.Sequence).Select(t => t.Payload).ToList();
        var known = payloads.Where(p => p.TryGetProperty("lines", out _)).SelectMany(p => p.GetProperty("lines").EnumerateArray()).Select(l => l.GetProperty("lineId").GetString()!).ToHashSet();
        var words = payloads.Where(p => p.TryGetProperty("changes", out _)).SelectMany(p => p.GetProperty("changes").EnumerateArray())
            .Where(c => c.TryGetProperty("after", out var after) && after.ValueKind == JsonValueKind.String && after.GetString() == "absent").Select(c => c.GetProperty("lineId").GetString()!).ToHashSet();
        return expected.Dropped.Where(l => known.Contains(l) && !words.Contains(l)).Select(l => $"{receiver} {expected.PlanId}: was never told that {l} is absent")
            .Concat(expected.Ended.Select(l => l.Line.LineId).Where(l => !words.Contains(l) && LastStatus(payloads, l) is { } status && !ExpectedPlan.IsEnd(status))
                .Select(l => $"{receiver} {expected.PlanId}: was never told that {l} has ended"));
    }

    /// <summary>What a receiver was told last of a line; null when it never heard of it.</summary>
    private static string? LastStatus(List<JsonElement> payloads, string lineId) => payloads.Where(p => p.TryGetProperty("lines", out _)).SelectMany(p => p.GetProperty("lines").EnumerateArray())
        .LastOrDefault(l => l.GetProperty("lineId").GetString() == lineId) is { ValueKind: JsonValueKind.Object } line ? line.GetProperty("status").GetString() : null;

    /// <summary>A home that the patient has left hears no more of the treatment.</summary>
    private IEnumerable<string> Elsewhere(string[] receivers, ExpectedPlan expected) => told
        .Where(t => t.Key.Plan == expected.PlanId && !receivers.Contains(t.Key.Receiver) && t.Value.Any(p => p.Payload.GetProperty("plan").TryGetProperty("version", out var v) && v.GetInt32() == expected.Version))
        .Select(t => $"{t.Key.Receiver} {expected.PlanId}: was told, and the patient does not live there");

    private sealed record Told(int Sequence, JsonElement Payload);
}
