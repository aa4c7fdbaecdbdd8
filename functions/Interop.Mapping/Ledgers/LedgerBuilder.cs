using Interop.Fhir.Tree;
using Interop.Mapping.Runtime;

namespace Interop.Mapping.Ledgers;

/// <summary>Closes the account of a run: carried before ignored, ignored before tested.</summary>
internal static class LedgerBuilder
{
    private const byte NoLeaf = byte.MaxValue;

    public static Ledger Build(NodeTree tree, Marks? marks, IgnoredRules rules, Func<Node, string> path)
    {
        var states = new byte[tree.Count];
        var search = rules.In(tree, path);
        Span<int> counts = stackalloc int[4];
        for (var i = 0; i < states.Length; i++)
        {
            var node = tree.At(i);
            if (!IsLeaf(node))
            {
                states[i] = NoLeaf;
                continue;
            }

            var state = marks is not null && marks.IsCarried(i) ? LeafState.Carried
                : search.Of(node) is not null ? LeafState.Ignored
                : marks is not null && marks.IsTested(i) ? LeafState.Tested
                : LeafState.Unmapped;
            states[i] = (byte)state;
            counts[(int)state]++;
        }

        return new Ledger(
            counts[(int)LeafState.Carried], counts[(int)LeafState.Tested], counts[(int)LeafState.Ignored], counts[(int)LeafState.Unmapped],
            only => List(tree, states, only, search, path),
            () => Deciding(tree, states, search));
    }

    private static bool IsLeaf(Node node) => node.HasValue || node.Kind == NodeKind.Null && !node.FirstChild.Exists;

    private static IEnumerable<IgnoredRule> Deciding(NodeTree tree, byte[] states, IgnoredRules.Search search)
    {
        for (var i = 0; i < states.Length; i++)
        {
            if (states[i] == (byte)LeafState.Ignored && search.Of(tree.At(i)) is { } rule)
            {
                yield return rule;
            }
        }
    }

    private static IEnumerable<LedgerLeaf> List(NodeTree tree, byte[] states, LeafState? only, IgnoredRules.Search search, Func<Node, string> path)
    {
        for (var i = 0; i < states.Length; i++)
        {
            if (states[i] != NoLeaf && (only is null || states[i] == (byte)only))
            {
                var state = (LeafState)states[i];
                yield return new LedgerLeaf(path(tree.At(i)), state, state == LeafState.Ignored ? search.Of(tree.At(i))?.Reason : null);
            }
        }
    }
}
