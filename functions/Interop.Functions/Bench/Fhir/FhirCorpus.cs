using Interop.Fhir.Issues;
using Interop.Fhir.Json;
using Interop.Fhir.Packages;
using Interop.Fhir.Validation;
using Interop.Functions.Commands;

namespace Interop.Functions.Bench.Fhir;

/// <summary>A collection of resources in memory, so that no disk is measured.</summary>
internal static class FhirCorpus
{
    // Leaves out HL7's eight Bundles of definitions, which are 100 of its examples' 187 MB.
    private const int MaxFile = 4_000_000;

    /// <summary>The JSON files of a package (.tgz) or of a folder with everything below it.</summary>
    public static List<PackageFile> Load(string path)
    {
        if (!Directory.Exists(path) && !File.Exists(path))
        {
            throw new CliException(ExitCode.Usage, $"{path}: there is no such file or folder");
        }

        return [.. (Directory.Exists(path) ? FromFolder(path) : FromPackage(path)).Where(f => f.Name != "package.json" && !f.Name.StartsWith('.') && f.Content.Length <= MaxFile)];
    }

    /// <summary>All findings in one file.</summary>
    public static List<Issue> Check(byte[] json, ValidationOptions options)
    {
        var issues = new List<Issue>();
        using var tree = FhirJson.Read(json, issues);
        if (tree is not null)
        {
            issues.AddRange(ResourceValidator.Validate(tree.Root, options));
        }

        return issues;
    }

    private static IEnumerable<PackageFile> FromFolder(string path) =>
        Directory.EnumerateFiles(path, "*.json", SearchOption.AllDirectories).Order(StringComparer.Ordinal).Select(f => new PackageFile(Path.GetFileName(f), File.ReadAllBytes(f)));

    private static IEnumerable<PackageFile> FromPackage(string path)
    {
        using var stream = File.OpenRead(path);
        foreach (var file in FhirPackage.Files(stream))
        {
            yield return file;
        }
    }
}
