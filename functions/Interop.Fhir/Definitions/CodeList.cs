using System.Text;

namespace Interop.Fhir.Definitions;

/// <summary>All codes of a value set, code system by code system. Codes are compared as UTF-8, exactly. Immutable.</summary>
public sealed class CodeList
{
    private readonly Dictionary<string, Utf8Set> bySystem;

    internal CodeList(string url, IReadOnlyList<(string System, string[] Codes)> systems)
    {
        Url = url;
        Systems = [.. systems.Select(s => s.System)];
        Codes = systems.ToDictionary(s => s.System, IReadOnlyList<string> (s) => s.Codes, StringComparer.Ordinal);
        bySystem = systems.ToDictionary(s => s.System, s => new Utf8Set(s.Codes), StringComparer.Ordinal);
    }

    /// <summary>The value set's URL, without version.</summary>
    public string Url { get; }

    /// <summary>The code systems that codes come from.</summary>
    public IReadOnlyList<string> Systems { get; }

    /// <summary>The codes of each code system.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string>> Codes { get; }

    /// <summary>Whether the code is in the value set, whatever its code system: for elements of type <c>code</c>.</summary>
    public bool Contains(ReadOnlySpan<byte> code)
    {
        foreach (var set in bySystem.Values)
        {
            if (set.Contains(code))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Whether the code of this code system is in the value set.</summary>
    public bool Contains(string? system, ReadOnlySpan<byte> code) =>
        system is not null && bySystem.TryGetValue(system, out var set) && set.Contains(code);

    /// <summary>A hash table of UTF-8 texts that is asked with spans of a record, so that asking allocates nothing.</summary>
    private sealed class Utf8Set
    {
        private readonly byte[]?[] slots;

        public Utf8Set(IReadOnlyCollection<string> texts)
        {
            slots = new byte[]?[(int)System.Numerics.BitOperations.RoundUpToPowerOf2((uint)(texts.Count * 2) + 1)];
            foreach (var text in texts)
            {
                var utf8 = Encoding.UTF8.GetBytes(text);
                var at = Find(utf8);
                slots[at] = utf8;
            }
        }

        public bool Contains(ReadOnlySpan<byte> utf8) => slots[Find(utf8)] is not null;

        private int Find(ReadOnlySpan<byte> utf8)
        {
            var hash = 2166136261u;
            foreach (var b in utf8)
            {
                hash = (hash ^ b) * 16777619u;
            }

            var at = (int)(hash & (uint)(slots.Length - 1));
            while (slots[at] is { } taken && !taken.AsSpan().SequenceEqual(utf8))
            {
                at = (at + 1) & (slots.Length - 1);
            }

            return at;
        }
    }
}
