using System.Collections.Concurrent;
using Interop.Fhir.Definitions;
using Interop.Fhir.FhirPath;

namespace Interop.Fhir.Validation;

/// <summary>A rule with its expression compiled, once for the whole process. An expression that is no FHIRPath never holds nor fails.</summary>
internal sealed class Rule
{
    private static readonly ConcurrentDictionary<object, Rule[]> Known = new();

    // Checked elsewhere: content of elements and extensions by the structure, contained resources by ContainedCheck, which tells which one.
    private static readonly HashSet<string> Elsewhere = new(["ele-1", "ext-1", "dom-3"], StringComparer.Ordinal);

    public Rule(string key, bool isError, string text, string expression)
    {
        (Key, IsError, Text) = (key, isError, text);
        try
        {
            Expression = FhirPathExpression.Parse(expression);
        }
        catch (FhirPathException)
        {
            Expression = null;
        }
    }

    public string Key { get; }

    public bool IsError { get; }

    /// <summary>What the author of the rule says of it, or the expression.</summary>
    public string Text { get; }

    public FhirPathExpression? Expression { get; }

    public static Rule[] Of(TypeDefinition type) => Known.TryGetValue(type, out var rules) ? rules : Known.GetOrAdd(type, Compile(type.Invariants));

    /// <summary>The rules for a resource contained in another, which should have no narrative of its own.</summary>
    public static Rule[] OfContained(TypeDefinition type) => [.. Of(type).Where(r => r.Key != "dom-6")];

    public static Rule[] Of(ElementDefinition element) =>
        element.Invariants.Count == 0 ? [] : Known.TryGetValue(element, out var rules) ? rules : Known.GetOrAdd(element, Compile(element.Invariants));

    private static Rule[] Compile(IReadOnlyList<Invariant> invariants) =>
        [.. invariants.Where(i => !Elsewhere.Contains(i.Key)).Select(i => new Rule(i.Key, i.IsError, i.Expression, i.Expression))];
}
