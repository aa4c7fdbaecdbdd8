using System.Text;
using Interop.Mapping.Tests.Support;

namespace Interop.Mapping.Tests.RoundTrips;

/// <summary>The code tables, read as lines.</summary>
internal static class Codes
{
    private static readonly Dictionary<string, Dictionary<string, (string To, string Display)>> Tables = [];

    /// <summary>The row of a code; null where there is none.</summary>
    public static (string To, string Display)? Of(string table, string? code)
    {
        lock (Tables)
        {
            if (!Tables.TryGetValue(table, out var rows))
            {
                var text = Encoding.UTF8.GetString(FolderFiles.Repository().Read($"codes/{table}.csv")!.Value.Span);
                Tables[table] = rows = text.Split('\n').Skip(1).Select(l => l.Split(',')).Where(c => c.Length > 2).DistinctBy(c => c[0]).ToDictionary(c => c[0], c => (c[1], c[2]), StringComparer.Ordinal);
            }

            return code is not null && rows.TryGetValue(code, out var row) ? row : null;
        }
    }
}
