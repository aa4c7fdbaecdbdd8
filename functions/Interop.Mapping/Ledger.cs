using Interop.Mapping.Ledgers;

namespace Interop.Mapping;

/// <summary>The account of one message: every scalar of the input ends in one <see cref="LeafState"/>.</summary>
public sealed class Ledger
{
    internal static readonly Ledger Empty = new(0, 0, 0, 0, _ => [], () => []);
    private readonly Func<LeafState?, IEnumerable<LedgerLeaf>> list;
    private readonly Func<IEnumerable<IgnoredRule>> deciding;
    private readonly Lazy<IReadOnlyList<LedgerLeaf>> leaves;

    internal Ledger(
        int carried, int tested, int ignored, int unmapped, Func<LeafState?, IEnumerable<LedgerLeaf>> list, Func<IEnumerable<IgnoredRule>> deciding)
    {
        (Carried, Tested, Ignored, Unmapped) = (carried, tested, ignored, unmapped);
        (this.list, this.deciding) = (list, deciding);
        leaves = new(() => [.. list(null)]);
    }

    /// <summary>Leaves that reached the output.</summary>
    public int Carried { get; }

    /// <summary>Leaves that were only looked at.</summary>
    public int Tested { get; }

    /// <summary>Leaves that a rule leaves out.</summary>
    public int Ignored { get; }

    /// <summary>Leaves that nobody decided about.</summary>
    public int Unmapped { get; }

    /// <summary>All leaves.</summary>
    public int Total => Carried + Tested + Ignored + Unmapped;

    /// <summary>Every leaf in document order; made on first use, so read it while the input tree is alive.</summary>
    public IReadOnlyList<LedgerLeaf> Leaves => leaves.Value;

    /// <summary>The leaves of one state in document order, each made as it is reached; spelling all paths of a large tree takes longer than mapping it.</summary>
    public IEnumerable<LedgerLeaf> LeavesIn(LeafState state) => list(state);

    /// <summary>For each ignored leaf the rule that decided so; rules come as often as they decide.</summary>
    internal IEnumerable<IgnoredRule> DecidingRules => deciding();
}
