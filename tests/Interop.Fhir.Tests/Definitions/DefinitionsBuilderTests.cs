using System.Text;
using Interop.Fhir.Definitions;

namespace Interop.Fhir.Tests.Definitions;

public sealed class DefinitionsBuilderTests
{
    private const string Element = """
        {"resourceType":"StructureDefinition","url":"http://hl7.org/fhir/StructureDefinition/Element","version":"4.0.1","name":"Element","kind":"complex-type","abstract":true,
         "snapshot":{"element":[{"path":"Element","min":0,"max":"*","constraint":[{"key":"ele-1","severity":"error","expression":"hasValue()"}]},
          {"path":"Element.id","min":0,"max":"1","type":[{"code":"code"}]}]}}
        """;

    private const string Code = """
        {"resourceType":"StructureDefinition","url":"http://hl7.org/fhir/StructureDefinition/code","version":"4.0.1","name":"code","kind":"primitive-type",
         "baseDefinition":"http://hl7.org/fhir/StructureDefinition/Element",
         "snapshot":{"element":[{"path":"code","min":0,"max":"*"},{"path":"code.id","min":0,"max":"1","type":[{"code":"code"}]},
          {"path":"code.value","min":0,"max":"1","type":[{"code":"http://hl7.org/fhirpath/System.String","extension":[{"url":"http://hl7.org/fhir/StructureDefinition/regex","valueString":"x+"}]}]}]}}
        """;

    private const string Thing = """
        {"resourceType":"StructureDefinition","url":"http://hl7.org/fhir/StructureDefinition/Thing","version":"4.0.1","name":"Thing","kind":"complex-type",
         "baseDefinition":"http://hl7.org/fhir/StructureDefinition/Element","derivation":"specialization",
         "snapshot":{"element":[{"path":"Thing","min":0,"max":"*"},
          {"path":"Thing.colour","min":1,"max":"1","type":[{"code":"code"}],"binding":{"strength":"required","valueSet":"http://x/vs|1"}},
          {"path":"Thing.shape","min":0,"max":"1","type":[{"code":"code"}],"binding":{"strength":"required","valueSet":"http://x/filtered"}},
          {"path":"Thing.part","min":0,"max":"*","type":[{"code":"Element"}]},
          {"path":"Thing.part.name","min":0,"max":"1","type":[{"code":"code"}]},
          {"path":"Thing.part.part","min":0,"max":"*","contentReference":"#Thing.part"}]}}
        """;

    private const string Codes = """
        {"resourceType":"Bundle","entry":[
          {"resource":{"resourceType":"ValueSet","url":"http://x/vs","compose":{"include":[{"system":"http://x/cs"},{"system":"http://y","concept":[{"code":"blue"}]}]}}},
          {"resource":{"resourceType":"ValueSet","url":"http://x/filtered","compose":{"include":[{"system":"http://x/cs","filter":[{"property":"a"}]}]}}},
          {"resource":{"resourceType":"CodeSystem","url":"http://x/cs","content":"complete","concept":[{"code":"red","concept":[{"code":"pink"}]}]}}]}
        """;

    [Fact]
    public void Types_rules_and_codes_come_through()
    {
        var r4 = Build(Element, Code, Thing, Codes);
        var thing = r4.Find("Thing")!;
        Assert.True(thing.TryFind("colour", out var colour));
        Assert.True(colour.Element.Binding!.Codes!.Contains("http://x/cs", "pink"u8));
        Assert.True(colour.Element.Binding.Codes.Contains("blue"u8));
        Assert.False(colour.Element.Binding.Codes.Contains("http://x/cs", "blue"u8));
        Assert.Equal("ele-1", Assert.Single(thing.Invariants).Key);
        Assert.True(thing.TryFind("part", out var part) && part.Type.TryFind("part", out var inner) && inner.Type == part.Type);
        Assert.Equal("x+", r4.Find("code")!.Pattern);
        Assert.False(r4.Find("code")!.TryFind("value", out _));
    }

    [Fact]
    public void The_order_of_the_input_makes_no_difference()
    {
        Assert.Equal(Bytes(Element, Code, Thing, Codes), Bytes(Codes, Thing, Code, Element));
    }

    [Fact]
    public void A_value_set_that_cannot_be_listed_is_named()
    {
        var builder = new DefinitionsBuilder();
        Assert.All([Element, Code, Thing, Codes], json => Assert.True(builder.Add(Encoding.UTF8.GetBytes(json))));
        builder.Build();
        Assert.Equal(["http://x/filtered"], builder.WithoutCodes);
    }

    [Fact]
    public void Profiles_and_other_versions_are_passed_over()
    {
        var builder = new DefinitionsBuilder();
        Assert.True(builder.Add(Encoding.UTF8.GetBytes(Thing.Replace("4.0.1", "4.3.0", StringComparison.Ordinal))));
        Assert.True(builder.Add(Encoding.UTF8.GetBytes(Thing.Replace("specialization", "constraint", StringComparison.Ordinal))));
        Assert.False(builder.Add("{"u8.ToArray()));
        Assert.Equal(0, builder.Types);
    }

    private static R4Definitions Build(params string[] json) => R4Definitions.Read(new MemoryStream(Bytes(json)));

    private static byte[] Bytes(params string[] json)
    {
        var builder = new DefinitionsBuilder();
        foreach (var text in json)
        {
            builder.Add(Encoding.UTF8.GetBytes(text));
        }

        return builder.Build();
    }
}
