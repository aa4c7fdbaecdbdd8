using System.Diagnostics;

namespace Interop.Functions.Http;

/// <summary>Where an exception came from, for the log: types and methods only, since a message could carry text of a record.</summary>
public static class FaultPlace
{
    /// <summary><c>NullReferenceException at Interpreter.Interpret, Pipeline.ProcessAsync</c>.</summary>
    public static string Of(Exception fault)
    {
        var frames = new StackTrace(fault).GetFrames().Select(f => f.GetMethod()).Where(m => m?.DeclaringType?.Namespace?.StartsWith("Interop", StringComparison.Ordinal) == true);
        return $"{fault.GetType().Name} at {string.Join(", ", frames.Take(4).Select(m => $"{m!.DeclaringType!.Name}.{m.Name}"))}";
    }
}
