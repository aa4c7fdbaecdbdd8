using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Interop.Fhir.French;
using Interop.Functions.Commands;
using Interop.Functions.Population;
using Interop.Functions.Tests.Support;

namespace Interop.Functions.Tests.Population;

public class PopulationTests
{
    /// <summary>Decided in the engine, from what it knows already, and not by reading the record alone.</summary>
    private static readonly HashSet<string> NotOfTheRecordAlone = ["identity-local-id-reused", "identity-traits-differ", "record-conflict", "consent-not-given"];

    private static readonly string[] Kinds =
    [
        "medissimo/access-grant", "medissimo/adverse-event", "medissimo/intake", "medissimo/patient", "medissimo/pillbox-plan", "medissimo/pillbox-preparation", "medissimo/prescription",
        "omnidoc/tele-expertise-message", "omnidoc/tele-expertise-report", "omnidoc/tele-expertise-request", "pharmacy-software/dispensing",
    ];

    [Fact]
    public void The_same_seed_gives_the_same_bytes_on_every_machine()
    {
        var text = new StringWriter { NewLine = "\n" };
        PopulationFiles.WriteAll(new SyntheticPopulation(new PopulationOptions(20, 1, 14, 20_000)), text);
        Assert.Equal("1f647490eb189ca7673c832c5f76a1cd1e39156347a8d40f9ca72d0f081b2881", Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString()))));
    }

    [Fact]
    public void Every_kind_of_record_is_there_and_none_without_a_fault_is_refused()
    {
        var records = Records(60, faults: 0).ToList();
        Assert.Equal(Kinds, records.Select(r => r.Record).Distinct().Order(StringComparer.Ordinal));
        foreach (var record in records.Where(r => r.Fault is null))
        {
            var errors = Issues(record).Where(i => i.IsError).Select(i => $"{i.Code.Id} {i.Location.Source}").ToList();
            Assert.True(errors.Count == 0, $"{record.Record} {record.RecordId}: {string.Join(", ", errors)}");
        }
    }

    [Fact]
    public void Every_fault_gives_its_code_at_its_place()
    {
        var faulty = Records(60, faults: 500_000).Where(r => r.Fault is not null && !NotOfTheRecordAlone.Contains(r.Fault.Code)).ToList();
        Assert.True(faulty.Select(f => f.Fault!.Name).Distinct().Count() >= 28, "too few of the faults were drawn");
        foreach (var record in faulty)
        {
            var issues = Issues(record).ToList();
            Assert.True(issues.Any(i => i.Code.Id == record.Fault!.Code && i.Location.Source == record.Fault.Place), $"{record.Record} {record.RecordId}: no {record.Fault!.Code} at {record.Fault.Place}");
            Assert.Equal(record.Expected == Outcome.Quarantined, issues.Any(i => i.IsError));
        }
    }

    [Fact]
    public void Every_number_has_its_right_key()
    {
        var numbers = Records(40, faults: 0).SelectMany(r => Numbers(r.Body)).Distinct().ToList();
        foreach (var (name, value) in numbers)
        {
            var valid = name switch
            {
                "rpps" or "underResponsibilityOf" or "preparedUnder" => Rpps.IsValid(value),
                "finessGeo" or "finessLegal" => Finess.IsValid(value),
                "siret" => Siret.IsValid(value),
                "nss" or "value" => Nir.IsValid(value),
                "cip13" => Cip13.IsValid(value),
                _ => Ucd13.IsValid(value),
            };
            Assert.True(valid, $"{name} {value}");
        }

        Assert.Equal(9, numbers.Select(n => n.Name).Distinct().Count());
    }

    [Fact]
    public void Clocks_differ_overseas_and_in_the_night_of_the_change()
    {
        var records = Records(60, faults: 0).ToList();
        Assert.Contains(records, r => r.Body["plan"]?["timeZone"]?.GetValue<string>() is "Indian/Reunion" or "America/Martinique" && r.Text.Contains("+04:00", StringComparison.Ordinal) != r.Text.Contains("-04:00", StringComparison.Ordinal));
        Assert.DoesNotContain(records, r => r.Body["plan"]?["timeZone"]?.GetValue<string>() is "Indian/Reunion" or "America/Martinique" && r.Text.Contains("+01:00", StringComparison.Ordinal));
        var taken = records.Select(r => r.Body["intake"]?["actualAt"]?.GetValue<string>()).OfType<string>().ToList();
        Assert.Contains("2026-10-25T02:30:00+02:00", taken);
        Assert.Contains("2026-10-25T02:30:00+01:00", taken);
        Assert.Contains(taken, t => t.Contains("T00:20", StringComparison.Ordinal));
        Assert.Contains(records, r => r.Record == "medissimo/pillbox-plan" && r.Text.Contains("\"moment\":\"NIGHT\"", StringComparison.Ordinal));
    }

    [Fact]
    public void Files_are_batches_of_one_sender_each_and_the_manifest_names_every_fault()
    {
        using var folder = new TestFolder();
        var population = new SyntheticPopulation(new PopulationOptions(20, 5, 14, 100_000));
        var (records, first) = PopulationFiles.Write(population, folder.Path);
        var manifest = JsonNode.Parse(File.ReadAllText(Path.Combine(folder.Path, "manifest.json")))!;
        var files = manifest["files"]!.AsArray();
        Assert.Equal(records, files.Sum(f => f!["records"]!.GetValue<int>()));
        Assert.Equal("medissimo/patient", first[(first.IndexOf('/', StringComparison.Ordinal) + 1)..^7]);
        Assert.All(files, f => Assert.All(File.ReadLines(Path.Combine(folder.Path, f!["file"]!.GetValue<string>())), line =>
            Assert.Equal(f!["organisation"]!.GetValue<string>().Split('|')[1], JsonNode.Parse(line)!["sender"]!["instance"]!.GetValue<string>())));
        Assert.All(manifest["notable"]!.AsArray().Where(n => n!["fault"] is not null), n => Assert.False(string.IsNullOrEmpty(n!["fault"]!["code"]!.GetValue<string>())));
        Assert.NotEmpty(manifest["notable"]!.AsArray());
    }

    [Fact]
    public void Families_share_a_number_and_twins_a_birth()
    {
        var people = new SyntheticPopulation(new PopulationOptions(200, 3, 14, 0)).People;
        Assert.Contains(people, p => p.Insured is { } other && other.Birth.Year < p.Birth.Year - 20);
        Assert.Contains(people, p => p.Insured is { } other && Math.Abs(other.Birth.Year - p.Birth.Year) < 4);
        Assert.Contains(people, p => p.BirthRank == 2 && people.Any(o => o.BirthRank == 1 && o.Birth == p.Birth && o.Family == p.Family && o.Nir != p.Nir));
        Assert.Contains(people, p => p.BirthKnown == BirthKnown.Lunar);
        Assert.Equal(people.Count, people.Select(p => p.Nir).Distinct().Count());
    }

    internal static IEnumerable<GeneratedRecord> Records(int patients, int faults) =>
        new SyntheticPopulation(new PopulationOptions(patients, 5, 14, faults)).Stories().SelectMany(s => s.Records);

    private static IEnumerable<Fhir.Issues.Issue> Issues(GeneratedRecord record) =>
        MapCommand.Run(MapCommand.Find(TestFolder.Mappings, record.Record), record.Bytes, lineage: false).Issues;

    private static IEnumerable<(string Name, string Value)> Numbers(JsonNode? node) => node switch
    {
        JsonObject o => o.SelectMany(p => p.Value is JsonValue v && v.TryGetValue<string>(out var text)
            && p.Key is "rpps" or "underResponsibilityOf" or "preparedUnder" or "finessGeo" or "finessLegal" or "siret" or "nss" or "cip13" or "ucd13"
            ? [(p.Key, text!)] : p.Key == "ins" ? [("value", p.Value!["value"]!.GetValue<string>())] : Numbers(p.Value)),
        JsonArray a => a.SelectMany(Numbers),
        _ => [],
    };
}
