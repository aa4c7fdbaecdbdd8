using System.Text.Json;
using Interop.Fhir.Issues;
using Interop.Fhir.Validation;

namespace Interop.Fhir.Tree;

/// <summary>Where a JSON text is read into: the tree's builder, the names seen in each open object, the issues.</summary>
internal sealed class JsonTarget(NodeTreeBuilder builder, int start, ICollection<Issue> issues)
{
    private readonly TextPosition.Cursor cursor = new();

    public NodeTreeBuilder Builder => builder;

    public JsonNames Names { get; } = new();

    /// <summary>Findings whose place is told as a path, which is known only when the tree is.</summary>
    public List<Finding> Findings { get; } = [];

    /// <summary>The source offset of the token just read.</summary>
    public int Offset(ref Utf8JsonReader reader) => start + (int)reader.TokenStartIndex;

    /// <summary>The name of the property just read; a known name allocates nothing.</summary>
    public static string Name(ref Utf8JsonReader reader) => reader.ValueIsEscaped ? reader.GetString()! : NameCache.Get(reader.ValueSpan);

    public void Report(IssueCode code, int offset, params string[] arguments) =>
        issues.Add(JsonSource.At(code, builder.Source.Span, offset, arguments));

    /// <summary>Notes a fault in a property of the open object that leaves the rest readable.</summary>
    public void Note(IssueCode code, int offset, string name, string argument)
    {
        // Telling a place reads the text up to it, so their number has a limit.
        if (Findings.Count < StructureValidator.MaxFindings)
        {
            var (line, column) = cursor.MoveTo(builder.Source.Span, offset);
            Findings.Add(new Finding(new Issue(code, new IssueLocation { Line = line, Column = column }, argument), builder.Current, name));
        }
    }

    /// <summary>Adds the text, number, boolean or null just read.</summary>
    public int AddScalar(ref Utf8JsonReader reader, string? name, bool listItem)
    {
        var index = builder.Add(name, Kind(reader.TokenType), default(ReadOnlySpan<byte>), Offset(ref reader), listItem);
        SetScalar(ref reader, index);
        return index;
    }

    /// <summary>Gives a node that is there already the text, number, boolean or null just read.</summary>
    public void SetScalar(ref Utf8JsonReader reader, int index)
    {
        var kind = Kind(reader.TokenType);
        var offset = Offset(ref reader);
        if (reader.TokenType == JsonTokenType.String && reader.ValueIsEscaped)
        {
            var buffer = new byte[reader.ValueSpan.Length];
            var written = reader.CopyString(buffer);
            builder.Fill(index, kind, offset);
            builder.SetValue(index, buffer.AsSpan(0, written));
        }
        else if (kind is NodeKind.String or NodeKind.Number)
        {
            builder.Fill(index, kind, offset);
            builder.SetSlice(index, offset + (kind == NodeKind.String ? 1 : 0), reader.ValueSpan.Length);
        }
        else
        {
            builder.Fill(index, kind, offset);
        }
    }

    private static NodeKind Kind(JsonTokenType token) => token switch
    {
        JsonTokenType.String => NodeKind.String,
        JsonTokenType.Number => NodeKind.Number,
        JsonTokenType.True => NodeKind.True,
        JsonTokenType.False => NodeKind.False,
        _ => NodeKind.Null,
    };

    /// <summary>A fault in the property <paramref name="Name"/> of the object at <paramref name="Row"/>.</summary>
    public readonly record struct Finding(Issue Issue, int Row, string Name);
}
