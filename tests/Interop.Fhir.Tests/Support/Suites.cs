namespace Interop.Fhir.Tests.Support;

/// <summary>The official suites, which are kept beside the project and never copied into it.</summary>
internal static class Suites
{
    /// <summary>The folder of a suite; the test is skipped, or fails where everything is required, when it is not there.</summary>
    public static string Require(string name)
    {
        var folder = Path.Combine(Environment.GetEnvironmentVariable("INTEROP_SUITES") ?? Path.Combine(Root(), "..", "shared", "suites"), name);
        var required = Environment.GetEnvironmentVariable("INTEROP_REQUIRE_ALL") == "1";
        Assert.True(Directory.Exists(folder) || !required, $"The suite {name} is required; set INTEROP_SUITES to the folder it is in.");
        Skip.IfNot(Directory.Exists(folder), $"The suite {name} is not here; set INTEROP_SUITES to the folder it is in.");
        return folder;
    }

    /// <summary>The published guides, which are kept beside the suites.</summary>
    public static string RequirePackages() => Require(Path.Combine("..", "packages"));

    /// <summary>
    /// A package of HL7's that <c>.ci/run</c> downloads (<c>npm pack</c>) into <c>INTEROP_CACHE</c>, by default <c>~/.cache/interop</c>. The
    /// registry may be out of reach, so the test is skipped, and never fails, without it.
    /// </summary>
    public static string RequireDownload(string file)
    {
        var cache = Environment.GetEnvironmentVariable("INTEROP_CACHE") ?? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".cache", "interop");
        var path = Path.Combine(cache, file);
        Skip.IfNot(File.Exists(path), $"{file} is not in {cache}; npm pack gets it there.");
        return path;
    }

    /// <summary>The project's root.</summary>
    public static string Root()
    {
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "Interop.sln")))
        {
            folder = Path.GetDirectoryName(folder)!;
        }

        return folder;
    }
}
