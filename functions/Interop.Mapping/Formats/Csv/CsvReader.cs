using System.Globalization;
using System.Text;
using System.Text.Unicode;
using Interop.Fhir.Issues;
using Interop.Fhir.Tree;

namespace Interop.Mapping.Formats.Csv;

/// <summary>
/// Reads separated values (RFC 4180, also with semicolons or tabs) into one parent with a child for each row.
/// <code>
/// {"rows": [{"localId": "p-1", "birthDate": "1941-05-02"}, {"localId": "p-2"}]}
/// </code>
/// All values are text: which decimal separator a sender means is not guessed. An empty cell is absent. Columns without a name of their own are
/// <c>#4</c>, by number. Read exactly, empty cells are <c>""</c>, and before <c>rows</c> stand <c>columns</c> (the header as spelled) and, where
/// they differ from RFC 4180, <c>separator</c>, <c>ending</c> (<c>LF</c>, <c>CR</c>), <c>finalEnding</c> (<c>none</c>), <c>bom</c>,
/// <c>encoding</c>, <c>header</c> (false), <c>quotedCells</c> (cells quoted without need, <c>row:column</c>, header = row 0; or <c>all</c>).
/// Encoding: UTF-8 where the bytes are that, else Windows-1252. Blank lines are skipped.
/// </summary>
public static class CsvReader
{
    private const int MaxWarnings = 50;

    /// <summary>Reads a table. No tree when an issue is an error.</summary>
    public static NodeTree? Read(ReadOnlyMemory<byte> bytes, ICollection<Issue> issues, CsvOptions? options = null)
    {
        options ??= CsvOptions.Default;
        var utf8 = Utf8.IsValid(bytes.Span);
        var encoding = utf8 ? Charsets.Utf8Strict : Charsets.Find(Charsets.Windows)!;
        if (Charsets.ToUtf8(bytes, encoding, Charsets.Windows, issues) is not { } text)
        {
            return null;
        }

        var separator = options.Separator is { } given ? (byte)given : Detect(text.Span);
        var reading = new Reading(text, separator, options, issues)
        {
            Bom = utf8 && text.Length < bytes.Length, Encoding = utf8 ? null : Charsets.Windows,
        };
        return reading.Run();
    }

    /// <summary>The separator that the first row has most of, outside quotes; a comma when it has none.</summary>
    internal static byte Detect(ReadOnlySpan<byte> text)
    {
        Span<int> counts = stackalloc int[128];
        var quoted = false;
        foreach (var b in text)
        {
            if (!quoted && (b is (byte)'\r' or (byte)'\n'))
            {
                break;
            }

            quoted ^= b == '"';
            counts[b & 0x7F] += quoted || b > 0x7F ? 0 : 1;
        }

        var best = counts[';'] > counts[','] ? ';' : ',';
        return (byte)(counts['\t'] > counts[best] ? '\t' : best);
    }

    private sealed class Reading(ReadOnlyMemory<byte> source, byte separator, CsvOptions options, ICollection<Issue> issues)
    {
        private readonly NodeTreeBuilder builder = new(source);
        private readonly CsvLexer lexer = new(source, separator);
        private int warnings;

        public bool Bom { get; init; }

        public string? Encoding { get; init; }

        public NodeTree? Run()
        {
            var rows = new List<List<CsvLexer.Cell>>();
            var (ending, finalEnding) = ("CRLF", "none");
            while (lexer.ReadRow(out var broken) is { } row)
            {
                if (broken)
                {
                    Report(IssueCodes.CsvQuote, rows.Count, row[^1]);
                    return null;
                }

                if (row is [{ IsEmpty: true, Quoted: false }])
                {
                    continue;
                }

                ending = rows.Count == 0 && lexer.Ending != "none" ? lexer.Ending : ending;
                finalEnding = lexer.Ending;
                rows.Add(row);
            }

            if (rows.Count == 0)
            {
                issues.Add(new Issue(IssueCodes.CsvEmpty, IssueLocation.None));
                return null;
            }

            Build(rows, ending, finalEnding);
            return builder.Build();
        }

        private void Build(List<List<CsvLexer.Cell>> rows, string ending, string finalEnding)
        {
            var header = options.Header ? rows[0].ConvertAll(Text) : Enumerable.Repeat("", rows.Max(r => r.Count)).ToList();
            var renamed = new List<int>();
            var names = CsvNames.Of(header, renamed);
            if (options.Header)
            {
                renamed.ForEach(i => Warn(IssueCodes.CsvColumnName, 0, rows[0][i], (i + 1).ToString(CultureInfo.InvariantCulture)));
            }

            builder.Begin(null, NodeKind.Object, 0);
            if (options.Exact)
            {
                AddSpelling(rows, header, ending, finalEnding);
            }

            builder.Begin("rows", NodeKind.Array, 0);
            for (var i = options.Header ? 1 : 0; i < rows.Count; i++)
            {
                AddRow(rows[i], names, options.Header ? i : i + 1);
            }

            builder.End();
            builder.End();
        }

        private void AddRow(List<CsvLexer.Cell> row, List<string> names, int number)
        {
            if (row.Count != names.Count)
            {
                Warn(IssueCodes.CsvRowLength, number, row[^1], names.Count.ToString(CultureInfo.InvariantCulture));
            }

            builder.Begin(null, NodeKind.Object, row[0].Offset, listItem: true);
            for (var i = 0; i < row.Count; i++)
            {
                var cell = row[i];
                if (cell.HasStrayQuote)
                {
                    Warn(IssueCodes.CsvQuote, number, cell);
                }

                if (options.Exact || !cell.IsEmpty)
                {
                    AddCell(i < names.Count ? names[i] : CsvNames.Numbered(i), cell, listItem: false);
                }
            }

            builder.End();
        }

        private void AddCell(string? name, CsvLexer.Cell cell, bool listItem)
        {
            _ = cell.Text is { } text
                ? builder.Add(name, NodeKind.String, text, cell.Offset, listItem)
                : builder.AddSlice(name, NodeKind.String, cell.Start, cell.Length, cell.Offset, listItem);
        }

        private void AddSpelling(List<List<CsvLexer.Cell>> rows, List<string> header, string ending, string finalEnding)
        {
            AddText("separator", separator == ',' ? null : ((char)separator).ToString());
            AddText("ending", ending == "CRLF" ? null : ending);
            AddText("finalEnding", finalEnding == "none" ? "none" : null);
            AddText("encoding", Encoding);
            if (Bom)
            {
                builder.Add("bom", NodeKind.True, default(ReadOnlySpan<byte>));
            }

            if (!options.Header)
            {
                builder.Add("header", NodeKind.False, default(ReadOnlySpan<byte>));
            }

            AddQuotes(rows);
            builder.Begin("columns", NodeKind.Array, 0);
            for (var i = 0; i < header.Count; i++)
            {
                builder.Add(null, NodeKind.String, header[i], options.Header ? rows[0][i].Offset : -1, listItem: true);
            }

            builder.End();
        }

        private void AddQuotes(List<List<CsvLexer.Cell>> rows)
        {
            if (rows.TrueForAll(r => r.TrueForAll(c => c.Quoted)))
            {
                builder.Add("quotedCells", NodeKind.String, "all");
                return;
            }

            var cells = new List<string>();
            for (var i = 0; i < rows.Count; i++)
            {
                for (var j = 0; j < rows[i].Count; j++)
                {
                    var cell = rows[i][j];
                    if (cell.Quoted && cell.Text is null && !CsvNames.NeedsQuotes(source.Span.Slice(cell.Start, cell.Length), separator, rows[i].Count == 1))
                    {
                        cells.Add(string.Create(CultureInfo.InvariantCulture, $"{(options.Header ? i : i + 1)}:{j + 1}"));
                    }
                }
            }

            if (cells.Count > 0)
            {
                builder.Begin("quotedCells", NodeKind.Array);
                cells.ForEach(c => builder.Add(null, NodeKind.String, c, -1, listItem: true));
                builder.End();
            }
        }

        private void AddText(string name, string? value)
        {
            if (value is not null)
            {
                builder.Add(name, NodeKind.String, value);
            }
        }

        private string Text(CsvLexer.Cell cell) => cell.Text ?? System.Text.Encoding.UTF8.GetString(source.Span.Slice(cell.Start, cell.Length));

        private void Warn(IssueCode code, int row, CsvLexer.Cell cell, params string[] arguments)
        {
            if (warnings++ < MaxWarnings)
            {
                issues.Add(Describe(code, row, cell, arguments) with { Severity = IssueSeverity.Warning });
            }
        }

        private void Report(IssueCode code, int rowsBefore, CsvLexer.Cell cell) =>
            issues.Add(Describe(code, options.Header ? rowsBefore : rowsBefore + 1, cell, []));

        private Issue Describe(IssueCode code, int row, CsvLexer.Cell cell, string[] arguments)
        {
            var place = row == 0 ? "header" : string.Create(CultureInfo.InvariantCulture, $"row {row}");
            return new Issue(code, new IssueLocation { Source = place, Line = cell.Line, Column = CsvReader.Column(source.Span, cell.Offset) }, arguments);
        }
    }

    /// <summary>The column of an offset, counted from its line's start only.</summary>
    private static int Column(ReadOnlySpan<byte> text, int offset)
    {
        var start = text[..offset].LastIndexOfAny((byte)'\r', (byte)'\n') + 1;
        return TextPosition.Of(text[start..], offset - start).Column;
    }
}
