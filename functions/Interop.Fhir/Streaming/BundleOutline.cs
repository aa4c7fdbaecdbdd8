using System.Security.Cryptography;
using System.Text;

namespace Interop.Fhir.Streaming;

/// <summary>What the first pass keeps of a Bundle: its own properties and, for each entry, where it is, its type, and its <c>fullUrl</c> as a digest.</summary>
internal sealed class BundleOutline
{
    private readonly Dictionary<UInt128, int> byFullUrl = [];
    private readonly HashSet<UInt128> versions = [];

    /// <summary>The properties of the Bundle other than its entries, each with its name, in order.</summary>
    public List<Part> Head { get; } = [];

    /// <summary>Every item of <c>entry</c>.</summary>
    public List<Part> Entries { get; } = [];

    /// <summary>The resource type of each entry, null where it has none.</summary>
    public List<string?> Types { get; } = [];

    /// <summary>Offset of the opening brace.</summary>
    public long Start { get; set; }

    public string? ResourceType { get; set; }

    public string? BundleType { get; set; }

    /// <summary>Whether two entries have the same <c>fullUrl</c> and version (bdl-7).</summary>
    public bool HasRepeats { get; private set; }

    public void Add(Part entry, string? type, string? fullUrl, string? version)
    {
        if (fullUrl is not null)
        {
            byFullUrl.TryAdd(Digest(fullUrl), Entries.Count);
            _ = version is not null && byFullUrl.TryAdd(Digest(fullUrl + "/_history/" + version), Entries.Count);
            HasRepeats |= !versions.Add(Digest(fullUrl + version));
        }

        Entries.Add(entry);
        Types.Add(type);
    }

    /// <summary>The number of the entry with this <c>fullUrl</c>, -1 when there is none.</summary>
    public int Find(string fullUrl) => byFullUrl.GetValueOrDefault(Digest(fullUrl), -1);

    // A cryptographic digest: equal ones mean equal texts, also in a file made to deceive.
    private static UInt128 Digest(string text)
    {
        Span<byte> hash = stackalloc byte[32];
        SHA256.HashData(Encoding.UTF8.GetBytes(text), hash);
        return System.Buffers.Binary.BinaryPrimitives.ReadUInt128LittleEndian(hash);
    }

    /// <summary>A stretch of the source.</summary>
    public readonly record struct Part(long Offset, int Length);
}
