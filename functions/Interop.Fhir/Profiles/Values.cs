using System.Globalization;
using Interop.Fhir.Tree;

namespace Interop.Fhir.Profiles;

/// <summary>Compares elements with the fixed values and patterns of profiles (http://hl7.org/fhir/R4/elementdefinition.html).</summary>
internal static class Values
{
    /// <summary>Whether everything in the pattern is in the element; each item of a list in it is found in the element's list.</summary>
    public static bool Matches(Node pattern, Node actual) => Same(pattern, actual) && pattern.Children.All(expected =>
        actual.All(expected.Name!).Any(item => Matches(expected, item)));

    /// <summary>Whether the two are the same, the order of properties aside.</summary>
    public static bool AreEqual(Node expected, Node actual) => !Differences(expected, actual).Any();

    /// <summary>Where an element differs from a fixed value: children that differ or are too many, or the element when something is missing.</summary>
    public static IEnumerable<Node> Differences(Node expected, Node actual)
    {
        if (!Same(expected, actual))
        {
            yield return actual;
            yield break;
        }

        foreach (var name in expected.Children.Names().Union(actual.Children.Names()))
        {
            var wanted = expected.All(name).ToList();
            var given = actual.All(name).ToList();
            if (wanted.Count > given.Count)
            {
                yield return actual;
            }

            for (var i = 0; i < given.Count; i++)
            {
                if (i >= wanted.Count)
                {
                    yield return given[i];
                }
                else
                {
                    foreach (var difference in Differences(wanted[i], given[i]))
                    {
                        yield return difference;
                    }
                }
            }
        }
    }

    private static bool Same(Node expected, Node actual) =>
        expected.Kind == NodeKind.Object ? actual.Kind == NodeKind.Object
        : !expected.HasValue || (actual.HasValue && (expected.Utf8.SequenceEqual(actual.Utf8) || SameNumber(expected, actual)));

    private static bool SameNumber(Node expected, Node actual) => expected.Kind == NodeKind.Number && actual.Kind == NodeKind.Number
        && decimal.TryParse(expected.Utf8, NumberStyles.Float, CultureInfo.InvariantCulture, out var a)
        && decimal.TryParse(actual.Utf8, NumberStyles.Float, CultureInfo.InvariantCulture, out var b) && a == b;

    private static bool All(this Node.ChildList children, Func<Node, bool> holds)
    {
        foreach (var child in children)
        {
            if (!holds(child))
            {
                return false;
            }
        }

        return true;
    }

    private static List<string> Names(this Node.ChildList children)
    {
        var names = new List<string>();
        foreach (var child in children)
        {
            if (!names.Contains(child.Name!))
            {
                names.Add(child.Name!);
            }
        }

        return names;
    }
}
