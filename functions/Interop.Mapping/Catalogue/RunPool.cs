using System.Collections.Concurrent;
using Interop.Mapping.Runtime;

namespace Interop.Mapping.Catalogue;

/// <summary>Keeps finished runs for the next message; at most one for each thread that maps at the same time.</summary>
internal sealed class RunPool(ScriptEnvironment environment)
{
    private readonly ConcurrentBag<Run> idle = [];

    public ScriptEnvironment Environment => environment;

    public Run Rent() => idle.TryTake(out var run) ? run : new Run(environment);

    public void Return(Run run)
    {
        run.Reset();
        idle.Add(run);
    }
}
