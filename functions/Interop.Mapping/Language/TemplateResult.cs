using Interop.Fhir.Issues;

namespace Interop.Mapping.Language;

/// <summary>Outcome of a template or script run by itself: the text it wrote, or the issue that ended it.</summary>
public sealed record TemplateResult(string? Output, Issue? Fault, string? Excerpt)
{
    /// <summary>Further faults of a text that does not parse.</summary>
    public IReadOnlyList<Issue> Others { get; init; } = [];
}
