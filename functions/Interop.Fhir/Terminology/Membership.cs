namespace Interop.Fhir.Terminology;

/// <summary>Whether a code is in a value set.</summary>
public enum Membership : byte
{
    /// <summary>It is.</summary>
    In,

    /// <summary>It is not.</summary>
    Out,

    /// <summary>That depends on a code system or value set that is not here, or on a filter that cannot be evaluated.</summary>
    Unknown,
}

internal static class Memberships
{
    public static Membership And(this Membership left, Membership right) =>
        left == Membership.Out || right == Membership.Out ? Membership.Out
        : left == Membership.Unknown || right == Membership.Unknown ? Membership.Unknown
        : Membership.In;

    public static Membership Or(this Membership left, Membership right) =>
        left == Membership.In || right == Membership.In ? Membership.In
        : left == Membership.Unknown || right == Membership.Unknown ? Membership.Unknown
        : Membership.Out;

    public static Membership Not(this Membership value) =>
        value == Membership.In ? Membership.Out : value == Membership.Out ? Membership.In : Membership.Unknown;

    public static Membership Of(bool isIn) => isIn ? Membership.In : Membership.Out;
}
