using Interop.Fhir.Issues;
using Interop.Mapping.Linting;
using Interop.Mapping.Tests.Support;

namespace Interop.Mapping.Tests.Linting;

/// <summary>Each rule catches a planted violation.</summary>
public sealed class LintTests
{
    private static IReadOnlyList<Issue> Check(string script, Action<MemoryFiles>? more = null)
    {
        var files = MemoryFiles.WithRecord(script, """{"properties":{"a":{"description":"A.","properties":{"b":{"description":"B."}}},"list":{"description":"L.","items":{"properties":{"x":{"description":"X."}}}},"date":{"description":"D."}}}""");
        more?.Invoke(files);
        return MappingLint.Check(Maps.Load(files));
    }

    [Theory]
    [InlineData("x = nothing_such 1", "lint-unknown-function nothing_such k/r/to-fhir.sbn:1:5")]
    [InlineData("x = a.b | string.upcas", "lint-unknown-function string.upcas k/r/to-fhir.sbn:1:11")]
    [InlineData("x = aa.b", "lint-unknown-variable aa k/r/to-fhir.sbn:1:5")]
    [InlineData("\n  x = [1, {y: bb}]", "lint-unknown-variable bb k/r/to-fhir.sbn:2:15")]
    [InlineData("import a", "lint-banned import k/r/to-fhir.sbn:1:1")]
    [InlineData("with a\nend", "lint-banned with k/r/to-fhir.sbn:1:1")]
    [InlineData("x = date.now", "lint-banned date.now k/r/to-fhir.sbn:1:5")]
    [InlineData("x = 'a' | object.eval", "lint-banned object.eval k/r/to-fhir.sbn:1:11")]
    [InlineData("x = math.random 1 2", "lint-banned math.random k/r/to-fhir.sbn:1:5")]
    [InlineData("include 'library/none.sbn'", "script-include-missing library/none.sbn k/r/to-fhir.sbn:1:1")]
    [InlineData("issue 'no-such-code' a", "lint-unknown-function issue 'no-such-code' k/r/to-fhir.sbn:1:1")]
    [InlineData("x = code_map 'no-table' a", "mapping-file codes/no-table.csv k/r/to-fhir.sbn:1:5")]
    [InlineData("func f(p)\n ret p + q\nend\nx = f 1", "lint-unknown-variable q k/r/to-fhir.sbn:2:10")]
    public void A_planted_violation_is_found_at_its_place(string script, string expected)
    {
        var issue = Assert.Single(Check(script));
        Assert.Equal(expected, $"{issue.Code.Id} {issue.Arguments[0]} {issue.Location.Script}");
    }

    [Theory]
    [InlineData("x = {resourceType: 'Pateint'}", "Pateint|a resource type of R4|1:20")]
    [InlineData("x = ref_to 'Pateint' 'urn:x' a.b", "Pateint|a resource type of R4|1:12")]
    [InlineData("x = {resourceType: 'Patient', name: [{famly: a.b}]}", "Patient.name.famly|an element of HumanName|1:39")]
    [InlineData("x = {resourceType: 'Patient', value: a.b}", "Patient.value|an element of Patient|1:31")]
    [InlineData("x = {resourceType: 'Observation', value: a.b}", "Observation.value|an element of Observation|1:35")]
    [InlineData("x = {resourceType: 'Patient', name: {family: a.b}}", "Patient.name|a list|1:37")]
    [InlineData("x = {resourceType: 'Patient', birthDate: [a.b]}", "Patient.birthDate|one value, no list|1:42")]
    [InlineData("x = {resourceType: 'Patient', active: 'yes'}", "Patient.active|a value of type boolean|1:39")]
    [InlineData("x = {resourceType: 'Patient', gender: a.b == 1 ? 'male' : 'femal'}", "Patient.gender|a code of http://hl7.org/fhir/ValueSet/administrative-gender|1:59")]
    [InlineData("x = {resourceType: 'Patient', birthDate: {value: 1}}", "Patient.birthDate|a value of type date|1:42")]
    [InlineData("x = {resourceType: 'Patient', maritalStatus: 'M'}", "Patient.maritalStatus|a value of type CodeableConcept|1:46")]
    [InlineData("x = {resourceType: 'Patient', name: [[{family: a.b}]]}", "Patient.name|no list inside a list|1:38")]
    [InlineData("x = {resourceType: 'Patient', contained: [{name: []}]}", "Patient.contained|a resource, with its resourceType|1:43")]
    [InlineData("x = {resourceType: 'Patient', _name: [{id: 'x'}]}", "Patient._name|an element of Patient|1:31")]
    public void What_cannot_be_FHIR_is_found_without_a_run(string script, string expected)
    {
        var issue = Assert.Single(Check(script));
        Assert.Equal("lint-not-fhir", issue.Code.Id);
        Assert.Equal(expected, $"{issue.Arguments[0]}|{issue.Arguments[1]}|{issue.Location.Script!["k/r/to-fhir.sbn:".Length..]}");
    }

    [Theory]
    [InlineData("x = {resourceType: 'Patient', _birthDate: {extension: []}, active: true, name: [{family: a.b, given: list}], deceasedBoolean: false}")]
    [InlineData("x = {resourceType: 'Observation', status: 'final', valueQuantity: {value: 1.5, unit: 'g'}, code: {text: a.b}, contained: [{resourceType: 'Patient'}]}")]
    [InlineData("x = {resource: 'Pateint', famly: 1}")]
    public void What_may_be_FHIR_passes(string script) => Assert.Equal([], Check(script).Select(Maps.Say));

    [Theory]
    [InlineData("x = a.b\nfor l in list\n y = l.x + for.index\nend\nret x")]
    [InlineData("func f(p, q = 2)\n ret p + q\nend\nx = f a.b\ny = [1] | array.each @f\nz = now\nw = date.anything")]
    [InlineData("capture t\n 'x'\nend\nu = t\n$l = this.whatever\nx = $l")]
    [InlineData("g(x) = x + 1\ny = g 1\ninclude 'library/lib.sbn'\nz = lib_f 1")]
    public void A_clean_script_gives_nothing(string script)
    {
        Assert.Equal([], Check(script, f => f["library/lib.sbn"] = "func lib_f(x)\n ret x\nend").Select(Maps.Say));
    }

    [Theory]
    [InlineData("1,2,d,,2020-01-01,", "1 source")]
    [InlineData("1,2,d,s,,", "1 valid-from")]
    [InlineData("1,2,d,s,2020-01-01,2019-12-31", "1 valid-to >= valid-from")]
    [InlineData("1,2,d,s,2020-01-01,\n1,3,d,s,2021-01-01,", "1 valid-from > valid-to")]
    [InlineData("1,2,d,s,2021-01-01,\n1,3,d,s,2020-01-01,2021-01-01", "1 valid-from > valid-to")]
    public void A_row_of_a_code_table_without_source_or_period_is_found(string rows, string expected)
    {
        var issue = Assert.Single(Check("ret null", f => f["codes/t.csv"] = "from,to,display,source,valid-from,valid-to\n" + rows + "\n"));
        Assert.Equal(("lint-code-table", "codes/t.csv", expected), (issue.Code.Id, issue.Location.Script, issue.Arguments[0] + " " + issue.Arguments[1]));
    }

    [Fact]
    public void Periods_that_follow_each_other_are_no_violation() => Assert.Equal([], Check("ret null", f =>
        f["codes/t.csv"] = "from,to,display,source,valid-from,valid-to\n1,3,d,s,2021-01-01,\n1,2,d,s,2020-01-01,2020-12-31\n").Select(Maps.Say));

    [Fact]
    public void A_field_without_a_description_is_named_once_for_all_who_use_its_block()
    {
        var files = MemoryFiles.WithRecord("ret null", """
            {"properties":{"a":{"description":"Text."},"b":{},"one":{"$ref":"blocks#/$defs/B","description":"Here."},"two":{"$ref":"blocks#/$defs/B"}},
             "then":{"properties":{"b":{"description":"Said in one branch."}}}}
            """);
        files["library/blocks.schema.json"] = """{"$defs":{"B":{"description":"Of the block itself.","properties":{"x":{"description":" "},"y":{"description":"Number."}}}}}""";
        files["m/kind.yaml"] = "messages:\n  n: {title: {en: N, fr: N}}\n";
        files["m/n/from-fhir.sbn"] = "ret {}";
        files["m/n/payload.schema.json"] = """{"properties":{"b":{"$ref":"blocks#/$defs/B"}}}""";
        Assert.Equal(
            ["lint-description B.x k/r/record.schema.json", "lint-description $.two k/r/record.schema.json", "lint-description $.b m/n/payload.schema.json"],
            MappingLint.Check(Maps.Load(files)).Select(i => $"{i.Code.Id} {i.Arguments[0]} {i.Location.Script}"));
    }

    [Fact]
    public void Files_that_include_each_other_are_found()
    {
        var issues = Check("include 'library/a.sbn'", f =>
        {
            f["library/a.sbn"] = "include 'library/b.sbn'";
            f["library/b.sbn"] = "include 'library/a.sbn'";
        });
        Assert.Equal("lint-include-circular", Assert.Single(issues).Code.Id);
    }

    [Fact]
    public void An_ignored_path_that_the_schema_does_not_have_is_found()
    {
        var issues = Check("ret null", f => f["k/r/ignored.yaml"] =
            "- {path: '$.a.b', reason: r}\n- {path: '$.list[*].x', reason: r}\n- {path: '$.list[*].y', reason: r}\n- {path: '$.a.**', reason: r}\n- {path: '$.c', reason: r}\n");
        Assert.Equal(["$.list[*].y", "$.c"], issues.Select(i => i.Arguments[0]));
    }

    [Fact]
    public void Broken_settings_tables_and_scripts_are_named_and_the_rest_works()
    {
        var files = MemoryFiles.WithRecord("ret {resourceType: 'Bundle'}");
        files["codes/bad.csv"] = "from,to,display,source,valid-from,valid-to\na,b,c,d,01/02/2026,\n";
        files["x/kind.yaml"] = "records:\n  one: {key: id}\n  two: {key: id, version: v}\n";
        files["x/two/record.schema.json"] = "{";
        files["x/two/to-fhir.sbn"] = "ret {";
        files["y/kind.yaml"] = "title: [";
        files["k/r/ignored.yaml"] = "- {path: 'a.b', reason: r}\n- {path: '$.a'}\n";
        var issues = new List<Issue>();
        var catalogue = MappingCatalogue.Load(files, issues);
        Assert.NotNull(catalogue.FindRecord("k", "r"));
        Assert.Null(catalogue.FindRecord("x", "two"));
        var said = issues.Select(i => i.Code.Id + " " + i.Location.Script).ToList();
        Assert.Contains("mapping-setting codes/bad.csv:2", said);
        Assert.Contains(said, s => s.StartsWith("mapping-setting x/kind.yaml:2", StringComparison.Ordinal));
        Assert.Contains(said, s => s.StartsWith("script-syntax x/two/to-fhir.sbn:1", StringComparison.Ordinal));
        Assert.Contains(said, s => s.StartsWith("json-truncated x/two/record.schema.json:1", StringComparison.Ordinal));
        Assert.Contains(said, s => s.StartsWith("mapping-setting y/kind.yaml:", StringComparison.Ordinal));
        Assert.Equal(2, said.Count(s => s.StartsWith("mapping-setting k/r/ignored.yaml", StringComparison.Ordinal)));
    }
}
