using Interop.Mapping.Tests.Support;
using System.Diagnostics;
using System.Text;
using Interop.Fhir.Json;

namespace Interop.Mapping.Tests;

public sealed class RepositoryMappings(Xunit.Abstractions.ITestOutputHelper output)
{
    [Fact]
    public void Every_script_schema_and_table_loads()
    {
        Assert.NotEmpty(Maps.Load(FolderFiles.Repository()).Kinds);
    }

    [Fact]
    public void Scratch()
    {
        var files = FolderFiles.Repository();
        var catalogue = Maps.Load(files);
        foreach (var path in files.List().Where(p => p.StartsWith("samples/")))
        {
            output.WriteLine(path);
            var name = path.Contains("plan") ? ("medissimo", "pillbox-plan") : ("omnidoc", "tele-expertise-report");
            var mapping = catalogue.FindRecord(name.Item1, name.Item2)!;
            var issues = new List<Interop.Fhir.Issues.Issue>();
            var tree = Interop.Fhir.Tree.JsonTreeReader.Read(files.Read(path)!.Value, issues);
            if (tree is null) { continue; }
            var result = mapping.Map(tree, Maps.Context);
            output.WriteLine($"  out {result.Output?.Count} ledger c{result.Ledger.Carried} t{result.Ledger.Tested} i{result.Ledger.Ignored} u{result.Ledger.Unmapped}");
            foreach (var i in result.Issues) output.WriteLine("  " + Maps.Say(i));
            if (result.Output is not null) foreach (var l in result.Ledger.Leaves.Where(l => l.State is LeafState.Unmapped or LeafState.Tested)) output.WriteLine($"  {l.State} {l.Path}");
            if (result.Output is null) continue;
            for (var k = 0; k < 3; k++)
            {
                var sw = Stopwatch.StartNew();
                var b0 = GC.GetAllocatedBytesForCurrentThread();
                for (var i = 0; i < 300; i++) mapping.Map(tree, Maps.Context);
                output.WriteLine($"  {sw.Elapsed.TotalMicroseconds / 300:F0} us {(GC.GetAllocatedBytesForCurrentThread() - b0) / 300} B");
            }
        }
    }
}
