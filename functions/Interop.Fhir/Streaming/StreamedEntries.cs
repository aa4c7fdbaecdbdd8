using Interop.Fhir.Issues;
using Interop.Fhir.Tree;
using Interop.Fhir.Validation;

namespace Interop.Fhir.Streaming;

/// <summary>Reads entries again when others refer to them; the last few are kept.</summary>
internal sealed class StreamedEntries(IByteSource source, BundleOutline outline) : IBundleEntries
{
    private const int Kept = 64;
    private const int KeptBytes = 16_000_000;
    private readonly Dictionary<int, NodeTree?> open = [];
    private readonly SourcePlaces places = new(source);
    private long bytes;
    private HashSet<string>? anchors;

    public Node Entry(string fullUrl) => outline.Find(fullUrl) is >= 0 and var number && Open(number) is { } tree ? tree.Root["entry"] : default;

    public bool Has(string fullUrl) => outline.Find(fullUrl) >= 0;

    public string? TypeOf(string fullUrl) => outline.Find(fullUrl) is >= 0 and var number ? outline.Types[number] : null;

    public bool HasAnchor(string id)
    {
        if (anchors is null)
        {
            anchors = new HashSet<string>(StringComparer.Ordinal);
            foreach (var part in outline.Entries)
            {
                var piece = BundlePiece.Read(source, outline, part, 0);
                using var tree = piece.Parse([], places);
                NarrativeLinks.Anchors(tree?.Root ?? default, anchors);
                piece.Release();
            }
        }

        return anchors.Contains(id);
    }

    private NodeTree? Open(int number)
    {
        if (!open.TryGetValue(number, out var found))
        {
            if (open.Count >= Kept || bytes > KeptBytes)
            {
                // What is let go may still be in use, so it is left to the collector and not given back to the pool.
                open.Clear();
                bytes = 0;
            }

            var piece = BundlePiece.Read(source, outline, outline.Entries[number], number);
            open[number] = found = piece.Parse(new List<Issue>(), places);
            bytes += piece.Text.Length;
        }

        return found;
    }
}
