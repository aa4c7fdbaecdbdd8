using Interop.Fhir.Definitions;
using Interop.Fhir.FhirPath;

namespace Interop.Fhir.Validation;

/// <summary>A rule with its expression compiled. An expression that is no FHIRPath never holds nor fails.</summary>
internal sealed class Rule
{
    // Checked elsewhere: content of elements and extensions by the structure, contained resources by ContainedCheck, which tells which one.
    private static readonly HashSet<string> Elsewhere = new(["ele-1", "ext-1", "dom-3"], StringComparer.Ordinal);

    // A rule that comes out empty is broken, as for HL7's validator: a period whose bounds cannot be compared is none. These come out empty
    // where what they speak of is absent (a Reference with a display only), or by a slip in their expression.
    private static readonly HashSet<string> Emptiable = new(["ref-1", "bdl-8", "ras-2", "vs-1"], StringComparer.Ordinal);

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

    /// <summary>Whether the empty collection counts as kept.</summary>
    public bool MayBeEmpty => Emptiable.Contains(Key);

    /// <summary>Rules of R4 that are checked by evaluating them.</summary>
    public static Rule[] Of(IReadOnlyList<Invariant> invariants) =>
        [.. invariants.Where(i => !Elsewhere.Contains(i.Key)).Select(i => new Rule(i.Key, i.IsError, i.Expression, i.Expression))];
}
