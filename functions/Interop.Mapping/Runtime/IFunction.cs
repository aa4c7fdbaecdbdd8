using Interop.Mapping.Language;

namespace Interop.Mapping.Runtime;

/// <summary>Something a script can call.</summary>
internal interface IFunction
{
    string Name { get; }

    Value Invoke(Run run, in CallArguments arguments);
}

/// <summary>
/// The arguments of one call; <see cref="Names"/> is null when none is named, else has one entry for each value, null for a positional one.
/// </summary>
internal readonly ref struct CallArguments(ScriptSpan place, ReadOnlySpan<Value> values, string?[]? names = null, Exec? block = null, int start = -1)
{
    /// <summary>Where the call is.</summary>
    public ScriptSpan Place { get; } = place;

    public ReadOnlySpan<Value> Values { get; } = values;

    public string?[]? Names { get; } = names;

    /// <summary>Where the values are on the run's stack, -1 where they are not on it.</summary>
    public int Start { get; } = start;

    /// <summary>The block of a <c>wrap</c>.</summary>
    public Exec? Block { get; } = block;
}

/// <summary>A compiled expression.</summary>
internal delegate Value Eval(Run run);

/// <summary>A compiled statement.</summary>
internal delegate Flow Exec(Run run);

/// <summary>How a statement ended.</summary>
internal enum Flow : byte
{
    Next,
    Break,
    Continue,
    Return,
}
