namespace Interop.Mapping.Formats.Csv;

/// <summary>What the text itself does not say.</summary>
public sealed record CsvOptions
{
    /// <summary>A header row, separator as found.</summary>
    public static readonly CsvOptions Default = new();

    /// <summary>Comma, semicolon or tab; null (the default) takes the one that the first row has most of.</summary>
    public char? Separator { get; init; }

    /// <summary>Whether the first row names the columns. Default true; else they are <c>#1</c>, <c>#2</c>...</summary>
    public bool Header { get; init; } = true;

    /// <summary>Keeps empty cells and everything that only the spelling says, so that writing gives the same bytes.</summary>
    public bool Exact { get; init; }
}
