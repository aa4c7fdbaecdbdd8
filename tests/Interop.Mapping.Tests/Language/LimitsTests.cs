using System.Diagnostics;
using Interop.Mapping.Tests.Support;

namespace Interop.Mapping.Tests.Language;

public sealed class LimitsTests
{
    private static readonly MapContext Small = Maps.Context with
    {
        Limits = new Limits { Steps = 20_000, Depth = 50, Output = 1_000_000, Regex = TimeSpan.FromMilliseconds(100) },
    };

    [Theory]
    [InlineData("while true; x = 1; end", "steps")]
    [InlineData("for i in 1..9999999999; end", "steps")]
    [InlineData("func f(n); ret f (n + 1); end; f 1", "recursion")]
    [InlineData("func f; f; end; f", "recursion")]
    [InlineData("include 'library/self.sbn'", "recursion")]
    [InlineData("s = 'ab'; while true; s = s + s; end", "output")]
    [InlineData("s = 'a' * 2000000000", "output")]
    [InlineData("a = [1]; while true; a = a + a; end", "output")]
    [InlineData("a = []; a[999999999] = 1", "output")]
    [InlineData("s = 'a' | string.pad_left 999999999", "output")]
    [InlineData("capture s; for i in 1..19999; '0123456789' * 100; end; end", "output")]
    [InlineData("x = ('a' * 40 + '!') | regex.match '^(a+)+$'", "regex")]
    [InlineData("a = [1] | array.insert_at 999999999 2", "output")]
    public void A_script_without_end_is_stopped_by_the_limit_it_reaches(string script, string limit)
    {
        var files = MemoryFiles.WithRecord(script + "\nret {resourceType: 'Bundle'}");
        files["library/self.sbn"] = "include 'library/self.sbn'";
        var watch = Stopwatch.StartNew();
        var result = Maps.Run(files, "{}", Small);
        Assert.Null(result.Output);
        var issue = Assert.Single(result.Issues);
        Assert.Equal("script-limit", issue.Code.Id);
        Assert.Equal(limit, issue.Arguments[0]);
        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(10), "took " + watch.Elapsed);
    }

    [Fact]
    public void A_missing_include_is_an_issue_at_the_line_that_asks_for_it()
    {
        var issue = Assert.Single(Maps.Run("x = 1\n y = include 'library/none.sbn'", "{}", Small).Issues);
        Assert.Equal("script-include-missing k/r/to-fhir.sbn:2:6", issue.Code.Id + " " + issue.Location.Script);
        issue = Assert.Single(Maps.Run("x = include_join ['library/none.sbn'] ','", "{}", Small).Issues);
        Assert.Equal("script-include-missing k/r/to-fhir.sbn:1:5", issue.Code.Id + " " + issue.Location.Script);
    }

    [Fact]
    public void Files_that_include_each_other_end_in_an_issue()
    {
        var files = MemoryFiles.WithRecord("include 'library/a.sbn'");
        files["library/a.sbn"] = "include 'library/b.sbn'";
        files["library/b.sbn"] = "include 'library/a.sbn'";
        Assert.Equal("recursion", Assert.Single(Maps.Run(files, "{}", Small).Issues).Arguments[0]);
    }

    [Fact]
    public void A_hundred_megabytes_of_text_are_never_made()
    {
        var template = Interop.Mapping.Language.Template.Parse(new("big", "{{ for i in 1..100000 }}" + new string('x', 1024) + "{{ end }}"), false, out _)!;
        var before = GC.GetAllocatedBytesForCurrentThread();
        var result = template.Render(null, Limits.Default);
        Assert.Equal("script-limit", result.Fault!.Code.Id);
        Assert.True(GC.GetAllocatedBytesForCurrentThread() - before < 8 * Limits.Default.Output);
    }

    [Fact]
    public void Text_run_as_a_script_is_bounded_like_the_script()
    {
        foreach (var text in new[] { "s = 's | object.eval'; s | object.eval", "'while true; x = 1; end' | object.eval", "object.eval(('(' * 5000))" })
        {
            var result = Interop.Mapping.Language.Template.Parse(new("t", text), true, out _)!.Render(null, Small.Limits);
            Assert.Contains(result.Fault!.Code.Id, (string[])["script-limit", "script-syntax"]);
        }
    }

    [Fact]
    public void What_a_script_sets_on_a_module_stays_in_its_run()
    {
        var template = Interop.Mapping.Language.Template.Parse(new("t", "date.parse '2026-11-16'; date.format = '%F'; string.x = 1; date.parse '2026-11-16'; string.x"), true, out _)!;
        Assert.Equal("16 Nov 20262026-11-161", template.Render(null, Limits.Default).Output);
        Assert.Equal("16 Nov 20262026-11-161", template.Render(null, Limits.Default).Output);
    }

    [Theory]
    [InlineData("o = {a: 1}; o.self = o; x = o")]
    [InlineData("o = {}; o.self = o; x = o")]
    [InlineData("a = {}; for i in 1..60; a = {l: a, r: a}; end; x = a")]
    [InlineData("a = [1]; for i in 1..60; a = [a, a, a]; end; x = 'text ' + a")]
    [InlineData("a = [1]; b = [1]; for i in 1..60; a = [a, a]; b = [b, b]; end; x = a == b")]
    [InlineData("a = []; a[0] = a; b = []; b[0] = b; x = a == b")]
    public void A_value_that_contains_itself_or_too_much_of_one_value_is_stopped(string script)
    {
        var result = Maps.Run(script + "\nret {resourceType: 'Bundle', x: x}", "{}", Small);
        Assert.Equal("script-limit", Assert.Single(result.Issues).Code.Id);
    }

    [Fact]
    public void Deep_nesting_of_a_script_is_a_syntax_fault_and_no_crash()
    {
        foreach (var text in new[] { new string('(', 100_000), new string('[', 100_000), new string('!', 100_000), string.Concat(Enumerable.Repeat("if x\n", 50_000)), string.Concat(Enumerable.Repeat("x = {a: ", 50_000)) })
        {
            Assert.Null(Interop.Mapping.Language.Template.Parse(new("deep", text), true, out var fault));
            Assert.Equal("script-syntax", fault!.Fault!.Code.Id);
        }
    }

    [Fact]
    public void A_chain_of_many_operators_is_parsed_or_refused_without_a_crash()
    {
        var text = "x = 1" + string.Concat(Enumerable.Repeat(" + 1", 200_000));
        _ = Interop.Mapping.Language.Template.Parse(new("chain", text), true, out _)?.Render(null, Limits.Default);
        text = "x = a" + string.Concat(Enumerable.Repeat(".b", 200_000));
        _ = Interop.Mapping.Language.Template.Parse(new("chain", text), true, out _)?.Render(null, Limits.Default);
        text = "x = 1" + string.Concat(Enumerable.Repeat(" | f", 200_000));
        _ = Interop.Mapping.Language.Template.Parse(new("chain", text), true, out _)?.Render(null, Limits.Default);
    }
}
