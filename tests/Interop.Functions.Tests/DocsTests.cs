using Interop.Functions.Commands;
using Interop.Functions.Documentation;
using Interop.Functions.Tests.Support;

namespace Interop.Functions.Tests;

/// <summary>The pages that partners read say what the schemas say.</summary>
public sealed class DocsTests
{
    [Fact]
    public void The_page_of_each_kind_is_what_interop_docs_writes()
    {
        var pages = DocsCommand.Pages(TestFolder.Mappings).ToList();
        Assert.True(pages.Count >= 6);
        foreach (var (path, text) in pages)
        {
            var file = Path.Combine(AppContext.BaseDirectory, "mappings", path);
            Assert.True(File.Exists(file) && File.ReadAllText(file) == text, $"mappings/{path} is out of date: run interop docs");
        }
    }

    [Fact]
    public void A_page_tells_every_record_and_message_field_by_field_with_an_example()
    {
        var pages = TestFolder.Mappings.Catalogue.Kinds.ToDictionary(k => k.Name, k => KindPage.Create(TestFolder.Mappings.Catalogue, TestFolder.Mappings.Files, k));
        var plan = pages["medissimo"];
        Assert.Contains("`POST /ingest/medissimo/pillbox-plan`", plan, StringComparison.Ordinal);
        Assert.Contains("| `lines[].lineId` | string | 1 |", plan, StringComparison.Ordinal);
        Assert.Contains("| `lines[].steps[].doses[]` | object | 0-n |", plan, StringComparison.Ordinal);
        Assert.Contains("\n## Professional\n", plan, StringComparison.Ordinal);
        Assert.Contains("When `kind` is `retraction`, `retraction` must be there.", pages["pharmacy-software"], StringComparison.Ordinal);
        Assert.All(TestFolder.Mappings.Catalogue.Kinds.SelectMany(k => k.Records.Select(r => (k.Name, r.Record)).Concat(k.Messages.Select(m => (k.Name, m.Message)))), m =>
        {
            var part = pages[m.Name][pages[m.Name].IndexOf($"\n## {m.Item2}: ", StringComparison.Ordinal)..];
            Assert.Contains("```json", part[..part.IndexOf("\n</details>", StringComparison.Ordinal)], StringComparison.Ordinal);
        });
    }
}
