using System.Globalization;
using Interop.Fhir.Definitions;
using Interop.Fhir.FhirPath;
using Interop.Fhir.Issues;
using Interop.Fhir.Tree;
using Interop.Fhir.Validation;

namespace Interop.Fhir.Profiles;

/// <summary>Checks an element with everything below it against a profile; only what the profile demands beyond R4 is looked at.</summary>
internal sealed class ProfileWalk
{
    private readonly ValidationRun run;
    private readonly Findings findings;
    private readonly SliceMatcher matcher;
    private readonly TypeCheck types;

    public ProfileWalk(ValidationRun run, Findings findings)
    {
        (this.run, this.findings) = (run, findings);
        matcher = new SliceMatcher(run, (node, profile) => run.Conforms(node, profile));
        types = new TypeCheck(run, findings);
    }

    /// <summary>Checks a resource or an element of a data type against a profile of its type.</summary>
    public void Root(Node node, Profile profile, FhirPathContext context)
    {
        var type = TypeOf(node);
        if (type is null || !type.Is(profile.TypeName))
        {
            findings.Add(IssueCodes.FhirProfileType, node, profile.TypeName, profile.Url);
            return;
        }

        foreach (var missing in profile.Missing)
        {
            run.NotChecked(IssueCodes.FhirProfileUnknown, node, missing);
        }

        Content(node, type, profile.Root, context, profile.Url);
    }

    public static TypeDefinition? TypeOf(Node node) => R4Definitions.Instance.FindResource(node["resourceType"].Text) is { } resource && node.Kind == NodeKind.Object
        ? resource
        : R4Definitions.Instance.Find(FhirPathItem.Of(node).Type.Path);

    private void Element(Node node, TypeDefinition declared, ProfileElement demand, FhirPathContext context, string profile)
    {
        var type = declared.Kind == TypeKind.Resource ? run.R4.FindResource(node["resourceType"].Text) ?? declared : declared;
        if (findings.IsFull || !types.Fits(node, type, demand, context, profile))
        {
            return;
        }

        var inner = type.Kind == TypeKind.Resource ? run.ContextOf(node, node.Name == "contained" ? context : null) : context;
        RuleCheck.All([.. demand.Rules], node, type, context, findings);
        ValueCheck.All(node, demand, profile, run, findings);
        Children(node, type, demand, inner, profile);
    }

    private void Content(Node node, TypeDefinition type, ProfileElement demand, FhirPathContext context, string profile)
    {
        RuleCheck.All([.. demand.Rules], node, type, context, findings);
        ValueCheck.All(node, demand, profile, run, findings);
        Children(node, type, demand, context, profile);
    }

    private void Children(Node node, TypeDefinition type, ProfileElement demand, FhirPathContext context, string profile)
    {
        foreach (var child in demand.Children.Values)
        {
            var items = new List<(Node Node, TypeDefinition Type)>();
            foreach (var candidate in node.Children)
            {
                if (type.TryFind(candidate.Name!, out var match) && match.Element.Name == child.Name)
                {
                    items.Add((candidate, match.Type));
                }
            }

            Count(node, items, child, child.Name, profile);
            foreach (var (item, itemType) in items)
            {
                Element(item, itemType, child, context, profile);
            }

            Slices(node, items, child, context, profile);
        }
    }

    private void Count(Node parent, List<(Node Node, TypeDefinition Type)> items, ProfileElement demand, string name, string profile)
    {
        if (items.Count < demand.Min)
        {
            findings.Add(IssueCodes.FhirProfileTooFew, parent, name, Text(demand.Min), profile);
        }
        else if (items.Count > demand.Max)
        {
            findings.Add(IssueCodes.FhirProfileTooMany, parent, items[demand.Max].Node, name, Text(demand.Max), profile);
        }
    }

    private void Slices(Node parent, List<(Node Node, TypeDefinition Type)> items, ProfileElement demand, FhirPathContext context, string profile)
    {
        var slicing = demand.Slicing ?? (demand.Name.EndsWith("xtension", StringComparison.Ordinal) ? Slicing.OfExtensions : Slicing.OfChoice);
        if (demand.Slices.Count == 0 && demand.Slicing?.Rules != "closed")
        {
            return;
        }

        var bySlice = demand.Slices.ToDictionary(s => s, _ => new List<(Node Node, TypeDefinition Type)>());
        var uncertain = new HashSet<Slice>();
        var last = -1;
        var afterOthers = false;
        foreach (var item in items)
        {
            var index = Find(demand, slicing, item, context, uncertain);
            if (index < 0)
            {
                afterOthers = true;
                if (slicing.Rules == "closed" && uncertain.Count == 0)
                {
                    findings.Add(IssueCodes.FhirSliceClosed, item.Node, demand.Name, profile);
                }

                continue;
            }

            bySlice[demand.Slices[index]].Add(item);
            if ((slicing.IsOrdered && index < last) || (slicing.Rules == "openAtEnd" && afterOthers))
            {
                findings.Add(IssueCodes.FhirSliceOrder, item.Node, demand.Name + ":" + demand.Slices[index].Name, profile);
            }

            last = Math.Max(last, index);
        }

        Sliced(parent, bySlice, uncertain, context, profile);
    }

    private void Sliced(
        Node parent, Dictionary<Slice, List<(Node Node, TypeDefinition Type)>> bySlice, HashSet<Slice> uncertain, FhirPathContext context, string profile)
    {
        foreach (var (slice, items) in bySlice)
        {
            var name = slice.Element.Name + ":" + slice.Name;
            if (uncertain.Contains(slice))
            {
                run.NotChecked(IssueCodes.FhirSliceUnknown, parent, name, profile);
                continue;
            }

            Count(parent, items, slice.Element, name, profile);
            foreach (var (item, type) in items)
            {
                Element(item, type, slice.Element, context, profile);
            }

            Slices(parent, items, slice.Element, context, profile);
        }
    }

    private int Find(ProfileElement demand, Slicing slicing, (Node Node, TypeDefinition Type) item, FhirPathContext context, HashSet<Slice> uncertain)
    {
        for (var i = 0; i < demand.Slices.Count; i++)
        {
            switch (matcher.Fits(demand.Slices[i], slicing, item.Node, item.Type, context))
            {
                case true:
                    return i;
                case null:
                    uncertain.Add(demand.Slices[i]);
                    break;
            }
        }

        return -1;
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
