namespace Interop.Mapping.Runtime;

/// <summary>
/// The order of texts as people expect it: letters before case and accents, digits before letters. It is written down here, since the order of the
/// machine's cultures is not the same everywhere.
/// </summary>
internal static class TextOrder
{
    private const string Accented = "àâäáãåçèéêëìíîïñòóôõöùúûüýÿ";
    private const string Plain = "aaaaaaceeeeiiiinooooouuuuyy";

    public static int Compare(string left, string right)
    {
        var length = Math.Min(left.Length, right.Length);
        for (var i = 0; i < length; i++)
        {
            if (left[i] != right[i] && Weight(left[i]) is var a && Weight(right[i]) is var b && a != b)
            {
                return a.CompareTo(b);
            }
        }

        return left.Length != right.Length ? left.Length.CompareTo(right.Length) : CompareExact(left, right);
    }

    private static int CompareExact(string left, string right)
    {
        for (var i = 0; i < left.Length; i++)
        {
            if (left[i] == right[i])
            {
                continue;
            }

            var (a, b) = (char.ToLowerInvariant(left[i]), char.ToLowerInvariant(right[i]));
            return a != b ? a.CompareTo(b) : char.IsLower(left[i]) ? -1 : 1;
        }

        return 0;
    }

    private static int Weight(char c)
    {
        if (char.IsLetter(c))
        {
            var small = char.ToLowerInvariant(c);
            var accent = small < 128 ? -1 : Accented.IndexOf(small, StringComparison.Ordinal);
            return 3 << 16 | (accent < 0 ? small : Plain[accent]);
        }

        return (char.IsDigit(c) ? 2 : char.IsWhiteSpace(c) ? 0 : 1) << 16 | c;
    }
}
