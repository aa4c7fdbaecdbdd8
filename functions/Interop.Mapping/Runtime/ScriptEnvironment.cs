using System.Collections.Concurrent;
using System.Text.RegularExpressions;
using Interop.Mapping.Functions;

namespace Interop.Mapping.Runtime;

/// <summary>What all scripts of a catalogue share: names, built-in functions, included files, code tables. Complete before the first run.</summary>
internal sealed class ScriptEnvironment(ScriptObject builtins)
{
    private const int MaxRegexes = 512;
    private readonly ConcurrentDictionary<(string Pattern, RegexOptions Options, TimeSpan Limit), Regex> regexes = new();
    private readonly Dictionary<string, int> cells = new(StringComparer.Ordinal);
    private readonly List<string> names = [];
    private readonly List<byte> states = [];
    private byte[]? cellStates;
    private readonly Dictionary<string, CompiledScript> includes = new(StringComparer.Ordinal);
    private readonly Dictionary<string, CodeTable> tables = new(StringComparer.Ordinal);

    /// <summary>Modules, functions and constants that every script sees.</summary>
    public ScriptObject Builtins { get; } = builtins;

    /// <summary>The number of a global name.</summary>
    public int CellOf(string name)
    {
        if (!cells.TryGetValue(name, out var cell))
        {
            cells[name] = cell = cells.Count;
            names.Add(name);
            states.Add(0);
            cellStates = null;
        }

        return cell;
    }

    /// <summary>Notes that a parameter or a loop variable has this name, so that its cell does not say all.</summary>
    public void NoteBound(string name)
    {
        states[CellOf(name)] = 2;
        cellStates = null;
    }

    public string CellName(int cell) => names[cell];

    /// <summary>The number of a name that some script has, -1 for others.</summary>
    public int FindCell(string name) => cells.TryGetValue(name, out var cell) ? cell : -1;

    /// <summary>A byte for each cell at the start of a run (see <see cref="Variables"/>).</summary>
    public ReadOnlySpan<byte> CellStates => cellStates ??= [.. states];

    /// <summary>Makes a script available to <c>include</c>.</summary>
    public void AddInclude(string path, CompiledScript script) => includes[path] = script;

    /// <summary>Makes a code table available to <c>code_map</c>.</summary>
    public void AddTable(string name, CodeTable table) => tables[name] = table;

    /// <summary>The code tables by name, in the order of their names.</summary>
    public IEnumerable<(string Name, CodeTable Table)> Tables => tables.OrderBy(t => t.Key, StringComparer.Ordinal).Select(t => (t.Key, t.Value));

    public CodeTable? FindTable(string name) => tables.GetValueOrDefault(name);

    /// <summary>A regular expression, compiled once; the store is emptied when scripts make too many of them.</summary>
    public Regex Regex(string pattern, RegexOptions options, TimeSpan limit)
    {
        if (regexes.Count > MaxRegexes)
        {
            regexes.Clear();
        }

        return regexes.GetOrAdd((pattern, options, limit), static key => new Regex(key.Pattern, key.Options, key.Limit));
    }

    public CompiledScript? FindInclude(string path) => includes.GetValueOrDefault(path);

    public IEnumerable<CompiledScript> Includes => includes.Values;
}
