using System.Formats.Tar;
using System.IO.Compression;
using System.Text.Json;

namespace Interop.Fhir.Packages;

/// <summary>One file of a package.</summary>
/// <param name="Name">Its name in the folder <c>package</c>.</param>
/// <param name="Content">Its bytes.</param>
public sealed record PackageFile(string Name, byte[] Content);

/// <summary>Reads FHIR npm packages (https://confluence.hl7.org/display/FHIR/NPM+Package+Specification).</summary>
public static class FhirPackage
{
    private const long MaxFile = 64_000_000;

    /// <summary>
    /// The JSON files directly in the folder <c>package</c> of a compressed package; examples, which stand in folders of their own, are
    /// left out. Throws <see cref="InvalidDataException"/> when the stream is no compressed archive.
    /// </summary>
    public static IEnumerable<PackageFile> Files(Stream tgz)
    {
        using var unzipped = new GZipStream(tgz, CompressionMode.Decompress, leaveOpen: true);
        using var tar = new TarReader(unzipped);
        while (tar.GetNextEntry() is { } entry)
        {
            var name = entry.Name.StartsWith("./", StringComparison.Ordinal) ? entry.Name[2..] : entry.Name;
            if (entry.DataStream is null || !name.StartsWith("package/", StringComparison.Ordinal) || name.IndexOf('/', 8) >= 0
                || !name.EndsWith(".json", StringComparison.Ordinal) || entry.Length > MaxFile)
            {
                continue;
            }

            using var content = new MemoryStream();
            entry.DataStream.CopyTo(content);
            yield return new PackageFile(name[8..], content.ToArray());
        }
    }

    /// <summary>Name and dependencies (<c>name#version</c>) of a <c>package.json</c>.</summary>
    internal static (string Name, IReadOnlyList<string> Dependencies) Manifest(ReadOnlyMemory<byte> json)
    {
        try
        {
            using var manifest = JsonDocument.Parse(json);
            var root = manifest.RootElement;
            var dependencies = root.TryGetProperty("dependencies", out var all) && all.ValueKind == JsonValueKind.Object
                ? all.EnumerateObject().Select(d => d.Name + "#" + d.Value).ToList() : [];
            return (root.TryGetProperty("name", out var name) ? name.ToString() : "", dependencies);
        }
        catch (JsonException)
        {
            throw new InvalidDataException("The package has a package.json that is no JSON.");
        }
    }

    /// <summary>Type, URL and version of a definition, without building its tree; null for everything else.</summary>
    internal static (string Type, string Url, string? Version)? Header(ReadOnlySpan<byte> json)
    {
        var reader = new Utf8JsonReader(json);
        string? type = null, url = null, version = null;
        try
        {
            while (reader.Read())
            {
                if (reader.CurrentDepth != 1 || reader.TokenType != JsonTokenType.PropertyName)
                {
                    continue;
                }

                var name = reader.GetString();
                reader.Read();
                if (reader.TokenType == JsonTokenType.String)
                {
                    type = name == "resourceType" ? reader.GetString() : type;
                    url = name == "url" ? reader.GetString() : url;
                    version = name == "version" ? reader.GetString() : version;
                }
            }
        }
        catch (JsonException)
        {
            return null;
        }

        return type is "StructureDefinition" or "ValueSet" or "CodeSystem" or "ConceptMap" or "Questionnaire" && url is not null ? (type, url, version) : null;
    }
}
