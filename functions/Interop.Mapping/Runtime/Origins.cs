namespace Interop.Mapping.Runtime;

/// <summary>
/// The sets of source nodes behind derived values of one run, as pairs: a derived value points to its pair, a pair to nodes or to other pairs.
/// Making one costs two integers.
/// </summary>
internal sealed class Origins
{
    private const int MostKept = 1 << 16;
    private int[] pairs = new int[128];
    private int count;

    /// <summary>The origin of a value made from two.</summary>
    public int Combine(int left, int right)
    {
        if (left == 0 || left == right)
        {
            return right;
        }

        if (right == 0)
        {
            return left;
        }

        if (count + 2 > pairs.Length)
        {
            Array.Resize(ref pairs, pairs.Length * 2);
        }

        pairs[count] = left;
        pairs[count + 1] = right;
        count += 2;
        return ~(count / 2 - 1);
    }

    /// <summary>Forgets all sets; the room that one huge record took is given back.</summary>
    public void Clear()
    {
        count = 0;
        pairs = pairs.Length > MostKept ? new int[128] : pairs;
    }

    /// <summary>Calls back for each source node, once per set that holds it; a set already visited for this <paramref name="seen"/> is skipped.</summary>
    public void Visit(int origin, ref bool[] seen, Action<int> node)
    {
        if (origin > 0)
        {
            node(origin - 1);
            return;
        }

        if (origin == 0)
        {
            return;
        }

        if (seen.Length < count / 2)
        {
            Array.Resize(ref seen, Math.Max(count / 2, seen.Length * 2));
        }

        var stack = new Stack<int>();
        stack.Push(origin);
        while (stack.TryPop(out var next))
        {
            if (next > 0)
            {
                node(next - 1);
            }
            else if (next < 0 && !seen[~next])
            {
                seen[~next] = true;
                stack.Push(pairs[2 * ~next + 1]);
                stack.Push(pairs[2 * ~next]);
            }
        }
    }
}
