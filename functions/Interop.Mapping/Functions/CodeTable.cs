using System.Globalization;

namespace Interop.Mapping.Functions;

/// <summary>One row of a code table.</summary>
internal sealed record CodeRow(string From, string To, string? Display, string? Source, DateOnly? ValidFrom, DateOnly? ValidTo)
{
    /// <summary>The first day as text, made once.</summary>
    public string? ValidFromText { get; } = ValidFrom?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}

/// <summary>A code table of <c>mappings/codes</c>: what a sender's code becomes, and on whose authority.</summary>
internal sealed class CodeTable
{
    private readonly Dictionary<string, List<CodeRow>> rows = new(StringComparer.Ordinal);

    public IEnumerable<CodeRow> Rows => rows.Values.SelectMany(r => r);

    public void Add(CodeRow row)
    {
        if (!rows.TryGetValue(row.From, out var list))
        {
            rows[row.From] = list = [];
        }

        list.Add(row);
    }

    /// <summary>The row in force on a day.</summary>
    public CodeRow? Find(string from, DateOnly day) => rows.TryGetValue(from, out var list)
        ? list.Find(r => (r.ValidFrom ?? DateOnly.MinValue) <= day && day <= (r.ValidTo ?? DateOnly.MaxValue))
        : null;

    /// <summary>Reads CSV (RFC 4180) with the header from,to,display,source,valid-from,valid-to; the number of the faulty line, from 1, else null.</summary>
    public static CodeTable? Read(string text, out int faultyLine)
    {
        var table = new CodeTable();
        faultyLine = 0;
        var records = Csv.Read(text);
        string[] header = ["from", "to", "display", "source", "valid-from", "valid-to"];
        if (records.Count == 0 || !records[0].Fields.SequenceEqual(header))
        {
            faultyLine = 1;
            return null;
        }

        foreach (var (line, fields) in records.Skip(1))
        {
            if (fields.Count != header.Length || fields[0].Length == 0 || !TryDay(fields[4], out var from) || !TryDay(fields[5], out var to))
            {
                faultyLine = line;
                return null;
            }

            table.Add(new CodeRow(fields[0], fields[1], NullIfEmpty(fields[2]), NullIfEmpty(fields[3]), from, to));
        }

        return table;
    }

    private static string? NullIfEmpty(string text) => text.Length == 0 ? null : text;

    private static bool TryDay(string text, out DateOnly? day)
    {
        day = null;
        if (text.Length == 0)
        {
            return true;
        }

        var ok = DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var value);
        day = value;
        return ok;
    }
}
