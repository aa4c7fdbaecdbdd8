using System.Globalization;
using Interop.Fhir.Definitions;
using Interop.Fhir.Tree;
using Interop.Fhir.Validation;

namespace Interop.Fhir.Profiles;

/// <summary>Applies the ElementDefinitions of a differential, or of a snapshot, to the tree of a profile.</summary>
internal sealed class ElementApplication(ProfileElement root, TypeDefinition rootType)
{
    // Differentials without element ids name a slice once and go on below its path.
    private readonly Dictionary<string, string> openSlices = new(StringComparer.Ordinal);

    public void All(Node elements)
    {
        foreach (var element in elements.All("element"))
        {
            if (element["path"].Text is { } path)
            {
                var (target, r4) = Locate(element["id"].Text is { } id && id.Contains('.', StringComparison.Ordinal) == path.Contains('.', StringComparison.Ordinal) && id.Contains(':', StringComparison.Ordinal) | !element["sliceName"].Exists
                    ? id : WithSlices(element, path));
                Apply(element, target, r4);
            }
        }
    }

    private string WithSlices(Node element, string path)
    {
        openSlices.Remove(path);
        var steps = path.Split('.');
        var id = steps[0];
        for (var i = 1; i < steps.Length; i++)
        {
            id += "." + steps[i];
            id += openSlices.TryGetValue(string.Join('.', steps[..(i + 1)]), out var slice) ? ":" + slice : "";
        }

        if (element["sliceName"].Text is { } name)
        {
            openSlices[path] = name;
            id += ":" + name;
        }

        return id;
    }

    /// <summary>Goes down the tree by an element id; also tells R4's definition of the element where it is known.</summary>
    private (ProfileElement Target, ElementDefinition? R4) Locate(string id)
    {
        var target = root;
        var type = rootType;
        ElementDefinition? r4 = null;
        foreach (var step in id.Split('.').Skip(1))
        {
            var colon = step.IndexOf(':', StringComparison.Ordinal);
            var name = (colon < 0 ? step : step[..colon]).Replace("[x]", "", StringComparison.Ordinal);
            var slice = colon < 0 ? null : step[(colon + 1)..];
            r4 = Find(type, name);
            if (r4 is { IsChoice: true } && r4.Name != name)
            {
                // valueQuantity stands for the slice of value[x] that has this type.
                (slice, name) = (slice ?? name, r4.Name);
            }

            target = target.Child(name);
            var code = slice is not null && r4 is { IsChoice: true } ? r4.Types.FirstOrDefault(t => r4.NameFor(t) == slice) : null;
            if (slice is not null)
            {
                target = target.SliceNamed(slice);
                target.Types ??= code is null ? null : [new ProfileType(code.Code, [], [])];
            }

            type = code?.Type ?? TypeOf(target, r4);
        }

        return (target, r4);
    }

    private static TypeDefinition? TypeOf(ProfileElement target, ElementDefinition? r4) =>
        target.Types is [var only] && R4Definitions.Instance.Find(only.Code) is { } type && type.Name != "BackboneElement" && type.Name != "Element" ? type
        : r4 is { Types.Count: 1 } ? r4.Types[0].Type
        : null;

    private static ElementDefinition? Find(TypeDefinition? type, string name) =>
        type is null ? null
        : type.TryFind(name, out var match) ? match.Element
        : type.Elements.FirstOrDefault(e => e.Name == name);

    private static void Apply(Node element, ProfileElement target, ElementDefinition? r4)
    {
        target.Min = Math.Max(target.Min, Number(element["min"]) is { } min && (min > (r4?.Min ?? 0) || element["sliceName"].Exists) ? min : 0);
        target.Max = Math.Min(target.Max, Number(element["max"]) is { } max && max < (r4?.Max ?? int.MaxValue) ? max : int.MaxValue);
        target.MaxLength = Number(element["maxLength"]) ?? target.MaxLength;
        ApplyTypes(element, target, r4);
        ApplyBinding(element["binding"], target, r4);
        ApplyRules(element, target, r4);
        foreach (var child in element.Children)
        {
            switch (child.Name)
            {
                case "slicing":
                    target.Slicing = SlicingOf(child);
                    break;
                case { } name when name.StartsWith("fixed", StringComparison.Ordinal):
                    target.Fixed = child;
                    break;
                case { } name when name.StartsWith("pattern", StringComparison.Ordinal):
                    target.Pattern = child;
                    break;
                case { } name when name.StartsWith("minValue", StringComparison.Ordinal):
                    target.MinValue = child;
                    break;
                case { } name when name.StartsWith("maxValue", StringComparison.Ordinal):
                    target.MaxValue = child;
                    break;
            }
        }
    }

    private static void ApplyTypes(Node element, ProfileElement target, ElementDefinition? r4)
    {
        var types = element.All("type").Select(t => new ProfileType(
            t["code"].Text ?? "", [.. t.All("profile").Select(p => p.Text!)], [.. t.All("targetProfile").Select(p => p.Text!)])).ToList();

        // A type may be given once for each of its profiles.
        types = [.. types.GroupBy(t => t.Code).Select(g => g.Count() == 1 ? g.First() : new ProfileType(g.Key, [.. g.SelectMany(t => t.Profiles)], [.. g.SelectMany(t => t.Targets)]))];
        var isNarrower = types.Exists(t => t.Profiles.Count > 0 || IsNarrower(t, r4)) || (r4 is not null && types.Count < r4.Types.Count);
        if (types.Count > 0 && isNarrower && !types.Exists(t => t.Code.StartsWith("http:", StringComparison.Ordinal)))
        {
            target.Types = types;
        }
    }

    private static bool IsNarrower(ProfileType type, ElementDefinition? r4)
    {
        if (r4 is null || r4.Types.FirstOrDefault(t => t.Code == type.Code) is not { } known)
        {
            return type.Targets.Count > 0 || r4 is { Types: [{ Type: { Kind: TypeKind.Resource, IsAbstract: true } }] };
        }

        return type.Targets.Any(t => !t.StartsWith(ProfileCompiler.CoreUrl, StringComparison.Ordinal) || R4Definitions.Instance.Find(t[ProfileCompiler.CoreUrl.Length..]) is null)
            || (type.Targets.Count > 0 && type.Targets.Count != known.Targets.Count);
    }

    private static void ApplyBinding(Node binding, ProfileElement target, ElementDefinition? r4)
    {
        if (binding["valueSet"].Text is { } valueSet && Enum.TryParse<BindingStrength>(binding["strength"].Text, ignoreCase: true, out var strength)
            && (r4?.Binding is not { } known || known.Strength > strength || known.ValueSet != valueSet.Split('|')[0]))
        {
            target.Binding = new ProfileBinding(strength, valueSet);
        }
    }

    private static void ApplyRules(Node element, ProfileElement target, ElementDefinition? r4)
    {
        foreach (var constraint in element.All("constraint"))
        {
            if (constraint["key"].Text is { } key && constraint["expression"].Text is { } expression && !target.Rules.Exists(r => r.Key == key) && !IsKnown(key, r4))
            {
                target.Rules.Add(new Rule(key, constraint["severity"].Is("error"), constraint["human"].Text ?? expression, expression));
            }
        }
    }

    // Snapshots repeat the rules of R4, which are checked with R4's types.
    private static bool IsKnown(string key, ElementDefinition? r4) =>
        key.StartsWith("ele-", StringComparison.Ordinal) || key.StartsWith("ext-", StringComparison.Ordinal) || key.StartsWith("dom-", StringComparison.Ordinal)
        || (r4 is not null && (r4.Invariants.Any(i => i.Key == key) || r4.Types.Any(t => t.Type.Invariants.Any(i => i.Key == key))));

    private static Slicing SlicingOf(Node slicing) => new(
        [.. slicing.All("discriminator").Select(d => (d["type"].Text ?? "value", d["path"].Text ?? "$this"))],
        slicing["rules"].Text ?? "open", slicing["ordered"].Is("true"));

    private static int? Number(Node node) =>
        node.Text is not { } text ? null : text == "*" ? int.MaxValue : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
}
