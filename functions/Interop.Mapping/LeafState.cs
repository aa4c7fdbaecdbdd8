namespace Interop.Mapping;

/// <summary>What became of one scalar of the input.</summary>
public enum LeafState : byte
{
    /// <summary>Nothing looked at it: it would be lost without anyone having decided so.</summary>
    Unmapped,

    /// <summary>Only looked at, by a condition, a comparison or a table lookup.</summary>
    Tested,

    /// <summary>Left out on purpose: a rule of <c>ignored.yaml</c> names it and says why.</summary>
    Ignored,

    /// <summary>Its value, or one derived from it, is in the output.</summary>
    Carried,
}
