using System.Text.Json.Nodes;

namespace Interop.Functions.Population;

/// <summary>What a population is, which of its records are faulty and how, and how many acts each biller must get.</summary>
internal sealed class Manifest(SyntheticPopulation population)
{
    /// <summary>People before plans, plans before what is done with them.</summary>
    private static readonly List<string> Order =
    [
        "medissimo/patient", "medissimo/prescription", "pharmacy-software/dispensing", "medissimo/pillbox-plan", "medissimo/pillbox-preparation", "medissimo/intake", "medissimo/access-grant",
        "medissimo/adverse-event", "omnidoc/tele-expertise-request", "omnidoc/tele-expertise-message", "omnidoc/tele-expertise-report",
    ];

    private readonly BillingCount billing = new(population.Territory.Subscribers);
    private readonly JsonArray notable = [];

    public static string Name(Outcome outcome) => outcome.ToString().ToLowerInvariant();

    public static JsonObject ToJson(Fault fault) => new() { ["name"] = fault.Name, ["code"] = fault.Code, ["place"] = fault.Place };

    /// <summary>A record as the n-th line of its file.</summary>
    public void Add(GeneratedRecord record, string file, int line)
    {
        if (record.Expected == Outcome.Accepted && record.Record == "omnidoc/tele-expertise-report")
        {
            billing.Take(record.Body);
        }

        if (record.Expected == Outcome.Accepted && record.Fault is null)
        {
            return;
        }

        var entry = new JsonObject { ["file"] = file, ["line"] = line, ["recordId"] = record.RecordId, ["recordVersion"] = record.Version, ["expected"] = Name(record.Expected) };
        if (record.Fault is { } fault)
        {
            entry["fault"] = ToJson(fault);
        }

        notable.Add(entry);
    }

    /// <summary>The whole of it; the files in an order in which they can be pushed.</summary>
    public JsonObject ToJson(IReadOnlyList<(string Sender, string Record, string File, int Lines)> files)
    {
        var (options, territory) = (population.Options, population.Territory);
        return new JsonObject
        {
            ["patients"] = options.Patients, ["seed"] = options.Seed, ["days"] = options.Days, ["faultsPerMillion"] = options.FaultsPerMillion, ["start"] = Blocks.Day(PopulationOptions.Start),
            ["files"] = new JsonArray([.. files.OrderBy(f => Order.IndexOf(f.Record)).ThenBy(f => f.Sender, StringComparer.Ordinal).Select(f => new JsonObject
            {
                ["file"] = f.File, ["post"] = $"/ingest/{f.Record}", ["contentType"] = "application/x-ndjson", ["kind"] = f.Record.Split('/')[0], ["organisation"] = f.Sender, ["records"] = f.Lines,
            })]),
            ["senders"] = new JsonObject
            {
                ["medissimo"] = Organisations(territory.Pharmacies.Select(p => $"FINEG|{p.Finess}")), ["pharmacy-software"] = Organisations(territory.Pharmacies.Select(p => $"FINEG|{p.Finess}")),
                ["omnidoc"] = Organisations([$"SIRET|{territory.Platform}"]),
            },
            ["receivers"] = new JsonObject
            {
                ["pharmacy-software"] = Organisations(territory.Pharmacies.Select(p => $"FINEG|{p.Finess}")), ["care-home-software"] = Organisations(territory.Homes.Select(h => $"FINEG|{h.Finess}")),
                ["stellair"] = Organisations([$"SIRET|{territory.Stellair}"]), ["stellair-subscribers"] = Organisations(territory.Subscribers.Select(s => $"RPPS|{s}")),
                ["hospital-billing"] = Organisations(territory.Hospitals.Concat(territory.Homes).Append(territory.Centre).Select(h => $"FINEG|{h.Finess}")),
            },
            ["acts"] = Acts(),
            ["notable"] = notable,
        };
    }

    private static JsonArray Organisations(IEnumerable<string> list) => new([.. list.Select(o => JsonValue.Create(o))]);

    private JsonArray Acts() => new([.. billing.Acts().GroupBy(a => (a.Feed, a.Biller, a.Code, a.State)).OrderBy(g => g.Key).Select(g => new JsonObject
    {
        ["feed"] = g.Key.Feed, ["biller"] = g.Key.Biller, ["code"] = g.Key.Code, ["state"] = g.Key.State, ["count"] = g.Count(),
    })]);
}
