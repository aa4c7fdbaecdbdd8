using System.Text.Json;
using System.Text.Unicode;
using Interop.Fhir.Issues;

namespace Interop.Fhir.Tree;

/// <summary>Reads JSON (RFC 8259) into a record tree that keeps every source position.</summary>
public static class JsonTreeReader
{
    /// <summary>Nesting deeper than this is refused (limits are on by default).</summary>
    public const int MaxDepth = 64;

    /// <summary>
    /// Reads one JSON text. A fault gives no tree and one issue with line and column: invalid UTF-8, broken or truncated syntax,
    /// nesting beyond <see cref="MaxDepth"/>, a property given twice (RFC 8259 §4 leaves its meaning open, so it is refused).
    /// </summary>
    public static NodeTree? Read(ReadOnlyMemory<byte> utf8, ICollection<Issue> issues)
    {
        var start = utf8.Span.StartsWith("\uFEFF"u8) ? 3 : 0;
        if (!Utf8.IsValid(utf8.Span))
        {
            var (validLine, validColumn) = TextPosition.Of(utf8.Span, FirstInvalid(utf8.Span));
            issues.Add(new Issue(IssueCodes.JsonInvalidUtf8, new IssueLocation { Line = validLine, Column = validColumn }));
            return null;
        }

        var builder = new NodeTreeBuilder(utf8);
        var reader = new Utf8JsonReader(utf8.Span[start..], new JsonReaderOptions { MaxDepth = MaxDepth });
        try
        {
            return ReadAll(ref reader, builder, start, issues) ? builder.Build() : null;
        }
        catch (JsonException fault)
        {
            var code = reader.CurrentDepth >= MaxDepth ? IssueCodes.JsonTooDeep
                : reader.BytesConsumed >= utf8.Length - start || reader.IsFinalBlock && AtEnd(utf8.Span, start, fault) ? IssueCodes.JsonTruncated
                : IssueCodes.JsonSyntax;
            issues.Add(new Issue(code, new IssueLocation { Line = (int)(fault.LineNumber ?? 0) + 1, Column = (int)(fault.BytePositionInLine ?? 0) + 1 }));
            return null;
        }
    }

    private static bool ReadAll(ref Utf8JsonReader reader, NodeTreeBuilder builder, int start, ICollection<Issue> issues)
    {
        // One set of names per open object; a duplicate key is a fault of the record, not a choice for us to make.
        var open = new Stack<HashSet<string>?>();
        string? name = null;
        while (reader.Read())
        {
            var offset = start + (int)reader.TokenStartIndex;
            var inArray = open.Count > 0 && open.Peek() is null;
            switch (reader.TokenType)
            {
                case JsonTokenType.PropertyName:
                    name = reader.ValueIsEscaped ? reader.GetString()! : NameCache.Get(reader.ValueSpan);
                    if (!open.Peek()!.Add(name))
                    {
                        var (line, column) = TextPosition.Of(builder.Source.Span, offset);
                        issues.Add(new Issue(IssueCodes.JsonDuplicateProperty, new IssueLocation { Line = line, Column = column }));
                        return false;
                    }

                    continue;
                case JsonTokenType.StartObject:
                    builder.Begin(name, NodeKind.Object, offset, inArray);
                    open.Push(new HashSet<string>(StringComparer.Ordinal));
                    break;
                case JsonTokenType.StartArray:
                    builder.Begin(name, NodeKind.Array, offset, inArray);
                    open.Push(null);
                    break;
                case JsonTokenType.EndObject or JsonTokenType.EndArray:
                    builder.End();
                    open.Pop();
                    break;
                default:
                    AddScalar(ref reader, builder, name, offset, start, inArray);
                    break;
            }

            name = null;
        }

        return true;
    }

    private static void AddScalar(ref Utf8JsonReader reader, NodeTreeBuilder builder, string? name, int offset, int start, bool inArray)
    {
        switch (reader.TokenType)
        {
            case JsonTokenType.String when reader.ValueIsEscaped:
                var buffer = new byte[reader.ValueSpan.Length];
                var written = reader.CopyString(buffer);
                builder.Add(name, NodeKind.String, buffer.AsSpan(0, written), offset, inArray);
                break;
            case JsonTokenType.String:
                builder.AddSlice(name, NodeKind.String, offset + 1, reader.ValueSpan.Length, offset, inArray);
                break;
            case JsonTokenType.Number:
                builder.AddSlice(name, NodeKind.Number, offset, reader.ValueSpan.Length, offset, inArray);
                break;
            case JsonTokenType.True:
                builder.Add(name, NodeKind.True, default(ReadOnlySpan<byte>), offset, inArray);
                break;
            case JsonTokenType.False:
                builder.Add(name, NodeKind.False, default(ReadOnlySpan<byte>), offset, inArray);
                break;
            default:
                builder.Add(name, NodeKind.Null, default(ReadOnlySpan<byte>), offset, inArray);
                break;
        }
    }

    private static bool AtEnd(ReadOnlySpan<byte> utf8, int start, JsonException fault)
    {
        var lines = utf8[start..].Count((byte)'\n');
        return fault.LineNumber >= lines && utf8[start..].Length - utf8[start..].LastIndexOf((byte)'\n') - 1 <= fault.BytePositionInLine;
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
