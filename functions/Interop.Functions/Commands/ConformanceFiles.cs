using Interop.Fhir.Issues;
using Interop.Fhir.Json;
using Interop.Fhir.Packages;
using Interop.Fhir.Xml;

namespace Interop.Functions.Commands;

/// <summary>Reads packages and definitions that a command names.</summary>
internal static class ConformanceFiles
{
    public static Conformance Load(IEnumerable<string> packages, IEnumerable<string> definitions)
    {
        var conformance = new Conformance();
        foreach (var package in packages)
        {
            AddPackage(conformance, package);
        }

        foreach (var path in definitions)
        {
            AddDefinitions(conformance, path);
        }

        return conformance;
    }

    public static bool IsResource(string path) =>
        Path.GetFileName(path) is not ("package.json" or ".index.json")
        && (path.EndsWith(".json", StringComparison.OrdinalIgnoreCase) || path.EndsWith(".xml", StringComparison.OrdinalIgnoreCase));

    private static void AddPackage(Conformance conformance, string path)
    {
        try
        {
            if (Directory.Exists(path))
            {
                // A package that was unpacked has its files in the folder "package".
                var folder = Directory.Exists(Path.Combine(path, "package")) ? Path.Combine(path, "package") : path;
                foreach (var file in Directory.EnumerateFiles(folder, "*.json").Order(StringComparer.Ordinal))
                {
                    conformance.AddFile(new PackageFile(Path.GetFileName(file), File.ReadAllBytes(file)));
                }

                return;
            }

            using var stream = File.Exists(path) ? File.OpenRead(path) : throw new CliException(ExitCode.Usage, $"{path}: there is no such package");
            conformance.AddPackage(stream);
        }
        catch (InvalidDataException)
        {
            throw new CliException(ExitCode.Usage, $"{path}: no FHIR package (.tgz)");
        }
    }

    private static void AddDefinitions(Conformance conformance, string path)
    {
        if (!File.Exists(path) && !Directory.Exists(path))
        {
            throw new CliException(ExitCode.Usage, $"{path}: there is no such file or folder");
        }

        var files = Directory.Exists(path) ? Directory.EnumerateFiles(path, "*.*", SearchOption.AllDirectories).Where(IsResource).Order(StringComparer.Ordinal) : (IEnumerable<string>)[path];
        foreach (var file in files)
        {
            var issues = new List<Issue>();
            var bytes = File.ReadAllBytes(file);
            var tree = file.EndsWith(".xml", StringComparison.OrdinalIgnoreCase) ? FhirXml.Read(bytes, issues) : FhirJson.Read(bytes, issues);
            if (tree is not null)
            {
                conformance.Add(tree.Root);
            }
        }
    }
}
