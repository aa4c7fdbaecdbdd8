using System.Text;
using Interop.Fhir.Definitions;
using Interop.Fhir.Issues;
using Interop.Fhir.Json;
using Interop.Fhir.Tree;
using Interop.Fhir.Xml;

namespace Interop.Fhir.Tests.Xml;

public sealed class FhirXmlTests
{
    private const string Patient = """
        <?xml version="1.0" encoding="UTF-8"?>
        <!-- a comment -->
        <Patient xmlns="http://hl7.org/fhir">
          <id value="p1"/>
          <text><status value="generated"/><div xmlns="http://www.w3.org/1999/xhtml"><p class="a">A &amp; B<br/></p></div></text>
          <contained><Organization><id value="o1"/><name value="Pharmacie de l’Été"/></Organization></contained>
          <active value="true"/>
          <name><given id="g1" value="A"/><given><extension url="http://example.org/e"><valueCode value="x"/></extension></given></name>
          <birthDate value="1941-05-06"><extension url="http://example.org/t"><valueDecimal value="1.50"/></extension></birthDate>
          <multipleBirthInteger value="2"/>
        </Patient>
        """;

    private const string Json = """
        {"resourceType":"Patient","id":"p1","text":{"status":"generated","div":"<div xmlns=\"http://www.w3.org/1999/xhtml\"><p class=\"a\">A &amp; B<br/></p></div>"},"contained":[{"resourceType":"Organization","id":"o1","name":"Pharmacie de l’Été"}],"active":true,"name":[{"given":["A",null],"_given":[{"id":"g1"},{"extension":[{"url":"http://example.org/e","valueCode":"x"}]}]}],"birthDate":"1941-05-06","_birthDate":{"extension":[{"url":"http://example.org/t","valueDecimal":1.50}]},"multipleBirthInteger":2}
        """;

    [Fact]
    public void XML_gives_the_tree_that_JSON_gives()
    {
        var tree = Read(Patient, out var issues)!;
        Assert.Empty(issues);
        Assert.Equal(Json, Encoding.UTF8.GetString(FhirJson.ToBytes(tree.Root)));
    }

    [Fact]
    public void A_tree_is_written_so_that_it_reads_back_the_same()
    {
        var written = FhirXml.ToBytes(Read(Patient, out _)!.Root);
        var tree = FhirXml.Read(written, new List<Issue>())!;
        Assert.Equal(Json, Encoding.UTF8.GetString(FhirJson.ToBytes(tree.Root)));
        Assert.Equal(written, FhirXml.ToBytes(tree.Root));
    }

    [Fact]
    public void Every_resource_type_with_every_element_goes_through_XML_and_back()
    {
        foreach (var type in R4Definitions.Instance.Resources)
        {
            var json = FhirJson.ToBytes(FullResource.Of(type).Root);
            var tree = FhirJson.Read(json, new List<Issue>())!;
            var issues = new List<Issue>();
            var xml = FhirXml.ToBytes(tree.Root);
            var back = FhirXml.Read(xml, issues);
            Assert.True(issues.Count == 0, $"{type.Name}: {issues.FirstOrDefault()?.Text(Language.English)}");
            Assert.Equal(Encoding.UTF8.GetString(json), Encoding.UTF8.GetString(FhirJson.ToBytes(back!.Root)));
            Assert.Equal(xml, FhirXml.ToBytes(back.Root));
        }
    }

    [Fact]
    public void Elements_are_written_in_the_order_of_the_definition()
    {
        var tree = FhirJson.Read("""{"birthDate":"1941","resourceType":"Patient","active":false,"id":"a"}"""u8.ToArray(), new List<Issue>())!;
        Assert.EndsWith("""<Patient xmlns="http://hl7.org/fhir"><id value="a"/><active value="false"/><birthDate value="1941"/></Patient>""", Encoding.UTF8.GetString(FhirXml.ToBytes(tree.Root)), StringComparison.Ordinal);
    }

    [Fact]
    public void White_space_and_markup_in_values_survive()
    {
        var tree = FhirJson.Read("""{"resourceType":"Basic","id":"a\t\"<>&\r\n'é"}"""u8.ToArray(), new List<Issue>())!;
        var back = FhirXml.Read(FhirXml.ToBytes(tree.Root), new List<Issue>())!;
        Assert.Equal("a\t\"<>&\r\n'é", back.Root["id"].Text);
    }

    [Theory]
    [InlineData("<Patient xmlns=\"http://hl7.org/fhir\"><id value=\"a\"></Patient>", "xml-syntax", 1, 54)]
    [InlineData("<!DOCTYPE x [<!ENTITY e \"e\">]><Patient xmlns=\"http://hl7.org/fhir\"/>", "xml-syntax", 1, 1)]
    [InlineData("<Patient/>", "xml-not-a-resource", 1, 2)]
    [InlineData("<?xml version=\"1.0\" encoding=\"ISO-8859-1\"?><Patient xmlns=\"http://hl7.org/fhir\"/>", "xml-not-utf8", 1, 3)]
    [InlineData("", "xml-syntax", 1, 1)]
    public void What_cannot_be_read_gives_no_tree_and_one_issue_with_its_place(string xml, string code, int line, int column)
    {
        Assert.Null(Read(xml, out var issues));
        var issue = Assert.Single(issues);
        Assert.Equal((code, line, column), (issue.Code.Id, issue.Location.Line, issue.Location.Column));
    }

    [Theory]
    [InlineData("<birthDate value=\"1941\"/>\n<active value=\"true\"/>", "xml-order", 2, 2)]
    [InlineData("<active value=\"true\"/>\n<active value=\"true\"/>", "xml-order", 2, 2)]
    [InlineData("é<active value=\"true\"/>", "xml-text", 1, 39)]
    [InlineData("<active val=\"true\"/>", "xml-attribute", 1, 47)]
    [InlineData("<x:a xmlns:x=\"urn:x\"><active/></x:a>", "xml-foreign-element", 1, 40)]
    public void What_a_tree_cannot_hold_is_reported_with_its_place(string content, string code, int line, int column)
    {
        Assert.NotNull(Read("<Patient xmlns=\"http://hl7.org/fhir\"  >" + content + "</Patient>", out var issues));
        var issue = Assert.Single(issues);
        Assert.Equal((code, line), (issue.Code.Id, issue.Location.Line));
        Assert.InRange(issue.Location.Column!.Value, column - 1, column + 1);
    }

    [Fact]
    public void Nesting_beyond_the_limit_is_refused()
    {
        var deep = string.Concat(Enumerable.Repeat("<extension url=\"a\">", 80)) + string.Concat(Enumerable.Repeat("</extension>", 80));
        Assert.Null(Read($"<Patient xmlns=\"http://hl7.org/fhir\">{deep}</Patient>", out var issues));
        Assert.Equal("xml-too-deep", Assert.Single(issues).Code.Id);
    }

    [Fact]
    public void Nodes_know_where_they_stand()
    {
        var tree = Read(Patient, out _)!;
        var birth = tree.Root["birthDate"];
        Assert.Equal((9, 4), tree.Position(birth.Offset));
    }

    private static NodeTree? Read(string xml, out List<Issue> issues)
    {
        issues = [];
        return FhirXml.Read(Encoding.UTF8.GetBytes(xml), issues);
    }
}
