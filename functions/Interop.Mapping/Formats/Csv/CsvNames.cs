using System.Globalization;

namespace Interop.Mapping.Formats.Csv;

/// <summary>What the cells of a row are called: by the header, or by <c>#</c> and their number where that names no one column.</summary>
internal static class CsvNames
{
    public static string Numbered(int column) => "#" + (column + 1).ToString(CultureInfo.InvariantCulture);

    /// <summary>The names of all columns; <paramref name="renamed"/> gets the positions of those that could not keep theirs.</summary>
    public static List<string> Of(IReadOnlyList<string> header, ICollection<int>? renamed = null)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var names = new List<string>(header.Count);
        for (var i = 0; i < header.Count; i++)
        {
            // A header such as "#4" could stand for another column's number.
            var usable = header[i].Trim().Length > 0 && !header[i].StartsWith('#') && seen.Add(header[i]);
            names.Add(usable ? header[i] : Numbered(i));
            if (!usable)
            {
                renamed?.Add(i);
            }
        }

        return names;
    }

    /// <summary>Whether a cell must stand in quotes.</summary>
    public static bool NeedsQuotes(ReadOnlySpan<byte> value, byte separator, bool alone) =>
        alone && value.IsEmpty || value.IndexOfAny((byte)'"', (byte)'\r', (byte)'\n') >= 0 || value.Contains(separator);
}
