using Interop.Fhir.Tree;

namespace Interop.Fhir.Terminology;

/// <summary>A code system with its concepts indexed. Immutable.</summary>
public sealed class CodeSystem
{
    private readonly Dictionary<string, Concept> concepts;

    internal CodeSystem(Node resource)
    {
        Url = resource["url"].Text ?? "";
        IsComplete = resource["content"].Is("complete");
        IsSupplement = resource["content"].Is("supplement");
        IsCaseSensitive = !resource["caseSensitive"].Is("false");
        concepts = new Dictionary<string, Concept>(IsCaseSensitive ? StringComparer.Ordinal : StringComparer.OrdinalIgnoreCase);
        Add(resource, null);
        foreach (var concept in concepts.Values)
        {
            Link(concept);
        }
    }

    /// <summary>Its URL.</summary>
    public string Url { get; }

    /// <summary>Whether all its codes are here: only then can a code be called unknown.</summary>
    public bool IsComplete { get; }

    /// <summary>Whether <c>A</c> and <c>a</c> are different codes.</summary>
    public bool IsCaseSensitive { get; }

    /// <summary>All concepts.</summary>
    public IReadOnlyCollection<Concept> Concepts => concepts.Values;

    internal bool IsSupplement { get; }

    /// <summary>A concept by its code, null when there is none here.</summary>
    public Concept? Find(string code) => concepts.GetValueOrDefault(code);

    private void Add(Node parent, Concept? above)
    {
        foreach (var node in parent.All("concept"))
        {
            // The French list of dispensing completeness is published with "FFC ", a blank at the end; no code ends so.
            if (node["code"].Text?.Trim() is { Length: > 0 } code)
            {
                var concept = new Concept(code, node);
                concepts.TryAdd(code, concept);
                if (above is not null)
                {
                    concept.Parents.Add(above);
                }

                Add(node, concept);
            }
        }
    }

    // Some code systems (v3) keep a second parent in a property.
    private void Link(Concept concept)
    {
        foreach (var property in concept.Properties)
        {
            if (property["code"].Text is "subsumedBy" or "parent" && Concept.ValueOf(property) is { } parent && Find(parent) is { } above && !concept.Parents.Contains(above))
            {
                concept.Parents.Add(above);
            }
        }
    }
}

/// <summary>A concept of a code system.</summary>
public sealed class Concept
{
    private readonly Node node;

    internal Concept(string code, Node node) => (Code, this.node) = (code, node);

    /// <summary>The code.</summary>
    public string Code { get; }

    /// <summary>The display text, null when there is none.</summary>
    public string? Display => node["display"].Text;

    /// <summary>Whether a text is the display, to the letter.</summary>
    internal bool IsDisplayed(ReadOnlySpan<byte> text) => node["display"].Is(text);

    internal List<Concept> Parents { get; } = [];

    internal IEnumerable<Node> Properties => node.All("property");

    /// <summary>Whether this is the given concept or below it.</summary>
    public bool IsA(string code) => Code == code || (Parents.Count > 0 && IsBelow(code));

    /// <summary>The values of a property.</summary>
    public IEnumerable<string> Values(string property)
    {
        foreach (var candidate in Properties)
        {
            if (candidate["code"].Is(property) && ValueOf(candidate) is { } value)
            {
                yield return value;
            }
        }
    }

    internal static string? ValueOf(Node property)
    {
        foreach (var child in property.Children)
        {
            if (child.Name!.StartsWith("value", StringComparison.Ordinal))
            {
                return child.Kind == NodeKind.Object ? child["code"].Text : child.Text;
            }
        }

        return null;
    }

    private bool IsBelow(string code)
    {
        var met = new HashSet<Concept> { this };
        var open = new Stack<Concept>(Parents);
        while (open.TryPop(out var at))
        {
            if (at.Code == code)
            {
                return true;
            }

            if (met.Add(at))
            {
                at.Parents.ForEach(open.Push);
            }
        }

        return false;
    }
}
