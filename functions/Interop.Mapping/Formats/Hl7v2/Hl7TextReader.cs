using System.Text;
using Interop.Fhir.Issues;
using Interop.Fhir.Tree;

namespace Interop.Mapping.Formats.Hl7v2;

/// <summary>One walk over an ER7 text that is UTF-8 by now; delimiters are ASCII, so pieces are found byte by byte.</summary>
internal sealed class Hl7TextReader(ReadOnlyMemory<byte> source, Encoding encoding, ICollection<Issue> issues, bool exact)
{
    /// <summary>Errors, and warnings, told of one text; more say nothing new, and telling a place reads its line.</summary>
    private const int MaxFaults = 50;

    private readonly NodeTreeBuilder builder = new(source);
    private Hl7Delimiters delimiters = Hl7Delimiters.Usual;
    private string id = "";
    private int field;
    private int repetition;
    private int component;
    private int line;
    private int lineStart;
    private int errors;
    private int warnings;

    /// <summary>Said in an exact tree when the message does not say it.</summary>
    public string? Encoding { get; init; }

    public NodeTree? Read()
    {
        builder.Begin(null, NodeKind.Object, 0);
        var ending = EndingAt(source.Span.IndexOfAny((byte)'\r', (byte)'\n'));
        AddSpelling("encoding", Encoding);
        AddSpelling("ending", ending == "CR" || ending == "none" ? null : ending);
        builder.Begin("segments", NodeKind.Array, 0);
        for (var start = 0; start < source.Length && errors < MaxFaults;)
        {
            var length = source.Span[start..].IndexOfAny((byte)'\r', (byte)'\n');
            var end = length < 0 ? source.Length : start + length;
            (line, lineStart) = (line + 1, start);
            ReadLine(start, end, ending == "none" ? "CR" : ending);
            start = end + (EndingAt(length < 0 ? -1 : end) == "CRLF" ? 2 : 1);
        }

        builder.End();
        builder.End();
        var tree = builder.Build();
        return errors > 0 ? null : tree;
    }

    private string EndingAt(int offset) => offset < 0 ? "none"
        : source.Span[offset] == '\n' ? "LF"
        : offset + 1 < source.Length && source.Span[offset + 1] == '\n' ? "CRLF" : "CR";

    private void AddSpelling(string name, string? value)
    {
        if (exact && value is not null)
        {
            builder.Add(name, NodeKind.String, value);
        }
    }

    private void ReadLine(int start, int end, string ending)
    {
        var text = source.Span[start..end];
        if (text.Trim(" \t"u8).IsEmpty)
        {
            return;
        }

        (field, repetition, component) = (0, 0, 0);
        var header = Hl7Delimiters.AreIn(text);
        id = IsName(text) ? System.Text.Encoding.ASCII.GetString(text[..3]) : "";
        if (id.Length == 0 || !header && text.Length > 3 && text[3] != delimiters.Field)
        {
            Report(IssueCodes.Hl7SegmentName, start);
            return;
        }

        builder.Begin(null, NodeKind.Object, start, listItem: true);
        builder.AddSlice("id", NodeKind.String, start, 3, start);
        var own = EndingAt(end < source.Length ? end : -1);
        AddSpelling("ending", own == ending ? null : own);
        var from = header ? ReadHeader(start, end) : text.Length > 3 ? start + 4 : -1;
        if (from >= 0)
        {
            ReadFields(from, end, header ? 3 : 1);
        }

        builder.End();
    }

    private static bool IsName(ReadOnlySpan<byte> text) =>
        text.Length >= 3 && char.IsAsciiLetterUpper((char)text[0]) && IsNamePart(text[1]) && IsNamePart(text[2]);

    private static bool IsNamePart(byte b) => char.IsAsciiLetterUpper((char)b) || char.IsAsciiDigit((char)b);

    /// <summary>Field 1 is the separator, field 2 the other delimiters, taken as they are. Gives where field 3 starts, or -1.</summary>
    private int ReadHeader(int start, int end)
    {
        var text = source.Span[start..end];
        var length = text.Length > 4 ? text[4..].IndexOf(text[3]) : -1;
        var marks = text.Length > 4 ? text[4..(length < 0 ? text.Length : 4 + length)].TrimEnd((byte)' ') : default;
        if (text.Length < 5 || Hl7Delimiters.Parse(text[3], marks) is not { } found)
        {
            Report(IssueCodes.Hl7Delimiters, start + 3);
            return -1;
        }

        delimiters = found;
        AddRaw("f1", start + 3, 1);
        AddRaw("f2", start + 4, marks.Length);
        return length < 0 ? -1 : start + 5 + length;
    }

    private void AddRaw(string name, int start, int length)
    {
        builder.Begin(name, NodeKind.Array, start);
        builder.Begin(null, NodeKind.Object, start, listItem: true);
        builder.AddSlice("c1", NodeKind.String, start, length, start);
        builder.End();
        builder.End();
    }

    private void ReadFields(int start, int end, int first)
    {
        for (field = first; ; field++)
        {
            var stop = Next(start, end, delimiters.Field);
            if (field > Hl7Names.Max)
            {
                Report(IssueCodes.Hl7TooMany, start, "999");
                return;
            }

            if (stop > start || exact && stop == end)
            {
                builder.Begin(Hl7Names.Field(field), NodeKind.Array, start);
                if (stop > start)
                {
                    ReadRepetitions(start, stop);
                }

                builder.End();
            }

            if (stop == end)
            {
                return;
            }

            start = stop + 1;
        }
    }

    private void ReadRepetitions(int start, int end)
    {
        for (repetition = 1; ; repetition++)
        {
            var stop = Next(start, end, delimiters.Repetition);
            builder.Begin(null, NodeKind.Object, start, listItem: true);
            ReadComponents(start, stop);
            builder.End();
            if (stop == end)
            {
                repetition = 0;
                return;
            }

            start = stop + 1;
        }
    }

    private void ReadComponents(int start, int end)
    {
        for (component = 1; ; component++)
        {
            var stop = Next(start, end, delimiters.Component);
            if (component > Hl7Names.Max)
            {
                Report(IssueCodes.Hl7TooMany, start, "999");
                return;
            }

            ReadSubcomponents(start, stop, last: stop == end && component > 1);
            if (stop == end)
            {
                component = 0;
                return;
            }

            start = stop + 1;
        }
    }

    private void ReadSubcomponents(int start, int end, bool last)
    {
        for (var number = 1; ; number++)
        {
            var stop = Next(start, end, delimiters.Subcomponent);
            if (number > Hl7Names.Max)
            {
                Report(IssueCodes.Hl7TooMany, start, "999");
                return;
            }

            // A trailing empty piece shows how many separators there were.
            if (stop > start || exact && stop == end && (last || number > 1))
            {
                AddValue(Hl7Names.Component(component, number), start, stop);
            }

            if (stop == end)
            {
                return;
            }

            start = stop + 1;
        }
    }

    private void AddValue(string name, int start, int end)
    {
        var value = source.Span[start..end];
        if (value.SequenceEqual("\"\""u8))
        {
            builder.Add(name, NodeKind.Null, default(ReadOnlySpan<byte>), start);
        }
        else if (delimiters.Escape == 0 || !value.Contains(delimiters.Escape))
        {
            builder.AddSlice(name, NodeKind.String, start, end - start, start);
        }
        else
        {
            var text = Hl7Escapes.Decode(System.Text.Encoding.UTF8.GetString(value), delimiters, encoding, out var faulty);
            builder.Add(name, NodeKind.String, text, start);
            if (faulty)
            {
                Report(IssueCodes.Hl7Escape, start);
            }
        }
    }

    private int Next(int start, int end, byte delimiter)
    {
        var found = delimiter == 0 ? -1 : source.Span[start..end].IndexOf(delimiter);
        return found < 0 ? end : start + found;
    }

    private void Report(IssueCode code, int offset, params string[] arguments)
    {
        var told = code.Severity == IssueSeverity.Warning ? warnings++ : errors++;
        if (told >= MaxFaults)
        {
            return;
        }

        var place = new StringBuilder(id.Length == 0 ? "segment" : id);
        if (id.Length == 0)
        {
            place.Append(System.Globalization.CultureInfo.InvariantCulture, $" {line}");
        }
        else if (field > 0)
        {
            place.Append(System.Globalization.CultureInfo.InvariantCulture, $"-{field}");
            _ = repetition > 1 ? place.Append(System.Globalization.CultureInfo.InvariantCulture, $"[{repetition}]") : place;
            _ = component > 0 ? place.Append(System.Globalization.CultureInfo.InvariantCulture, $".{component}") : place;
        }

        var column = TextPosition.Of(source.Span[lineStart..], offset - lineStart).Column;
        issues.Add(new Issue(code, new IssueLocation { Source = place.ToString(), Line = line, Column = column }, arguments));
    }
}
