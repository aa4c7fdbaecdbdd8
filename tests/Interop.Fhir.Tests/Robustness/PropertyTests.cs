using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Interop.Fhir.FhirPath;
using Interop.Fhir.Issues;
using Interop.Fhir.Json;
using Interop.Fhir.Streaming;
using Interop.Fhir.Tests.Support;
using Interop.Fhir.Tree;
using Interop.Fhir.Validation;
using Interop.Fhir.Xml;

namespace Interop.Fhir.Tests.Robustness;

public sealed class PropertyTests
{
    private static readonly Config Many = Config.QuickThrowOnFailure.WithMaxTest(500);

    [Fact]
    public void Whatever_JSON_is_read_and_validated_ends_in_findings() => Check.One(Many, Prop.ForAll(Arb.From(Arbitrary.Json()), json =>
    {
        var issues = new List<Issue>();
        var tree = FhirJson.Read(Encoding.UTF8.GetBytes(json), issues);
        issues.AddRange(tree is null ? [] : ResourceValidator.Validate(tree.Root, ValidationOptions.R4));
        return tree is not null || issues.Count == 1;
    }));

    [Fact]
    public void Whatever_stands_between_tags_is_read_or_refused() => Check.One(Many, Prop.ForAll(Arb.From(Arbitrary.AnyText), text =>
    {
        var issues = new List<Issue>();
        var tree = FhirXml.Read(Encoding.UTF8.GetBytes($"<Patient xmlns=\"http://hl7.org/fhir\">{text}</Patient>"), issues);
        issues.AddRange(tree is null ? [] : ResourceValidator.Validate(tree.Root, ValidationOptions.R4));
        return tree is not null || issues.Count > 0;
    }));

    [Fact]
    public void Every_resource_goes_through_JSON_and_XML_and_back_unchanged() => Check.One(Many, Prop.ForAll(Arb.From(Arbitrary.Resource()), (Action<NodeTree>)(resource =>
    {
        var json = FhirJson.ToBytes(resource.Root);
        var issues = new List<Issue>();
        var xml = FhirXml.ToBytes(FhirJson.Read(json, issues)!.Root);
        var back = FhirXml.Read(xml, issues)!.Root;
        Assert.Empty(issues);
        Assert.Equal(Encoding.UTF8.GetString(json), Encoding.UTF8.GetString(FhirJson.ToBytes(back)));
        Assert.Equal(xml, FhirXml.ToBytes(back));
    })));

    [Fact]
    public void Every_Bundle_is_validated_alike_in_memory_and_as_a_stream() => Check.One(Many.WithMaxTest(60), Prop.ForAll(Arb.From(Gen.ListOf(Arbitrary.Resource())), resources =>
    {
        var entries = string.Join(",\n", resources.Take(5).Select((r, i) => $"{{\"fullUrl\":\"urn:uuid:0000000{i}-0000-4000-8000-000000000000\",\"resource\":{Encoding.UTF8.GetString(FhirJson.ToBytes(r.Root))}}}"));
        var json = Encoding.UTF8.GetBytes("{\"resourceType\":\"Bundle\",\"type\":\"collection\"" + (entries.Length == 0 ? "" : ",\"entry\":[" + entries + "]") + "}");
        var whole = ResourceValidator.Validate(FhirJson.Read(json, [])!.Root, ValidationOptions.R4);
        var streamed = StreamValidator.Bundle(new HeldBytes(json), ValidationOptions.R4)!;

        // Beyond the limit of findings the two stop at different ones.
        return whole.Count(i => i.IsError) > StructureValidator.MaxFindings / 2 || Places(whole).SequenceEqual(Places(streamed));
    }));

    [Fact]
    public void Whatever_text_is_parsed_as_FHIRPath_is_compiled_or_refused() => Check.One(Many, Prop.ForAll(Arb.From(Gen.ListOf(Gen.Elements(
        "name", ".", "where(", ")", "$this", "'a'", "1", "@2024-01", " and ", " is ", "String", "|", "[", "]", "{}", "-", "+", "*", "%x", "iif(", ",", "1 'mg'", "`", "=", "~", "1.0", " in ", "day", "true", "select(", "as(")).Select(string.Concat)), text =>
    {
        try
        {
            _ = FhirPathExpression.Parse(text).Evaluate(Samples.Read(Samples.Patient), new FhirPathContext { MaxSteps = 10_000 });
            return true;
        }
        catch (FhirPathException)
        {
            return true;
        }
    }));

    private static IEnumerable<string> Places(IEnumerable<Issue> issues) =>
        issues.Select(i => $"{i.Code.Id} {i.Location.Expression} {i.Location.Line} {i.Location.Column}").Order(StringComparer.Ordinal);
}
