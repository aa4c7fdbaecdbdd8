using Interop.Fhir.Definitions;
using Interop.Fhir.FhirPath;
using Interop.Fhir.Packages;
using Interop.Fhir.Tree;

namespace Interop.Fhir.Profiles;

/// <summary>
/// One discriminator of one slice, ready to be asked: where to look in an item, and what a slice demands there. The demands of a slice may
/// stand in its element, in a fixed value or pattern further up, or in the profile of a type (an extension's url).
/// </summary>
internal sealed class SliceTest
{
    private readonly FhirPathExpression? path;

    private SliceTest(string kind, string path)
    {
        Kind = kind;
        IsSelf = path is "$this" or "";
        Follows = path.Contains("resolve()", StringComparison.Ordinal);
        try
        {
            this.path = IsSelf ? null : FhirPathExpression.Parse(path);
        }
        catch (FhirPathException)
        {
            IsUsable = false;
        }
    }

    public string Kind { get; }

    /// <summary>Whether the path goes through a reference.</summary>
    public bool Follows { get; }

    /// <summary>False when the profile does not say by what the slice is recognised.</summary>
    public bool IsUsable { get; private set; } = true;

    public bool IsSelf { get; }

    /// <summary>What the slice demands at the path.</summary>
    public ProfileElement? Demand { get; private set; }

    /// <summary>The value demanded, when a fixed value or pattern further up has it, or it is the url of an extension.</summary>
    public Node Value { get; private set; }

    public string? Text { get; private set; }

    public static SliceTest[] Of(Slice slice, Slicing slicing, Conformance conformance) =>
        [.. slicing.Discriminators.Select(d => new SliceTest(d.Kind, d.Path).Prepare(slice.Element, d.Path, conformance))];

    /// <summary>The elements that the path leads to.</summary>
    public IReadOnlyList<Node> Find(Node item, TypeDefinition type, FhirPathContext context)
    {
        if (path is null)
        {
            return [item];
        }

        try
        {
            return [.. path.Evaluate(item, context with { FocusType = type.Kind == TypeKind.Group ? type.Name : type.Name }).Select(i => i.Node).Where(n => n.Exists)];
        }
        catch (FhirPathException)
        {
            return [];
        }
    }

    private SliceTest Prepare(ProfileElement slice, string text, Conformance conformance)
    {
        var at = slice;
        var value = at.Fixed.Exists ? at.Fixed : at.Pattern;
        Profile? extension = null;
        foreach (var step in Steps(text))
        {
            value = value[step.Name];
            extension = at is { Types: [{ Profiles: [var only] }] } ? conformance.FindProfile(only) : null;
            var next = Step(at, step) ?? (extension is null ? null : Step(extension.Root, step));
            if (next is null)
            {
                at = null;
                Text = step.Name == "url" ? extension?.Url ?? (slice.Types is [{ Profiles: [var url] }] ? url.Split('|')[0] : null) : null;
                break;
            }

            at = next;
            value = at.Fixed.Exists ? at.Fixed : at.Pattern.Exists ? at.Pattern : value;
        }

        Demand = at;
        Value = value;
        IsUsable &= Value.Exists || Text is not null || Kind switch
        {
            "exists" => at is { Min: > 0 } or { Max: 0 },
            "type" or "profile" => at?.Types is not null,
            _ => at?.Binding is not null || at is { Min: > 0 } or { Max: 0 },
        };
        return this;
    }

    private static ProfileElement? Step(ProfileElement at, (string Name, string? Url) step)
    {
        if (!at.Children.TryGetValue(step.Name, out var child))
        {
            return null;
        }

        return step.Url is null
            ? child
            : child.Slices.Find(s => s.Element.Types is [{ Profiles: [var url] }] && url.Split('|')[0] == step.Url || s.Element.Children.GetValueOrDefault("url")?.Fixed.Is(step.Url) == true)?.Element;
    }

    /// <summary>The names of a path; what follows a reference or narrows a type demands nothing of its own.</summary>
    private static IEnumerable<(string Name, string? Url)> Steps(string text)
    {
        foreach (var step in text.Replace("$this.", "", StringComparison.Ordinal).Split('.'))
        {
            if (step.StartsWith("extension('", StringComparison.Ordinal))
            {
                // The url has dots itself: it is taken from the whole text.
                var start = text.IndexOf("extension('", StringComparison.Ordinal) + 11;
                var end = text.IndexOf("')", start, StringComparison.Ordinal);
                yield return ("extension", end < 0 ? "" : text[start..end]);
                if (end >= 0)
                {
                    foreach (var inner in Steps(text[(end + 2)..].TrimStart('.')))
                    {
                        yield return inner;
                    }
                }

                yield break;
            }

            if (step is not ("$this" or "" or "resolve()") && !step.StartsWith("ofType(", StringComparison.Ordinal))
            {
                yield return (step, null);
            }
        }
    }
}
