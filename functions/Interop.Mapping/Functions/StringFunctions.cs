using System.Globalization;
using System.Text;
using Interop.Mapping.Language;
using Interop.Mapping.Runtime;

namespace Interop.Mapping.Functions;

/// <summary>The module <c>string</c>.</summary>
internal static class StringFunctions
{
    public static FunctionModule Create()
    {
        var m = new FunctionModule("string", "Text.");
        AddCase(m);
        AddSearch(m);
        AddParts(m);
        AddStrip(m);
        AddConversions(m);
        return m;
    }

    private static Value Of(Run run, ScriptSpan place, string text)
    {
        run.Spend(place, text.Length);
        return Value.Of(text);
    }

    private static int Whole(Run run, Value value, ScriptSpan place, int otherwise) => value.IsNull ? otherwise
        : value.TryInt(out var number) && number is >= int.MinValue and <= int.MaxValue ? (int)number
        : throw Run.Fault(place, "a whole number is needed here");

    private static void AddCase(FunctionModule m)
    {
        m.Add("append", "text with", "Puts text after another.", (run, a, at) => Of(run, at, run.Text(a[0]) + run.Text(a[1])), ("'Hello' | string.append ' World'", "Hello World"));
        m.Add("prepend", "text by", "Puts text before another.", (run, a, at) => Of(run, at, run.Text(a[1]) + run.Text(a[0])), ("'World' | string.prepend 'Hello '", "Hello World"));
        m.Add("upcase", "text", "Capital letters.", (run, a, at) => Of(run, at, run.Text(a[0]).ToUpperInvariant()), ("'test' | string.upcase", "TEST"));
        m.Add("downcase", "text", "Small letters.", (run, a, at) => Of(run, at, run.Text(a[0]).ToLowerInvariant()), ("'TeSt' | string.downcase", "test"));
        m.Add("capitalize", "text", "First letter in capitals.", (run, a, at) => Of(run, at, Capital(run.Text(a[0]))), ("'test' | string.capitalize", "Test"));
        m.Add("capitalizewords", "text", "First letter of each word in capitals.",
            (run, a, at) => Of(run, at, string.Join(' ', run.Text(a[0]).Split(' ').Select(Capital))), ("'this is easy' | string.capitalizewords", "This Is Easy"));
        m.Add("handleize", "text", "Letters and digits in small letters, everything else as one hyphen.", (run, a, at) => Of(run, at, Handle(run.Text(a[0]))), ("'100 % M & Ms!!!' | string.handleize", "100-m-ms"));
        m.Add("pluralize", "number singular plural", "The singular for 1, else the plural.",
            (run, a, at) => a[0].TryInt(out var n) && n == 1 ? a[1] : a[2], ("3 | string.pluralize 'line' 'lines'", "lines"));
    }

    private static string Capital(string text) => text.Length == 0 ? text : char.ToUpperInvariant(text[0]) + text[1..];

    private static string Handle(string text)
    {
        var handle = new StringBuilder();
        foreach (var c in text)
        {
            if (char.IsLetterOrDigit(c))
            {
                handle.Append(char.ToLowerInvariant(c));
            }
            else if (handle.Length > 0 && handle[^1] != '-')
            {
                handle.Append('-');
            }
        }

        return handle.ToString().TrimEnd('-');
    }

    private static void AddSearch(FunctionModule m)
    {
        m.Add("contains", "text value", "Whether a text contains another.", (run, a, at) => Value.Of(run.Text(a[0]).Contains(run.Text(a[1]), StringComparison.Ordinal)), ("'This is easy' | string.contains 'easy'", "true"));
        m.Add("starts_with", "text value", "Whether a text starts with another.", (run, a, at) => Value.Of(run.Text(a[0]).StartsWith(run.Text(a[1]), StringComparison.Ordinal)), ("'This is easy' | string.starts_with 'This'", "true"));
        m.Add("ends_with", "text value", "Whether a text ends with another.", (run, a, at) => Value.Of(run.Text(a[0]).EndsWith(run.Text(a[1]), StringComparison.Ordinal)), ("'This is easy' | string.ends_with 'easy'", "true"));
        m.Add("equals_ignore_case", "text value", "Whether two texts differ by capitals only.", (run, a, at) => Value.Of(run.Text(a[0]).Equals(run.Text(a[1]), StringComparison.OrdinalIgnoreCase)), ("'Scriban' | string.equals_ignore_case 'SCRIBAN'", "true"));
        m.Add("index_of", "text search startIndex? count? stringComparison?", "Place of a text in another, -1 when it is not there; the comparison is Ordinal, or one whose name ends in IgnoreCase.", IndexOf, ("'abcabc' | string.index_of 'c'", "2"));
        m.Add("empty", "text", "Whether a text is absent or has no character.", (run, a, at) => Value.Of(run.Text(a[0]).Length == 0), ("'' | string.empty", "true"));
        m.Add("whitespace", "text", "Whether a text has blanks only.", (run, a, at) => Value.Of(string.IsNullOrWhiteSpace(run.Text(a[0]))), ("' ' | string.whitespace", "true"));
        m.Add("size", "text", "Number of characters.", (run, a, at) => Value.Of((long)run.Text(a[0]).Length), ("'test' | string.size", "4"));
    }

    private static Value IndexOf(Run run, ReadOnlySpan<Value> a, ScriptSpan at)
    {
        var text = run.Text(a[0]);
        var start = Math.Clamp(Whole(run, a[2], at, 0), 0, text.Length);
        var count = Math.Clamp(Whole(run, a[3], at, text.Length), 0, text.Length - start);
        return Value.Of((long)text.IndexOf(run.Text(a[1]), start, count, run.Text(a[4]).EndsWith("IgnoreCase", StringComparison.Ordinal) ? StringComparison.OrdinalIgnoreCase : StringComparison.Ordinal));
    }

    private static void AddParts(FunctionModule m)
    {
        m.Add("replace", "text match replace", "Replaces a text wherever it is.", Replace, ("'Hello, world. Goodbye, world.' | string.replace 'world' 'buddy'", "Hello, buddy. Goodbye, buddy."));
        m.Add("replace_first", "text match replace fromEnd?", "Replaces the first occurrence, or the last.", ReplaceFirst, ("'a-a' | string.replace_first 'a' 'b'", "b-a"));
        m.Add("remove", "text remove", "Takes a text out wherever it is.", (run, a, at) => Of(run, at, run.Text(a[1]) is { Length: > 0 } part ? run.Text(a[0]).Replace(part, "", StringComparison.Ordinal) : run.Text(a[0])), ("'a-b-c' | string.remove '-'", "abc"));
        m.Add("remove_first", "text remove", "Takes the first occurrence out.", (run, a, at) => Of(run, at, RemoveAt(run.Text(a[0]), run.Text(a[1]), last: false)), ("'a-b-c' | string.remove_first '-'", "ab-c"));
        m.Add("remove_last", "text remove", "Takes the last occurrence out.", (run, a, at) => Of(run, at, RemoveAt(run.Text(a[0]), run.Text(a[1]), last: true)), ("'a-b-c' | string.remove_last '-'", "a-bc"));
        m.Add("slice", "text start length?", "A part of a text; a negative start counts from the end.", (run, a, at) => Slice(run, a, at, null), ("'hello' | string.slice 1 3", "ell"), ("'hello' | string.slice (-3)", "llo"));
        m.Add("slice1", "text start length?", "A part of a text, one character unless a length is given.", (run, a, at) => Slice(run, a, at, 1), ("'hello' | string.slice1 0", "h"));
        m.Add("split", "text match", "The parts between a separator.", Split, ("'Hi, how are you' | string.split ' '", "[\"Hi,\", \"how\", \"are\", \"you\"]"));
        m.Add("truncate", "text length ellipsis?", "Cuts a text to a length, which includes the ellipsis.", Truncate, ("'The cat came back' | string.truncate 13", "The cat ca..."));
        m.Add("truncatewords", "text count ellipsis?", "Cuts a text after some words.", TruncateWords, ("'The cat came back the very next day' | string.truncatewords 4", "The cat came back..."));
        m.Add("pad_left", "text width pad?", "Fills with blanks, or another character, on the left.", (run, a, at) => Pad(run, a, at, left: true), ("'7' | string.pad_left 3 '0'", "007"));
        m.Add("pad_right", "text width pad?", "Fills with blanks, or another character, on the right.", (run, a, at) => Pad(run, a, at, left: false), ("('a' | string.pad_right 3) + '|'", "a  |"));
    }

    private static Value Replace(Run run, ReadOnlySpan<Value> a, ScriptSpan at)
    {
        var match = run.Text(a[1]);
        return match.Length == 0 ? a[0] : Of(run, at, run.Text(a[0]).Replace(match, run.Text(a[2]), StringComparison.Ordinal));
    }

    private static Value ReplaceFirst(Run run, ReadOnlySpan<Value> a, ScriptSpan at)
    {
        var (text, match) = (run.Text(a[0]), run.Text(a[1]));
        var found = run.IsTrue(a[3]) ? text.LastIndexOf(match, StringComparison.Ordinal) : text.IndexOf(match, StringComparison.Ordinal);
        return match.Length == 0 || found < 0 ? a[0] : Of(run, at, text[..found] + run.Text(a[2]) + text[(found + match.Length)..]);
    }

    private static string RemoveAt(string text, string part, bool last)
    {
        var at = part.Length == 0 ? -1 : last ? text.LastIndexOf(part, StringComparison.Ordinal) : text.IndexOf(part, StringComparison.Ordinal);
        return at < 0 ? text : text.Remove(at, part.Length);
    }

    private static Value Slice(Run run, ReadOnlySpan<Value> a, ScriptSpan at, int? length)
    {
        var text = run.Text(a[0]);
        var start = Whole(run, a[1], at, 0);
        start = start < 0 ? Math.Max(0, text.Length + start) : Math.Min(start, text.Length);
        var size = Whole(run, a[2], at, length ?? 0);
        size = Math.Clamp(size <= 0 && length is null ? text.Length : size, 0, text.Length - start);
        return Of(run, at, text.Substring(start, size));
    }

    private static Value Split(Run run, ReadOnlySpan<Value> a, ScriptSpan at)
    {
        var text = run.Text(a[0], out var origin);
        var list = run.Pool.Array(4);
        foreach (var part in text.Split(run.Text(a[1]), StringSplitOptions.RemoveEmptyEntries))
        {
            run.Spend(at, part.Length + 16);
            list.Add(Value.Of(part, origin));
        }

        return Value.Of(list);
    }

    private static Value Truncate(Run run, ReadOnlySpan<Value> a, ScriptSpan at)
    {
        var (text, ellipsis) = (run.Text(a[0]), a[2].IsNull ? "..." : run.Text(a[2]));
        var length = Whole(run, a[1], at, 0);
        return text.Length <= length ? a[0] : Of(run, at, text[..Math.Clamp(length - ellipsis.Length, 0, text.Length)] + ellipsis);
    }

    private static Value TruncateWords(Run run, ReadOnlySpan<Value> a, ScriptSpan at)
    {
        var words = run.Text(a[0]).Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var count = Math.Max(0, Whole(run, a[1], at, 0));
        return words.Length <= count ? a[0] : Of(run, at, string.Join(' ', words.Take(count)) + (a[2].IsNull ? "..." : run.Text(a[2])));
    }

    private static Value Pad(Run run, ReadOnlySpan<Value> a, ScriptSpan at, bool left)
    {
        var (text, pad) = (run.Text(a[0]), a[2].IsNull ? " " : run.Text(a[2]));
        var width = Math.Max(0, Whole(run, a[1], at, 0));
        run.Spend(at, width);
        var c = pad.Length == 0 ? ' ' : pad[0];
        return Of(run, at, left ? text.PadLeft(width, c) : text.PadRight(width, c));
    }

    private static void AddStrip(FunctionModule m)
    {
        m.Add("strip", "text", "Takes blanks off both ends.", (run, a, at) => Of(run, at, run.Text(a[0]).Trim()), ("'  too many  ' | string.strip", "too many"));
        m.Add("lstrip", "text", "Takes blanks off the start.", (run, a, at) => Of(run, at, run.Text(a[0]).TrimStart()), ("'  a' | string.lstrip", "a"));
        m.Add("rstrip", "text", "Takes blanks off the end.", (run, a, at) => Of(run, at, run.Text(a[0]).TrimEnd()), ("('a  ' | string.rstrip) + '|'", "a|"));
        m.Add("strip_newlines", "text", "Takes line ends out.", (run, a, at) => Of(run, at, run.Text(a[0]).Replace("\r", "", StringComparison.Ordinal).Replace("\n", "", StringComparison.Ordinal)), ("\"a\\n b\" | string.strip_newlines", "a b"));
        m.Add("escape", "text", "Puts a backslash before quotes, backslashes and line ends.", (run, a, at) => Of(run, at, Escaped(run.Text(a[0]))), ("'a\"b' | string.escape", "a\\\"b"));
        m.Add("literal", "text", "The text as a literal, in quotes.", (run, a, at) => Of(run, at, "\"" + Escaped(run.Text(a[0])) + "\""), ("'a\"b' | string.literal", "\"a\\\"b\""));
    }

    /// <summary>Text as it stands between the quotes of a literal.</summary>
    public static string Escaped(string text) => text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)
        .Replace("\n", "\\n", StringComparison.Ordinal).Replace("\r", "\\r", StringComparison.Ordinal).Replace("\t", "\\t", StringComparison.Ordinal);

    private static void AddConversions(FunctionModule m)
    {
        m.Add("to_int", "text", "The whole number of 32 bits that a text spells, else null.", (run, a, at) => ToWhole(run, a[0]) is { IsNull: false, Int: >= int.MinValue and <= int.MaxValue } whole ? whole : default, ("'123' | string.to_int | math.plus 1", "124"), ("'12300000000' | string.to_int", ""));
        m.Add("to_long", "text", "The whole number of 64 bits that a text spells, else null.", (run, a, at) => ToWhole(run, a[0]), ("'12300000000' | string.to_long", "12300000000"));
        m.Add("to_float", "text", "The number of 32 bits that a text spells, else null.", (run, a, at) => ToFloat(run, a[0]) is { IsNull: false } number ? Value.Of((float)number.Double) : default, ("'12.5' | string.to_float", "12.5"));
        m.Add("to_double", "text", "The number that a text spells, else null.", (run, a, at) => ToFloat(run, a[0]), ("'12.5' | string.to_double", "12.5"));
        m.Add("base64_encode", "text", "Base64 of the text's UTF-8.", (run, a, at) => Of(run, at, Convert.ToBase64String(Encoding.UTF8.GetBytes(run.Text(a[0])))), ("'hello' | string.base64_encode", "aGVsbG8="));
        m.Add("base64_decode", "text", "The UTF-8 text that a Base64 text holds.", Decode, ("'aGVsbG8=' | string.base64_decode", "hello"));
        HashFunctions.AddTo(m);
    }

    private static Value ToWhole(Run run, Value value) =>
        long.TryParse(run.Text(value), NumberStyles.AllowLeadingSign | NumberStyles.AllowLeadingWhite | NumberStyles.AllowTrailingWhite, CultureInfo.InvariantCulture, out var number) ? Value.Of(number) : default;

    private static Value ToFloat(Run run, Value value) =>
        double.TryParse(run.Text(value), NumberStyles.Float | NumberStyles.AllowThousands, CultureInfo.InvariantCulture, out var number) ? Value.Of(number) : default;

    private static Value Decode(Run run, ReadOnlySpan<Value> a, ScriptSpan at)
    {
        var text = run.Text(a[0]);
        var bytes = new byte[text.Length];
        return Convert.TryFromBase64String(text, bytes, out var length)
            ? Of(run, at, Encoding.UTF8.GetString(bytes, 0, length))
            : throw Run.Fault(at, "the text is not Base64");
    }
}
