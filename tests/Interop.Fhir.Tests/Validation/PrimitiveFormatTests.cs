using System.Text;
using System.Text.RegularExpressions;
using Interop.Fhir.Definitions;
using Interop.Fhir.Validation;

namespace Interop.Fhir.Tests.Validation;

public sealed class PrimitiveFormatTests
{
    private static readonly string[] Values =
    [
        "2026", "2026-11", "2026-11-16", "2024-02-29", "2000-02-29", "0000", "026", "2026-1", "2026-11-1", "2026-11-16T", "2026-11-16T09:00", "2026-11-16T09:00:00",
        "2026-11-16T09:00:00Z", "2026-11-16T09:00:00.123456789Z", "2026-11-16T09:00:00.Z", "2026-11-16T09:00:60+02:00", "2026-11-16T24:00:00Z", "2026-11-16T09:00:00+14:00",
        "2026-11-16T09:00:00+14:01", "2026-11-16T09:00:00+1:00", "2026-11-16T09:00:00-13:59", "2026-11-16 09:00:00Z", "2026/11/16", "16/11/2026", "2026-11-16T09:60:00Z",
        "09:00:00", "09:00", "9:00:00", "23:59:60.5", "24:00:00", "09:00:00Z", "09:00:00.",
        "0", "-0", "1", "-1", "007", "1.0", "1.", ".5", "1e3", "1E+3", "1e", "--1", "+1", "2147483647", "-2147483648", "12345678901", "0.10", "-0.0e-7", "1,5",
        "true", "false", "TRUE", "a", "a b", "a  b", " a", "a ", "a\tb", "é", "a-b.c", "a_b", new string('a', 64), new string('a', 65),
        "http://x", "http://x y", "urn:oid:1.2.250", "urn:oid:3.2", "urn:oid:1.02", "urn:oid:1", "urn:oid:", "1.2.3", "urn:uuid:53fefa32-fcbb-4ff8-8a92-55ee120877b7",
        "urn:uuid:53FEFA32-fcbb-4ff8-8a92-55ee120877b7", "urn:uuid:53fefa32fcbb4ff88a9255ee120877b7", "AAAA", "AAA=", "AA==", "A===", "AAA", "AA AA", "AAAA\nBBBB", "AA-A", "====", "*",
    ];

    public static TheoryData<string> Types => [.. R4Definitions.Instance.Types.Where(t => t.Pattern is not null).Select(t => t.Name)];

    /// <summary>The scanners accept what the standard's regular expressions accept, save where the standard's prose is narrower.</summary>
    [Theory]
    [MemberData(nameof(Types))]
    public void The_scanner_agrees_with_the_pattern_of_the_standard(string name)
    {
        var type = R4Definitions.Instance.Find(name)!;
        var pattern = new Regex($"^(?:{type.Pattern})\\z", RegexOptions.CultureInvariant, TimeSpan.FromSeconds(1));
        foreach (var value in Values)
        {
            var verdict = PrimitiveFormat.Check(type.Primitive, Encoding.UTF8.GetBytes(value));
            var accepted = verdict is not (FormatVerdict.Malformed or FormatVerdict.Empty);
            var narrower = (name == "base64Binary" && value is "A===" or "====") || (name is "positiveInt" or "unsignedInt" && verdict == FormatVerdict.OutOfRange)
                || (name == "base64Binary" && value is "AA AA" or "AAAA\nBBBB");
            Assert.True(narrower || accepted == pattern.IsMatch(value), $"{name}: '{value}' {verdict}, the pattern says {pattern.IsMatch(value)}");
        }
    }

    [Theory]
    [InlineData(PrimitiveKind.Date, "2023-02-29", FormatVerdict.NotInCalendar)]
    [InlineData(PrimitiveKind.Date, "1900-02-29", FormatVerdict.NotInCalendar)]
    [InlineData(PrimitiveKind.Date, "2000-02-29", FormatVerdict.Good)]
    [InlineData(PrimitiveKind.Date, "2026-13", FormatVerdict.NotInCalendar)]
    [InlineData(PrimitiveKind.Date, "2026-04-31", FormatVerdict.NotInCalendar)]
    [InlineData(PrimitiveKind.DateTime, "2026-04-31T10:00:00Z", FormatVerdict.NotInCalendar)]
    [InlineData(PrimitiveKind.Instant, "2026-04-31T10:00:00Z", FormatVerdict.NotInCalendar)]
    [InlineData(PrimitiveKind.Integer, "2147483648", FormatVerdict.OutOfRange)]
    [InlineData(PrimitiveKind.Integer, "-2147483648", FormatVerdict.Good)]
    [InlineData(PrimitiveKind.Integer, "-2147483649", FormatVerdict.OutOfRange)]
    [InlineData(PrimitiveKind.PositiveInt, "0", FormatVerdict.OutOfRange)]
    [InlineData(PrimitiveKind.UnsignedInt, "-1", FormatVerdict.OutOfRange)]
    [InlineData(PrimitiveKind.Base64Binary, "AA AA", FormatVerdict.Good)]
    [InlineData(PrimitiveKind.Base64Binary, "A===", FormatVerdict.Malformed)]
    [InlineData(PrimitiveKind.Base64Binary, "QQ==\n", FormatVerdict.Good)]
    [InlineData(PrimitiveKind.Uri, "uuid:1", FormatVerdict.Malformed)]
    [InlineData(PrimitiveKind.Uri, "oid:1.2", FormatVerdict.Malformed)]
    [InlineData(PrimitiveKind.String, "", FormatVerdict.Empty)]
    public void Beyond_the_pattern_days_bounds_and_padding_are_real(PrimitiveKind kind, string value, FormatVerdict expected) =>
        Assert.Equal(expected, PrimitiveFormat.Check(kind, Encoding.UTF8.GetBytes(value)));
}
