using Interop.Fhir.Tree;
using Interop.Mapping.Ledgers;

namespace Interop.Mapping.Cases;

/// <summary>Finds where two record trees differ. Property order counts: the same record gives the same bytes. Numbers differ by spelling.</summary>
internal static class TreeDifference
{
    private const int Most = 10;

    /// <summary>Paths of differences, at most ten.</summary>
    public static List<string> Find(Node expected, Node actual)
    {
        var paths = new List<string>();
        Compare(expected, actual, paths);
        return paths;
    }

    private static void Compare(Node expected, Node actual, List<string> paths)
    {
        if (paths.Count >= Most)
        {
            return;
        }

        if (expected.Kind != actual.Kind || expected.Name != actual.Name || !expected.Utf8.SequenceEqual(actual.Utf8))
        {
            paths.Add(TreePaths.JsonPath(actual));
            return;
        }

        var (left, right) = (expected.FirstChild, actual.FirstChild);
        for (; left.Exists && right.Exists; left = left.NextSibling, right = right.NextSibling)
        {
            Compare(left, right, paths);
        }

        if ((left.Exists || right.Exists) && paths.Count < Most)
        {
            paths.Add(TreePaths.JsonPath(right.Exists ? right : left));
        }
    }
}
