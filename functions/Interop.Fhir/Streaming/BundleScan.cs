using System.Text.Json;
using Interop.Fhir.Issues;
using Interop.Fhir.Tree;

namespace Interop.Fhir.Streaming;

/// <summary>The first pass over a Bundle: finds the entries and what the second pass has to know of them, without holding the text.</summary>
internal sealed class BundleScan(IByteSource source, int window, int largest = 1 << 30)
{
    private readonly BundleOutline outline = new();
    private byte[] buffer = new byte[window];
    private long position;
    private bool inEntries;
    private long start;
    private string? property;
    private string? entryProperty;
    private string? resourceProperty;
    private string? metaProperty;
    private Seen seen;
    private bool tooLarge;
    private bool isRepeated;
    private readonly HashSet<string> properties = new(StringComparer.Ordinal);

    /// <summary>The outline; null, and one issue, when the text is no JSON.</summary>
    public BundleOutline? Run(ICollection<Issue> issues)
    {
        var state = new JsonReaderState(new JsonReaderOptions { MaxDepth = JsonTreeReader.MaxDepth });
        var held = 0;
        position = SkipMark();
        while (true)
        {
            held += source.Read(position + held, buffer.AsSpan(held));
            var isFinal = position + held >= source.Length;
            var reader = new Utf8JsonReader(buffer.AsSpan(0, held), isFinal, state);
            try
            {
                while (!isRepeated && reader.Read())
                {
                    Token(ref reader);
                }
            }
            catch (JsonException fault)
            {
                issues.Add(Fault(ref reader, buffer.AsSpan(0, held), fault));
                return null;
            }

            if (isRepeated)
            {
                return Refused(IssueCodes.JsonDuplicateProperty, issues);
            }

            if (isFinal)
            {
                return tooLarge ? Refused(IssueCodes.FhirEntryTooLarge, issues) : outline;
            }

            var consumed = (int)reader.BytesConsumed;
            (state, held) = (reader.CurrentState, held - consumed);
            buffer.AsSpan(consumed, held).CopyTo(buffer);
            position += consumed;
            if (tooLarge || (consumed == 0 && held >= largest))
            {
                return Refused(IssueCodes.FhirEntryTooLarge, issues);
            }

            if (consumed == 0 && held == buffer.Length)
            {
                // One token larger than the buffer: an attachment.
                Array.Resize(ref buffer, buffer.Length * 2);
            }
        }
    }

    private BundleOutline? Refused(IssueCode code, ICollection<Issue> issues)
    {
        var (line, column) = new SourcePlaces(source).At(start);
        issues.Add(new Issue(code, new IssueLocation { Line = line, Column = column }));
        return null;
    }

    private int SkipMark()
    {
        Span<byte> mark = stackalloc byte[3];
        return source.Read(0, mark) == 3 && mark.SequenceEqual("\uFEFF"u8) ? 3 : 0;
    }

    private void Token(ref Utf8JsonReader reader)
    {
        var depth = reader.CurrentDepth;
        switch (reader.TokenType)
        {
            case JsonTokenType.PropertyName:
                Name(ref reader, depth);
                break;
            case JsonTokenType.StartObject or JsonTokenType.StartArray:
                Open(ref reader, depth);
                break;
            case JsonTokenType.EndObject or JsonTokenType.EndArray:
                Close(ref reader, depth);
                break;
            default:
                if (inEntries && depth == 2)
                {
                    start = position + reader.TokenStartIndex;
                }

                Value(ref reader, depth);
                Close(ref reader, depth);
                break;
        }
    }

    private void Name(ref Utf8JsonReader reader, int depth)
    {
        if (depth == 1)
        {
            start = position + reader.TokenStartIndex;
            property = JsonTarget.Name(ref reader);
            isRepeated = !properties.Add(property);
        }
        else if (inEntries && depth is 3 or 4 or 5)
        {
            var name = reader.ValueIsEscaped || reader.ValueSpan.Length > 64 ? "" : NameCache.Get(reader.ValueSpan);
            (entryProperty, resourceProperty, metaProperty) = depth switch
            {
                3 => (name, null, null),
                4 => (entryProperty, name, null),
                _ => (entryProperty, resourceProperty, name),
            };
        }
    }

    private void Open(ref Utf8JsonReader reader, int depth)
    {
        if (depth == 0)
        {
            outline.Start = position + reader.TokenStartIndex;
        }
        else if (depth == 1 && property == "entry" && reader.TokenType == JsonTokenType.StartArray)
        {
            inEntries = true;
        }
        else if (inEntries && depth == 2)
        {
            start = position + reader.TokenStartIndex;
        }
    }

    private void Value(ref Utf8JsonReader reader, int depth)
    {
        if (depth == 1 && reader.TokenType == JsonTokenType.String && property is "resourceType" or "type")
        {
            (outline.ResourceType, outline.BundleType) = property == "type" ? (outline.ResourceType, Text(ref reader)) : (Text(ref reader), outline.BundleType);
        }
        else if (inEntries && reader.TokenType == JsonTokenType.String)
        {
            switch (depth, entryProperty, resourceProperty, metaProperty)
            {
                case (3, "fullUrl", _, _):
                    seen.FullUrl = Text(ref reader);
                    break;
                case (4, "resource", "resourceType", _):
                    seen.Type = reader.ValueIsEscaped ? null : NameCache.Get(reader.ValueSpan);
                    break;
                case (5, "resource", "meta", "versionId"):
                    seen.Version = Text(ref reader);
                    break;
            }
        }
    }

    /// <summary>The end of a value: of an entry, or of a property of the Bundle.</summary>
    private void Close(ref Utf8JsonReader reader, int depth)
    {
        var length = position + reader.BytesConsumed - start;
        tooLarge |= depth <= 2 && length > largest && (depth == 2 || !inEntries);
        if (inEntries && depth == 2)
        {
            outline.Add(new BundleOutline.Part(start, (int)Math.Min(length, int.MaxValue)), seen.Type, seen.FullUrl, seen.Version);
            (seen, entryProperty) = (default, null);
        }
        else if (depth == 1)
        {
            // An empty list of entries is a fault that the Bundle's own validation tells.
            if (!inEntries || outline.Entries.Count == 0)
            {
                outline.Head.Add(new BundleOutline.Part(start, (int)Math.Min(length, int.MaxValue)));
            }

            inEntries = false;
        }
    }

    // Half a surrogate pair is told by the second pass, with its place.
    private static string? Text(ref Utf8JsonReader reader)
    {
        try
        {
            return reader.GetString();
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }

    private Issue Fault(ref Utf8JsonReader reader, ReadOnlySpan<byte> text, JsonException fault)
    {
        var places = new SourcePlaces(source);
        var offset = places.Offset(SkipMark(), fault.LineNumber ?? 0, fault.BytePositionInLine ?? 0);
        var code = JsonSource.IsTooDeep(ref reader, text) ? IssueCodes.JsonTooDeep
            : offset >= source.Length || position + reader.BytesConsumed >= source.Length ? IssueCodes.JsonTruncated
            : IssueCodes.JsonSyntax;
        var (line, column) = places.At(offset);
        return new Issue(code, new IssueLocation { Line = line, Column = column });
    }

    private struct Seen
    {
        public string? FullUrl;
        public string? Type;
        public string? Version;
    }
}
