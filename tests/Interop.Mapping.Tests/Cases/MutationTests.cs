using System.Text;
using Interop.Fhir.Issues;
using Interop.Mapping.Cases;
using Interop.Mapping.Language;
using Interop.Mapping.Language.Syntax;
using Interop.Mapping.Linting;
using Interop.Mapping.Tests.Support;

namespace Interop.Mapping.Tests.Cases;

/// <summary>Takes members out of objects of the scripts to FHIR, one at a time; a golden file or the ledger must notice.</summary>
public sealed class MutationTests
{
    private const int Every = 29;

    [Fact]
    public void Members_that_are_taken_out_are_missed()
    {
        var repository = FolderFiles.Repository();
        var unnoticed = new List<string>();
        var tried = 0;
        foreach (var path in repository.List().Where(p => p.EndsWith("to-fhir.sbn", StringComparison.Ordinal)))
        {
            var text = Text(repository, path);
            foreach (var span in Places(path, text).Where((_, i) => i % Every == 0))
            {
                tried++;
                if (!IsMissed(repository, path, text, span))
                {
                    unnoticed.Add(span + " " + span.Text);
                }
            }
        }

        // A member that is null anyway, or that only an untried branch writes, may go unnoticed; more than one in ten may not.
        Assert.True(unnoticed.Count * 10 <= tried, string.Join("\n", unnoticed));
    }

    private static bool IsMissed(FolderFiles repository, string path, string text, ScriptSpan span)
    {
        var end = text.AsSpan(span.End).TrimStart().StartsWith(",") ? text.IndexOf(',', span.End) + 1 : span.End;
        var files = new ChangedFile(repository, path, text[..span.Start] + text[end..]);
        var issues = new List<Issue>();
        var catalogue = MappingCatalogue.Load(files, issues);
        return issues.Count > 0 || !new CaseRunner(catalogue, files).RunAll(path[..^"/to-fhir.sbn".Length]).Passed;
    }

    private static string Text(FolderFiles files, string path) => Encoding.UTF8.GetString(files.Read(path)!.Value.Span);

    private static List<ScriptSpan> Places(string path, string text) =>
        [.. SyntaxWalk.All(Parser.Parse(new ScriptSource(path, text), template: false)).OfType<ObjectMemberSyntax>().Select(m => m.Span)];

    private sealed class ChangedFile(FolderFiles files, string path, string text) : IMappingFiles
    {
        public IReadOnlyList<string> List() => files.List();

        public ReadOnlyMemory<byte>? Read(string name) => name == path ? Encoding.UTF8.GetBytes(text) : files.Read(name);
    }
}
