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

    /// <summary>Checks a Bundle whose entries are not here; rules that look at them are said to be not checked.</summary>
    public void Head(Node bundle, TypeDefinition type, Profile profile, FhirPathContext context)
    {
        var demand = profile.Root.Clone();
        demand.Children.Remove("entry");
        foreach (var rule in profile.Root.Rules.Where(r => r.Expression?.Text.Contains("entry", StringComparison.Ordinal) == true))
        {
            demand.Rules.RemoveAll(r => r.Key == rule.Key);
            run.NotChecked(IssueCodes.FhirRuleNotStreamed, bundle, rule.Key);
        }

        Content(bundle, type, demand, context, profile.Url);
    }

    /// <summary>Checks one entry of a Bundle and counts it.</summary>
    public void Entry(Node entry, TypeDefinition type, SliceTally tally, FhirPathContext context, string profile)
    {
        Element(entry, type, tally.Demand, context, profile);
        Place(tally, (entry, type), context, profile);
    }

    /// <summary>Tells the cardinalities when all entries were counted.</summary>
    public void Entries(Node bundle, SliceTally tally, string profile) => Close(tally, bundle, profile);

    public static TypeDefinition? TypeOf(Node node) => R4Definitions.Instance.FindResource(node["resourceType"].SharedText) is { } resource && node.Kind == NodeKind.Object
        ? resource
        : R4Definitions.Instance.Find(FhirPathItem.Of(node).Type.Path);

    private void Element(Node node, TypeDefinition declared, ProfileElement demand, FhirPathContext context, string profile)
    {
        var type = declared.Kind == TypeKind.Resource ? run.R4.FindResource(node["resourceType"].SharedText) ?? declared : declared;
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
            var tally = new SliceTally(child, child.Name);
            foreach (var candidate in node.Children)
            {
                if (type.TryFind(candidate.Name!, out var match) && match.Element.Name == child.Name)
                {
                    Element(candidate, match.Type, child, context, profile);
                    Place(tally, (candidate, match.Type), context, profile);
                }
            }

            Close(tally, node, profile);
        }
    }

    /// <summary>Adds an item to the count and to that of its slice, and checks it against the slice.</summary>
    private void Place(SliceTally tally, (Node Node, TypeDefinition Type) item, FhirPathContext context, string profile)
    {
        Count(tally, item.Node, profile);
        if (!tally.IsSliced)
        {
            return;
        }

        var demand = tally.Demand;
        var index = Find(tally, item, context);
        if (index < 0)
        {
            tally.HasOthers = true;
            if (tally.Slicing.Rules == "closed" && tally.Uncertain.Count == 0)
            {
                findings.Add(IssueCodes.FhirSliceClosed, item.Node, demand.Name, profile);
            }

            return;
        }

        var slice = demand.Slices[index];
        if ((tally.Slicing.IsOrdered && index < tally.Last) || (tally.Slicing.Rules == "openAtEnd" && tally.HasOthers))
        {
            findings.Add(IssueCodes.FhirSliceOrder, item.Node, demand.Name + ":" + slice.Name, profile);
        }

        tally.Last = Math.Max(tally.Last, index);
        Place(tally.Of(slice), item, context, profile);
        Element(item.Node, item.Type, slice.Element, context, profile);
    }

    private void Count(SliceTally tally, Node item, string profile)
    {
        tally.Count++;
        if (tally.Count - 1 == tally.Demand.Max)
        {
            findings.Add(IssueCodes.FhirProfileTooMany, item.Parent, item, tally.Name, Text(tally.Demand.Max), profile);
        }
    }

    /// <summary>What can be told when every item was placed.</summary>
    private void Close(SliceTally tally, Node parent, string profile)
    {
        if (tally.Count < tally.Demand.Min)
        {
            findings.Add(IssueCodes.FhirProfileTooFew, parent, tally.Name, Text(tally.Demand.Min), profile);
        }

        foreach (var slice in tally.Demand.Slices)
        {
            if (tally.Uncertain.Contains(slice))
            {
                run.NotChecked(IssueCodes.FhirSliceUnknown, parent, slice.Element.Name + ":" + slice.Name, profile);
            }
            else
            {
                Close(tally.Of(slice), parent, profile);
            }
        }
    }

    private int Find(SliceTally tally, (Node Node, TypeDefinition Type) item, FhirPathContext context)
    {
        var first = -1;
        for (var i = 0; i < tally.Demand.Slices.Count; i++)
        {
            var slice = tally.Demand.Slices[i];
            switch (matcher.Fits(slice, tally.Slicing, item.Node, item.Type, context))
            {
                // Slices that the discriminators do not tell apart (FR Core's NSS-NIR and NSS-NIA) are told apart by what else they fix.
                case true when SliceMatcher.Agrees(slice.Element, item.Node):
                    return i;
                case true:
                    first = first < 0 ? i : first;
                    break;
                case null:
                    tally.Uncertain.Add(slice);
                    break;
            }
        }

        return first;
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
