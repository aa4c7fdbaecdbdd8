using System.Text.Json;
using System.Text.Unicode;
using Interop.Fhir.Issues;

namespace Interop.Fhir.Tree;

/// <summary>What every reader of JSON text does the same way: encoding, limits, and how a fault becomes one issue with its place.</summary>
internal static class JsonSource
{
    /// <summary>Walks the whole text into the builder; false when it reported a fault that leaves no tree.</summary>
    internal delegate bool Visit(ref Utf8JsonReader reader, JsonTarget target);

    public static NodeTree? Read(ReadOnlyMemory<byte> utf8, ICollection<Issue> issues, Visit visit)
    {
        var start = utf8.Span.StartsWith("\uFEFF"u8) ? 3 : 0;
        if (!Utf8.IsValid(utf8.Span))
        {
            issues.Add(At(IssueCodes.JsonInvalidUtf8, utf8.Span, FirstInvalid(utf8.Span)));
            return null;
        }

        var target = new JsonTarget(new NodeTreeBuilder(utf8), start, issues);
        var reader = new Utf8JsonReader(utf8.Span[start..], new JsonReaderOptions { MaxDepth = JsonTreeReader.MaxDepth });
        try
        {
            return visit(ref reader, target) ? target.Builder.Build() : null;
        }
        catch (JsonException fault)
        {
            issues.Add(At(Classify(ref reader, utf8.Span[start..], fault), utf8.Span, start + Offset(utf8.Span[start..], fault)));
            return null;
        }
        catch (InvalidOperationException)
        {
            // The reader unescapes lazily and meets half a surrogate pair (\ud83d alone) only then.
            issues.Add(At(IssueCodes.JsonSyntax, utf8.Span, start + (int)reader.TokenStartIndex));
            return null;
        }
    }

    public static Issue At(IssueCode code, ReadOnlySpan<byte> utf8, int offset, params string[] arguments)
    {
        var (line, column) = TextPosition.Of(utf8, offset);
        return new Issue(code, new IssueLocation { Line = line, Column = column }, arguments);
    }

    private static IssueCode Classify(ref Utf8JsonReader reader, ReadOnlySpan<byte> text, JsonException fault) =>
        IsTooDeep(ref reader, text) ? IssueCodes.JsonTooDeep
        : reader.BytesConsumed >= text.Length || Offset(text, fault) >= text.Length ? IssueCodes.JsonTruncated
        : IssueCodes.JsonSyntax;

    /// <summary>Whether all levels are open and what comes next would open another.</summary>
    internal static bool IsTooDeep(ref Utf8JsonReader reader, ReadOnlySpan<byte> text)
    {
        var open = reader.CurrentDepth + (reader.TokenType is JsonTokenType.StartObject or JsonTokenType.StartArray ? 1 : 0);
        var next = text[(int)reader.BytesConsumed..].TrimStart(" \t\r\n:,"u8);
        return open >= JsonTreeReader.MaxDepth && !next.IsEmpty && next[0] is (byte)'{' or (byte)'[';
    }

    /// <summary>Where the reader stopped; it says so as a line and a byte in the line.</summary>
    private static int Offset(ReadOnlySpan<byte> text, JsonException fault)
    {
        var lineStart = 0;
        for (var line = fault.LineNumber ?? 0; line > 0; line--)
        {
            lineStart += text[lineStart..].IndexOf((byte)'\n') + 1;
        }

        return Math.Min(lineStart + (int)(fault.BytePositionInLine ?? 0), text.Length);
    }

    private static int FirstInvalid(ReadOnlySpan<byte> utf8)
    {
        var offset = 0;
        while (offset < utf8.Length && System.Text.Rune.DecodeFromUtf8(utf8[offset..], out _, out var consumed) == System.Buffers.OperationStatus.Done)
        {
            offset += consumed;
        }

        return offset;
    }
}
