using System.Text;
using Interop.Fhir.Issues;
using Interop.Fhir.Tree;

namespace Interop.Fhir.Tests.Tree;

public sealed class JsonTreeReaderTests
{
    [Fact]
    public void A_record_keeps_its_shape_spelling_and_places()
    {
        using var tree = Read("{\n  \"é\": [1.50, {\"a\": \"x\\u00e9\"}, null, true]\n}");
        var list = tree.Root["é"];
        Assert.Equal(NodeKind.Array, list.Kind);
        Assert.Equal("1.50", list.FirstChild.Text);
        Assert.Equal((2, 8), tree.Position(list.Offset));
        Assert.Equal("xé", list.FirstChild.NextSibling["a"].Text);
        Assert.Equal(4, list.Children.Count());
        Assert.True(list.FirstChild.IsListItem);
        Assert.Equal(list, list.FirstChild.Parent);
    }

    [Theory]
    [InlineData("{\"a\":1,\"b\":{\"a\":2},\"a\":3}", "json-duplicate-property", 1, 20)]
    [InlineData("{\"a\":1", "json-truncated", 1, 7)]
    [InlineData("{\"a\":\"x", "json-truncated", 1, 8)]
    [InlineData("{\"a\":1,}", "json-syntax", 1, 8)]
    [InlineData("{\"a\":'x'}", "json-syntax", 1, 6)]
    [InlineData("{\"a\":\"\\udc00\"}", "json-syntax", 1, 6)]
    [InlineData("{\"é\":\"x\",\n\"è\":+}", "json-syntax", 2, 5)]
    [InlineData("", "json-truncated", 1, 1)]
    public void A_fault_gives_one_issue_with_its_place(string json, string code, int line, int column)
    {
        var issues = new List<Issue>();
        Assert.Null(JsonTreeReader.Read(Encoding.UTF8.GetBytes(json), issues));
        var issue = Assert.Single(issues);
        Assert.Equal((code, line, column), (issue.Code.Id, issue.Location.Line!.Value, issue.Location.Column!.Value));
    }

    [Fact]
    public void Sixty_four_levels_are_read_and_one_more_is_not()
    {
        Assert.NotNull(JsonTreeReader.Read(Nested(64), new List<Issue>()));
        var issues = new List<Issue>();
        Assert.Null(JsonTreeReader.Read(Nested(65), issues));
        Assert.Equal(("json-too-deep", 65), (issues[0].Code.Id, issues[0].Location.Column!.Value));
        issues.Clear();
        Assert.Null(JsonTreeReader.Read(Encoding.UTF8.GetBytes(new string('[', 64) + "x"), issues));
        Assert.Equal("json-syntax", Assert.Single(issues).Code.Id);
    }

    [Fact]
    public void A_byte_order_mark_is_passed_over_and_latin_1_is_refused()
    {
        Assert.Equal("1", JsonTreeReader.Read("\uFEFF{\"a\":1}"u8.ToArray(), [])!.Root["a"].Text);
        var issues = new List<Issue>();
        Assert.Null(JsonTreeReader.Read(new byte[] { (byte)'"', (byte)'\n', 0xE9, (byte)'"' }, issues));
        Assert.Equal(("json-invalid-utf8", 2, 1), (issues[0].Code.Id, issues[0].Location.Line!.Value, issues[0].Location.Column!.Value));
    }

    [Fact]
    public void A_node_copied_to_another_tree_is_whole()
    {
        using var tree = Read("""{"a":{"b":["x",2],"c":null}}""");
        var builder = new NodeTreeBuilder();
        builder.Begin(null, NodeKind.Object);
        builder.Copy(tree.Root["a"], "copy", listItem: false);
        builder.Add("after", NodeKind.True, "");
        builder.End();
        var root = builder.Build().Root;
        Assert.Equal("x", root["copy"]["b"].FirstChild.Text);
        Assert.True(root["copy"]["b"].FirstChild.NextSibling.Is("2"u8));
        Assert.Equal("true", root["after"].Text);
        Assert.Equal(-1, root["copy"].Offset);
    }

    private static NodeTree Read(string json)
    {
        var issues = new List<Issue>();
        var tree = JsonTreeReader.Read(Encoding.UTF8.GetBytes(json), issues);
        Assert.Empty(issues);
        return tree!;
    }

    private static byte[] Nested(int levels) => Encoding.UTF8.GetBytes(new string('[', levels) + new string(']', levels));
}
