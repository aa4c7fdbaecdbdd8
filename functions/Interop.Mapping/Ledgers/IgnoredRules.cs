using System.Collections.Concurrent;
using Interop.Fhir.FhirPath;
using Interop.Fhir.Tree;

namespace Interop.Mapping.Ledgers;

/// <summary>
/// The rules of one mapping, made so that a leaf finds its rule in about the time of one look-up: walking down a tree, the places that the rules
/// have come to are one state, and states are remembered by name. Immutable to its users and safe to use from many threads.
/// </summary>
internal sealed class IgnoredRules
{
    public static readonly IgnoredRules None = new([]);

    private readonly ConcurrentDictionary<(int State, string Name, int Type), int> steps = new();
    private readonly Dictionary<string, int> known = new(StringComparer.Ordinal);
    private readonly List<State> states = [];
    private readonly string[] types;
    private readonly IgnoredRule[] spelled;

    public IgnoredRules(IReadOnlyList<IgnoredRule> rules)
    {
        All = rules;
        spelled = [.. rules.Where(r => r.Spelled is not null)];
        types = [.. rules.Select(r => r.Type).OfType<string>().Where(t => t != "Resource").Distinct()];
        Intern([.. Enumerable.Range(0, rules.Count).Where(i => rules[i].Spelled is null && rules[i].Type is null).Select(i => (i, 0))]);
    }

    /// <summary>In the order of the file; the first that fits decides.</summary>
    public IReadOnlyList<IgnoredRule> All { get; }

    /// <summary>Looks rules up in one tree.</summary>
    public Search In(NodeTree tree, Func<Node, string> path) => new(this, tree, path);

    private int Next(int state, Node node)
    {
        var type = TypeOf(node);
        var key = (state, node.Name!, type);
        return steps.TryGetValue(key, out var next) ? next : steps.GetOrAdd(key, Step(state, node.Name!, type));
    }

    /// <summary>-1 for what is no resource, 0 for one of a type that no rule names.</summary>
    private int TypeOf(Node node)
    {
        if (node.FirstChild is not { Name: "resourceType" } named)
        {
            return -1;
        }

        for (var i = 0; i < types.Length; i++)
        {
            if (named.Is(types[i]))
            {
                return i + 1;
            }
        }

        return 0;
    }

    private int Step(int state, string name, int type)
    {
        var places = new HashSet<(int Rule, int At)>();
        foreach (var (rule, at) in StateAt(state).Places)
        {
            var names = All[rule].Names;
            if (at < names.Count && names[at] == IgnoredRule.AnyWay)
            {
                places.Add((rule, at));
                _ = at + 1 < names.Count && names[at + 1] == name && places.Add((rule, at + 2));
            }
            else if (at < names.Count && names[at] == name)
            {
                places.Add((rule, at + 1));
            }
            else if (at == names.Count && All[rule].EverythingBelow)
            {
                places.Add((rule, at));
            }
        }

        for (var i = 0; type >= 0 && i < All.Count; i++)
        {
            _ = All[i].Type is { } wanted && (wanted == "Resource" || type > 0 && wanted == types[type - 1]) && places.Add((i, 0));
        }

        return Intern([.. places.Order()]);
    }

    private State StateAt(int number)
    {
        lock (known)
        {
            return states[number];
        }
    }

    private int Intern(List<(int Rule, int At)> places)
    {
        var key = string.Join(' ', places);
        lock (known)
        {
            if (!known.TryGetValue(key, out var number))
            {
                known[key] = number = states.Count;
                states.Add(new State(places, [.. places.Where(p => p.At == All[p.Rule].Names.Count).Select(p => p.Rule)]));
            }

            return number;
        }
    }

    /// <param name="Places">How far each rule has come.</param>
    /// <param name="Deciding">The rules that have come to their end here.</param>
    private sealed record State(IReadOnlyList<(int Rule, int At)> Places, IReadOnlyList<int> Deciding);

    /// <summary>The rules beside one tree.</summary>
    public sealed class Search(IgnoredRules rules, NodeTree tree, Func<Node, string> path)
    {
        private Dictionary<string, bool>? conditions;

        // State of a node plus one; 0 where it is not known yet.
        private readonly int[] reached = rules.All.Count == 0 ? [] : new int[tree.Count];

        /// <summary>The first rule that a leaf is under, or null.</summary>
        public IgnoredRule? Of(Node leaf)
        {
            if (rules.All.Count == 0)
            {
                return null;
            }

            foreach (var number in rules.StateAt(StateOf(leaf)).Deciding)
            {
                var rule = rules.All[number];
                if ((!rule.HasIndex || rule.IsAtIndexes(leaf)) && Applies(rule))
                {
                    return rule;
                }
            }

            return rules.spelled.Length == 0 ? null : Array.Find(rules.spelled, r => r.Covers(path(leaf)));
        }

        private bool Applies(IgnoredRule rule)
        {
            if (rule.When is not { } condition)
            {
                return true;
            }

            conditions ??= [];
            if (!conditions.TryGetValue(condition.Text, out var holds))
            {
                conditions[condition.Text] = holds = Holds(condition, tree.Root);
            }

            return holds;
        }

        /// <summary>A condition that cannot be told leaves the field unaccounted for, which somebody will see.</summary>
        private static bool Holds(FhirPathExpression condition, Node root)
        {
            try
            {
                return condition.EvaluateBoolean(root, new FhirPathContext { Resource = root, RootResource = root });
            }
            catch (FhirPathException)
            {
                return false;
            }
        }

        private int StateOf(Node node)
        {
            if (!node.Parent.Exists)
            {
                return 0;
            }

            if (reached[node.Index] == 0)
            {
                var above = StateOf(node.Parent);
                reached[node.Index] = 1 + (node.Name is null ? above : rules.Next(above, node));
            }

            return reached[node.Index] - 1;
        }
    }
}
