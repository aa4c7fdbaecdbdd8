using Interop.Fhir.Tree;

namespace Interop.Fhir.FhirPath;

/// <summary>What surrounds an evaluation. Every part is optional; what is absent gives the empty collection where it is asked for.</summary>
public sealed record FhirPathContext
{
    /// <summary>Nothing around it: the focus is its own resource.</summary>
    public static readonly FhirPathContext Empty = new();

    /// <summary><c>%resource</c>: the resource the focus is in; the focus itself when not given.</summary>
    public Node Resource { get; init; }

    /// <summary><c>%rootResource</c>: the container of a contained resource; <see cref="Resource"/> when not given.</summary>
    public Node RootResource { get; init; }

    /// <summary>Finds the resource that a reference, canonical or uri names; a node that does not exist when it is unknown.</summary>
    public Func<string, Node>? Resolve { get; init; }

    /// <summary>Further <c>%name</c> variables, without the percent sign.</summary>
    public IReadOnlyDictionary<string, FhirPathItem[]>? Variables { get; init; }

    /// <summary>The instant that <c>now()</c>, <c>today()</c> and <c>timeOfDay()</c> speak of, the same during a whole evaluation.</summary>
    public DateTimeOffset Now { get; init; }

    /// <summary>
    /// The FHIR type of the focus where it cannot be read off it: a data type such as <c>HumanName</c>, or a path such as
    /// <c>Patient.contact</c>. Not needed for resources and for elements inside one.
    /// </summary>
    public string? FocusType { get; init; }

    /// <summary>Answers <c>memberOf(valueset)</c> for a code, Coding or CodeableConcept; null when it cannot be known.</summary>
    public Func<FhirPathItem, string, bool?>? MemberOf { get; init; }

    /// <summary>Answers <c>a.subsumes(b)</c> and <c>b.subsumedBy(a)</c> for codes and Codings; null when it cannot be known.</summary>
    public Func<FhirPathItem, FhirPathItem, bool?>? Subsumes { get; init; }

    /// <summary>Answers <c>conformsTo(profile)</c>; null when the profile is unknown. R4's own types need no port.</summary>
    public Func<Node, string, bool?>? ConformsTo { get; init; }

    /// <summary>Answers <c>elementDefinition()</c>: the ElementDefinition of an element.</summary>
    public Func<Node, Node>? ElementDefinition { get; init; }

    /// <summary>Answers <c>slice(structure, name)</c>: whether an element falls in a slice of a profile.</summary>
    public Func<Node, string, string, bool>? InSlice { get; init; }

    /// <summary>Receives what <c>trace(name)</c> sees; the items may hold record values, so it is no log.</summary>
    public Action<string, IReadOnlyList<FhirPathItem>>? Trace { get; init; }

    /// <summary>
    /// Whether <c>as()</c> takes several items, as <c>ofType()</c> does. The specification makes that an error, yet R4's own invariants and
    /// search parameters are written so (dom-3): <see cref="FhirPathExpression.EvaluateInvariant"/> sets it.
    /// </summary>
    public bool CastsCollections { get; init; }

    /// <summary>Steps after which an evaluation is given up, so that a hostile expression ends.</summary>
    public int MaxSteps { get; init; } = 10_000_000;
}
