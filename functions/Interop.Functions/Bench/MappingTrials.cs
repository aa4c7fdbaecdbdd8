using System.Buffers;
using System.Text;
using System.Text.Json.Nodes;
using Interop.Fhir.Issues;
using Interop.Fhir.Json;
using Interop.Fhir.Tree;
using Interop.Mapping;
using Interop.Mapping.Language;

namespace Interop.Functions.Bench;

/// <summary>The works that <c>interop bench mapping</c> measures: JSON bytes in, UTF-8 JSON or text out.</summary>
internal static class MappingTrials
{
    private static readonly MapContext Context = new()
    {
        Now = new DateTimeOffset(2026, 11, 16, 9, 0, 0, TimeSpan.FromHours(1)), Ids = new IdentityKey(new byte[32]),
    };

    private static readonly string[] Files = ["kind.yaml", "record.schema.json", "to-fhir.sbn"];

    /// <summary>A record of 4 KB to a transaction with one MedicationStatement, by a script of 60 lines.</summary>
    public static MappingTrial Statement()
    {
        var folder = Path.Combine(AppContext.BaseDirectory, "Bench", "MappingWork");
        var files = new FolderOf(Files.ToDictionary(f => f == "kind.yaml" ? "trial/kind.yaml" : "trial/line/" + f, f => File.ReadAllBytes(Path.Combine(folder, f)), StringComparer.Ordinal));
        var issues = new List<Issue>();
        var record = MappingCatalogue.Load(files, issues).FindRecord("trial", "line") ?? throw new InvalidOperationException(issues[0].Code.Id);
        return new("statement", "4 KB record, 60-line script, one MedicationStatement", File.ReadAllBytes(Path.Combine(folder, "record.json")), (input, output, ledger) => Map(record, input, output, ledger))
        {
            Target = 40_000, MostBytes = 16 * 1024,
        };
    }

    /// <summary>A pillbox plan by the mapping of the repository.</summary>
    public static MappingTrial Plan(MappingCatalogue catalogue)
    {
        var record = catalogue.FindRecord("medissimo", "pillbox-plan") ?? throw new InvalidOperationException("medissimo/pillbox-plan");
        return new("plan", "pillbox plan, Bundle of 10 resources", TrialRecords.PillboxPlan(1, 1, lines: 2), (input, output, ledger) => Map(record, input, output, ledger)) { Target = 8_000 };
    }

    /// <summary>A text template with a loop over 20 lines.</summary>
    public static MappingTrial Text()
    {
        var model = new JsonObject
        {
            ["patient"] = new JsonObject { ["name"] = "RESIDENT-1", ["born"] = "1930-04-02" },
            ["lines"] = new JsonArray([.. Enumerable.Range(1, 20).Select(i => (JsonNode)new JsonObject { ["code"] = $"34009{i:D8}", ["label"] = $"MEDICINE {i}", ["quantity"] = i, ["unit"] = "cpr" })]),
        };
        const string text = "PAT|{{ patient.name }}|{{ patient.born }}\n{{~ for line in lines ~}}\nLIN|{{ for.index + 1 }}|{{ line.code }}|{{ line.label }}|{{ line.quantity }}|{{ line.unit }}\n{{~ end ~}}\nEND|{{ lines.size }}\n";
        var template = Template.Parse(new ScriptSource("trial", text), scriptOnly: false, out var fault) ?? throw new InvalidOperationException(fault!.Excerpt);
        return new("text", "text template, loop over 20 lines", Encoding.UTF8.GetBytes(model.ToJsonString()), (input, output, _) =>
        {
            using var tree = JsonTreeReader.Read(input, [])!;
            if (!template.TryRender(tree, Limits.Default, output, out var failed))
            {
                throw new InvalidOperationException(failed!.Code.Id);
            }
        })
        {
            Target = 60_000,
        };
    }

    /// <summary>What a receiver of a plan with 12 lines gets, from its FHIR resources.</summary>
    public static MappingTrial Rendering(MappingCatalogue catalogue, string kind)
    {
        var plan = catalogue.FindRecord("medissimo", "pillbox-plan") ?? throw new InvalidOperationException("medissimo/pillbox-plan");
        var message = catalogue.FindMessage(kind, "plan") ?? throw new InvalidOperationException(kind);
        var output = new ArrayBufferWriter<byte>();
        Map(plan, TrialRecords.PillboxPlan(1, 1, lines: 12), output, true);
        var endpoint = JsonTreeReader.Read("""{"id":"e","kind":"trial","organisation":{"type":"FINEG","value":"350005179"}}"""u8.ToArray(), [])!;
        var delivery = JsonTreeReader.Read(
            """{"messageId":"m","deliveryId":"d","sequence":1,"sentAt":"2026-11-16T09:00:00+01:00","replacesDeliveryId":null,"reason":null,"kind":"plan"}"""u8.ToArray(), [])!;
        return new(kind, $"{kind}/plan of 12 lines, from its resources", Stored(output.WrittenSpan), (input, payload, _) =>
        {
            using var bundle = FhirJson.Read(input, [])!;
            var focus = bundle.Root.All("entry").Select(e => e["resource"]).First(r => r["resourceType"].Text == "List");
            var result = message.Render(new RenderInput { Bundle = bundle, Focus = focus, Endpoint = endpoint, Delivery = delivery, Now = Context.Now });
            payload.Write((result.Payload ?? throw new InvalidOperationException(result.Issues[0].Code.Id)).Span);
        });
    }

    /// <summary>A transaction as the engine keeps it: a collection whose entries are named by type and id.</summary>
    private static byte[] Stored(ReadOnlySpan<byte> transaction)
    {
        var text = Encoding.UTF8.GetString(transaction);
        var bundle = JsonNode.Parse(text)!;
        foreach (var entry in bundle["entry"]!.AsArray())
        {
            var urn = entry!["fullUrl"]!.GetValue<string>();
            text = text.Replace(urn, $"{entry["resource"]!["resourceType"]}/{urn["urn:uuid:".Length..]}", StringComparison.Ordinal);
        }

        return Encoding.UTF8.GetBytes(text.Replace("\"type\":\"transaction\"", "\"type\":\"collection\"", StringComparison.Ordinal));
    }

    private static void Map(RecordMapping record, ReadOnlyMemory<byte> input, IBufferWriter<byte> output, bool ledger)
    {
        using var tree = JsonTreeReader.Read(input, [])!;
        var result = record.Map(tree, ledger ? Context : Context with { WithLedger = false });
        using var mapped = result.Output ?? throw new InvalidOperationException(result.Issues[0].Code.Id + " " + result.Issues[0].Location.Script);
        FhirJson.Write(mapped.Root, output);
    }

    private sealed class FolderOf(Dictionary<string, byte[]> files) : IMappingFiles
    {
        public IReadOnlyList<string> List() => [.. files.Keys];

        public ReadOnlyMemory<byte>? Read(string path) => files.TryGetValue(path, out var bytes) ? new ReadOnlyMemory<byte>(bytes) : (ReadOnlyMemory<byte>?)null;
    }
}

/// <summary>One work and what it is meant to reach.</summary>
internal sealed record MappingTrial(string Id, string What, byte[] Input, Action<ReadOnlyMemory<byte>, IBufferWriter<byte>, bool> Run)
{
    /// <summary>Runs per second that are asked for.</summary>
    public double? Target { get; init; }

    /// <summary>Bytes allocated per run at most.</summary>
    public double? MostBytes { get; init; }
}
