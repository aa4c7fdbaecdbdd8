using System.Buffers;
using Interop.Fhir.Issues;
using Interop.Fhir.Json;
using Interop.Fhir.Tree;

namespace Interop.Fhir.Streaming;

/// <summary>
/// A Bundle of the same head with one entry, or none, so that what is validated is a Bundle as always; it knows where in the source
/// each of its bytes stands.
/// </summary>
internal sealed class BundlePiece
{
    private readonly byte[] text;
    private readonly List<(int From, long Origin)> parts;

    private BundlePiece(byte[] text, int length, List<(int From, long Origin)> parts, int number)
    {
        (this.text, this.parts, Number, Text) = (text, parts, number, text.AsMemory(0, length));
    }

    public ReadOnlyMemory<byte> Text { get; }

    /// <summary>The number that the entry has in the Bundle; -1 for the head.</summary>
    public int Number { get; }

    /// <summary>Where the entry begins; the length of the text for the head.</summary>
    public int EntryFrom => Number < 0 ? Text.Length : parts[^1].From;

    /// <summary>The head, with one entry when <paramref name="entry"/> is given.</summary>
    public static BundlePiece Read(IByteSource source, BundleOutline outline, BundleOutline.Part? entry = null, int number = -1)
    {
        var text = ArrayPool<byte>.Shared.Rent(outline.Head.Sum(h => h.Length + 1) + (entry?.Length ?? 0) + 16);
        var parts = new List<(int From, long Origin)> { (0, outline.Start) };
        text[0] = (byte)'{';
        var length = 1;
        foreach (var part in outline.Head)
        {
            length = Separate(text, length);
            parts.Add((length, part.Offset));
            length += source.Read(part.Offset, text.AsSpan(length, part.Length));
        }

        if (entry is { } one)
        {
            length = Append(text, Separate(text, length), "\"entry\":["u8);
            parts.Add((length, one.Offset));
            length += source.Read(one.Offset, text.AsSpan(length, one.Length));
            length = Append(text, length, "]"u8);
        }

        return new BundlePiece(text, Append(text, length, "}"u8), parts, entry is null ? -1 : number);
    }

    /// <summary>The piece as a tree; faults of the head are told with the head only.</summary>
    public NodeTree? Parse(List<Issue> issues, SourcePlaces places)
    {
        var found = new List<Issue>();
        var tree = FhirJson.Read(Text, found);
        foreach (var issue in found)
        {
            var offset = OffsetOf(issue.Location);
            if (Number < 0 || offset >= EntryFrom)
            {
                var (line, column) = places.At(Origin(offset));
                issues.Add(issue with { Location = issue.Location with { Line = line, Column = column, Expression = Expression(issue.Location.Expression) } });
            }
        }

        return tree;
    }

    /// <summary>The offset in the source of an offset in this text.</summary>
    public long Origin(int offset)
    {
        var at = parts.FindLastIndex(p => p.From <= offset);
        return parts[at].Origin + (offset - parts[at].From);
    }

    /// <summary>An expression of this piece as one of the whole Bundle.</summary>
    public string? Expression(string? expression) => Number > 0 && expression?.StartsWith("Bundle.entry[0]", StringComparison.Ordinal) == true
        ? string.Create(System.Globalization.CultureInfo.InvariantCulture, $"Bundle.entry[{Number}]{expression.AsSpan(15)}") : expression;

    /// <summary>Gives the memory back; trees made of it must not be used after.</summary>
    public void Release() => ArrayPool<byte>.Shared.Return(text);

    private int OffsetOf(IssueLocation place)
    {
        var lineStart = 0;
        for (var line = 1; line < place.Line; line++)
        {
            lineStart += Text.Span[lineStart..].IndexOf((byte)'\n') + 1;
        }

        var offset = lineStart;
        for (var column = 1; offset < Text.Length && (column < place.Column || (Text.Span[offset] & 0xC0) == 0x80); offset++)
        {
            column += (Text.Span[offset] & 0xC0) == 0x80 ? 0 : 1;
        }

        return offset;
    }

    private static int Separate(byte[] text, int length) => length == 1 ? length : Append(text, length, ","u8);

    private static int Append(byte[] text, int length, ReadOnlySpan<byte> more)
    {
        more.CopyTo(text.AsSpan(length));
        return length + more.Length;
    }
}
