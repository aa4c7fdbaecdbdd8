using Interop.Fhir.Tree;
using Interop.Mapping.Tests.Support;

namespace Interop.Mapping.Tests;

public sealed class OutputTests
{
    private static string Map(string body, string record = "{}") => Maps.Json(Maps.Run("ret {resourceType: 'Bundle', " + body + "}", record).Output);

    [Fact]
    public void Numbers_keep_the_spelling_of_the_record()
    {
        Assert.Equal("""{"resourceType":"Bundle","a":1.50,"b":[1e2,7],"c":0.5,"d":3.00}""", Map("a: a, b: b, c: 0.5, d: a * 2", """{"a":1.50,"b":[1e2,7]}"""));
    }

    [Fact]
    public void Nulls_empty_objects_and_empty_lists_are_left_out()
    {
        Assert.Equal("""{"resourceType":"Bundle","e":[1,2]}""", Map("a: null, b: {}, c: [], d: {x: [null, {y: {}}]}, e: [1, null, 2]"));
    }

    [Fact]
    public void A_property_with_an_underscore_becomes_extensions_of_the_primitive()
    {
        var tree = Maps.Run("ret {resourceType: 'Bundle', a: 'x', _a: {id: 'i'}, _b: {extension: [{url: 'u'}]}, c: ['1', null], _c: [null, {id: 'z'}]}", "{}").Output!;
        var a = tree.Root["a"];
        Assert.Equal(("x", "i"), (a.Text, a["id"].Text));
        Assert.Equal((NodeKind.Null, "u"), (tree.Root["b"].Kind, tree.Root["b"]["extension"]["url"].Text));
        Assert.Equal(["1:", ":z"], tree.Root.All("c").Select(c => c.Text + ":" + c["id"].Text));
        Assert.Equal(
            """{"resourceType":"Bundle","a":"x","_a":{"id":"i"},"_b":{"extension":[{"url":"u"}]},"c":["1",null],"_c":[null,{"id":"z"}]}""", Maps.Json(tree));
    }

    [Fact]
    public void Lists_are_list_items_even_with_one_element()
    {
        var tree = Maps.Run("ret {resourceType: 'Bundle', entry: [{x: 1}]}", "{}").Output!;
        Assert.True(tree.Root["entry"].IsListItem);
    }

    [Fact]
    public void A_list_inside_a_list_is_a_fault_of_the_script()
    {
        var issue = Assert.Single(Maps.Run("ret {resourceType: 'Bundle', entry: [[1]]}", "{}").Issues);
        Assert.Equal("script-failed", issue.Code.Id);
    }

    [Fact]
    public void A_script_that_returns_no_bundle_is_a_fault()
    {
        Assert.Equal("mapping-result", Assert.Single(Maps.Run("ret {a: 1}", "{}").Issues).Code.Id);
    }

    [Fact]
    public void The_same_record_gives_the_same_bytes_from_many_threads()
    {
        var mapping = Maps.Load(MemoryFiles.WithRecord("l = []\nfor x in items\n l = array.add l {n: x.n + for.index, id: (fhir_id 'A' 'urn:b' x.n)}\nend\nret {resourceType: 'Bundle', l: l}")).FindRecord("k", "r")!;
        var trees = Enumerable.Range(0, 16).Select(i => Maps.Tree($$"""{"items":[{"n":{{i}}},{"n":2.50}]}""")).ToArray();
        var expected = trees.Select(t => Maps.Json(mapping.Map(t, Maps.Context).Output)).ToArray();
        Parallel.For(0, 2_000, i => Assert.Equal(expected[i % 16], Maps.Json(mapping.Map(trees[i % 16], Maps.Context).Output)));
    }

    [Fact]
    public void The_envelope_is_read_where_kind_yaml_says_and_wrong_types_give_null()
    {
        var mapping = Maps.Load(MemoryFiles.WithRecord("ret null")).FindRecord("k", "r")!;
        Assert.Equal(new RecordEnvelope("P-1", 7, "replace", "p", null), mapping.ReadEnvelope(Maps.Tree("""{"id":"P-1","version":7,"action":"replace","patient":{"id":"p"}}""")));
        Assert.Equal(new RecordEnvelope(null, null, null, null, "test"), mapping.ReadEnvelope(Maps.Tree("""{"id":5,"version":"7","action":["x"],"patient":"y","env":"test"}""")));
    }
}
