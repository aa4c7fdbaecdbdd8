using System.Text;
using Interop.Fhir.Issues;
using Interop.Mapping.Cases;
using Interop.Mapping.Tests.Support;

namespace Interop.Mapping.Tests.Formats;

/// <summary>Records that are no JSON: <c>kind.yaml: format</c>, and every place in the sender's own words.</summary>
public sealed class FormatMappingTests
{
    private const string Hl7 = "MSH|^~\\&|LAB|||||||MSG-1||2.6|7\rPID|1||8001^^^A&1.2~8002||DURAND^Zoé|||X\r";
    private const string Script = """
        func find(id)
          for s in segments
            if s.id == id
              ret s
            end
          end
        end
        $pid = find 'PID'
        if $pid.f8[0].c1 != 'M'
          issue_warning 'rpps-key' $pid.f8[0] 'c1'
        end
        issue_warning 'dose-unit-missing' $pid.f5[0] 'c3'
        ret { resourceType: 'Bundle', a: $pid.f3[1].c1, b: $pid.f3[0].c4s2, c: $pid.f5[0].c2 }
        """;

    private static MemoryFiles Files(string format, string script, string schema = "{}", string rules = "key: MSH-10, version: MSH-13, orderBy: 'PID-3[2]'") => new()
    {
        ["k/kind.yaml"] = $"title: {{en: K, fr: K}}\nrecords:\n  r: {{format: {format}, {rules}}}\n",
        ["k/r/record.schema.json"] = schema,
        ["k/r/to-fhir.sbn"] = script,
    };

    private static (MapResult Result, RecordEnvelope Envelope) Map(MemoryFiles files, string text)
    {
        var mapping = Maps.Load(files).FindRecord("k", "r")!;
        var issues = new List<Issue>();
        var tree = mapping.Read(Encoding.UTF8.GetBytes(text), issues)!;
        Assert.Empty(issues);
        return (mapping.Map(tree, Maps.Context with { WithLineage = true }), mapping.ReadEnvelope(tree));
    }

    [Fact]
    public void An_HL7_message_is_mapped_and_accounted_for_by_segment_and_field()
    {
        var (result, envelope) = Map(Files("hl7v2", Script), Hl7);
        Assert.Equal("""{"resourceType":"Bundle","a":"8002","b":"1.2","c":"Zoé"}""", Maps.Json(result.Output));
        Assert.Equal(("MSG-1", 7L, "8002"), (envelope.RecordId, envelope.RecordVersion, envelope.OrderBy));
        Assert.Equal(["PID-3[1].4.2", "PID-3[2].1", "PID-5.2"], result.Ledger.Leaves.Where(l => l.State == LeafState.Carried).Select(l => l.Path));
        Assert.Contains(result.Ledger.Leaves, l => l is { Path: "PID-3[1].1", State: LeafState.Unmapped });
        Assert.Contains(result.Lineage!.Entries, e => e.Sources.SequenceEqual(["PID-5.2"]));
        Assert.Equal(["rpps-key PID-8.1 2", "dose-unit-missing PID-5.3 2"], result.Issues.Select(i => $"{i.Code.Id} {i.Location.Source} {i.Location.Line}"));
    }

    [Fact]
    public void An_XML_record_is_mapped_and_accounted_for_by_XPath()
    {
        const string script = "ret { resourceType: 'Bundle', a: Messages.M_Prescription[0]['@id'] }";
        const string schema = """{"properties":{"Messages":{"properties":{"M_Prescription":{"items":{"required":["@date"]}}}}}}""";
        const string text = "<Messages><M_Prescription id='7'>x</M_Prescription><version>3</version></Messages>";
        var (result, envelope) = Map(Files("xml", script, rules: "key: '/Messages/M_Prescription[1]/@id', version: /Messages/version"), text);
        Assert.Equal(["/Messages/M_Prescription[1]/@id Carried", "/Messages/M_Prescription[1]/text() Unmapped", "/Messages/version[1]/text() Unmapped"], result.Ledger.Leaves.Select(l => l.Path + " " + l.State));
        Assert.Equal(("7", 3L), (envelope.RecordId, envelope.RecordVersion));
        var refused = Map(Files("xml", script, schema, "key: a, version: b"), text).Result;
        Assert.Equal("/Messages/M_Prescription[1]/@date", refused.Issues.First(i => i.Code == IssueCodes.RecordFieldMissing).Location.Source);
    }

    [Fact]
    public void A_CSV_table_is_mapped_and_accounted_for_by_row_and_column()
    {
        var (result, envelope) = Map(Files("csv", "ret { resourceType: 'Bundle', a: rows[1].name }", rules: "key: id, version: v"), "id;v;name\n1;2;A\n2;2;B\n");
        Assert.Equal(["row 2, column name"], result.Ledger.Leaves.Where(l => l.State == LeafState.Carried).Select(l => l.Path));
        Assert.Equal(("1", 2L), (envelope.RecordId, envelope.RecordVersion));
    }

    [Fact]
    public void A_case_may_be_in_the_records_own_format()
    {
        var files = Files("hl7v2", "ret { resourceType: 'Bundle', a: segments[1].f1[0].c1 }");
        files["k/r/ignored.yaml"] = "- {path: \"$.segments[0].**\", reason: envelope}\n- {path: \"$.segments[*].id\", reason: names the segment}\n";
        files["k/r/cases/001-x.in.hl7"] = "MSH|^~\\&|A\rPID|1|C:\\x\r";
        files["k/r/cases/001-x.out.json"] = """{"resourceType":"Bundle","a":"1"}""";
        files["k/r/cases/001-x.issues.txt"] = "warning hl7-escape PID-2.1\n";
        var report = new CaseRunner(Maps.Load(files), files).RunAll();
        Assert.Equal(["case-unmapped PID-2.1"], report.Results.SelectMany(r => r.Faults).Select(f => f.Code.Id + " " + f.Location.Source));
    }

    [Fact]
    public void An_unknown_format_is_a_fault_of_the_kind_file()
    {
        var issues = new List<Issue>();
        MappingCatalogue.Load(Files("edifact", "ret {}"), issues);
        Assert.StartsWith("k/kind.yaml", Assert.Single(issues).Location.Script, StringComparison.Ordinal);
    }
}
