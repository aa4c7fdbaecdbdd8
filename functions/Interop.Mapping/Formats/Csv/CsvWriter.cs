using System.Buffers;
using System.Globalization;
using System.Text;
using Interop.Fhir.Issues;
using Interop.Fhir.Tree;

namespace Interop.Mapping.Formats.Csv;

/// <summary>
/// Writes a tree of the shape of <see cref="CsvReader"/>: RFC 4180 unless the tree says otherwise. Without <c>columns</c> they are the members of the
/// rows, in the order they are first met. A table that was read exactly, with rows as long as its header, comes back byte for byte.
/// </summary>
public static class CsvWriter
{
    private const string Format = "csv";

    /// <summary>Writes; false, with one issue that names the place, when the tree is of another shape or cannot be encoded.</summary>
    public static bool Write(Node root, IBufferWriter<byte> output, ICollection<Issue> issues)
    {
        try
        {
            if (root["rows"] is not { Kind: NodeKind.Array } rows)
            {
                throw TreeShapeException.At(root, Format, "an object with the list 'rows'");
            }

            var name = root["encoding"].Text ?? "UTF-8";
            var text = new Writing(root).Write(rows);
            if (root["bom"].Kind == NodeKind.True)
            {
                text.Insert(0, '\uFEFF');
            }

            return Charsets.TryWrite(text, name, output, issues);
        }
        catch (TreeShapeException fault)
        {
            issues.Add(fault.Issue);
            return false;
        }
    }

    private sealed class Writing
    {
        private readonly StringBuilder text = new();
        private readonly HashSet<string> quoted = new(StringComparer.Ordinal);
        private readonly Node root;
        private readonly char separator;
        private readonly string ending;
        private readonly bool quoteAll;

        public Writing(Node root)
        {
            this.root = root;
            separator = root["separator"] switch
            {
                { Exists: false } => ',',
                { Text: "," or ";" or "\t" } given => given.Text[0],
                var other => throw TreeShapeException.At(other, Format, "a comma, a semicolon or a tab"),
            };
            ending = root["ending"] switch
            {
                { Exists: false } or { Text: "CRLF" } => "\r\n",
                { Text: "LF" } => "\n",
                { Text: "CR" } => "\r",
                var other => throw TreeShapeException.At(other, Format, "CRLF, LF or CR"),
            };
            quoteAll = root["quotedCells"].Is("all");
            foreach (var cell in root["quotedCells"].Children)
            {
                quoted.Add(cell.Text ?? "");
            }
        }

        public StringBuilder Write(Node rows)
        {
            var header = Header(rows);
            var names = CsvNames.Of(header);
            if (root["header"].Kind != NodeKind.False)
            {
                WriteCells(header, 0);
            }

            var number = 0;
            foreach (var row in rows.Children)
            {
                WriteCells(Cells(row, names), ++number);
            }

            if (root["finalEnding"].Is("none") && text.Length >= ending.Length)
            {
                text.Length -= ending.Length;
            }

            return text;
        }

        private List<string> Header(Node rows)
        {
            var header = new List<string>();
            if (root["columns"] is { Kind: NodeKind.Array } columns)
            {
                foreach (var column in columns.Children)
                {
                    header.Add(Value(column));
                }

                return header;
            }

            var seen = new HashSet<string>(StringComparer.Ordinal);
            foreach (var row in rows.Children)
            {
                foreach (var cell in row.Children)
                {
                    if (cell.Name is { } name && seen.Add(name))
                    {
                        header.Add(name);
                    }
                }
            }

            return header;
        }

        private static List<string> Cells(Node row, List<string> names)
        {
            if (row.Kind != NodeKind.Object)
            {
                throw TreeShapeException.At(row, Format, "a row (an object)");
            }

            var cells = new List<string>(Enumerable.Repeat("", names.Count));
            var next = 0;
            foreach (var cell in row.Children)
            {
                // Cells mostly come in the columns' order, so the search starts behind the last one.
                var column = next < names.Count && names[next] == cell.Name ? next : names.IndexOf(cell.Name!);
                if (column < 0 && cell.Name != CsvNames.Numbered(cells.Count))
                {
                    throw TreeShapeException.At(cell, Format, "a cell of a column that 'columns' names");
                }

                if (column < 0)
                {
                    cells.Add(Value(cell));
                }
                else
                {
                    cells[column] = Value(cell);
                    next = column + 1;
                }
            }

            return cells;
        }

        private void WriteCells(List<string> cells, int row)
        {
            for (var i = 0; i < cells.Count; i++)
            {
                _ = i == 0 ? text : text.Append(separator);
                var needed = CsvNames.NeedsQuotes(Encoding.UTF8.GetBytes(cells[i]), (byte)separator, cells.Count == 1);
                if (needed || quoteAll || quoted.Count > 0 && quoted.Contains(string.Create(CultureInfo.InvariantCulture, $"{row}:{i + 1}")))
                {
                    text.Append('"').Append(cells[i].Replace("\"", "\"\"", StringComparison.Ordinal)).Append('"');
                }
                else
                {
                    text.Append(cells[i]);
                }
            }

            text.Append(ending);
        }

        private static string Value(Node cell) =>
            cell.Kind is NodeKind.Object or NodeKind.Array ? throw TreeShapeException.At(cell, Format, "a plain value") : cell.Text ?? "";
    }
}
