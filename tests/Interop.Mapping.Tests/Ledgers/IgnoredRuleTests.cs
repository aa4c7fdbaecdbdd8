using System.Text;
using Interop.Fhir.Issues;
using Interop.Fhir.Json;
using Interop.Mapping.Formats;
using Interop.Mapping.Ledgers;

namespace Interop.Mapping.Tests.Ledgers;

public sealed class IgnoredRuleTests
{
    private const string Bundle = """
        {"resourceType":"Bundle","entry":[
          {"fullUrl":"Patient/1","resource":{"resourceType":"Patient","name":[{"family":"F","given":["A","B"]},{"family":"G"}],"extension":[{"url":"u","valueCode":"c"}]}},
          {"fullUrl":"List/1","resource":{"resourceType":"List","status":"current","contained":[{"resourceType":"Patient","name":[{"family":"H"}]}]}}]}
        """;

    [Theory]
    [InlineData("Bundle.entry.fullUrl", "Bundle.entry[0].fullUrl Bundle.entry[1].fullUrl")]
    [InlineData("Bundle.entry[1].fullUrl", "Bundle.entry[1].fullUrl")]
    [InlineData("Patient.name.family", "Bundle.entry[0].resource.name[0].family Bundle.entry[0].resource.name[1].family Bundle.entry[1].resource.contained[0].name[0].family")]
    [InlineData("Patient.name[1].family", "Bundle.entry[0].resource.name[1].family")]
    [InlineData("Patient.name[0].given[1]", "Bundle.entry[0].resource.name[0].given[1]")]
    [InlineData("Resource.status", "Bundle.entry[1].resource.status")]
    [InlineData("List.**.family", "Bundle.entry[1].resource.contained[0].name[0].family")]
    [InlineData("Resource.**.url", "Bundle.entry[0].resource.extension[0].url")]
    [InlineData("Patient.extension.**", "Bundle.entry[0].resource.extension[0].url Bundle.entry[0].resource.extension[0].valueCode")]
    [InlineData("Patient.nam", "")]
    [InlineData("Group.**", "")]
    public void A_rule_takes_in_what_its_path_says(string path, string expected)
    {
        var tree = FhirJson.Read(Encoding.UTF8.GetBytes(Bundle), [])!;
        var search = new IgnoredRules([IgnoredRule.Parse(path, "r")!]).In(tree, TreePaths.FhirPath);
        var matched = Enumerable.Range(0, tree.Count).Select(tree.At).Where(n => n.HasValue && search.Of(n) is not null).Select(TreePaths.FhirPath);
        Assert.Equal(expected, string.Join(' ', matched));
    }

    [Theory]
    [InlineData(RecordFormat.Hl7v2, "PID-3.1", "PID-3[1].1 PID-3[2].1")]
    [InlineData(RecordFormat.Hl7v2, "PID-3.4.2", "PID-3[1].4.2")]
    [InlineData(RecordFormat.Hl7v2, "PID-3", "PID-3[1].1 PID-3[1].4 PID-3[1].4.2 PID-3[2].1")]
    [InlineData(RecordFormat.Hl7v2, "PID-5", "PID-5.1")]
    [InlineData(RecordFormat.Hl7v2, "$.segments[1].f5.**", "PID-5.1")]
    [InlineData(RecordFormat.Hl7v2, "MSH", "MSH MSH-1.1 MSH-2.1 MSH-3.1")]
    [InlineData(RecordFormat.Xml, "/a/b/x", "")]
    [InlineData(RecordFormat.Xml, "/a/b", "/a/b[1]/@id /a/b[1]/text() /a/b[2]/text()")]
    [InlineData(RecordFormat.Xml, "/a/b/@id", "/a/b[1]/@id")]
    [InlineData(RecordFormat.Csv, "column name", "row 1, column name row 2, column name")]
    public void A_rule_may_speak_the_words_of_its_format(RecordFormat format, string path, string expected)
    {
        var text = format switch
        {
            RecordFormat.Hl7v2 => "MSH|^~\\&|A\rPID|1||8001^^^A&1.2~8002||DURAND\r",
            RecordFormat.Xml => "<a><b id='1'>x</b><b>y</b></a>",
            _ => "id;name\n1;A\n2;B\n",
        };
        var tree = RecordFormats.Read(format, Encoding.UTF8.GetBytes(text), new List<Issue>())!;
        var search = new IgnoredRules([IgnoredRule.Parse(path, "r")!]).In(tree, n => RecordFormats.PathOf(format, n));
        var matched = Enumerable.Range(0, tree.Count).Select(tree.At).Where(n => n.HasValue && search.Of(n) is not null).Select(n => RecordFormats.PathOf(format, n));
        Assert.Equal(expected, string.Join(' ', matched));
    }

    [Theory]
    [InlineData("lines")]
    [InlineData("$lines")]
    [InlineData("$.a[")]
    [InlineData("$.a[x]")]
    [InlineData("Patient")]
    [InlineData("")]
    public void What_is_no_path_is_no_rule(string path) => Assert.Null(IgnoredRule.Parse(path, "r"));
}
