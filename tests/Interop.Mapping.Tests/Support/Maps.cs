using System.Text;
using Interop.Fhir.Issues;
using Interop.Fhir.Json;
using Interop.Fhir.Tree;

namespace Interop.Mapping.Tests.Support;

/// <summary>Short ways to map a record in a test.</summary>
internal static class Maps
{
    public static readonly MapContext Context = new()
    {
        Now = new DateTimeOffset(2026, 11, 16, 9, 0, 0, TimeSpan.FromHours(1)),
        Ids = new IdentityKey(new byte[32]),
    };

    public static NodeTree Tree(string json)
    {
        var issues = new List<Issue>();
        var tree = JsonTreeReader.Read(Encoding.UTF8.GetBytes(json), issues);
        Assert.Empty(issues);
        return tree!;
    }

    public static MappingCatalogue Load(IMappingFiles files)
    {
        var issues = new List<Issue>();
        var catalogue = MappingCatalogue.Load(files, issues);
        Assert.True(issues.Count == 0, string.Join("\n", issues.Select(Say)));
        return catalogue;
    }

    public static MapResult Run(MemoryFiles files, string record, MapContext? context = null) =>
        Load(files).FindRecord("k", "r")!.Map(Tree(record), context ?? Context);

    public static MapResult Run(string script, string record, MapContext? context = null) => Run(MemoryFiles.WithRecord(script), record, context);

    public static string Json(NodeTree? tree) => Encoding.UTF8.GetString(FhirJson.ToBytes(tree!.Root));

    public static string Say(Issue issue) =>
        $"{issue.Severity} {issue.Code.Id} {issue.Location.Source} {issue.Location.Script} {issue.Text(Interop.Fhir.Issues.Language.English)}";
}
