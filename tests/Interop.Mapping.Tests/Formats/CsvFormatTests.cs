using System.Text;
using System.Text.Json;
using Interop.Fhir.Issues;
using Interop.Mapping.Formats;
using Interop.Mapping.Formats.Csv;

namespace Interop.Mapping.Tests.Formats;

public sealed class CsvFormatTests
{
    [Theory]
    [InlineData("id,name\r\n1,Zoé\r\n2,\r\n", """{"rows":[{"id":"1","name":"Zoé"},{"id":"2"}]}""")]
    [InlineData("id;dose\n1;0,5\n", """{"rows":[{"id":"1","dose":"0,5"}]}""")]
    [InlineData("\uFEFFid\tname\n1\t\"a \"\"b\"\"\r\nc\"\n\n", """{"rows":[{"id":"1","name":"a \"b\"\r\nc"}]}""")]
    [InlineData("\"a;b\",c\n\"1,2\",3", """{"rows":[{"a;b":"1,2","c":"3"}]}""")]
    [InlineData("id,name", """{"rows":[]}""")]
    public void One_parent_has_a_child_for_each_row(string text, string json) => Assert.Equal(json, FormatText.ToJson(RecordFormat.Csv, text));

    [Theory]
    [InlineData("id,name\r\n1,Zoé\r\n2,\r\n")]
    [InlineData("\uFEFFid;name\n\"1\";\"a\"\"b\"\n2;\"x\ny\"")]
    [InlineData("\"id\",\"name\"\r\n\"1\",\"\"\r\n")]
    [InlineData("id\tid\t\n1\t2\t3\n")]
    [InlineData("id\r\n\"\"\r\nx\r\n")]
    [InlineData("a,b\r1,2\r")]
    public void A_well_formed_table_comes_back_byte_for_byte(string text) =>
        Assert.Equal(text, Encoding.UTF8.GetString(FormatText.Again(RecordFormat.Csv, Encoding.UTF8.GetBytes(text))));

    [Fact]
    public void Bytes_that_are_no_UTF_8_are_Windows_1252_both_ways()
    {
        var bytes = CodePagesEncodingProvider.Instance.GetEncoding(1252)!.GetBytes("nom;prix\r\nCœur;10 €\r\n");
        Assert.Equal("""{"rows":[{"nom":"Cœur","prix":"10 €"}]}""", FormatText.Json(RecordFormats.Read(RecordFormat.Csv, bytes, [])!.Root));
        Assert.Equal(bytes, FormatText.Again(RecordFormat.Csv, bytes));
    }

    [Fact]
    public void Separator_and_header_can_be_given()
    {
        var issues = new List<Issue>();
        var tree = CsvReader.Read("a;b,c\n"u8.ToArray(), issues, new CsvOptions { Separator = ',', Header = false });
        Assert.Equal("""{"rows":[{"#1":"a;b","#2":"c"}]}""", FormatText.Json(tree!.Root));
        Assert.Empty(issues);
        var exact = CsvReader.Read("1,2\r\n3,4\r\n"u8.ToArray(), issues, new CsvOptions { Header = false, Exact = true });
        Assert.Equal("1,2\r\n3,4\r\n"u8.ToArray(), FormatText.Write(RecordFormat.Csv, exact!.Root));
    }

    [Theory]
    [InlineData("", "Fatal csv-empty  :")]
    [InlineData("a,b\n1,\"x", "Fatal csv-quote row 1 2:3")]
    [InlineData("a,b\n1,\"x\"y\n", "Fatal csv-quote row 1 2:3")]
    [InlineData("a,b\n\"é\n\",5\" disc\n", "Warning csv-quote row 1 3:3")]
    [InlineData("a,b\n1,2\n1\n", "Warning csv-row-length row 2 3:1")]
    [InlineData("a,b\n1,2,3\n", "Warning csv-row-length row 1 2:5")]
    [InlineData("a,a\n1,2\n", "Warning csv-column-name header 1:3")]
    public void A_fault_names_its_row_line_and_column(string text, string fault) => Assert.Equal([fault], FormatText.Faults(RecordFormat.Csv, text));

    [Fact]
    public void Cells_beyond_the_header_and_columns_without_a_name_are_kept()
    {
        var tree = RecordFormats.Read(RecordFormat.Csv, "a,a,\n1,2,3,4\n"u8.ToArray(), [])!;
        Assert.Equal("""{"rows":[{"a":"1","#2":"2","#3":"3","#4":"4"}]}""", FormatText.Json(tree.Root));
    }

    [Fact]
    public void A_place_is_spelled_as_a_person_reads_a_sheet()
    {
        var tree = RecordFormats.Read(RecordFormat.Csv, "id,birthDate\n1,x\n2,y\n"u8.ToArray(), [])!;
        var cell = tree.Root["rows"].FirstChild.NextSibling["birthDate"];
        Assert.Equal("row 2, column birthDate", RecordFormats.PathOf(RecordFormat.Csv, cell));
        Assert.Equal((3, 3), tree.Position(cell.Offset));
    }

    [Fact]
    public void Any_table_survives_writing_and_reading()
    {
        for (var seed = 0; seed < 400; seed++)
        {
            var random = new Random(seed);
            var columns = Enumerable.Range(0, random.Next(1, 5)).Select(n => "k" + n + FormatText.RandomText(random, "ab é,;\"")).ToList();
            var rows = Enumerable.Range(0, random.Next(1, 5)).Select(_ => columns.ToDictionary(c => c, _ => random.Next(4) == 0 ? "" : FormatText.RandomText(random, "ab é€,;\t\"\r\n")));
            var json = FormatText.Json(FormatText.Tree(JsonSerializer.Serialize(new { rows })).Root);
            var bytes = FormatText.Write(RecordFormat.Csv, FormatText.Tree(json).Root);
            var tree = CsvReader.Read(bytes, [], new CsvOptions { Separator = ',', Exact = true })!;
            Assert.Equal(json, $$"""{"rows":{{FormatText.Json(tree.Root["rows"])}}}""");
            Assert.Equal(bytes, FormatText.Write(RecordFormat.Csv, tree.Root));
        }
    }

    [Theory]
    [InlineData("""[1]""", "Error format-tree-shape $ :")]
    [InlineData("""{"rows":[1]}""", "Error format-tree-shape $.rows[0] :")]
    [InlineData("""{"rows":[{"a":[]}]}""", "Error format-tree-shape $.rows[0].a :")]
    [InlineData("""{"columns":["a"],"rows":[{"b":"1"}]}""", "Error format-tree-shape $.rows[0].b :")]
    [InlineData("""{"separator":"|","rows":[]}""", "Error format-tree-shape $.separator :")]
    public void A_tree_that_is_no_table_is_refused_with_its_place(string json, string fault) => Assert.Equal(fault, FormatText.WriteFault(RecordFormat.Csv, json));
}
