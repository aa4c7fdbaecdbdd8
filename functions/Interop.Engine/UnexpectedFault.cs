using System.Diagnostics;

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

    /// <summary>
    /// Where it came from, for the report: <c>FormatException of System.Private.CoreLib at Resolver.ResolveAsync</c>. Types and methods only,
    /// since a message could carry text of a record.
    /// </summary>
    public static string PlaceOf(Exception fault)
    {
        var frames = new StackTrace(fault).GetFrames().Select(f => f.GetMethod()).Where(m => m?.DeclaringType?.Namespace?.StartsWith("Interop", StringComparison.Ordinal) == true);
        return $"{fault.GetType().Name} of {fault.Source} at {string.Join(", ", frames.Take(6).Select(m => $"{m!.DeclaringType!.FullName}.{m.Name}"))}";
    }
}
