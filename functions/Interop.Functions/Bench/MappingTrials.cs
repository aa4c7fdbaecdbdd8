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
    /// <summary>Runs per second.</summary>
    public required double Target { get; init; }

    /// <summary>Bytes allocated per run at most.</summary>
    public double? MostBytes { get; init; }
}
