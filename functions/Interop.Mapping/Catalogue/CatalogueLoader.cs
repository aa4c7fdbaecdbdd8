using System.Security.Cryptography;
using System.Text;
using Interop.Fhir.Issues;
using Interop.Mapping.Formats;
using Interop.Mapping.Functions;
using Interop.Mapping.Runtime;
using Interop.Mapping.Schema;
using YamlDotNet.RepresentationModel;

namespace Interop.Mapping.Catalogue;

/// <summary>Reads and compiles the whole mappings folder.</summary>
internal sealed class CatalogueLoader(MappingReader reader)
{
    private readonly ScriptEnvironment environment = new(FunctionLibrary.CreateBuiltins(mapping: true));
    private SchemaReader? blocks;

    public MappingCatalogue Load()
    {
        var paths = reader.Files.List();
        LoadTables(paths);
        foreach (var path in paths.Where(p => p.StartsWith("library/", StringComparison.Ordinal) && p.EndsWith(".sbn", StringComparison.Ordinal)))
        {
            if (reader.Script(path, environment) is { } script)
            {
                environment.AddInclude(path, script);
            }
        }

        const string blocksPath = "library/blocks.schema.json";
        blocks = paths.Contains(blocksPath) && reader.Json(blocksPath) is { } tree ? new SchemaReader(blocksPath, tree, null, reader.Issues, shared: true) : null;
        var pool = new RunPool(environment);
        var kinds = new List<Kind>();
        foreach (var path in paths.Where(p => p.EndsWith("/kind.yaml", StringComparison.Ordinal)))
        {
            if (reader.Yaml(path) is { } root)
            {
                kinds.Add(LoadKind(path[..^"/kind.yaml".Length], path, root, pool));
            }
        }

        return new MappingCatalogue([.. kinds.OrderBy(k => k.Name, StringComparer.Ordinal)], VersionOf(paths), CaseFinder.Find(paths), environment) { Blocks = reader.Files.Read(blocksPath) ?? JsonSchema.Anything.Text };
    }

    private string VersionOf(IReadOnlyList<string> paths)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var path in paths.Order(StringComparer.Ordinal))
        {
            hash.AppendData(Encoding.UTF8.GetBytes(path + "\n"));
            hash.AppendData(SHA256.HashData((reader.Files.Read(path) ?? default).Span));
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    private void LoadTables(IReadOnlyList<string> paths)
    {
        foreach (var path in paths.Where(p => p.StartsWith("codes/", StringComparison.Ordinal) && p.EndsWith(".csv", StringComparison.Ordinal)))
        {
            var table = CodeTable.Read(reader.Text(path) ?? "", out var line);
            if (table is null)
            {
                reader.Issues.Add(new Issue(
                    IssueCodes.MappingSetting, new IssueLocation { Script = FormattableString.Invariant($"{path}:{line}") },
                    path, "from,to,display,source,valid-from,valid-to with dates as YYYY-MM-DD"));
                continue;
            }

            environment.AddTable(path["codes/".Length..^".csv".Length], table);
        }
    }

    private Kind LoadKind(string name, string path, YamlNode root, RunPool pool)
    {
        var records = new List<RecordMapping>();
        var messages = new List<MessageMapping>();
        foreach (var (record, settings) in Entries(path, root, "records"))
        {
            if (LoadRecord(name, record, path, settings, pool) is { } mapping)
            {
                records.Add(mapping);
            }
        }

        foreach (var (message, settings) in Entries(path, root, "messages"))
        {
            var folder = name + "/" + message;
            var ignored = reader.Ignored(folder + "/ignored.yaml");
            if (reader.Script(folder + "/from-fhir.sbn", environment) is { } script)
            {
                messages.Add(new MessageMapping(name, message, Title(MappingReader.Child(settings, "title")), LoadSchema(folder + "/payload.schema.json", mayBeMissing: true), script, ignored, pool));
            }
        }

        return new Kind(name, Title(MappingReader.Child(root, "title")), Title(MappingReader.Child(root, "description")), records, messages);
    }

    private IEnumerable<(string Name, YamlNode Settings)> Entries(string path, YamlNode root, string key)
    {
        switch (MappingReader.Child(root, key))
        {
            case null or YamlScalarNode { Value: "" }:
                yield break;
            case YamlMappingNode map:
                foreach (var (name, settings) in map.Children)
                {
                    yield return ((name as YamlScalarNode)?.Value ?? "", settings);
                }

                break;
            case { } other:
                reader.Setting(path, other.Start, key, "names with their settings");
                break;
        }
    }

    private RecordMapping? LoadRecord(string kind, string record, string path, YamlNode settings, RunPool pool)
    {
        var folder = kind + "/" + record;
        var schema = LoadSchema(folder + "/record.schema.json");
        var ignored = reader.Ignored(folder + "/ignored.yaml");
        var script = reader.Script(folder + "/to-fhir.sbn", environment);
        if (MappingReader.Scalar(settings, "key") is not { } key || MappingReader.Scalar(settings, "version") is not { } version)
        {
            reader.Setting(path, settings.Start, folder, "key and version: the fields that hold them");
            return null;
        }

        var rules = new RecordRules(
            key, version, MappingReader.Scalar(settings, "action"), MappingReader.Scalar(settings, "orderBy"),
            MappingReader.Scalar(settings, "environment"), MappingReader.Scalar(settings, "consent"))
        {
            Title = Title(MappingReader.Child(settings, "title")),
            Format = Format(path, settings),
            RowsTogether = RowsTogether(path, settings),
        };
        return script is null ? null : new RecordMapping(kind, record, schema, rules, script, ignored, pool);
    }

    private bool RowsTogether(string path, YamlNode settings)
    {
        var rows = MappingReader.Scalar(settings, "rows");
        if (rows is not (null or "together" or "each"))
        {
            reader.Setting(path, settings.Start, "rows", "each, together");
        }

        return rows == "together";
    }

    private RecordFormat Format(string path, YamlNode settings)
    {
        var name = MappingReader.Scalar(settings, "format");
        if (name is not null && RecordFormats.Find(name) is null)
        {
            reader.Setting(path, settings.Start, "format", string.Join(", ", RecordFormats.Names));
        }

        return name is null ? RecordFormat.Json : RecordFormats.Find(name) ?? RecordFormat.Json;
    }

    private JsonSchema LoadSchema(string path, bool mayBeMissing = false)
    {
        if (reader.Files.Read(path) is not { } bytes)
        {
            if (!mayBeMissing)
            {
                reader.Missing(path);
            }

            return JsonSchema.Anything;
        }

        return reader.Json(path) is { } tree ? new JsonSchema(bytes, new SchemaReader(path, tree, blocks, reader.Issues).Read()) : JsonSchema.Anything;
    }

    private static LocalText Title(YamlNode? node) => node is null
        ? LocalText.None
        : new LocalText(MappingReader.Scalar(node, "en") ?? "", MappingReader.Scalar(node, "fr") ?? MappingReader.Scalar(node, "en") ?? "");
}
