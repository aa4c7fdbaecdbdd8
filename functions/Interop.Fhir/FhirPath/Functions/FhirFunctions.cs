using Interop.Fhir.FhirPath.Operators;
using Interop.Fhir.Tree;

namespace Interop.Fhir.FhirPath.Functions;

/// <summary>What FHIR adds (https://hl7.org/fhir/R4/fhirpath.html#functions); R4's own search parameters also use <c>hasExtension</c>.</summary>
internal static class FhirFunctions
{
    private const string StructureDefinitions = "http://hl7.org/fhir/StructureDefinition/";

    public static readonly FhirPathFunction[] All =
    [
        new("extension", 1, 1, Extension),
        new("hasExtension", 1, 1, c => c.Input.IsEmpty ? Items.Empty : Items.Of(!Extension(c).IsEmpty)),
        new("hasValue", 0, 0, c => Items.Of(c.Input.Count == 1 && HasValue(c.Input[0]))),
        new("getValue", 0, 0, c => c.Input.Count == 1 && HasValue(c.Input[0]) ? new Items(c.Input[0].ToSystem()) : Items.Empty),
        new("resolve", 0, 0, Resolve),
        new("memberOf", 1, 1, MemberOf),
        new("conformsTo", 1, 1, ConformsTo),
        new("subsumes", 1, 1, c => Subsumes(c, c.Input, c.Value(0))),
        new("subsumedBy", 1, 1, c => Subsumes(c, c.Value(0), c.Input)),
        new("htmlChecks", 0, 0, c => c.Input.IsEmpty ? Items.Empty : Items.Of(HtmlChecks.AreGood(c))),
        new("elementDefinition", 0, 0, ElementDefinition),
        new("slice", 2, 2, Slice),
        new("checkModifiers", 0, 50, CheckModifiers),
    ];

    private static bool HasValue(in FhirPathItem item) => !item.IsNode ? item.Kind != ValueKind.Type : item.Node.HasValue;

    private static Items Extension(Call call)
    {
        if (call.Text(0) is not { } url)
        {
            return Items.Empty;
        }

        var result = new ItemsBuilder();
        var type = TypeModel.Find("Extension") ?? SystemTypes.Unknown;
        for (var i = 0; i < call.Input.Count; i++)
        {
            for (var child = call.Input[i].Node.FirstChild; child.Exists; child = child.NextSibling)
            {
                call.Scope.Step(call.Position);
                if (child.Name == "extension" && child["url"].Is(url))
                {
                    result.Add(new FhirPathItem(child, type));
                }
            }
        }

        return result.ToItems();
    }

    private static Items Resolve(Call call)
    {
        var result = new ItemsBuilder();
        for (var i = 0; i < call.Input.Count; i++)
        {
            call.Scope.Step(call.Position);
            var item = call.Input[i];
            var reference = item.Value as string ?? (item.IsNode && item.Node.Kind == NodeKind.Object ? item.Node["reference"] : item.Node).Text;
            if (reference is null)
            {
                continue;
            }

            var found = Contained(call, item, reference);
            found = found.Exists ? found : call.Context.Resolve?.Invoke(reference) ?? default;
            if (found.Exists)
            {
                result.Add(FhirPathItem.Of(found));
            }
        }

        return result.ToItems();
    }

    private static Node Contained(Call call, FhirPathItem item, string reference)
    {
        if (!reference.StartsWith('#'))
        {
            return default;
        }

        var container = call.Context.RootResource.Exists ? call.Context.RootResource
            : call.Context.Resource.Exists ? call.Context.Resource
            : call.Scope.Root.This.IsEmpty ? item.Node : call.Scope.Root.This[0].Node;
        if (reference.Length == 1)
        {
            return container;
        }

        foreach (var contained in container.All("contained"))
        {
            if (contained["id"].Is(reference[1..]))
            {
                return contained;
            }
        }

        return default;
    }

    private static Items MemberOf(Call call)
    {
        if (call.Input.Count != 1 || call.Text(0) is not { } valueSet)
        {
            return call.Input.Count > 1 ? throw call.Fault("memberOf() takes one item and there are several") : Items.Empty;
        }

        return Items.Of(call.Context.MemberOf?.Invoke(call.Input[0], valueSet));
    }

    private static Items Subsumes(Call call, Items general, Items special) => general.Count > 1 || special.Count > 1
        ? throw call.Fault("subsumption takes one item on each side and there are several")
        : general.IsEmpty || special.IsEmpty ? Items.Empty : Items.Of(call.Context.Subsumes?.Invoke(general[0], special[0]));

    private static Items ConformsTo(Call call)
    {
        if (call.Input.Count != 1 || call.Text(0) is not { } profile)
        {
            return call.Input.Count > 1 ? throw call.Fault("conformsTo() takes one item and there are several") : Items.Empty;
        }

        var item = call.Input[0];
        if (profile.StartsWith(StructureDefinitions, StringComparison.Ordinal) && TypeModel.Find(profile[StructureDefinitions.Length..]) is { } type)
        {
            return Items.Of(item.IsNode && item.Type.Is(type));
        }

        return Items.Of(call.Context.ConformsTo?.Invoke(item.Node, profile) ?? throw call.Fault("the profile of conformsTo() is not known"));
    }

    private static Items ElementDefinition(Call call)
    {
        var result = new ItemsBuilder();
        for (var i = 0; i < call.Input.Count; i++)
        {
            if (call.Context.ElementDefinition?.Invoke(call.Input[i].Node) is { Exists: true } definition)
            {
                result.Add(new FhirPathItem(definition, TypeModel.Find("ElementDefinition") ?? SystemTypes.Unknown));
            }
        }

        return result.ToItems();
    }

    private static Items Slice(Call call)
    {
        if (call.Text(0) is not { } structure || call.Text(1) is not { } name || call.Context.InSlice is not { } inSlice)
        {
            return Items.Empty;
        }

        var result = new ItemsBuilder();
        for (var i = 0; i < call.Input.Count; i++)
        {
            if (inSlice(call.Input[i].Node, structure, name))
            {
                result.Add(call.Input[i]);
            }
        }

        return result.ToItems();
    }

    private static Items CheckModifiers(Call call)
    {
        var known = Enumerable.Range(0, call.Arguments).Select(i => call.Value(i)).SelectMany(v => v.ToArray()).Select(v => v.Text).ToHashSet(StringComparer.Ordinal);
        for (var i = 0; i < call.Input.Count; i++)
        {
            if (call.Input[i].Node.All("modifierExtension").Any(e => !known.Contains(e["url"].Text)))
            {
                throw call.Fault("a modifier extension that the expression does not know");
            }
        }

        return call.Input;
    }
}
