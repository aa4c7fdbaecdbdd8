using Interop.Fhir.Definitions;
using Interop.Fhir.FhirPath;
using Interop.Fhir.Tree;

namespace Interop.Fhir.Validation;

/// <summary>
/// The rules on one kind of element. Which of them have to be evaluated depends on the elements that are present: the others are known to
/// hold (<see cref="Foresight"/>). The answers for the combinations met last are kept; hostile combinations only push each other out.
/// </summary>
internal sealed class RuleSet
{
    private const int Slots = 32;
    private const int Probes = 8;
    private static readonly RuleSet None = new([], null);
    private readonly TypeDefinition? type;
    private readonly Answer?[] known = [];

    private RuleSet(Rule[] rules, TypeDefinition? type)
    {
        (All, this.type) = (rules, type);
        known = rules.Length == 0 ? [] : new Answer?[Slots];
    }

    /// <summary>Every rule.</summary>
    public Rule[] All { get; }

    /// <summary>Rules on an element of this type.</summary>
    public static RuleSet Of(IReadOnlyCollection<Rule> rules, TypeDefinition type) => rules.Count == 0 ? None : new RuleSet([.. rules], type);

    /// <summary>A bit for each element of a type that a node has.</summary>
    public static ulong Present(Node node, TypeDefinition type)
    {
        var present = 0UL;
        foreach (var child in node.Children)
        {
            present |= type.TryFind(child.Name!, out var match) ? 1UL << match.Index : 0;
        }

        return present;
    }

    /// <summary>The rules whose outcome is not known from the elements that are present.</summary>
    public Rule[] Left(ulong present)
    {
        if (All.Length == 0)
        {
            return All;
        }

        var home = (int)(present * 0x9E3779B97F4A7C15 >> 59);
        var free = home;
        for (var probe = 0; probe < Probes; probe++)
        {
            var at = (home + probe) % Slots;
            if (Volatile.Read(ref known[at]) is not { } answer)
            {
                free = at;
                break;
            }

            if (answer.Present == present)
            {
                return answer.Rules;
            }
        }

        return Make(present, free).Rules;
    }

    // Apart from the look-up, which would otherwise make an object for the lambda each time.
    private Answer Make(ulong present, int slot)
    {
        var made = new Answer(present, Array.FindAll(All, r => !Holds(r, present)));
        Volatile.Write(ref known[slot], made);
        return made;
    }

    private bool Holds(Rule rule, ulong present) => rule.Expression is { } expression && new Foresight(type!, present).Of(expression.Root) switch
    {
        Outlook.True => true,
        Outlook.Empty => rule.MayBeEmpty,
        _ => false,
    };

    private sealed record Answer(ulong Present, Rule[] Rules);
}
