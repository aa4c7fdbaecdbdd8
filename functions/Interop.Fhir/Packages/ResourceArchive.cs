using System.Globalization;
using System.IO.Compression;
using System.Text;

namespace Interop.Fhir.Packages;

/// <summary>
/// Many definitions in one compressed file: a line <c>type url version length</c> (tabs between) before each JSON text, so that the
/// texts are found without being parsed.
/// </summary>
internal static class ResourceArchive
{
    public static byte[] Write(IEnumerable<(string Type, string Url, string? Version, byte[] Json)> resources)
    {
        using var packed = new MemoryStream();
        using (var brotli = new BrotliStream(packed, CompressionLevel.SmallestSize, leaveOpen: true))
        {
            foreach (var (type, url, version, json) in resources)
            {
                brotli.Write(Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{type}\t{url}\t{version}\t{json.Length}\n")));
                brotli.Write(json);
            }
        }

        return packed.ToArray();
    }

    public static void Read(Stream packed, ConformanceStore store)
    {
        using var plain = new MemoryStream();
        using (var brotli = new BrotliStream(packed, CompressionMode.Decompress))
        {
            brotli.CopyTo(plain);
        }

        var bytes = plain.GetBuffer().AsMemory(0, (int)plain.Length);
        while (!bytes.IsEmpty)
        {
            var end = bytes.Span.IndexOf((byte)'\n');
            var fields = Encoding.UTF8.GetString(bytes.Span[..end]).Split('\t');
            var length = int.Parse(fields[3], CultureInfo.InvariantCulture);
            store.Add(fields[0], fields[1], fields[2].Length == 0 ? null : fields[2], bytes.Slice(end + 1, length));
            bytes = bytes[(end + 1 + length)..];
        }
    }
}
