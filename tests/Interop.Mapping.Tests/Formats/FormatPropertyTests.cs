using System.Buffers;
using System.Diagnostics;
using System.Text;
using System.Xml.Linq;
using FsCheck;
using FsCheck.Fluent;
using Interop.Fhir.Issues;
using Interop.Fhir.Json;
using Interop.Mapping.Formats;

namespace Interop.Mapping.Tests.Formats;

/// <summary>What holds for every text: well-formed ones come back, broken ones end in issues, soon and without an exception.</summary>
public sealed class FormatPropertyTests
{
    private static readonly Gen<string> Word = Gen.Elements("", "a", "DURAND", "Zoé", "0,5", " ", "x y", "é€œ", "12.50", "\\F\\", "\\X0D\\", "a\\.br\\b", "\\E\\").OrNull().Select(w => w ?? "z");

    private static Gen<string> Joined(Gen<string> piece, string separator, int most) =>
        from count in Gen.Choose(1, most) from pieces in piece.ListOf(count) select string.Join(separator, pieces);

    private static Gen<string> Hl7(string marks, string ending)
    {
        var (field, component, repetition, sub) = (marks[0].ToString(), marks[1].ToString(), marks[2].ToString(), marks[4].ToString());
        var content = Word.Select(w => w.Replace('\\', marks[3]));
        var value = Joined(Joined(Joined(content, sub, 3), component, 3), repetition, 2);
        var segment = from name in Gen.Elements("PID", "PV1", "OBX", "ZFA", "NTE") from fields in Joined(value, field, 5) select name + field + fields + ending;
        return from count in Gen.Choose(0, 6) from segments in segment.ListOf(count) select $"MSH{marks}{field}A{field}B{ending}" + string.Concat(segments);
    }

    [Fact]
    public void HL7_of_any_delimiters_comes_back_byte_for_byte()
    {
        var text = from marks in Gen.Elements("|^~\\&", "#*$!@", "|~^\\&") from ending in Gen.Elements("\r", "\n", "\r\n") from message in Hl7(marks, ending) select message;
        Prop.ForAll(text.ToArbitrary(), t => Encoding.UTF8.GetString(FormatText.Again(RecordFormat.Hl7v2, Encoding.UTF8.GetBytes(t))) == t).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void Sheets_come_back_byte_for_byte()
    {
        var sheet =
            from separator in Gen.Elements(',', ';', '\t')
            from ending in Gen.Elements("\r\n", "\n")
            from columns in Gen.Choose(1, 4)
            from rows in Gen.Choose(1, 5)
            from cells in Gen.Elements("a", "0,5", "Zoé", "\"q;u,o\tted\"", "\"two \"\"marks\"\"\"", "\"line\r\nline\"", "x").ListOf(columns * rows)
            from final in Gen.Elements("", ending)
            select string.Join(separator, Enumerable.Range(0, columns).Select(c => "c" + c)) + ending
                + string.Join(ending, cells.Select(c => c.StartsWith('"') ? c : c.Replace(separator, '_')).Chunk(columns).Select(r => string.Join(separator, r))) + final;
        Prop.ForAll(sheet.ToArbitrary(), t => Encoding.UTF8.GetString(FormatText.Again(RecordFormat.Csv, Encoding.UTF8.GetBytes(t))) == t).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void JSON_keeps_its_tokens()
    {
        var scalar = Gen.Elements("1", "1.50", "-0", "1e3", "1.0E-7", "12345678901234567890.12", "true", "false", "null", "\"é\\u00e9\\n\"", "\"\"", "[]", "{}");
        var item = Gen.OneOf(scalar, Joined(scalar, ",", 3).Select(s => "[" + s + "]"), Joined(scalar, ",", 1).Select(s => "{\"k\":" + s + "}"));
        var text = from items in item.ListOf(4) select "{" + string.Join(",", items.Select((v, i) => $"\"m{i}\":{v}")) + "}";
        Prop.ForAll(text.ToArbitrary(), t =>
        {
            var buffer = new ArrayBufferWriter<byte>();
            FhirJson.WriteRecord(FormatText.Tree(t).Root, buffer);
            return Encoding.UTF8.GetString(buffer.WrittenSpan) == t.Replace("\\u00e9", "é", StringComparison.Ordinal);
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void XML_comes_back_equal()
    {
        var name = Gen.Elements("a", "Prénom", "p:b", "M_Prescription");
        var attributes = Gen.Elements("", " x='1'", " p:é='&lt;&quot;&#10;'", " xmlns='urn:y'");
        var text = Gen.Elements("", "", "t", "é &amp; &lt;", "a&#13;b");
        Gen<string> Element(int depth) =>
            from n in name
            from a in attributes
            from before in text
            from children in depth == 0 ? Gen.Constant(new List<string>()) : Element(depth - 1).ListOf(2).Select(l => l.ToList())
            from after in text
            select $"<{n}{a}>{before}{string.Concat(children)}{after}</{n}>";
        var document = Element(2).Select(e => "<r xmlns:p='urn:p'>" + e + "</r>");
        Prop.ForAll(document.ToArbitrary(), t =>
        {
            var again = Encoding.UTF8.GetString(FormatText.Again(RecordFormat.Xml, Encoding.UTF8.GetBytes(t)));
            return XNode.DeepEquals(Canonical(t), Canonical(again));
        }).QuickCheckThrowOnFailure();
    }

    /// <summary>Canonical XML writes an element without content in one way.</summary>
    private static XElement Canonical(string text)
    {
        var root = XDocument.Parse(text, LoadOptions.PreserveWhitespace).Root!;
        root.DescendantsAndSelf().Where(e => !e.Nodes().Any()).ToList().ForEach(e => e.RemoveNodes());
        return root;
    }

    [Theory]
    [InlineData(RecordFormat.Hl7v2, "MSH|^~\\&|A|||||||1||2.6\rPID|1||8001^^^A&1~2||D^Z\rOBX|1|ED|B||^application^pdf^Base64^JVBERi0=\r")]
    [InlineData(RecordFormat.Csv, "id;name;dose\r\n1;\"A;\"\"b\"\"\";0,5\r\n2;Zoé;1\r\n")]
    [InlineData(RecordFormat.Xml, "<?xml version='1.0' encoding='UTF-8'?><a x='1'><b>t</b><![CDATA[c]]></a>")]
    [InlineData(RecordFormat.Json, "{\"a\":[1,2,{\"b\":\"é\\n\"}],\"c\":null}")]
    public void Damaged_bytes_end_in_issues_with_a_place_and_a_hint(RecordFormat format, string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        var damage = from at in Gen.Choose(0, bytes.Length - 1) from with in Gen.Choose(0, 255) from cut in Gen.Choose(0, 3) select (at, with: (byte)with, cut);
        var clock = Stopwatch.StartNew();
        Prop.ForAll(damage.ListOf(4).ToArbitrary(), list =>
        {
            var copy = bytes.ToArray();
            foreach (var (at, with, cut) in list)
            {
                copy[Math.Min(at, copy.Length - 1)] = with;
                copy = cut == 0 ? copy[..Math.Max(1, Math.Min(at, copy.Length))] : copy;
            }

            var issues = new List<Issue>();
            var tree = RecordFormats.Read(format, copy, issues);
            Assert.Equal(issues.Exists(i => i.IsError), tree is null);
            Assert.All(issues, i => Assert.NotEqual("", i.Hint(Interop.Fhir.Issues.Language.French)));
        }).QuickCheckThrowOnFailure();
        Assert.True(clock.Elapsed < TimeSpan.FromSeconds(20));
    }
}
