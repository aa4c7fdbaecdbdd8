using System.Collections.Frozen;
using Interop.Fhir.Issues;
using Interop.Fhir.Tree;
using Interop.Mapping.Language;
using Interop.Mapping.Ledgers;
using Interop.Mapping.Runtime;

namespace Interop.Mapping.Functions;

/// <summary>Global functions on values of a record: doses, dates, places, issues.</summary>
internal static class RecordFunctions
{
    public static readonly FrozenDictionary<string, IssueCode> Codes = IssueCodes.All.ToFrozenDictionary(c => c.Id, StringComparer.Ordinal);

    public static FunctionModule Create()
    {
        var m = new FunctionModule("", "Values of a record: doses, FHIR dates, places, issues.");
        m.Add("dose_quantity", "value", "A dose as a number, or as {low, high}: numbers, ½, 1/2, 0,5, 1½, \"1 à 2\". Null when it is none of these; nothing is guessed.",
            (run, a, at) => DoseQuantity.Of(run, a[0], at), ("dose_quantity '0,5'", "0.5"), ("dose_quantity '1½'", "1.5"), ("dose_quantity '1 à 2'", "{low: 1, high: 2}"), ("dose_quantity 'une demi'", ""));
        m.Add("fhir_datetime", "value zone", "A FHIR dateTime. An offset that is there stays as spelled; a time without one takes that of the IANA zone. Null when it is no date.",
            FhirDateTime, ("fhir_datetime '2026-11-16T08:12:00+01:00' 'Indian/Reunion'", "2026-11-16T08:12:00+01:00"), ("fhir_datetime '2026-07-16T08:12' 'Europe/Paris'", "2026-07-16T08:12:00+02:00"));
        m.Add("is_naive", "value", "Whether a date has a time but no offset.", (run, a, at) => Value.Of(FhirDates.IsNaive(run.Text(a[0]))), ("is_naive '2026-11-16T08:00'", "true"), ("is_naive '2026-11-16'", "false"));
        m.Add("fhir_date", "value", "A FHIR date (YYYY, YYYY-MM or YYYY-MM-DD) that the calendar has; null when it is none.",
            (run, a, at) => FhirDates.IsDate(run.Text(a[0])) ? a[0] : default, ("fhir_date '1979-03'", "1979-03"), ("fhir_date '1979-02-30'", ""));
        m.Add("french_date", "value", "The FHIR date of a French one (16/11/2026, 11/2026, 16 novembre 2026, 1er mars 2026, 00/00/1948), to the precision that it has; null when it is none, or could be two.",
            (run, a, at) => Value.Of(FrenchDates.ToDate(run.Text(a[0]))), ("french_date '16/11/2026'", "2026-11-16"), ("french_date '00/03/1948'", "1948-03"), ("french_date '1er mars 2026'", "2026-03-01"), ("french_date '16/11/26'", ""), ("french_date '31/02/1948'", ""));
        m.Add("french_datetime", "value zone", "The FHIR dateTime of a French date with a time (16/11/2026 à 8h12) in an IANA zone; the date alone without a time; null when it is none.",
            (run, a, at) => Value.Of(FrenchDates.ToDateTime(run.Text(a[0]), a[1].IsNull ? null : run.Text(a[1]))),
            ("french_datetime '16/11/2026 à 8h12' 'Europe/Paris'", "2026-11-16T08:12:00+01:00"), ("french_datetime '16/11/2026 20:05:09' 'Indian/Reunion'", "2026-11-16T20:05:09+04:00"), ("french_datetime 'mars 2026' 'Europe/Paris'", "2026-03"));
        m.Add("issue", "code node child? arguments...", "Reports an issue at a value of the record, or at its child of this name where that is absent. Gives null.", (run, a, at) => Report(run, a, at, null), ("issue 'rpps-key' null", ""));
        m.Add("issue_warning", "code node child? arguments...", "As issue, but never more than a warning.", (run, a, at) => Report(run, a, at, IssueSeverity.Warning), ("issue_warning 'rpps-key' null", ""));
        m.Add("path_of", "node", "The place of a value in the record, as a JSON path.", PathOf, ("path_of 1", ""));
        m.Add("is_production", "", "Whether test identities are to be refused.", (run, a, at) => Value.Of(run.Host?.Production ?? false), ("is_production", "false"));
        return m;
    }

    private static Value FhirDateTime(Run run, ReadOnlySpan<Value> a, ScriptSpan at)
    {
        if (a[0].IsNull)
        {
            return default;
        }

        var text = run.Text(a[0]);
        var result = FhirDates.ToDateTime(text, a[1].IsNull ? null : run.Text(a[1]));
        return result == text ? a[0] : Value.Of(result);
    }

    /// <summary>The record's node behind a value; none when it does not come from the record.</summary>
    private static Node NodeOf(Run run, Value value)
    {
        if (run.Accounted is not { } tree)
        {
            return default;
        }

        if (value.IsNode && ReferenceEquals(value.Node.Tree, tree))
        {
            return value.Node;
        }

        var first = -1;
        bool[] seen = [];
        run.Origins.Visit(value.Origin, ref seen, node => first = first < 0 ? node : first);
        return first < 0 ? default : tree.At(first);
    }

    private static Value PathOf(Run run, ReadOnlySpan<Value> a, ScriptSpan at)
    {
        var node = NodeOf(run, a[0]);
        return node.Exists ? Value.Of(TreePaths.JsonPath(node)) : default;
    }

    private static Value Report(Run run, ReadOnlySpan<Value> a, ScriptSpan at, IssueSeverity? most)
    {
        if (!Codes.TryGetValue(run.Text(a[0]), out var code))
        {
            throw Run.Fault(at, "there is no issue code " + run.Text(a[0]));
        }

        run.Test(a[1]);
        var node = NodeOf(run, a[1]);
        var child = a.Length > 2 ? run.Text(a[2]) : "";
        var issue = new Issue(code, Locate(run, node, child, at), Arguments(run, a));
        issue = most is { } limit && issue.Severity < limit ? issue with { Severity = limit } : issue;
        if (!run.Issues.Exists(i => i.Code == issue.Code && i.Location.Source == issue.Location.Source))
        {
            run.Issues.Add(issue);
        }

        return default;
    }

    private static IssueLocation Locate(Run run, Node node, string child, ScriptSpan at)
    {
        if (!node.Exists)
        {
            return new IssueLocation { Script = at.ToLine(), Source = child.Length == 0 ? null : "$." + child };
        }

        var path = TreePaths.JsonPath(node);
        var found = node;
        if (child.Length > 0)
        {
            found = node[child];
            var text = new System.Text.StringBuilder(path);
            TreePaths.AppendMember(text, child);
            path = text.ToString();
        }

        var at2 = found.Exists ? found : node;
        run.Marks.Test(at2.Index);
        var (line, column) = node.Tree.Position(at2.Offset);
        return new IssueLocation { Script = at.ToLine(), Source = path, Line = line, Column = column };
    }

    // Issues are shown and logged: a value of the record is never put in, whatever a script asks for.
    private static string[] Arguments(Run run, ReadOnlySpan<Value> a)
    {
        var arguments = new string[Math.Max(0, a.Length - 3)];
        for (var i = 0; i < arguments.Length; i++)
        {
            arguments[i] = run.Text(a[i + 3], out var origin) is var text && origin == 0 ? text : "…";
        }

        return arguments;
    }
}
