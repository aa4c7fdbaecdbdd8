namespace Interop.Engine;

/// <summary>
/// Tells a fault of this program, which would come again with the same record and block its lane for ever, from trouble around it (disk,
/// network, database), which passes. The first ends in a state with an owner, the second is tried again.
/// </summary>
internal static class UnexpectedFault
{
    /// <summary>Whether trying again cannot help.</summary>
    public static bool IsOurs(Exception fault) => fault is ArgumentException or InvalidOperationException or NullReferenceException or KeyNotFoundException
        or FormatException or IndexOutOfRangeException or InvalidCastException or OverflowException;
}
