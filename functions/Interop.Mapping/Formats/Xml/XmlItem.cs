using System.Text;

namespace Interop.Mapping.Formats.Xml;

/// <summary>An element or a piece of text on its way from the XML reader to the tree: what an element's content is shows only at its end.</summary>
internal sealed class XmlItem(string? name, int offset)
{
    /// <summary>Qualified name as spelled; null for text.</summary>
    public string? Name { get; } = name;

    public int Offset { get; } = offset;

    /// <summary>Collected piece by piece: a hostile text may come as a million CDATA sections.</summary>
    public StringBuilder? Text { get; private set; }

    public List<(string Name, string Value, int Offset)> Attributes { get; } = [];

    public List<XmlItem> Content { get; } = [];

    /// <summary>Whether white space between elements counts here (<c>xml:space</c>).</summary>
    public bool KeepsSpace { get; set; }

    /// <summary>Adds text; pieces with only a comment or a CDATA boundary between them are one.</summary>
    public void AddText(string text, int offset)
    {
        if (Content.Count == 0 || Content[^1].Name is not null)
        {
            Content.Add(new XmlItem(null, offset) { Text = new StringBuilder() });
        }

        Content[^1].Text!.Append(text);
    }

    /// <summary>Drops the white space that only lays the text out: all of it between elements, when there is no other text among them.</summary>
    public void DropLayout()
    {
        if (!KeepsSpace && Content.Exists(c => c.Name is not null) && Content.TrueForAll(c => c.Name is not null || IsLayout(c.Text!)))
        {
            Content.RemoveAll(c => c.Name is null);
        }
    }

    private static bool IsLayout(StringBuilder text)
    {
        foreach (var chunk in text.GetChunks())
        {
            if (!chunk.Span.Trim(" \t\r\n").IsEmpty)
            {
                return false;
            }
        }

        return true;
    }
}
