using System.Globalization;
using System.Text;

namespace Interop.Mapping.Formats.Hl7v2;

/// <summary>
/// Escape sequences (HL7 v2.6 chapter 2.7). Delimiters and hexadecimal characters become characters, <c>\.br\</c> a line feed. Formatting that
/// text cannot carry (<c>\H\</c>, <c>\.sp2\</c>, <c>\Zxx\</c>) stays, between two U+241B instead of the escape character, so that it is told
/// apart from a path such as <c>C:\H\</c> and is written back as it was.
/// </summary>
internal static class Hl7Escapes
{
    private const char Mark = '\u241B';

    /// <summary>Decodes a value; <paramref name="faulty"/> when an escape character opens no sequence, which is then kept as text.</summary>
    public static string Decode(string text, Hl7Delimiters delimiters, Encoding encoding, out bool faulty)
    {
        var escape = (char)delimiters.Escape;
        var result = new StringBuilder(text.Length);
        faulty = false;
        for (var i = 0; i < text.Length; i++)
        {
            var end = text[i] == escape ? text.IndexOf(escape, i + 1) : -1;
            if (end > i + 1 && DecodeOne(text[(i + 1)..end], delimiters, encoding) is { } decoded)
            {
                result.Append(decoded);
                i = end;
                continue;
            }

            faulty |= text[i] == escape;
            result.Append(text[i]);
        }

        return result.ToString();
    }

    /// <summary>Appends a value so that <see cref="Decode"/> gives it again.</summary>
    public static void Encode(StringBuilder output, string value, Hl7Delimiters delimiters, Encoding encoding)
    {
        if (value == "\"\"")
        {
            // Bare, this would mean "delete the value".
            output.Append(Sequence(delimiters, "X2222"));
            return;
        }

        for (var i = 0; i < value.Length; i++)
        {
            if (value[i] == Mark && value.IndexOf(Mark, i + 1) is var end && end > i + 1 && IsFormatting(value[(i + 1)..end]))
            {
                output.Append(Sequence(delimiters, value[(i + 1)..end]));
                i = end;
            }
            else if (IsControl(value[i]))
            {
                i = EncodeControls(output, value, i, delimiters, encoding);
            }
            else
            {
                EncodeCharacter(output, value[i], delimiters);
            }
        }
    }

    private static string? DecodeOne(string sequence, Hl7Delimiters delimiters, Encoding encoding) => sequence switch
    {
        "F" => ((char)delimiters.Field).ToString(),
        "S" => ((char)delimiters.Component).ToString(),
        "T" when delimiters.Subcomponent != 0 => ((char)delimiters.Subcomponent).ToString(),
        "R" when delimiters.Repetition != 0 => ((char)delimiters.Repetition).ToString(),
        "P" when delimiters.Truncation != 0 => ((char)delimiters.Truncation).ToString(),
        "E" => ((char)delimiters.Escape).ToString(),
        ".br" => "\n",
        ['X' or 'x', .. var digits] => DecodeHex(digits, encoding),
        _ => IsFormatting(sequence) ? Mark + sequence + Mark : null,
    };

    private static string? DecodeHex(string digits, Encoding encoding)
    {
        if (digits.Length == 0 || digits.Length % 2 != 0 || !digits.All(char.IsAsciiHexDigit))
        {
            return null;
        }

        try
        {
            var text = encoding.GetString(Convert.FromHexString(digits));
            return text.Contains('\0', StringComparison.Ordinal) ? null : text;
        }
        catch (DecoderFallbackException)
        {
            return null;
        }
    }

    /// <summary>Highlighting, character sets, formatting commands and local sequences; nothing that a file path would look like.</summary>
    private static bool IsFormatting(string sequence) => sequence switch
    {
        "H" or "N" => true,
        ['.', >= 'a' and <= 'z', >= 'a' and <= 'z', .. var count] => count.Length <= 4 && count.All(c => char.IsAsciiDigit(c) || c is '+' or '-') && sequence != ".br",
        ['C' or 'M', .. var set] => set.Length is 4 or 6 && set.All(char.IsAsciiHexDigit),
        ['Z', .. var local] => local.Length is > 0 and <= 8 && local.All(char.IsAsciiLetterOrDigit),
        _ => false,
    };

    private static bool IsControl(char c) => c is < ' ' and not '\t' or '\u007F';

    private static int EncodeControls(StringBuilder output, string value, int start, Hl7Delimiters delimiters, Encoding encoding)
    {
        var end = start;
        while (end < value.Length && IsControl(value[end]))
        {
            end++;
        }

        var run = value[start..end];
        if (run.All(c => c == '\n'))
        {
            output.Insert(output.Length, Sequence(delimiters, ".br"), run.Length);
        }
        else
        {
            output.Append(Sequence(delimiters, "X" + Convert.ToHexString(encoding.GetBytes(run))));
        }

        return end - 1;
    }

    private static void EncodeCharacter(StringBuilder output, char c, Hl7Delimiters delimiters)
    {
        var name = c == delimiters.Field ? "F" : c == delimiters.Component ? "S" : c == delimiters.Repetition ? "R"
            : c == delimiters.Subcomponent ? "T" : c == delimiters.Escape ? "E" : c == delimiters.Truncation ? "P" : null;
        _ = name is null ? output.Append(c) : output.Append(Sequence(delimiters, name));
    }

    private static string Sequence(Hl7Delimiters delimiters, string inner)
    {
        var escape = ((char)delimiters.Escape).ToString(CultureInfo.InvariantCulture);
        return escape + inner + escape;
    }
}
