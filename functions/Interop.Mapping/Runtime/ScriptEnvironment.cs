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
    private readonly Dictionary<string, CompiledScript> includes = new(StringComparer.Ordinal);
    private readonly Dictionary<string, CodeTable> tables = new(StringComparer.Ordinal);

    /// <summary>Modules, functions and constants that every script sees.</summary>
    public ScriptObject Builtins { get; } = builtins;

    /// <summary>Number of distinct global names in all scripts.</summary>
    public int CellCount => cells.Count;

    /// <summary>The number of a global name.</summary>
    public int CellOf(string name)
    {
        if (!cells.TryGetValue(name, out var cell))
        {
            cells[name] = cell = cells.Count;
        }

        return cell;
    }

    /// <summary>Makes a script available to <c>include</c>.</summary>
    public void AddInclude(string path, CompiledScript script) => includes[path] = script;

    /// <summary>Makes a code table available to <c>code_map</c>.</summary>
    public void AddTable(string name, CodeTable table) => tables[name] = table;

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
