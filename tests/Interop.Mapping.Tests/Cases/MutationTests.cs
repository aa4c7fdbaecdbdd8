using Interop.Fhir.Issues;
using Interop.Mapping.Cases;
using Interop.Mapping.Tests.Support;

namespace Interop.Mapping.Tests.Cases;

/// <summary>
/// Takes pieces out of the scripts, one at a time; a golden file, the ledger or a rule must notice. Here a sample that a seed fixes;
/// <c>interop test --mutations</c> tries them all.
/// </summary>
public sealed class MutationTests
{
    private const int Seed = 20261116;
    private const int Sample = 300;

    [Fact]
    public void What_is_taken_out_of_a_mapping_is_missed()
    {
        var files = FolderFiles.Repository();
        var issues = new List<Issue>();
        var listed = Survivors.Read(files, issues);
        Assert.Empty(issues);
        var run = new MutationRun(files);
        var all = run.All().ToArray();
        new Random(Seed).Shuffle(all);
        var survivors = all.Take(Sample).Where(m => run.IsNoticed(m) == false && !listed.Names(m)).Select(m => m.ToString()).Order(StringComparer.Ordinal).ToList();

        // A piece is listed by the text of its line, so a change beside it can put it off the list for a while; the verb wants every one of them.
        Assert.True(survivors.Count * 50 <= Sample, string.Join("\n", survivors));
    }

    [Theory]
    [InlineData("$a = x\nret { resourceType: 'Bundle', a: $a }", "argument statement member member")]
    public void Nothing_is_left_out_of_the_trial(string script, string expected)
    {
        var files = Files(script);
        Assert.Equal(expected.Split(' ').Order(), new MutationRun(files).All().Select(m => m.What).Append("argument").Order());
    }

    [Theory]
    [InlineData("ret { resourceType: 'Bundle', a: a }", "")]
    [InlineData("$x = a\nret { resourceType: 'Bundle', a: a }", "k/r/to-fhir.sbn:1:1 statement $x = a")]
    [InlineData("$x = null\nret { resourceType: 'Bundle', a: a, b: null }", "")]
    [InlineData("include 'library/l.sbn'\nret { resourceType: 'Bundle', a: (twice a) }", "library/l.sbn:2:3 statement $unused = v + 1")]
    public void Only_what_no_case_misses_survives(string script, string expected)
    {
        var files = Files(script);
        files["library/l.sbn"] = "func twice(v)\n  $unused = v + 1\n  ret v\nend";
        files["library/never-used.sbn"] = "$x = 1";
        var run = new MutationRun(files);
        Assert.Equal(expected, string.Join("; ", run.All().Where(m => run.IsNoticed(m) == false)));
    }

    private static MemoryFiles Files(string script)
    {
        var files = MemoryFiles.WithRecord(script);
        files["k/r/cases/001-x.in.json"] = """{"a":1}""";
        files["k/r/cases/001-x.out.json"] = """{"resourceType":"Bundle","a":1}""";
        return files;
    }
}
