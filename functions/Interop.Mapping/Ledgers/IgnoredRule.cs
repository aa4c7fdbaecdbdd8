using Interop.Fhir.Tree;

namespace Interop.Mapping.Ledgers;

/// <summary>
/// One line of <c>ignored.yaml</c>: a path (<c>$.lines[*].comment</c>; a trailing <c>.**</c> takes in everything below) and why it is left out.
/// </summary>
internal sealed class IgnoredRule
{
    private readonly string[] names;
    private readonly int?[] indexes;
    private readonly bool everythingBelow;

    private IgnoredRule(string path, string reason, string[] names, int?[] indexes, bool everythingBelow)
    {
        (Path, Reason, this.names, this.indexes, this.everythingBelow) = (path, reason, names, indexes, everythingBelow);
    }

    public string Path { get; }

    public string Reason { get; }

    /// <summary>The member names on the way, without indexes; an index alone (array in array) is an empty name.</summary>
    public IReadOnlyList<string> Names => names;

    /// <summary>Reads a path; null when it is not one.</summary>
    public static IgnoredRule? Parse(string path, string reason)
    {
        var below = path.EndsWith(".**", StringComparison.Ordinal);
        var body = below ? path[..^3] : path;
        var start = body.StartsWith('$') ? 1 : body.StartsWith("Bundle", StringComparison.Ordinal) ? 6 : -1;
        if (start < 0 || body.Length > start && body[start] is not ('.' or '['))
        {
            return null;
        }

        var names = new List<string>();
        var indexes = new List<int?>();
        foreach (var piece in body[start..].Replace("[", ".[", StringComparison.Ordinal).Split('.', StringSplitOptions.RemoveEmptyEntries))
        {
            if (piece[0] != '[')
            {
                names.Add(piece);
                indexes.Add(null);
            }
            else if (!AddIndex(piece, names, indexes))
            {
                return null;
            }
        }

        return new IgnoredRule(path, reason, [.. names], [.. indexes], below);
    }

    private static bool AddIndex(string piece, List<string> names, List<int?> indexes)
    {
        if (piece is not [.., ']'] || names.Count == 0)
        {
            return false;
        }

        var inner = piece[1..^1];
        if (inner == "*")
        {
            return true;
        }

        if (!int.TryParse(inner, System.Globalization.CultureInfo.InvariantCulture, out var index))
        {
            return false;
        }

        indexes[^1] = index;
        return true;
    }

    /// <summary>Whether a leaf is under this rule.</summary>
    public bool Matches(Node leaf)
    {
        for (var node = leaf; node.Exists; node = node.Parent)
        {
            if (MatchesUp(node, names.Length - 1))
            {
                return true;
            }

            if (!everythingBelow)
            {
                return false;
            }
        }

        return false;
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
            return !node.Parent.Exists;
        }

        if (!node.Parent.Exists || node.Name != names[at])
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
}
