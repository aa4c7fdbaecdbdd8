namespace Interop.Mapping.Formats.Hl7v2;

/// <summary>The separators of a message as MSH-1 and MSH-2 give them (HL7 v2.6 chapter 2.5.4); 0 where MSH-2 is too short to say.</summary>
internal readonly record struct Hl7Delimiters(byte Field, byte Component, byte Repetition, byte Escape, byte Subcomponent, byte Truncation)
{
    public static readonly Hl7Delimiters Usual = new((byte)'|', (byte)'^', (byte)'~', (byte)'\\', (byte)'&', 0);

    /// <summary>Reads them; null when one is a letter, a digit, a blank, no ASCII character, or given twice.</summary>
    public static Hl7Delimiters? Parse(byte field, ReadOnlySpan<byte> encoding)
    {
        if (encoding.Length is < 1 or > 5 || !IsMark(field))
        {
            return null;
        }

        for (var i = 0; i < encoding.Length; i++)
        {
            if (!IsMark(encoding[i]) || encoding[i] == field || encoding[..i].Contains(encoding[i]))
            {
                return null;
            }
        }

        return new Hl7Delimiters(field, encoding[0], At(encoding, 1), At(encoding, 2), At(encoding, 3), At(encoding, 4));
    }

    /// <summary>Whether a segment opens with its delimiters: message, file and batch headers.</summary>
    public static bool AreIn(ReadOnlySpan<byte> segment) => segment.StartsWith("MSH"u8) || segment.StartsWith("FHS"u8) || segment.StartsWith("BHS"u8);

    private static byte At(ReadOnlySpan<byte> encoding, int index) => index < encoding.Length ? encoding[index] : (byte)0;

    private static bool IsMark(byte mark) => mark is > 0x20 and < 0x7F && !char.IsAsciiLetterOrDigit((char)mark) && mark != '"';
}
