using System.Text.RegularExpressions;
using Interop.Fhir.Tree;

namespace Interop.Fhir.Terminology;

/// <summary>A filter of a value set (http://hl7.org/fhir/R4/valueset-filter-operator.html).</summary>
internal sealed class ConceptFilter
{
    private static readonly TimeSpan RegexTime = TimeSpan.FromMilliseconds(50);
    private readonly string property;
    private readonly string operation;
    private readonly string value;
    private readonly Regex? regex;

    public ConceptFilter(Node node)
    {
        property = node["property"].Text ?? "";
        operation = node["op"].Text ?? "";
        value = node["value"].Text ?? "";
        regex = operation == "regex" ? Compile(value) : null;
    }

    public Membership Passes(Concept concept, ValueSets sets, CodeSystem system) => operation switch
    {
        "=" => Memberships.Of(Values(concept).Contains(value)),
        "is-a" => IsHierarchy ? Memberships.Of(concept.IsA(value)) : Membership.Unknown,
        "descendent-of" => IsHierarchy ? Memberships.Of(concept.Code != value && concept.IsA(value)) : Membership.Unknown,
        "is-not-a" => IsHierarchy ? Memberships.Of(!concept.IsA(value)) : Membership.Unknown,
        "generalizes" => IsHierarchy ? Memberships.Of(system.Find(value)?.IsA(concept.Code) == true) : Membership.Unknown,
        "in" => Memberships.Of(Values(concept).Intersect(List()).Any()),
        "not-in" => Memberships.Of(!Values(concept).Intersect(List()).Any()),
        "exists" => Memberships.Of(Values(concept).Any() == (value == "true")),
        "regex" => Matches(concept),
        _ => Membership.Unknown,
    };

    private bool IsHierarchy => property is "concept" or "code" or "is-a" or "subsumedBy";

    private IEnumerable<string> Values(Concept concept) => property switch
    {
        "code" or "concept" => [concept.Code],
        "display" => concept.Display is { } display ? [display] : [],
        "parent" => concept.Parents.Select(p => p.Code),
        _ => concept.Values(property),
    };

    private string[] List() => value.Split(',', StringSplitOptions.TrimEntries);

    private Membership Matches(Concept concept)
    {
        try
        {
            return regex is null ? Membership.Unknown : Memberships.Of(Values(concept).Any(regex.IsMatch));
        }
        catch (RegexMatchTimeoutException)
        {
            return Membership.Unknown;
        }
    }

    // The whole value has to match, as the standard says.
    private static Regex? Compile(string pattern)
    {
        try
        {
            return new Regex("^(?:" + pattern + ")$", RegexOptions.CultureInvariant, RegexTime);
        }
        catch (ArgumentException)
        {
            return null;
        }
    }
}
