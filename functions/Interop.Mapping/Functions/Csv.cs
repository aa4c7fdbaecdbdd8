using System.Text;

namespace Interop.Mapping.Functions;

/// <summary>Reads comma-separated text (RFC 4180): quoted fields, doubled quotes, LF or CRLF; blank lines are skipped.</summary>
internal static class Csv
{
    public static List<(int Line, List<string> Fields)> Read(string text)
    {
        var records = new List<(int, List<string>)>();
        var position = 0;
        var line = 1;
        while (position < text.Length)
        {
            var first = line;
            var fields = ReadRecord(text, ref position, ref line);
            if (fields.Count > 1 || fields[0].Length > 0)
            {
                records.Add((first, fields));
            }
        }

        return records;
    }

    private static List<string> ReadRecord(string text, ref int position, ref int line)
    {
        var fields = new List<string>();
        while (true)
        {
            fields.Add(ReadField(text, ref position, ref line));
            if (position >= text.Length)
            {
                return fields;
            }

            if (text[position++] == '\n')
            {
                line++;
                return fields;
            }
        }
    }

    private static string ReadField(string text, ref int position, ref int line)
    {
        var field = new StringBuilder();
        var quoted = position < text.Length && text[position] == '"';
        position += quoted ? 1 : 0;
        for (; position < text.Length; position++)
        {
            var c = text[position];
            if (quoted && c == '"')
            {
                if (position + 1 >= text.Length || text[position + 1] != '"')
                {
                    quoted = false;
                    continue;
                }

                position++;
            }
            else if (!quoted && c is ',' or '\n' && !quoted)
            {
                break;
            }

            line += c == '\n' ? 1 : 0;
            field.Append(c);
        }

        return field.ToString().TrimEnd('\r');
    }
}
