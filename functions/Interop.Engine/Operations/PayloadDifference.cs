using System.Globalization;
using System.Text.Json;

namespace Interop.Engine.Operations;

/// <summary>Where two JSON payloads differ, as paths; values are clinical text and are not shown.</summary>
public static class PayloadDifference
{
    /// <summary>More are cut off; the last line then counts them.</summary>
    public const int Most = 50;

    /// <summary>Lines <c>+ path</c>, <c>- path</c>, <c>~ path</c>, in the order of the payloads.</summary>
    public static IReadOnlyList<string> Of(ReadOnlyMemory<byte> before, ReadOnlyMemory<byte> after)
    {
        using var left = JsonDocument.Parse(before);
        using var right = JsonDocument.Parse(after);
        var lines = new List<string>();
        Compare(left.RootElement, right.RootElement, "$", lines);
        return lines.Count <= Most
            ? lines
            : [.. lines.Take(Most), string.Create(CultureInfo.InvariantCulture, $"... and {lines.Count - Most} more")];
    }

    private static void Compare(JsonElement before, JsonElement after, string path, List<string> lines)
    {
        if (before.ValueKind != after.ValueKind)
        {
            lines.Add($"~ {path}");
        }
        else if (before.ValueKind == JsonValueKind.Object)
        {
            CompareObjects(before, after, path, lines);
        }
        else if (before.ValueKind == JsonValueKind.Array)
        {
            CompareArrays(before, after, path, lines);
        }
        else if (before.GetRawText() != after.GetRawText())
        {
            lines.Add($"~ {path}");
        }
    }

    private static void CompareObjects(JsonElement before, JsonElement after, string path, List<string> lines)
    {
        foreach (var property in before.EnumerateObject())
        {
            if (after.TryGetProperty(property.Name, out var other))
            {
                Compare(property.Value, other, $"{path}.{property.Name}", lines);
            }
            else
            {
                lines.Add($"- {path}.{property.Name}");
            }
        }

        lines.AddRange(after.EnumerateObject().Where(p => !before.TryGetProperty(p.Name, out _)).Select(p => $"+ {path}.{p.Name}"));
    }

    private static void CompareArrays(JsonElement before, JsonElement after, string path, List<string> lines)
    {
        var (left, right) = (before.GetArrayLength(), after.GetArrayLength());
        for (var i = 0; i < Math.Max(left, right); i++)
        {
            var item = string.Create(CultureInfo.InvariantCulture, $"{path}[{i}]");
            if (i < left && i < right)
            {
                Compare(before[i], after[i], item, lines);
            }
            else
            {
                lines.Add(i < left ? $"- {item}" : $"+ {item}");
            }
        }
    }
}
