namespace Interop.Functions.Tests.Support;

/// <summary>Programs that some tests need. Missing, the test is skipped with a word; with INTEROP_REQUIRE_ALL=1 it fails.</summary>
internal static class Required
{
    public static void Program(string name)
    {
        var found = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Any(p => File.Exists(Path.Combine(p, name)));
        var required = Environment.GetEnvironmentVariable("INTEROP_REQUIRE_ALL") == "1";
        Assert.True(found || !required, $"{name} is required here and is missing.");
        Skip.IfNot(found, $"{name} is not installed.");
    }
}
