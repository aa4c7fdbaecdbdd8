using System.CommandLine;
using System.Formats.Tar;
using System.IO.Compression;
using Interop.Fhir.Definitions;

namespace Interop.Functions.Commands;

/// <summary><c>interop definitions build</c>: makes the embedded form of R4 from HL7's published npm packages.</summary>
public static class DefinitionsCommand
{
    public static Command Build()
    {
        var sources = new Argument<string[]>("sources")
        {
            Description = "Packages (.tgz) or folders of JSON files: hl7.fhir.r4.examples (definitions), hl7.fhir.r4.expansions (value sets).",
            Arity = ArgumentArity.OneOrMore,
        };
        var output = new Option<FileInfo>("--output") { Description = "File to write: functions/Interop.Fhir/Definitions/r4.bin.", Required = true };
        var resources = new Option<FileInfo?>("--resources") { Description = "File to write: functions/Interop.Fhir/Definitions/r4-resources.bin." };
        var build = new Command("build", "Make the compact form of FHIR R4 that the engine embeds.") { sources, output, resources };
        build.SetAction(parsed => Run(parsed.GetRequiredValue(sources), parsed.GetRequiredValue(output), parsed.GetValue(resources)));
        return new Command("definitions", "FHIR definitions.") { build };
    }

    private static int Run(string[] sources, FileInfo output, FileInfo? resources)
    {
        var missing = sources.Where(source => !File.Exists(source) && !Directory.Exists(source)).ToList();
        if (missing.Count > 0)
        {
            missing.ForEach(source => Console.Error.WriteLine($"{source}: no such file or folder"));
            return 3;
        }

        var builder = new DefinitionsBuilder();
        var archive = new ResourceArchiveBuilder();
        foreach (var (name, json) in sources.SelectMany(source => Directory.Exists(source) ? Folder(source) : Package(source)))
        {
            if (!builder.Add(json))
            {
                Console.Error.WriteLine($"{name}: not JSON, passed over");
            }
            else if (resources is not null)
            {
                archive.Add(json);
            }
        }

        var packed = builder.Build();
        File.WriteAllBytes(output.FullName, packed);
        Console.WriteLine($"{builder.Types} types, {builder.SearchParameters} search parameters, {packed.Length} bytes");
        if (resources is not null)
        {
            var archived = archive.Build();
            File.WriteAllBytes(resources.FullName, archived);
            Console.WriteLine($"{archive.Count} profiles, value sets and code systems, {archived.Length} bytes");
        }

        foreach (var url in builder.WithoutCodes)
        {
            Console.Error.WriteLine($"{url}: required, but its codes cannot be listed");
        }

        return builder.Types > 0 ? 0 : 1;
    }

    private static IEnumerable<(string Name, byte[] Json)> Folder(string path) =>
        Directory.EnumerateFiles(path, "*.json", SearchOption.AllDirectories).Where(IsDefinition).Select(file => (file, File.ReadAllBytes(file)));

    private static IEnumerable<(string Name, byte[] Json)> Package(string path)
    {
        using var file = File.OpenRead(path);
        using var unzipped = new GZipStream(file, CompressionMode.Decompress);
        using var tar = new TarReader(unzipped);
        while (tar.GetNextEntry() is { } entry)
        {
            if (entry.DataStream is not null && IsDefinition(entry.Name))
            {
                using var content = new MemoryStream();
                entry.DataStream.CopyTo(content);
                yield return (entry.Name, content.ToArray());
            }
        }
    }

    /// <summary>HL7 names each file of a package after its resource; the Bundles of the core specification have names of their own.</summary>
    private static bool IsDefinition(string path)
    {
        var name = Path.GetFileName(path);
        return name.EndsWith(".json", StringComparison.Ordinal)
            && (name.StartsWith("StructureDefinition-", StringComparison.Ordinal) || name.StartsWith("SearchParameter-", StringComparison.Ordinal)
                || name.StartsWith("ValueSet-", StringComparison.Ordinal) || name.StartsWith("CodeSystem-", StringComparison.Ordinal)
                || name is "profiles-types.json" or "profiles-resources.json" or "valuesets.json" or "v2-tables.json" or "v3-codesystems.json" or "search-parameters.json");
    }
}
