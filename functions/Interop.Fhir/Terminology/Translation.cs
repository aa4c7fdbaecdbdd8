namespace Interop.Fhir.Terminology;

/// <summary>What to translate.</summary>
/// <param name="Code">The code.</param>
/// <param name="System">Its code system.</param>
public sealed record TranslationRequest(string Code, string System)
{
    /// <summary>Version of the code system; any when not given.</summary>
    public string? Version { get; init; }

    /// <summary>The concept map by canonical URL, with or without version; all that fit when not given.</summary>
    public string? Map { get; init; }

    /// <summary>Only maps from this value set.</summary>
    public string? Source { get; init; }

    /// <summary>Only maps to this value set.</summary>
    public string? Target { get; init; }

    /// <summary>Only matches in this code system.</summary>
    public string? TargetSystem { get; init; }

    /// <summary>Further values that a match may depend on: property and value (a code without its system).</summary>
    public IReadOnlyDictionary<string, string> Dependencies { get; init; } = new Dictionary<string, string>();

    /// <summary>From target to source: the code is one of a map's targets.</summary>
    public bool Reverse { get; init; }
}

/// <summary>What a translation came to.</summary>
/// <param name="Result">Whether a match was found that says more than that there is none.</param>
/// <param name="Matches">All targets, those that tell <c>unmatched</c> or <c>disjoint</c> too.</param>
/// <param name="IsKnown">False when no map here speaks of the code system at all: the question was not answered.</param>
public sealed record TranslationResult(bool Result, IReadOnlyList<TranslationMatch> Matches, bool IsKnown);

/// <summary>One target.</summary>
/// <param name="Equivalence">How the target stands to the source: <c>equivalent</c>, <c>wider</c>, ..., read in the direction asked for.</param>
/// <param name="System">The target's code system.</param>
/// <param name="Code">The target's code; null when the map only says that there is none.</param>
/// <param name="Display">Its display text.</param>
/// <param name="Map">The concept map that says so.</param>
/// <param name="Products">Further values that go with the match: property, system, value.</param>
public sealed record TranslationMatch(string Equivalence, string? System, string? Code, string? Display, string Map, IReadOnlyList<(string Property, string? System, string Value)> Products);
