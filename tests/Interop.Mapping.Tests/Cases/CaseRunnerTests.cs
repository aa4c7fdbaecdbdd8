using Interop.Mapping.Cases;
using Interop.Mapping.Tests.Support;

namespace Interop.Mapping.Tests.Cases;

public sealed class CaseRunnerTests
{
    private const string Golden = """{"resourceType":"Bundle","a":1.50}""";

    private static MemoryFiles Files(string input, string? output, string? issues = null, string? ignored = null)
    {
        var files = MemoryFiles.WithRecord("if bad\n issue 'rpps-key' bad\nend\nif t == 1\n $x = 1\nend\nret {resourceType: 'Bundle', a: a}");
        files["k/r/cases/001-x.in.json"] = input;
        (string, string?)[] rest = [("k/r/cases/001-x.out.json", output), ("k/r/cases/001-x.issues.txt", issues), ("k/r/ignored.yaml", ignored)];
        foreach (var (path, text) in rest)
        {
            if (text is not null)
            {
                files[path] = text;
            }
        }

        return files;
    }

    private static CaseReport Run(MemoryFiles files) => new CaseRunner(Maps.Load(files), files).RunAll();

    private static string Said(CaseReport report) => string.Join("; ", report.Results.SelectMany(r => r.Faults).Concat(report.RuleFaults).Select(i => i.Code.Id + " " + i.Arguments[0]));

    [Theory]
    [InlineData("""{"a":1.50}""", Golden, null, null, "")]
    [InlineData("""{"a":1.5}""", Golden, null, null, "case-differs $.a")]
    [InlineData("""{"a":1.50}""", """{"a":1.50,"resourceType":"Bundle"}""", null, null, "case-differs $.resourceType; case-differs $.a")]
    [InlineData("""{"a":1.50}""", null, null, null, "case-differs $")]
    [InlineData("""{"a":1.50,"b":2}""", Golden, null, null, "case-unmapped $.b")]
    [InlineData("""{"a":1.50,"b":2}""", Golden, null, "- {path: $.b, reason: r}", "")]
    [InlineData("""{"a":1.50}""", Golden, null, "- {path: $.b, reason: r}", "lint-ignored-unused $.b")]
    [InlineData("""{"a":1.50,"t":2}""", Golden, null, null, "case-tested $.t")]
    [InlineData("""{"a":1.50,"t":2}""", Golden, null, "- {path: $.t, reason: r}", "")]
    [InlineData("""{"a":1.50,"t":2}""", Golden, null, "- {path: $.t, reason: r, when: t.exists()}", "")]
    [InlineData("""{"a":1.50,"t":2}""", Golden, null, "- {path: $.t, reason: r, when: x.exists()}", "case-tested $.t; lint-ignored-unused $.t")]
    [InlineData("""{"a":1.50}""", Golden, null, "- {path: $.a, reason: r}", "lint-ignored-unused $.a")]
    [InlineData("""{"a":1.50,"bad":2}""", Golden, null, null, "case-differs k/r/cases/001-x.issues.txt")]
    [InlineData("""{"a":1.50,"bad":2}""", Golden, "warning rpps-key $.bad\n", null, "")]
    [InlineData("{", null, "fatal json-truncated 1:2\n", null, "")]
    public void A_case_is_held_to_its_golden_files_and_to_its_account(string input, string? output, string? issues, string? ignored, string expected)
    {
        if (!Interop.Fhir.Issues.IssueCodes.All.Any(c => c.Id == "rpps-key" && c.Severity == Interop.Fhir.Issues.IssueSeverity.Error))
        {
            Assert.Fail("rpps-key is the error that this test needs");
        }

        var report = Run(Files(input, issues is not null && issues.Contains("rpps", StringComparison.Ordinal) ? null : output, issues?.Replace("warning", "error", StringComparison.Ordinal), ignored));
        expected = expected.Contains("issues.txt", StringComparison.Ordinal) ? "case-differs $; " + expected : expected;
        Assert.Equal(expected, Said(report));
        Assert.Equal(expected.Length == 0, report.Passed);
    }

    [Theory]
    [InlineData("""{"a":1}""", "$.gone $.more $.more.b $.more.b[].c $.more.b[].d $.one $.two $.whole B.x B.y")]
    [InlineData("""{"a":1,"more":{"b":[{"c":2}]},"one":{"x":1},"two":{},"whole":{}}""", "$.gone $.more.b[].d B.y")]
    [InlineData("""{"a":1,"more":{"b":[{"c":2},{"d":3}]},"one":{"x":1},"two":{"y":null},"gone":[]}""", "$.whole")]
    [InlineData("""{"a":1,"more":{"b":[{"c":2,"d":3}]},"one":{"x":1,"y":1},"two":{},"gone":false,"whole":{"whole":{}}}""", "")]
    [InlineData("""{"a":1,"bad":1,"more":{"b":[{"c":2,"d":3}]},"one":{"x":1,"y":1},"two":{},"gone":false,"whole":{}}""", "$.a $.gone $.more $.more.b $.more.b[].c $.more.b[].d $.one $.two $.whole B.x B.y")]
    public void A_field_that_the_schema_names_and_no_case_has_is_told(string input, string missing)
    {
        var files = MemoryFiles.WithRecord("if bad\n issue 'rpps-key' bad\nend\nret {resourceType: 'Bundle', a: a}", """
            {"properties":{"a":{}},"$defs":{"loop":{"properties":{"whole":{"$ref":"#/$defs/loop"}}}},
             "if":{"properties":{"only-asked":{"const":1}}},"then":{"properties":{"more":{"properties":{"b":{"items":{"properties":{"c":{},"d":{}}}}}}}},
             "else":{"allOf":[{"properties":{"one":{"$ref":"blocks#/$defs/B"},"two":{"$ref":"blocks#/$defs/B"},"gone":{}}},{"$ref":"#/$defs/loop"}]}}
            """);
        files["library/blocks.schema.json"] = """{"$defs":{"B":{"properties":{"x":{},"y":{}}}}}""";
        files["k/r/cases/001-x.in.json"] = input;
        var report = Run(files);
        var told = report.FieldFaults;
        Assert.Equal(report.Passed, told.Count == 0 && report.Results[0].Passed);
        Assert.All(told, f => Assert.Equal(("case-field-unused", "k/r/record.schema.json"), (f.Code.Id, f.Location.Script)));
        Assert.Equal(missing.Length == 0 ? [] : missing.Split(' '), told.Select(f => f.Arguments[0]).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void New_golden_files_make_the_case_pass()
    {
        var files = Files("""{"a":7}""", Golden, "warning x $\n");
        foreach (var (path, text) in Run(files).Results.SelectMany(r => r.NewFiles))
        {
            _ = text is null ? files.Remove(path) : (files[path] = text) is not null;
        }

        Assert.True(Run(files).Passed);
        Assert.False(files.ContainsKey("k/r/cases/001-x.issues.txt"));
    }

    [Fact]
    public void A_message_is_rendered_from_its_bundle_with_what_lies_beside_it()
    {
        var files = new MemoryFiles
        {
            ["m/kind.yaml"] = "messages:\n  plan: {title: {en: P, fr: P}}\n",
            ["m/plan/from-fhir.sbn"] = "$p = resolve focus.subject\nret {id: delivery.deliveryId, to: endpoint.organisation.value, name: $p.name[0].family, given: $p.name[0].given[1], count: (resources 'Patient').size, before: previous?.id}",
            ["m/plan/cases/001-a.in.json"] = """{"resourceType":"Bundle","type":"collection","entry":[{"fullUrl":"List/1","resource":{"resourceType":"List","id":"1","subject":{"reference":"Patient/p"}}},{"fullUrl":"Patient/p","resource":{"resourceType":"Patient","id":"p","name":[{"family":"F","given":["A","B"]}]}}]}""",
            ["m/plan/cases/001-a.previous.json"] = """{"id":"old"}""",
            ["m/plan/cases/001-a.out.json"] = """{"id":"DLV-1","to":"350005179","name":"F","given":"B","count":1,"before":"old"}""",
        };
        string[] unaccounted = ["Bundle.entry[0].fullUrl", "Bundle.type"];
        Assert.Superset(unaccounted.ToHashSet(), Run(files).Results.SelectMany(r => r.Faults).Select(f => f.Location.Source!).ToHashSet());
        files["m/plan/ignored.yaml"] = "- {include: library/shared.yaml}\n- {path: Patient.id, reason: r}\n- {path: 'Patient.name.given[0]', reason: r}\n- {path: List.id, reason: r}\n- {path: List.subject.reference, reason: link}\n";
        files["library/shared.yaml"] = "- {path: Bundle.type, reason: r}\n- {path: Bundle.resourceType, reason: r}\n- {path: Bundle.entry.fullUrl, reason: r}\n- {path: Resource.resourceType, reason: r}\n";
        Assert.Equal("", Said(Run(files)));

        files["m/plan/payload.schema.json"] = """{"type":"object","properties":{"id":{"type":"string"},"to":{"type":"integer"},"given":{},"count":{},"before":{}},"required":["id","sentAt"]}""";
        Assert.Equal(["$.name", "$.sentAt", "$.to"], Run(files).Results.SelectMany(r => r.Faults).Where(f => f.Code.Id == "case-payload").Select(f => f.Arguments[0]).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void A_promised_field_that_no_payload_has_is_told_when_all_cases_of_the_message_ran()
    {
        var files = new MemoryFiles
        {
            ["m/kind.yaml"] = "messages:\n  plan: {title: {en: P, fr: P}}\n",
            ["m/plan/from-fhir.sbn"] = "ret {id: focus.id, previous: previous?.id}",
            ["m/plan/payload.schema.json"] = """{"properties":{"id":{"type":"string"},"previous":{"type":"string"}}}""",
            ["m/plan/cases/001-a.in.json"] = """{"resourceType":"Bundle","type":"collection","entry":[{"resource":{"resourceType":"List","id":"1"}}]}""",
        };
        Assert.Equal(["case-field-unsent $.previous"], Run(files).FieldFaults.Select(f => f.Code.Id + " " + f.Arguments[0]));
        files["m/plan/cases/002-b.in.json"] = files["m/plan/cases/001-a.in.json"];
        files["m/plan/cases/002-b.previous.json"] = """{"id":"0"}""";
        Assert.Equal([], Run(files).FieldFaults);
        var catalogue = Maps.Load(files);
        Assert.Equal([], new CaseRunner(catalogue, files).Run([catalogue.FindCases()[0]]).FieldFaults);
    }
}
