using System.Diagnostics;
using Interop.Fhir.Definitions;

namespace Interop.Fhir.Tests.Definitions;

public sealed class R4DefinitionsTests
{
    private static readonly R4Definitions R4 = R4Definitions.Instance;

    [Fact]
    public void It_knows_every_type_of_the_standard()
    {
        Assert.Equal(146, R4.Resources.Count);
        Assert.Equal(20, R4.Types.Count(t => t.Kind == TypeKind.Primitive));
        Assert.Equal(41, R4.Types.Count(t => t.Kind == TypeKind.Complex));
        Assert.All(R4.Types.Where(t => t.Kind == TypeKind.Primitive), t => Assert.Equal(t.Name, t.Primitive.ToString(), ignoreCase: true));
        Assert.All(R4.Types, t => Assert.InRange(t.Elements.Count, 1, 64));
    }

    [Fact]
    public void An_element_has_its_cardinality_types_targets_and_binding()
    {
        var observation = R4.FindResource("Observation")!;
        Assert.True(observation.TryFind("status", out var status));
        Assert.Equal((1, 1, "code"), (status.Element.Min, status.Element.Max, status.Type.Name));
        Assert.Equal("http://hl7.org/fhir/ValueSet/observation-status", status.Element.Binding!.ValueSet);
        Assert.True(status.Element.Binding.Codes!.Contains("entered-in-error"u8));
        Assert.False(status.Element.Binding.Codes.Contains("Final"u8));
        Assert.True(observation.TryFind("subject", out var subject));
        Assert.Equal(["Patient", "Group", "Device", "Location"], subject.ElementType.Targets);
        Assert.True(observation.TryFind("id", out var id));
        Assert.Equal("id", id.Type.Name);
        Assert.True(R4.Find("Extension")!.TryFind("url", out var url));
        Assert.Equal(("uri", true), (url.Type.Name, url.Element.IsXmlAttribute));
    }

    [Fact]
    public void A_choice_is_found_by_the_name_it_has_in_an_instance()
    {
        var observation = R4.FindResource("Observation")!;
        Assert.True(observation.TryFind("valueQuantity", out var quantity));
        Assert.Equal(("Observation.value[x]", "Quantity"), (quantity.Element.Path, quantity.Type.Name));
        Assert.True(observation.TryFind("valueDateTime", out var date));
        Assert.Equal(("dateTime", quantity.Index), (date.Type.Name, date.Index));
        Assert.False(observation.TryFind("value", out _));
        Assert.False(observation.TryFind("valueAddress", out _));
        Assert.Equal(50, R4.Find("Extension")!.Elements.Single(e => e.IsChoice).Types.Count);
    }

    [Fact]
    public void Groups_and_content_references_lead_to_their_elements()
    {
        Assert.True(R4.FindResource("Observation")!.TryFind("component", out var component));
        Assert.Equal(("Observation.component", TypeKind.Group, "BackboneElement"), (component.Type.Name, component.Type.Kind, component.Type.Base!.Name));
        Assert.True(component.Type.TryFind("referenceRange", out var range));
        Assert.Same(R4.Find("Observation.referenceRange"), range.Type);
        Assert.True(R4.Find("Bundle.entry")!.TryFind("link", out var link));
        Assert.Same(R4.Find("Bundle.link"), link.Type);
    }

    [Fact]
    public void Rules_are_those_of_the_type_its_bases_and_the_element()
    {
        var keys = R4.FindResource("Observation")!.Invariants.Select(i => i.Key).ToList();
        Assert.Equal(["dom-2", "dom-3", "dom-4", "dom-5", "dom-6", "obs-6", "obs-7"], keys.Order(StringComparer.Ordinal));
        Assert.False(R4.FindResource("Observation")!.Invariants.Single(i => i.Key == "dom-6").IsError);
        Assert.True(R4.FindResource("Observation")!.TryFind("referenceRange", out var range));
        Assert.Equal("low.exists() or high.exists() or text.exists()", Assert.Single(range.Element.Invariants).Expression);
        Assert.Equal(["ele-1", "ext-1"], R4.Find("Extension")!.Invariants.Select(i => i.Key));
    }

    [Fact]
    public void Types_know_what_they_specialise()
    {
        Assert.True(R4.Find("Age")!.Is("Quantity"));
        Assert.True(R4.FindResource("Patient")!.Is("DomainResource"));
        Assert.False(R4.FindResource("Bundle")!.Is("DomainResource"));
        Assert.Null(R4.FindResource("DomainResource"));
        Assert.Null(R4.FindResource("HumanName"));
        Assert.Equal("[A-Za-z0-9\\-\\.]{1,64}", R4.Find("id")!.Pattern);
    }

    [Fact]
    public void Required_value_sets_are_listed_with_their_code_systems()
    {
        var verification = R4.FindCodeList("http://hl7.org/fhir/ValueSet/condition-ver-status|4.0.1")!;
        Assert.True(verification.Contains("http://terminology.hl7.org/CodeSystem/condition-ver-status", "differential"u8));
        Assert.False(verification.Contains("http://loinc.org", "differential"u8));
        Assert.True(R4.FindCodeList("http://hl7.org/fhir/ValueSet/currencies")!.Contains("EUR"u8));
        Assert.Null(R4.FindCodeList("http://hl7.org/fhir/ValueSet/mimetypes"));
        Assert.True(R4.CodeLists.Count > 180);
    }

    [Fact]
    public void Search_parameters_are_found_through_the_base_types()
    {
        Assert.Equal("reference", R4.FindSearchParameter("Observation", "patient")!.Type);
        Assert.Equal("token", R4.FindSearchParameter("Observation", "_id")!.Type);
        Assert.Equal("Resource.meta.lastUpdated", R4.FindSearchParameter("Patient", "_lastUpdated")!.Expression);
        Assert.Null(R4.FindSearchParameter("Observation", "family"));
    }

    [Fact]
    public void It_loads_fast_and_small()
    {
        using var packed = new MemoryStream();
        using var resource = typeof(R4Definitions).Assembly.GetManifestResourceStream("Interop.Fhir.Definitions.r4.bin")!;
        resource.CopyTo(packed);
        Assert.InRange(packed.Length, 10_000, 500_000);
        packed.Position = 0;
        var allocated = GC.GetAllocatedBytesForCurrentThread();
        var clock = Stopwatch.StartNew();
        R4Definitions.Read(packed);
        Assert.InRange(clock.ElapsedMilliseconds, 0, 1_000); // a loaded build machine; about 20 ms alone
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - allocated, 0, 30_000_000);
    }
}
