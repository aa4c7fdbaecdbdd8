using System.Globalization;
using System.Text.RegularExpressions;
using Interop.Fhir.FhirPath;
using Interop.Fhir.Tree;

namespace Interop.Mapping.Ledgers;

/// <summary>
/// One line of <c>ignored.yaml</c>: a path and why it is left out. <c>$.lines[*].comment</c> is a field of a record, <c>Bundle.entry.fullUrl</c>
/// of a bundle, <c>Patient.name.use</c> of every resource of that type, <c>Resource.meta.**</c> of every resource; the words of another format
/// do as well (<c>PID-3.4</c>, <c>/Messages/version</c>, with everything in them; <c>column name</c>). A name without index stands for all of
/// them, <c>**</c> for any way down, at the end for everything below.
/// </summary>
internal sealed partial class IgnoredRule
{
    /// <summary>The name that stands for any number of levels.</summary>
    public const string AnyWay = "**";

    private readonly int?[] indexes;

    private IgnoredRule(string path, string reason, string place)
    {
        (Path, Reason, Place) = (path, reason, place);
        (Names, indexes) = ([], []);
    }

    private IgnoredRule(string path, string reason, string place, string? type, IReadOnlyList<(string Name, int? Index)> steps)
        : this(path, reason, place)
    {
        Type = type;
        EverythingBelow = steps is [.., (AnyWay, _)];
        Names = [.. steps.SkipLast(EverythingBelow ? 1 : 0).Select(s => s.Name)];
        indexes = [.. steps.Take(Names.Count).Select(s => s.Index)];
    }

    public string Path { get; }

    public string Reason { get; }

    /// <summary>The FHIRPath on the whole input that has to hold for the rule to apply (<c>when</c>); null for always.</summary>
    public FhirPathExpression? When { get; init; }

    /// <summary>File and line of the rule.</summary>
    public string Place { get; }

    /// <summary>The resource type that the path starts at, <c>Resource</c> for any; null for one that starts at the root.</summary>
    public string? Type { get; }

    /// <summary>Whether it takes in everything below what it names.</summary>
    public bool EverythingBelow { get; }

    /// <summary>Whether it names one item of a list.</summary>
    public bool HasIndex => Array.Exists(indexes, i => i is not null);

    /// <summary>The member names on the way, without indexes; empty for a rule in the words of another format.</summary>
    public IReadOnlyList<string> Names { get; }

    /// <summary>The path without indexes as a format other than JSON spells it; null for a path of the tree.</summary>
    public string? Spelled { get; private init; }

    /// <summary>Reads a path; null when it is not one.</summary>
    public static IgnoredRule? Parse(string path, string reason, string place = "", FhirPathExpression? when = null)
    {
        if (SpelledPattern().IsMatch(path))
        {
            return new IgnoredRule(path, reason, place) { Spelled = path, When = when };
        }

        var end = path.AsSpan().IndexOfAny('.', '[') is var found and >= 0 ? found : path.Length;
        var root = path[..end];
        if (root is not ("$" or "Bundle") && !TypePattern().IsMatch(root) || Steps(path[end..]) is not { Count: > 0 } steps)
        {
            return null;
        }

        return new IgnoredRule(path, reason, place, root is "$" or "Bundle" ? null : root, steps) { When = when };
    }

    /// <summary>Whether a leaf that the names lead to is also at the indexes of this rule.</summary>
    public bool IsAtIndexes(Node leaf)
    {
        for (var node = leaf; node.Exists; node = node.Parent)
        {
            if (MatchesUp(node, Names.Count - 1))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Whether a path as the format spells it is under this rule.</summary>
    public bool Covers(string spelled)
    {
        var bare = IndexPattern().Replace(spelled, "");
        bare = bare.StartsWith("row ", StringComparison.Ordinal) ? bare[(bare.IndexOf(',', StringComparison.Ordinal) + 2)..] : bare;
        return bare == Spelled
            || bare.StartsWith(Spelled!, StringComparison.Ordinal) && Spelled![0] != 'c' && (bare[Spelled.Length] is '.' or '-' or '/');
    }

    private static List<(string, int?)>? Steps(string body)
    {
        var steps = new List<(string Name, int? Index)>();
        foreach (Match step in StepPattern().Matches(body))
        {
            if (!step.Success || step.Length == 0)
            {
                return null;
            }

            var index = step.Groups[2].ValueSpan;
            steps.Add((step.Groups[1].Value, index is [] or "*" ? null : int.Parse(index, CultureInfo.InvariantCulture)));
        }

        return steps.Sum(s => s.Name.Length) > 0 && StepPattern().Replace(body, "").Length == 0 ? steps : null;
    }

    private bool MatchesUp(Node node, int at)
    {
        // Items of a record tree's array have no name: the array carries it.
        var position = -1;
        while (node.Exists && node.Name is null && node.Parent.Exists)
        {
            position = PositionOf(node);
            node = node.Parent;
        }

        if (at < 0)
        {
            return Type is null ? !node.Parent.Exists : node["resourceType"] is { Exists: true } named && (Type == "Resource" || named.Is(Type));
        }

        if (Names[at] == AnyWay)
        {
            return MatchesUp(node, at - 1) || node.Parent.Exists && MatchesUp(node.Parent, at);
        }

        if (!node.Parent.Exists || node.Name != Names[at])
        {
            return false;
        }

        position = node.IsListItem ? PositionOf(node) : position;
        return (indexes[at] is not { } wanted || wanted == position) && MatchesUp(node.Parent, at - 1);
    }

    private static int PositionOf(Node node)
    {
        var position = 0;
        foreach (var sibling in node.Parent.Children)
        {
            if (sibling == node)
            {
                break;
            }

            position += sibling.Name == node.Name ? 1 : 0;
        }

        return position;
    }

    // Names may hold anything but the marks of a path: XML has @id and #text, CSV whatever its header says.
    [GeneratedRegex(@"\.([^.\[\]]+)(?:\[(\d{1,9}|\*)\])?", RegexOptions.CultureInvariant)]
    private static partial Regex StepPattern();

    [GeneratedRegex(@"^[A-Z][A-Za-z]+$", RegexOptions.CultureInvariant)]
    private static partial Regex TypePattern();

    [GeneratedRegex(@"^(?:[A-Z][A-Z0-9]{2}(?:-\d+(?:\.\d+){0,2})?|(?:/[^/\[\]]+)+|column .+)$", RegexOptions.CultureInvariant)]
    private static partial Regex SpelledPattern();

    [GeneratedRegex(@"\[\d+\]", RegexOptions.CultureInvariant)]
    private static partial Regex IndexPattern();
}
