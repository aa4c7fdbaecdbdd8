using System.Text.RegularExpressions;
using Interop.Mapping.Language;
using Interop.Mapping.Runtime;

namespace Interop.Mapping.Functions;

/// <summary>The module <c>regex</c>. Each match has a time limit.</summary>
internal static class RegexFunctions
{
    public static FunctionModule Create()
    {
        var m = new FunctionModule("regex", "Regular expressions (.NET syntax; options i, m, s, x).");
        m.Add("match", "text pattern options?", "The first match and its groups, an empty list when there is none.", (run, a, at) => Try(run, a, at, 2, Match), ("'this is a text123' | regex.match `(\\w+) a ([a-z]+\\d+)`", "[\"is a text123\", \"is\", \"text123\"]"));
        m.Add("matches", "text pattern options?", "All matches, each with its groups.", (run, a, at) => Try(run, a, at, 2, AllMatches), ("'a1 b2' | regex.matches `\\w(\\d)`", "[[\"a1\", \"1\"], [\"b2\", \"2\"]]"));
        m.Add("replace", "text pattern replace options?", "Replaces what matches; $1 stands for a group.", (run, a, at) => Try(run, a, at, 3, Replace), ("'abbbbcccd' | regex.replace 'b+c+' '-yo-'", "a-yo-d"));
        m.Add("split", "text pattern options?", "The parts between matches.", (run, a, at) => Try(run, a, at, 2, Split), ("'a, b   , c' | regex.split `\\s*,\\s*`", "[\"a\", \"b\", \"c\"]"));
        m.Add("escape", "text", "The pattern that matches just this text.", (run, a, at) => Value.Of(Regex.Escape(run.Text(a[0]))), ("'(abc.*)' | regex.escape", "\\(abc\\.\\*\\)"));
        m.Add("unescape", "pattern", "The text that an escaped pattern stands for.", Unescape, ("`\\(abc\\)` | regex.unescape", "(abc)"));
        return m;
    }

    private delegate Value Matching(Run run, Regex regex, string text, int origin, ReadOnlySpan<Value> arguments);

    private static Value Try(Run run, ReadOnlySpan<Value> a, ScriptSpan at, int options, Matching matching)
    {
        var text = run.Text(a[0], out var origin);
        try
        {
            return Match(run, a, options, matching, text, origin);
        }
        catch (RegexMatchTimeoutException)
        {
            throw Run.LimitFault(at, "regex", (long)run.Limits.Regex.TotalMilliseconds);
        }
        catch (ArgumentException)
        {
            throw Run.Fault(at, "the regular expression is not valid");
        }
    }

    // The limit is on the clock, and a machine may stall: what trips it once is tried again, what trips it twice is the pattern's fault.
    private static Value Match(Run run, ReadOnlySpan<Value> a, int options, Matching matching, string text, int origin)
    {
        var regex = Get(run, run.Text(a[1]), run.Text(a[options]));
        try
        {
            return matching(run, regex, text, origin, a);
        }
        catch (RegexMatchTimeoutException)
        {
            return matching(run, regex, text, origin, a);
        }
    }

    private static Regex Get(Run run, string pattern, string options)
    {
        var flags = RegexOptions.CultureInvariant;
        foreach (var c in options)
        {
            flags |= c switch
            {
                'i' => RegexOptions.IgnoreCase,
                'm' => RegexOptions.Multiline,
                's' => RegexOptions.Singleline,
                'x' => RegexOptions.IgnorePatternWhitespace,
                _ => RegexOptions.None,
            };
        }

        return run.Environment.Regex(pattern, flags, run.Limits.Regex);
    }

    private static Value Groups(Run run, Match match, int origin)
    {
        var list = run.Pool.Array(match.Groups.Count);
        foreach (Group group in match.Groups)
        {
            list.Add(Value.Of(group.Value, origin));
        }

        return Value.Of(list);
    }

    private static Value Match(Run run, Regex regex, string text, int origin, ReadOnlySpan<Value> a)
    {
        var match = regex.Match(text);
        return match.Success ? Groups(run, match, origin) : Value.Of(run.Pool.Array(0));
    }

    private static Value AllMatches(Run run, Regex regex, string text, int origin, ReadOnlySpan<Value> a)
    {
        var list = run.Pool.Array(4);
        foreach (Match match in regex.Matches(text))
        {
            list.Add(Groups(run, match, origin));
        }

        return Value.Of(list);
    }

    private static Value Replace(Run run, Regex regex, string text, int origin, ReadOnlySpan<Value> a) =>
        Value.Of(regex.Replace(text, run.Text(a[2], out var more)), run.Origins.Combine(origin, more));

    private static Value Split(Run run, Regex regex, string text, int origin, ReadOnlySpan<Value> a)
    {
        var list = run.Pool.Array(4);
        foreach (var part in regex.Split(text))
        {
            list.Add(Value.Of(part, origin));
        }

        return Value.Of(list);
    }

    private static Value Unescape(Run run, ReadOnlySpan<Value> a, ScriptSpan at)
    {
        try
        {
            return Value.Of(Regex.Unescape(run.Text(a[0])));
        }
        catch (ArgumentException)
        {
            throw Run.Fault(at, "the pattern is not escaped properly");
        }
    }
}
