using Interop.Mapping.Tests.Support;

namespace Interop.Mapping.Tests.Ledgers;

public sealed class LedgerTests
{
    private static LeafState StateOf(MapResult result, string path) => result.Ledger.Leaves.Single(l => l.Path == path).State;

    private static MapResult Run(string body, string record) => Maps.Run("ret {resourceType: 'Bundle', " + body + "}", record);

    [Theory]
    [InlineData("a: a")]
    [InlineData("a: a + 'x'")]
    [InlineData("a: 'x' + a")]
    [InlineData("a: $'<{a}>'")]
    [InlineData("a: (a | string.upcase)")]
    [InlineData("a: [a]")]
    [InlineData("a: {b: {c: a}}")]
    [InlineData("a: (['x', a] | array.join '-')")]
    [InlineData("a: (string.split a ',')")]
    [InlineData("a: (string.size a)")]
    [InlineData("a: a == 'v'")]
    [InlineData("a: (fhir_id 'Patient' 'urn:x' a)")]
    [InlineData("a: (ref_to 'Patient' 'urn:x' a)")]
    [InlineData("a: (a ?? 'other')")]
    [InlineData("a: this.a ?? a")]
    [InlineData("a: (a | regex.replace 'v' 'w')")]
    public void A_value_that_reaches_the_output_whole_or_derived_is_carried(string body)
    {
        Assert.Equal(LeafState.Carried, StateOf(Run(body, """{"a":"v"}"""), "$.a"));
    }

    [Theory]
    [InlineData("b: a == 'v' ? 1 : 2")]
    [InlineData("b: (a ? 1 : 2)")]
    [InlineData("b: (a ?! 1)")]
    [InlineData("b: (code_map 't' a) == null ? 1 : 2")]
    public void A_value_that_is_only_looked_at_is_tested(string body)
    {
        Assert.Equal(LeafState.Tested, StateOf(Run(body, """{"a":"v"}"""), "$.a"));
    }

    [Fact]
    public void A_case_over_a_value_tests_it()
    {
        var result = Maps.Run("case a\nwhen 'v'\n x = 1\nend\nret {resourceType: 'Bundle', x: x}", """{"a":"v"}""");
        Assert.Equal(LeafState.Tested, StateOf(result, "$.a"));
    }

    [Fact]
    public void Passing_a_whole_object_counts_for_the_leaves_that_reach_the_output()
    {
        var result = Maps.Run("func pick(o)\n ret {x: o.b}\nend\nret {resourceType: 'Bundle', v: (pick a), w: c}", """{"a":{"b":1,"d":2},"c":{"e":3,"f":[4,{"g":5}]}}""");
        Assert.Equal(LeafState.Carried, StateOf(result, "$.a.b"));
        Assert.Equal(LeafState.Unmapped, StateOf(result, "$.a.d"));
        Assert.Equal((4, 1), (result.Ledger.Carried, result.Ledger.Unmapped));
    }

    [Fact]
    public void A_value_that_is_computed_and_dropped_is_not_carried()
    {
        var result = Maps.Run("x = a + 1\ny = {z: a}\nret {resourceType: 'Bundle', n: 1}", """{"a":1}""");
        Assert.Equal(LeafState.Unmapped, StateOf(result, "$.a"));
    }

    [Fact]
    public void A_captured_text_carries_what_went_into_it()
    {
        var result = Maps.Run("capture t\n for l in lines\n  l.n\n end\nend\nret {resourceType: 'Bundle', t: t}", """{"lines":[{"n":1},{"n":2,"m":3}]}""");
        Assert.Equal("""{"resourceType":"Bundle","t":"12"}""", Maps.Json(result.Output));
        Assert.Equal((2, 1), (result.Ledger.Carried, result.Ledger.Unmapped));
    }

    [Fact]
    public void Ignored_rules_give_their_reason_and_yield_to_carried()
    {
        var files = MemoryFiles.WithRecord("ret {resourceType: 'Bundle', k: lines[0].k}");
        files["k/r/ignored.yaml"] = "- {path: '$.lines[*].k', reason: kept elsewhere}\n- {path: '$.deep.**', reason: all of it}\n- {path: '$.list[1]', reason: second}\n";
        var result = Maps.Run(files, """{"lines":[{"k":1},{"k":2}],"deep":{"a":{"b":[1]}},"list":["x","y"]}""");
        Assert.Equal(
            ["$.lines[0].k Carried ", "$.lines[1].k Ignored kept elsewhere", "$.deep.a.b[0] Ignored all of it", "$.list[0] Unmapped ", "$.list[1] Ignored second"],
            result.Ledger.Leaves.Select(l => $"{l.Path} {l.State} {l.Reason}"));
        Assert.Equal(5, result.Ledger.Total);
    }

    [Fact]
    public void A_null_that_is_mapped_to_nothing_is_carried()
    {
        var result = Run("a: a, b: {c: a}", """{"a":null}""");
        Assert.Equal(LeafState.Carried, StateOf(result, "$.a"));
        Assert.Equal("""{"resourceType":"Bundle"}""", Maps.Json(result.Output));
    }

    [Fact]
    public void The_same_entry_twice_carries_equal_values_of_both_and_takes_over_what_the_first_lacks()
    {
        const string script = """
            func who(p)
              ret entry {resourceType: 'Practitioner', name: p.name, role: p.role} 'urn:rpps' p.rpps
            end
            ret transaction [(who a), (who b), null]
            """;
        var result = Maps.Run(script, """{"a":{"rpps":"1","name":"N"},"b":{"rpps":"1","name":"N","role":"R"}}""");
        Assert.Equal(5, result.Ledger.Carried);
        Assert.Contains("\"name\":\"N\",\"role\":\"R\"", Maps.Json(result.Output), StringComparison.Ordinal);
        result = Maps.Run(script, """{"a":{"rpps":"1","name":"N"},"b":{"rpps":"1","name":"OTHER"}}""");
        Assert.Equal(LeafState.Unmapped, StateOf(result, "$.b.name"));
    }

    [Fact]
    public void Dropping_any_one_assignment_is_noticed_by_the_ledger()
    {
        string[] members = ["a: a", "b: b.c", "d: d[0].e", "f: (f | string.upcase)", "g: g + 1"];
        const string record = """{"a":1,"b":{"c":2},"d":[{"e":3}],"f":"x","g":4}""";
        Assert.Equal(0, Run(string.Join(", ", members), record).Ledger.Unmapped);
        for (var i = 0; i < members.Length; i++)
        {
            Assert.Equal(1, Run(string.Join(", ", members.Where((_, n) => n != i)), record).Ledger.Unmapped);
        }
    }

    [Fact]
    public void The_account_of_a_failed_run_is_complete()
    {
        var result = Maps.Run("x = a.b.c.d", """{"a":{"b":1},"z":[true,false,null]}""");
        Assert.Null(result.Output);
        Assert.Equal(4, result.Ledger.Total);
    }

    [Fact]
    public void Lineage_tells_the_script_line_and_the_sources_both_ways()
    {
        var result = Maps.Run("x = a + '-' + b\nret {resourceType: 'Bundle',\n  entry: [{id: x}]}", """{"a":"1","b":"2"}""", Maps.Context with { WithLineage = true });
        var entry = Assert.Single(result.Lineage!.OfSource("$.b"));
        Assert.Equal("Bundle.entry[0].id", entry.Path);
        Assert.Equal("k/r/to-fhir.sbn:3", entry.Script);
        Assert.Equal(["$.a", "$.b"], entry.Sources);
        Assert.Same(entry, result.Lineage.OfNode(entry.Node));
    }
}
