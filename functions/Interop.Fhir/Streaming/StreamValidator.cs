using Interop.Fhir.Issues;
using Interop.Fhir.Validation;

namespace Interop.Fhir.Streaming;

/// <summary>
/// Validates what need not fit into memory: a Bundle in JSON of any size (a first pass finds the entries, a second checks one after the
/// other), and resources line by line (NDJSON). The findings are those of <see cref="ResourceValidator"/>; memory grows with the largest
/// entry and, by about a hundred bytes each, with the number of entries.
/// </summary>
public static class StreamValidator
{
    /// <summary>All findings of a Bundle, places told in the whole text. Null when the text is JSON but no Bundle.</summary>
    /// <param name="source">The text, in UTF-8.</param>
    /// <param name="options">What to check against.</param>
    public static IReadOnlyList<Issue>? Bundle(IByteSource source, ValidationOptions options) => Bundle(source, options, 1 << 18);

    internal static IReadOnlyList<Issue>? Bundle(IByteSource source, ValidationOptions options, int window)
    {
        var issues = new List<Issue>();
        var outline = new BundleScan(source, window).Run(issues);
        return outline is null ? issues
            : outline.ResourceType != "Bundle" ? null
            : new StreamedBundle(source, outline, options).Validate();
    }

    /// <summary>All findings of a text with one resource in each line; empty lines are passed over.</summary>
    /// <param name="source">The text, in UTF-8.</param>
    /// <param name="options">What to check against.</param>
    public static IReadOnlyList<Issue> Lines(IByteSource source, ValidationOptions options) => new StreamedLines(source, options).Validate();
}
