using System.Text.Json;
using Interop.Engine.Routing;
using Interop.Fhir.Issues;
using Interop.Mapping;

namespace Interop.Engine.Tests.Support;

/// <summary>The smallest mappings that show the whole path: a plan of lines from one kind to homes, its act to a feed.</summary>
internal static class TrialMappings
{
    private const string ToFhir = """
        $subject = ref_to 'Patient' 'urn:p' patient.id
        $person = { resourceType: 'Patient', identifier: [{ type: { coding: [{ code: 'PI' }] }, system: 'urn:p', value: patient.id }], name: [{ family: patient.family }], birthDate: patient.birthDate, managingOrganization: home == null ? null : { identifier: { system: 'https://finess.esante.gouv.fr', value: home } } }
        $entries = [(entry $person 'urn:p' patient.id)]
        for $x in people
          $numbers = []
          if $x.rpps != null
            $numbers = array.add $numbers { type: { coding: [{ code: 'RPPS' }] }, system: 'urn:rpps', value: $x.rpps }
          end
          if $x.adeli != null
            $numbers = array.add $numbers { type: { coding: [{ code: 'ADELI' }] }, system: 'urn:adeli', value: $x.adeli }
          end
          $entries = array.add $entries (entry { resourceType: 'Practitioner', identifier: $numbers } $numbers[0].system $numbers[0].value)
        end
        $items = []
        for $l in lines
          $s = { resourceType: 'MedicationStatement', identifier: [{ system: 'urn:line', value: $l.id }], status: $l.status, medicationCodeableConcept: { text: $l.text }, subject: $subject }
          $entries = array.add $entries (entry $s 'urn:line' $l.id)
          $items = array.add $items { item: (ref_to 'MedicationStatement' 'urn:line' $l.id) }
        end
        $list = { resourceType: 'List', identifier: [{ system: 'urn:list', value: recordId }], status: 'current', mode: partial ? 'changes' : 'snapshot', title: 'v' + recordVersion, subject: $subject, entry: $items }
        $entries = array.add $entries (entry $list 'urn:list' recordId)
        ret transaction $entries
        """;

    public const string Routes = """
        - name: plan-to-home
          record: source/plan
          focus: List
          recipient: subject.resolve().managingOrganization.identifier
          message: home/plan
        """;

    public static MemoryFiles Files() => new()
    {
        ["source/kind.yaml"] = "title: {en: S, fr: S}\nrecords:\n  plan: {key: recordId, version: recordVersion, action: action, orderBy: patient.id, environment: environment}\n",
        ["source/plan/record.schema.json"] = "{}",
        ["source/plan/to-fhir.sbn"] = ToFhir,
        ["home/kind.yaml"] = "title: {en: H, fr: H}\nmessages:\n  plan: {title: {en: P, fr: P}}\n",
        ["home/plan/from-fhir.sbn"] = "if endpoint.id == 'unlucky'\n  ret nothing.at.all\nend\nret { itemId: focus.id, state: focus.status, title: focus.title, replaces: delivery.replacesDeliveryId }",
        ["routes.yaml"] = Routes,
    };

    /// <summary>Compiled; fails when a file has a fault.</summary>
    public static (MappingCatalogue Catalogue, RouteTable Routes) Load(string routes = Routes)
    {
        var files = Files();
        files["routes.yaml"] = routes;
        var issues = new List<Issue>();
        var catalogue = MappingCatalogue.Load(files, issues);
        var table = RouteTable.Load(files, catalogue, issues);
        Assert.True(issues.Count == 0, string.Join("; ", issues.Select(i => $"{i.Location.Script} {i.Text(Language.English)}")));
        return (catalogue, table);
    }

    /// <summary>A record of this mapping; a line is its id, or id and status (<c>L-1 stopped</c>).</summary>
    public static byte[] Plan(
        int version = 1, string recordId = "R-1", string patient = "p-1", string family = "DURAND", string birthDate = "1950-01-01", string? home = TrialEngine.Home,
        string action = "replace", bool partial = false, IReadOnlyList<(string? Rpps, string? Adeli)>? people = null, params string[] lines) =>
        JsonSerializer.SerializeToUtf8Bytes(new
        {
            recordId,
            recordVersion = version,
            action,
            environment = "test",
            home,
            partial,
            people = (people ?? []).Select(p => new { rpps = p.Rpps, adeli = p.Adeli }),
            patient = new { id = patient, family, birthDate },
            lines = lines.Select(l => l.Split(' ')).Select(l => new { id = l[0], status = l.Length > 1 ? l[1] : "active", text = l[0] }),
        });
}
