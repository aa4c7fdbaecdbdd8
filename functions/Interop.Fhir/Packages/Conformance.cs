using System.Collections.Concurrent;
using Interop.Fhir.Profiles;
using Interop.Fhir.Terminology;
using Interop.Fhir.Tree;

namespace Interop.Fhir.Packages;

/// <summary>
/// Profiles, value sets and code systems that validation may use: those of R4, and those of packages and definitions that were added.
/// Fill it first; from then on it is safe for many threads.
/// </summary>
public sealed class Conformance
{
    private static readonly Lazy<Conformance> Core = new(LoadR4);
    private readonly ConcurrentDictionary<string, Profile> profiles = new(StringComparer.Ordinal);
    private readonly ProfileCompiler compiler;

    /// <summary>R4's own definitions, to be added to.</summary>
    public Conformance()
        : this(Core.Value.Store)
    {
    }

    private Conformance(ConformanceStore? below)
    {
        Store = new ConformanceStore(below);
        Terminology = new ValueSets(Store);
        compiler = new ProfileCompiler(Store);
    }

    /// <summary>What R4 itself defines, and nothing else.</summary>
    public static Conformance R4 => Core.Value;

    /// <summary>Packages that the added ones depend on and that are not here, as <c>name#version</c>; R4 itself is always here.</summary>
    public IReadOnlyCollection<string> MissingDependencies =>
        [.. Wanted.Where(w => !Packages.Contains(w[..w.IndexOf('#', StringComparison.Ordinal)])).Order(StringComparer.Ordinal)];

    /// <summary>How many definitions were added, R4's own not counted.</summary>
    public int Count => Store.All.Count();

    /// <summary>Membership in value sets, and code systems.</summary>
    public ValueSets Terminology { get; }

    internal ConformanceStore Store { get; }

    private HashSet<string> Packages { get; } = new(["hl7.fhir.r4.core", "hl7.fhir.r4.examples", "hl7.fhir.r4.expansions"], StringComparer.Ordinal);

    private List<(string Type, string Profile)> Globals { get; } = [];

    private HashSet<string> Wanted { get; } = new(StringComparer.Ordinal);

    /// <summary>Adds one definition; other resources are passed over. True when it was taken.</summary>
    public bool Add(Node resource)
    {
        foreach (var global in resource["resourceType"].Is("ImplementationGuide") ? resource.All("global") : [])
        {
            Globals.Add((global["type"].Text ?? "", global["profile"].Text ?? ""));
        }

        var taken = resource["resourceType"].Text is "StructureDefinition" or "ValueSet" or "CodeSystem" or "ConceptMap" or "Questionnaire" && resource["url"].Text is not null;
        if (taken)
        {
            Store.Add(resource);
        }

        return taken;
    }

    /// <summary>Adds the definitions of a FHIR npm package, compressed as it is published. Throws <see cref="InvalidDataException"/> when it is no such package.</summary>
    public void AddPackage(Stream tgz)
    {
        foreach (var file in FhirPackage.Files(tgz))
        {
            AddFile(file);
        }
    }

    /// <summary>Adds one file of a package.</summary>
    public void AddFile(PackageFile file)
    {
        if (file.Name == "package.json")
        {
            var manifest = FhirPackage.Manifest(file.Content);
            Packages.Add(manifest.Name);
            Wanted.UnionWith(manifest.Dependencies);
        }
        else if (FhirPackage.Header(file.Content) is { } header)
        {
            Store.Add(header.Type, header.Url, header.Version, file.Content);
        }
    }

    /// <summary>The profiles that an implementation guide added by <see cref="Add"/> demands of every resource of a type.</summary>
    internal IEnumerable<string> GlobalProfiles(string type) => Globals.Count == 0 ? [] : Globals.Where(g => g.Type == type).Select(g => g.Profile);

    /// <summary>A profile, compiled once; null when it is not here.</summary>
    internal Profile? FindProfile(string canonical)
    {
        if (profiles.TryGetValue(canonical, out var known))
        {
            return known;
        }

        // What is not here is not kept: records can name any number of such profiles.
        var made = compiler.Compile(canonical);
        return made is null ? null : profiles.GetOrAdd(canonical, made);
    }

    private static Conformance LoadR4()
    {
        using var packed = typeof(Conformance).Assembly.GetManifestResourceStream("Interop.Fhir.Definitions.r4-resources.bin")
            ?? throw new InvalidOperationException("The assembly was built without functions/Interop.Fhir/Definitions/r4-resources.bin.");
        var r4 = new Conformance(below: null);
        ResourceArchive.Read(packed, r4.Store);
        return r4;
    }
}
