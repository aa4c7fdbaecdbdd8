using Interop.Functions.Commands;
using YamlDotNet.Serialization;
using YamlDotNet.Serialization.NamingConventions;

namespace Interop.Functions.Demo;

/// <summary>One record of the demo, from <c>mappings/samples/samples.yaml</c>.</summary>
public sealed record Sample(string File, string Record, string Shows, string Expect, int Answer, byte[] Body)
{
    /// <summary>What it shows, in French.</summary>
    public string ShowsFrench { get; init; } = "";

    private const string Folder = "samples";

    /// <summary>All samples, in order.</summary>
    public static IReadOnlyList<Sample> Load(Interop.Mapping.IMappingFiles files)
    {
        var list = files.Read($"{Folder}/samples.yaml") ?? throw new CliException(ExitCode.Environment, "mappings/samples/samples.yaml is missing: there is nothing to show.");
        var deserializer = new DeserializerBuilder().WithNamingConvention(CamelCaseNamingConvention.Instance).Build();
        var entries = deserializer.Deserialize<List<Entry>>(System.Text.Encoding.UTF8.GetString(list.Span));
        return [.. entries.Select(e => new Sample(e.File, e.Record, e.Shows.GetValueOrDefault("en", ""), e.Expect, e.Answer, Read(files, e.File)) { ShowsFrench = e.Shows.GetValueOrDefault("fr", "") })];
    }

    private static byte[] Read(Interop.Mapping.IMappingFiles files, string file) =>
        files.Read($"{Folder}/{file}")?.ToArray() ?? throw new CliException(ExitCode.Environment, $"mappings/samples/{file} is missing.");

    private sealed class Entry
    {
        public string File { get; set; } = "";
        public string Record { get; set; } = "";
        public Dictionary<string, string> Shows { get; set; } = [];
        public string Expect { get; set; } = "settled";
        public int Answer { get; set; } = 200;
    }
}
