using System.Text.Json;
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
    public static NodeTree? Read(ReadOnlyMemory<byte> utf8, ICollection<Issue> issues) => JsonSource.Read(utf8, issues, ReadAll);

    private static bool ReadAll(ref Utf8JsonReader reader, JsonTarget target)
    {
        var arrays = 0UL; // one bit per open level, set for an array; MaxDepth is 64
        string? name = null;
        while (reader.Read())
        {
            var inArray = (arrays & 1) == 1;
            switch (reader.TokenType)
            {
                case JsonTokenType.PropertyName:
                    name = JsonTarget.Name(ref reader);
                    if (!target.Names.TryAdd(name, shadow: false, target.Builder.Count))
                    {
                        target.Report(IssueCodes.JsonDuplicateProperty, target.Offset(ref reader));
                        return false;
                    }

                    continue;
                case JsonTokenType.StartObject:
                    target.Builder.Begin(name, NodeKind.Object, target.Offset(ref reader), inArray);
                    target.Names.Open();
                    arrays <<= 1;
                    break;
                case JsonTokenType.StartArray:
                    target.Builder.Begin(name, NodeKind.Array, target.Offset(ref reader), inArray);
                    arrays = arrays << 1 | 1;
                    break;
                case JsonTokenType.EndObject or JsonTokenType.EndArray:
                    Close(target, reader.TokenType);
                    arrays >>= 1;
                    break;
                default:
                    target.AddScalar(ref reader, name, inArray);
                    break;
            }

            name = null;
        }

        return true;
    }

    private static void Close(JsonTarget target, JsonTokenType token)
    {
        target.Builder.End();
        if (token == JsonTokenType.EndObject)
        {
            target.Names.Close();
        }
    }
}
