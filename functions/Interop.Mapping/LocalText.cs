using TextLanguage = Interop.Fhir.Issues.Language;

namespace Interop.Mapping;

/// <summary>A text for people, in both languages.</summary>
public sealed record LocalText(string En, string Fr)
{
    /// <summary>No text.</summary>
    public static readonly LocalText None = new("", "");

    /// <summary>The text in one language.</summary>
    public string In(TextLanguage language) => language == TextLanguage.French ? Fr : En;
}
