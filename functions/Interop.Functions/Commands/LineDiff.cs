using System.Globalization;

namespace Interop.Functions.Commands;

/// <summary>The difference of two texts, line by line, with three lines around each change, as <c>diff -u</c> shows it.</summary>
internal static class LineDiff
{
    private const int Around = 3;
    private const int MostCells = 4_000_000;

    /// <summary>Lines that begin with a space, <c>-</c>, <c>+</c> or <c>@@</c>.</summary>
    public static List<string> Of(string before, string after)
    {
        var (left, right) = (Lines(before), Lines(after));
        var start = 0;
        while (start < left.Length && start < right.Length && left[start] == right[start])
        {
            start++;
        }

        var end = 0;
        while (end < left.Length - start && end < right.Length - start && left[^(end + 1)] == right[^(end + 1)])
        {
            end++;
        }

        var changes = Compare(left[start..^end], right[start..^end]);
        IEnumerable<(char Mark, string Line)> all = [.. left[..start].Select(l => (' ', l)), .. changes, .. left[^end..].Select(l => (' ', l))];
        return Hunks([.. all]);
    }

    private static string[] Lines(string text) => text.Length == 0 ? [] : text.TrimEnd('\n').Split('\n');

    /// <summary>By the longest common sequence; where that would cost too much, all old lines and then all new ones.</summary>
    private static List<(char Mark, string Line)> Compare(string[] left, string[] right)
    {
        if ((long)left.Length * right.Length > MostCells)
        {
            return [.. left.Select(l => ('-', l)), .. right.Select(l => ('+', l))];
        }

        var common = new int[left.Length + 1, right.Length + 1];
        for (var i = left.Length - 1; i >= 0; i--)
        {
            for (var j = right.Length - 1; j >= 0; j--)
            {
                common[i, j] = left[i] == right[j] ? common[i + 1, j + 1] + 1 : Math.Max(common[i + 1, j], common[i, j + 1]);
            }
        }

        var changes = new List<(char, string)>();
        var (x, y) = (0, 0);
        while (x < left.Length || y < right.Length)
        {
            if (x < left.Length && y < right.Length && left[x] == right[y])
            {
                changes.Add((' ', left[x++]));
                y++;
            }
            else if (y == right.Length || x < left.Length && common[x + 1, y] >= common[x, y + 1])
            {
                changes.Add(('-', left[x++]));
            }
            else
            {
                changes.Add(('+', right[y++]));
            }
        }

        return changes;
    }

    private static List<string> Hunks(IReadOnlyList<(char Mark, string Line)> all)
    {
        var shown = new bool[all.Count];
        for (var i = 0; i < all.Count; i++)
        {
            for (var near = Math.Max(0, i - Around); all[i].Mark != ' ' && near <= Math.Min(all.Count - 1, i + Around); near++)
            {
                shown[near] = true;
            }
        }

        var lines = new List<string>();
        var number = 0;
        for (var i = 0; i < all.Count; i++)
        {
            number += all[i].Mark == '+' ? 0 : 1;
            if (shown[i] && (i == 0 || !shown[i - 1]))
            {
                lines.Add(string.Create(CultureInfo.InvariantCulture, $"@@ line {Math.Max(number, 1)} @@"));
            }

            if (shown[i])
            {
                lines.Add(all[i].Mark + all[i].Line);
            }
        }

        return lines;
    }
}
