using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Interop.Functions.Population;

/// <summary>Writes a population down: one NDJSON file per kind of record, in the order of sending, and a manifest of what must come of them.</summary>
public static class PopulationFiles
{
    private static readonly JsonSerializerOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
    private static readonly JsonSerializerOptions Readable = new(Plain) { WriteIndented = true, NewLine = "\n" };

    /// <summary>Writes to a folder; answers how many records.</summary>
    public static int Write(SyntheticPopulation population, string folder)
    {
        var files = new Dictionary<string, (StreamWriter Writer, int Lines)>();
        var manifest = new Manifest(population);
        try
        {
            foreach (var story in population.Stories())
            {
                foreach (var record in story.Records)
                {
                    if (!files.TryGetValue(record.Record, out var file))
                    {
                        var path = Path.Combine(folder, record.Record + ".ndjson");
                        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
                        file = (new StreamWriter(path) { NewLine = "\n" }, 0);
                    }

                    file.Writer.WriteLine(record.Text);
                    files[record.Record] = (file.Writer, file.Lines + 1);
                    manifest.Add(record, file.Lines + 1);
                }
            }
        }
        finally
        {
            files.Values.ToList().ForEach(f => f.Writer.Dispose());
        }

        File.WriteAllText(Path.Combine(folder, "manifest.json"), manifest.ToJson(files.ToDictionary(f => f.Key, f => f.Value.Lines)).ToJsonString(Readable) + "\n");
        return files.Values.Sum(f => f.Lines);
    }

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
