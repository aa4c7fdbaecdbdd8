using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Interop.Functions.Population;

/// <summary>
/// Writes a population down: one NDJSON file per sender and kind of record, in the order of sending, each a batch that <c>POST /ingest</c> takes, and a
/// manifest of what must come of them.
/// </summary>
public static class PopulationFiles
{
    private static readonly JsonSerializerOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
    private static readonly JsonSerializerOptions Readable = new(Plain) { WriteIndented = true, NewLine = "\n" };

    /// <summary>Writes to a folder; answers how many records, and the first file to push.</summary>
    public static (int Records, string First) Write(SyntheticPopulation population, string folder)
    {
        var files = new Dictionary<(string Sender, string Record), (StreamWriter Writer, int Lines)>();
        var manifest = new Manifest(population);
        try
        {
            foreach (var record in population.Stories().SelectMany(s => s.Records))
            {
                var key = (record.Sender, record.Record);
                if (!files.TryGetValue(key, out var file))
                {
                    var path = Path.Combine(folder, FileOf(record.Sender, record.Record));
                    Directory.CreateDirectory(Path.GetDirectoryName(path)!);
                    file = (new StreamWriter(path) { NewLine = "\n" }, 0);
                }

                file.Writer.WriteLine(record.Text);
                files[key] = (file.Writer, file.Lines + 1);
                manifest.Add(record, FileOf(record.Sender, record.Record), file.Lines + 1);
            }
        }
        finally
        {
            files.Values.ToList().ForEach(f => f.Writer.Dispose());
        }

        var written = files.Select(f => (f.Key.Sender, f.Key.Record, File: FileOf(f.Key.Sender, f.Key.Record), f.Value.Lines)).ToList();
        File.WriteAllText(Path.Combine(folder, "manifest.json"), manifest.ToJson(written).ToJsonString(Readable) + "\n");
        return (written.Sum(f => f.Lines), written[0].File);
    }

    private static string FileOf(string sender, string record) => $"{sender.Replace('|', '-')}/{record}.ndjson";

    /// <summary>Writes everything in the order of sending, one line per record with its sender and what must come of it.</summary>
    public static void WriteAll(SyntheticPopulation population, TextWriter output)
    {
        foreach (var record in population.Stories().SelectMany(s => s.Records))
        {
            var line = new JsonObject { ["record"] = record.Record, ["sender"] = record.Sender, ["expected"] = Manifest.Name(record.Expected) };
            if (record.Fault is { } fault)
            {
                line["fault"] = Manifest.ToJson(fault);
            }

            line["body"] = record.Body.DeepClone();
            output.WriteLine(line.ToJsonString(Plain));
        }
    }
}
