using System.Text;

namespace Interop.Fhir.Tree;

/// <summary>
/// Gives the same string for the same UTF-8 name without allocating once it is known. Bounded: a slot holds one name and the
/// newest wins, so that hostile names cannot fill memory. Races are harmless: a slot is replaced as a whole.
/// </summary>
internal static class NameCache
{
    private const int Slots = 8192;
    private static readonly Entry?[] Entries = new Entry?[Slots];

    public static string Get(ReadOnlySpan<byte> utf8)
    {
        if (utf8.Length > 128)
        {
            return Encoding.UTF8.GetString(utf8);
        }

        var hash = 2166136261u;
        foreach (var b in utf8)
        {
            hash = (hash ^ b) * 16777619u;
        }

        ref var slot = ref Entries[hash % Slots];
        var entry = Volatile.Read(ref slot);
        if (entry is not null && entry.Utf8.AsSpan().SequenceEqual(utf8))
        {
            return entry.Name;
        }

        entry = new Entry(utf8.ToArray(), Encoding.UTF8.GetString(utf8));
        Volatile.Write(ref slot, entry);
        return entry.Name;
    }

    private sealed record Entry(byte[] Utf8, string Name);
}
