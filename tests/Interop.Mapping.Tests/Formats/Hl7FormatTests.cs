using System.Text;
using System.Text.Json;
using Interop.Fhir.Tree;
using Interop.Mapping.Formats;

namespace Interop.Mapping.Tests.Formats;

public sealed class Hl7FormatTests
{
    private const string Header = "MSH|^~\\&|LAB|FAC|PFI|PFI|20261116||MDM^T02^MDM_T02|015|P|2.6|||||FRA|UNICODE UTF-8\r";

    private const string Message = Header
        + "PID|1||8001^^^ASIP&1.2.250.1.213.1.4.8&ISO~8002||DURAND^Zoé||\"\"|M||\r"
        + "OBX|1|TX|A^Label||a\\F\\b\\S\\c\\T\\d\\R\\e\\E\\f\\.br\\g\\X0D0A\\h||||||F||| \r"
        + "OBX|2|ED|B||^application^pdf^Base64^JVBERi0=||||||F\r"
        + "ZFA|ACTIF|20240306111154|||||||INO|\r";

    [Fact]
    public void Segments_fields_repetitions_components_and_subcomponents_have_their_places()
    {
        var segments = JsonDocument.Parse(FormatText.ToJson(RecordFormat.Hl7v2, Message)).RootElement.GetProperty("segments");
        Assert.Equal(["MSH", "PID", "OBX", "OBX", "ZFA"], segments.EnumerateArray().Select(s => s.GetProperty("id").GetString()));
        Assert.Equal(
            """{"id":"PID","f1":[{"c1":"1"}],"f3":[{"c1":"8001","c4":"ASIP","c4s2":"1.2.250.1.213.1.4.8","c4s3":"ISO"},{"c1":"8002"}],"f5":[{"c1":"DURAND","c2":"Zoé"}],"f7":[{"c1":null}],"f8":[{"c1":"M"}]}""",
            segments[1].GetRawText());
        Assert.Equal("a|b^c&d~e\\f\ng\r\nh", segments[2].GetProperty("f5")[0].GetProperty("c1").GetString());
        Assert.Equal("^~\\&", segments[0].GetProperty("f2")[0].GetProperty("c1").GetString());
        Assert.Equal("UNICODE UTF-8", segments[0].GetProperty("f18")[0].GetProperty("c1").GetString());
        Assert.Equal("INO", segments[4].GetProperty("f9")[0].GetProperty("c1").GetString());
    }

    [Theory]
    [InlineData(Message)]
    [InlineData("MSH#*$!@#A*B\rPID#1##x*y$z@w!E!\r")]
    [InlineData("MSH|^~\\&\r")]
    [InlineData("MSH|^~\\&|A|\nPID|\n")]
    [InlineData("MSH|^~\\&|A\r\nPID|1^^|~a~|&^&|^b^^|\r\nPV1")]
    [InlineData("FHS|^~\\&|A\rBHS|^~\\&|A\rMSH|^~\\&|A\rMSH|^~\\&|B\rBTS|2\rFTS|1\r")]
    [InlineData("MSH|^~\\&|A\nPID|1\rPV1|2\n")]
    [InlineData("MSH|^~\\&|A\rNTE|1||\\H\\bold\\N\\ and\\.sp2\\ \\Zab\\ path C:\\E\\temp\\E\\H\\E\\x\r")]
    public void Well_formed_text_comes_back_byte_for_byte(string text) =>
        Assert.Equal(text, Encoding.UTF8.GetString(FormatText.Again(RecordFormat.Hl7v2, Encoding.UTF8.GetBytes(text))));

    [Fact]
    public void The_encoding_of_MSH_18_is_used_both_ways()
    {
        var latin = CodePagesEncodingProvider.Instance.GetEncoding(28605)!;
        var bytes = latin.GetBytes(Message.Replace("UNICODE UTF-8", "8859/15", StringComparison.Ordinal) + "NTE|1||10 € à Saint-Cœur\\XA4\\\r");
        var tree = RecordFormats.Read(RecordFormat.Hl7v2, bytes, [])!;
        Assert.Contains("10 € à Saint-Cœur€", FormatText.Json(tree.Root), StringComparison.Ordinal);
        var again = latin.GetString(FormatText.Again(RecordFormat.Hl7v2, bytes));
        Assert.Contains("10 € à Saint-Cœur€\r", again, StringComparison.Ordinal);
        var silent = latin.GetBytes("MSH|^~\\&|Hôpital\r");
        Assert.Equal(silent, FormatText.Again(RecordFormat.Hl7v2, silent));
    }

    [Theory]
    [InlineData("PID|1\r", "Fatal hl7-no-header MSH 1:1")]
    [InlineData("", "Fatal hl7-no-header MSH 1:1")]
    [InlineData("MSH|^^\\&|A\r", "Fatal hl7-delimiters MSH 1:4")]
    [InlineData("MSHA^~\\&|A\r", "Fatal hl7-delimiters MSH 1:4")]
    [InlineData("MSH|^~\\&|A\rPID|1\rand a broken line\rZZZ|1\r", "Error hl7-segment-name segment 3 3:1")]
    [InlineData("MSH|^~\\&|A\rPID^1\r", "Error hl7-segment-name PID 2:1")]
    [InlineData("MSH|^~\\&|A\rPID|1||8001~é^C:\\temp\r", "Warning hl7-escape PID-3[2].2 2:15")]
    [InlineData("MSH|^~\\&|A|||||||||||||||KLINGON\r", "Fatal format-encoding-unknown MSH-18 1:")]
    public void A_fault_names_its_segment_and_field(string text, string fault) => Assert.Equal([fault], FormatText.Faults(RecordFormat.Hl7v2, text));

    [Fact]
    public void Bytes_outside_the_stated_encoding_are_refused()
    {
        var bytes = Encoding.Latin1.GetBytes(Header + "PID|é\r");
        Assert.StartsWith("Fatal format-encoding", Assert.Single(FormatText.Faults(RecordFormat.Hl7v2, bytes)), StringComparison.Ordinal);
    }

    [Fact]
    public void Framing_a_byte_order_mark_and_blank_lines_are_tolerated() =>
        Assert.Equal(
            """{"segments":[{"id":"MSH","f1":[{"c1":"|"}],"f2":[{"c1":"^~\\&"}],"f3":[{"c1":"A"}]},{"id":"PID","f1":[{"c1":"1"}]}]}""",
            FormatText.ToJson(RecordFormat.Hl7v2, "\u000BMSH|^~\\&|A\r\n  \r\nPID|1|\r\n\r\n\u001C\r"));

    [Fact]
    public void Many_faults_are_bounded_and_cut_nothing_off()
    {
        var text = "MSH|^~\\&|A\r" + string.Concat(Enumerable.Repeat("NTE|1|" + string.Concat(Enumerable.Repeat("a\\b^", 900)) + "\r", 200)) + "ZZZ|last\r";
        var issues = new List<Interop.Fhir.Issues.Issue>();
        var tree = RecordFormats.Read(RecordFormat.Hl7v2, Encoding.UTF8.GetBytes(text), issues);
        Assert.Equal(50, issues.Count);
        Assert.EndsWith("""{"id":"ZZZ","f1":[{"c1":"last"}]}]}""", FormatText.Json(tree!.Root), StringComparison.Ordinal);
        Assert.Equal(50, FormatText.Faults(RecordFormat.Hl7v2, "MSH|^~\\&|A\r" + string.Concat(Enumerable.Repeat("x\r", 100_000))).Length);
    }

    [Fact]
    public void A_place_is_spelled_as_HL7_people_do()
    {
        var tree = RecordFormats.Read(RecordFormat.Hl7v2, Encoding.UTF8.GetBytes(Message), [])!;
        var segments = tree.Root["segments"];
        var pid = segments.FirstChild.NextSibling;
        Assert.Equal("PID-3[1].4.2", RecordFormats.PathOf(RecordFormat.Hl7v2, pid["f3"].FirstChild["c4s2"]));
        Assert.Equal("PID-3[2].1", RecordFormats.PathOf(RecordFormat.Hl7v2, pid["f3"].FirstChild.NextSibling["c1"]));
        Assert.Equal("PID-5.2", RecordFormats.PathOf(RecordFormat.Hl7v2, pid["f5"].FirstChild["c2"]));
        Assert.Equal("OBX[2]-3.1", RecordFormats.PathOf(RecordFormat.Hl7v2, pid.NextSibling.NextSibling["f3"].FirstChild["c1"]));
        Assert.Equal("DURAND", Encoding.UTF8.GetString(tree.Source.Span.Slice(pid["f5"].FirstChild["c1"].Offset, 6)));
    }

    [Fact]
    public void Any_tree_survives_writing_and_reading()
    {
        for (var seed = 0; seed < 400; seed++)
        {
            var random = new Random(seed);
            var json = $$"""{"segments":[{"id":"MSH","f1":[{"c1":"|"}],"f2":[{"c1":"^~\\&"}],"f3":[{"c1":"A"}]}{{string.Concat(Enumerable.Range(0, random.Next(4)).Select(_ => "," + Segment(random)))}}]}""";
            var bytes = FormatText.Write(RecordFormat.Hl7v2, FormatText.Tree(json).Root);
            Assert.Equal(Canonical(json), Canonical(FormatText.ToJson(RecordFormat.Hl7v2, Encoding.UTF8.GetString(bytes))));
            Assert.Equal(bytes, FormatText.Again(RecordFormat.Hl7v2, bytes));
        }
    }

    [Theory]
    [InlineData("""{"a":1}""", "Error format-tree-shape $ :")]
    [InlineData("""{"segments":[{"id":"PID","f3":"x"}]}""", "Error format-tree-shape $.segments[0].f3 :")]
    [InlineData("""{"segments":[{"id":"PID","f3":[{"c1":{"a":1}}]}]}""", "Error format-tree-shape $.segments[0].f3[0].c1 :")]
    [InlineData("""{"segments":[{"id":"PID","f9999999":[]}]}""", "Error format-tree-shape $.segments[0].f9999999 :")]
    [InlineData("""{"segments":[{"id":"MSH","f2":[{"c1":"^"}],"f3":[{"c1":"a|b"}]}]}""", "Error format-tree-shape $.segments[0].f3[0].c1 :")]
    [InlineData("""{"segments":[{"id":"MSH","f18":[{"c1":"8859/15"}],"f3":[{"c1":"ж"}]}]}""", "Error format-not-encodable  :")]
    public void A_tree_that_is_no_message_is_refused_with_its_place(string json, string fault) => Assert.Equal(fault, FormatText.WriteFault(RecordFormat.Hl7v2, json));

    private static string Segment(Random random)
    {
        var fields = Enumerable.Range(1, 9).Where(_ => random.Next(3) == 0).Select(n => $"\"f{n}\":[{string.Join(',', Enumerable.Range(0, random.Next(1, 3)).Select(_ => Repetition(random)))}]");
        return $"{{{string.Join(',', fields.Prepend("\"id\":\"Z" + (char)random.Next('A', 'Z') + "1\""))}}}";
    }

    private static string Repetition(Random random)
    {
        var names = Enumerable.Range(1, 4).SelectMany(c => new[] { $"c{c}", $"c{c}s2", $"c{c}s3" }).Where(_ => random.Next(3) == 0).DefaultIfEmpty("c1");
        return $"{{{string.Join(',', names.Select(n => $"\"{n}\":{Value(random)}"))}}}";
    }

    private static string Value(Random random) =>
        random.Next(8) == 0 ? "null" : JsonSerializer.Serialize(FormatText.RandomText(random, "ab é€|^~\\&\"\r\n\tHNEX.0\u0001\uFFFD"));

    private static string Canonical(string json) => FormatText.Json(FormatText.Tree(JsonSerializer.Serialize(JsonDocument.Parse(json))).Root);
}
