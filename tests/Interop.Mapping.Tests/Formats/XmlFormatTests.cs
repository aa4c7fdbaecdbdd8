using System.Text;
using System.Text.Json;
using System.Xml.Linq;
using Interop.Mapping.Formats;

namespace Interop.Mapping.Tests.Formats;

public sealed class XmlFormatTests
{
    private const string Document = """
        <?xml version="1.0" encoding="UTF-8"?>
        <!-- a comment -->
        <Messages xmlns="urn:x" xmlns:p="urn:p">
          <M_Prescription id="7" p:état="vrai">
            <Prénom>Zoé &amp; <![CDATA[<x>]]></Prénom>
          </M_Prescription>
          <M_Prescription id="8"/>
        </Messages>
        """;

    [Fact]
    public void Elements_are_lists_of_one_name_with_attributes_and_text() =>
        Assert.Equal(
            """{"Messages":{"@xmlns":"urn:x","@xmlns:p":"urn:p","M_Prescription":[{"@id":"7","@p:état":"vrai","Prénom":[{"#text":"Zoé & <x>"}]},{"@id":"8"}]}}""",
            FormatText.ToJson(RecordFormat.Xml, Document));

    [Theory]
    [InlineData(Document)]
    [InlineData("<a/>")]
    [InlineData("<a><b>1</b><c/><b>2</b></a>")]
    [InlineData("<a>before <b>bold</b> <i>both</i> after</a>")]
    [InlineData("<a xml:space=\"preserve\"> <b/> </a>")]
    [InlineData("<p:a xmlns:p=\"urn:1\"><p:b xmlns:p=\"urn:2\" p:c=\"x\"/><d xmlns=\"urn:3\"><e xmlns=\"\"/></d></p:a>")]
    [InlineData("<a b=\"tab&#9;line&#10;quote&quot;lt&lt;\">cr&#13;]]&gt;</a>")]
    public void A_document_comes_back_equal(string text)
    {
        var again = Encoding.UTF8.GetString(FormatText.Again(RecordFormat.Xml, Encoding.UTF8.GetBytes(text)));
        var expected = XDocument.Parse(text, text.Contains("both", StringComparison.Ordinal) || text.Contains("preserve", StringComparison.Ordinal) ? LoadOptions.PreserveWhitespace : LoadOptions.None);
        Assert.True(XNode.DeepEquals(Flat(expected.Root!), Flat(XDocument.Parse(again, LoadOptions.PreserveWhitespace).Root!)), again);
    }

    [Fact]
    public void One_byte_encodings_that_the_declaration_names_are_read() =>
        Assert.Equal(
            """{"a":{"@b":"é","#text":"œ"}}""",
            FormatText.Json(RecordFormats.Read(RecordFormat.Xml, CodePagesEncodingProvider.Instance.GetEncoding(28605)!.GetBytes("<?xml version='1.0' encoding='iso-8859-15'?><a b='é'>œ</a>"), [])!.Root));

    [Theory]
    [InlineData("<a><b></a>", "Fatal xml-syntax  1:9")]
    [InlineData("", "Fatal xml-syntax  1:1")]
    [InlineData("<p:a/>", "Fatal xml-syntax  1:2")]
    [InlineData("<!DOCTYPE a [<!ENTITY b \"c\">]><a>&b;</a>", "Fatal xml-syntax  1:1")]
    [InlineData("<!DOCTYPE a SYSTEM \"file:///etc/passwd\"><a/>", "Fatal xml-syntax  1:1")]
    [InlineData("<a>\n &undeclared;</a>", "Fatal xml-syntax  2:3")]
    [InlineData("<?xml version=\"1.0\" encoding=\"EBCDIC\"?><a/>", "Fatal format-encoding-unknown  1:")]
    public void A_fault_has_line_and_column(string text, string fault) => Assert.Equal([fault], FormatText.Faults(RecordFormat.Xml, text));

    [Fact]
    public void Depth_is_limited()
    {
        Assert.Empty(FormatText.Faults(RecordFormat.Xml, Nested(64)));
        Assert.Equal(["Fatal xml-too-deep  1:194"], FormatText.Faults(RecordFormat.Xml, Nested(65)));
        static string Nested(int depth) => string.Concat(Enumerable.Repeat("<a>", depth)) + string.Concat(Enumerable.Repeat("</a>", depth));
    }

    [Fact]
    public void Text_in_very_many_pieces_is_read_in_linear_time()
    {
        var text = "<a>" + string.Concat(Enumerable.Repeat("<![CDATA[x]]><!-- -->", 200_000)) + "</a>";
        var watch = System.Diagnostics.Stopwatch.StartNew();
        var tree = RecordFormats.Read(RecordFormat.Xml, Encoding.UTF8.GetBytes(text), [])!;
        Assert.Equal(200_000, tree.Root["a"]["#text"].Utf8.Length);
        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(10), watch.Elapsed.ToString());
    }

    [Fact]
    public void A_place_is_spelled_as_XPath_and_points_into_the_text()
    {
        var tree = RecordFormats.Read(RecordFormat.Xml, Encoding.UTF8.GetBytes(Document), [])!;
        var first = tree.Root.FirstChild["M_Prescription"].FirstChild;
        Assert.Equal("/Messages/M_Prescription[1]/@id", RecordFormats.PathOf(RecordFormat.Xml, first["@id"]));
        Assert.Equal("/Messages/M_Prescription[2]", RecordFormats.PathOf(RecordFormat.Xml, first.NextSibling));
        var text = first["Prénom"].FirstChild["#text"];
        Assert.Equal("/Messages/M_Prescription[1]/Prénom[1]/text()", RecordFormats.PathOf(RecordFormat.Xml, text));
        Assert.Equal((5, 13), tree.Position(text.Offset));
        Assert.Equal("id=", Encoding.UTF8.GetString(tree.Source.Span.Slice(first.NextSibling["@id"].Offset, 3)));
    }

    [Fact]
    public void Any_tree_survives_writing_and_reading()
    {
        for (var seed = 0; seed < 300; seed++)
        {
            var random = new Random(seed);
            var json = $$"""{"root":{{Element(random, 0)}}}""";
            var tree = FormatText.Tree(json);
            var bytes = FormatText.Write(RecordFormat.Xml, tree.Root);
            Assert.Equal(FormatText.Json(tree.Root), FormatText.ToJson(RecordFormat.Xml, Encoding.UTF8.GetString(bytes), exact: true));
            Assert.Equal(bytes, FormatText.Again(RecordFormat.Xml, bytes));
        }
    }

    [Theory]
    [InlineData("""{"a":{},"b":{}}""", "Error format-tree-shape $ :")]
    [InlineData("""{"a":{"b":"x"}}""", "Error format-tree-shape $.a.b :")]
    [InlineData("""{"a":{"b c":[{}]}}""", "Error format-tree-shape $.a['b c'][0] :")]
    [InlineData("""{"a":{"p:b":[{}]}}""", "Error format-tree-shape $.a['p:b'][0] :")]
    [InlineData("""{"a":{"#text":"\u0001"}}""", "Error format-tree-shape $.a['#text'] :")]
    [InlineData("""{"a":{"#order":["b","b"],"b":[{}]}}""", "Error format-tree-shape $.a['#order'][1] :")]
    public void A_tree_that_is_no_document_is_refused_with_its_place(string json, string fault) => Assert.Equal(fault, FormatText.WriteFault(RecordFormat.Xml, json));

    private static string Element(Random random, int depth)
    {
        var members = Enumerable.Range(0, 3).Where(_ => random.Next(3) == 0).Select(n => $"\"@a{n}\":{Text(random)}").ToList();
        if (depth == 4 || random.Next(3) == 0)
        {
            members.Add("\"#text\":" + Text(random));
        }
        else
        {
            members.AddRange(Enumerable.Range(0, 3).Where(_ => random.Next(2) == 0)
                .Select(n => $"\"é{n}\":[{string.Join(',', Enumerable.Range(0, random.Next(1, 3)).Select(_ => Element(random, depth + 1)))}]"));
        }

        return $"{{{string.Join(',', members)}}}";
    }

    private static string Text(Random random) => JsonSerializer.Serialize(FormatText.RandomText(random, "ab é€<>&\"'\r\n\t]"));

    /// <summary>CDATA and text are the same, and so are adjacent pieces.</summary>
    private static XElement Flat(XElement element)
    {
        var flat = new XElement(element.Name, element.Attributes().OrderBy(a => a.Name.ToString(), StringComparer.Ordinal));
        foreach (var node in element.Nodes())
        {
            switch (node)
            {
                case XElement child:
                    flat.Add(Flat(child));
                    break;
                case XText text:
                    flat.Add(text.Value);
                    break;
            }
        }

        return flat;
    }
}
