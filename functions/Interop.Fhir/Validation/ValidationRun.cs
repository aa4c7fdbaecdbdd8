using Interop.Fhir.Definitions;
using Interop.Fhir.FhirPath;
using Interop.Fhir.Issues;
using Interop.Fhir.Packages;
using Interop.Fhir.Profiles;
using Interop.Fhir.Terminology;
using Interop.Fhir.Tree;

namespace Interop.Fhir.Validation;

/// <summary>What the checks of one validation share.</summary>
internal sealed class ValidationRun(Node root, ValidationOptions options, Findings findings, IBundleEntries? streamed = null, HashSet<(IssueCode Code, string Subject)>? toldBefore = null)
{
    private readonly ReferenceTargets references = new(R4Definitions.Instance, streamed);
    private readonly HashSet<(IssueCode Code, string Subject)> told = toldBefore ?? [];
    private readonly Dictionary<(Node Node, string Profile), bool> known = [];
    private readonly HashSet<(Node Node, string Profile)> active = [];

    // The ports of every resource's context are the same but for the place that references are resolved from.
    private Func<Node, string, bool?>? conformsTo;
    private Func<FhirPathItem, string, bool?>? memberOf;
    private Func<FhirPathItem, FhirPathItem, bool?>? subsumes;
    private Func<Node, string, string, bool>? inSlice;

    public R4Definitions R4 { get; } = R4Definitions.Instance;

    public Conformance Conformance => options.Conformance;

    public ValidationOptions Options => options;

    public Findings Findings => findings;

    /// <summary>The resource that is validated.</summary>
    public Node Root => root;

    public BundleIndex Bundle { get; } = new(root, streamed);

    /// <summary>The entries, when the root is a piece of a Bundle that is not in memory as a whole.</summary>
    public IBundleEntries? Streamed => streamed;

    /// <summary>What surrounds rules on a resource; <paramref name="container"/> is that of the resource it is contained in.</summary>
    public FhirPathContext ContextOf(Node resource, FhirPathContext? container) => new()
    {
        Resource = resource,
        RootResource = container is null ? resource : container.Resource,
        Now = options.Now,
        CastsCollections = true,
        Resolve = reference => Bundle.Resolve(reference, resource),
        ConformsTo = conformsTo ??= Conforms,
        MemberOf = memberOf ??= IsMember,
        Subsumes = subsumes ??= (general, special) => FhirPathPorts.Subsumes(general, special, Conformance),
        ElementDefinition = FhirPathPorts.ElementDefinition,
        InSlice = inSlice ??= (node, structure, name) => FhirPathPorts.InSlice(node, structure, name, this),
        MaxSteps = 1_000_000,
    };

    /// <summary>Says once that something was not checked.</summary>
    public void NotChecked(IssueCode code, Node place, params string[] arguments)
    {
        // Far beyond the findings that are kept; a Bundle of any size may name any number of systems.
        if (told.Count < 10_000 && told.Add((code, arguments[0])))
        {
            findings.Add(code, place, arguments);
        }
    }

    /// <summary>Checks a node against a profile by URL; a profile that is not here is said so.</summary>
    public void Against(Node node, string canonical, FhirPathContext context, Findings into)
    {
        if (R4Type(canonical) is { } type)
        {
            if (ProfileWalk.TypeOf(node)?.Is(type) != true)
            {
                into.Add(IssueCodes.FhirProfileType, node, type, canonical);
            }
        }
        else if (Conformance.FindProfile(canonical) is not { } profile)
        {
            NotChecked(IssueCodes.FhirProfileUnknown, node, canonical);
        }
        else if (active.Add((node, profile.Url)))
        {
            new ProfileWalk(this, into).Root(node, profile, context);
            active.Remove((node, profile.Url));
        }
    }

    /// <summary>Whether a node conforms to a profile, without telling why not; null when the profile is not here.</summary>
    public bool? Conforms(Node node, string canonical)
    {
        if (R4Type(canonical) is { } type)
        {
            return ProfileWalk.TypeOf(node)?.Is(type) == true;
        }

        if (Conformance.FindProfile(canonical) is not { } profile)
        {
            NotChecked(IssueCodes.FhirProfileUnknown, node, canonical);
            return null;
        }

        // Resources that refer to each other: the question that is being answered counts as answered.
        if (!known.TryAdd((node, profile.Url), true))
        {
            return known[(node, profile.Url)];
        }

        var trial = new Findings(resourceIds: false);
        new ProfileWalk(this, trial).Root(node, profile, ContextOf(node, null));
        known[(node, profile.Url)] = trial.Errors == 0;
        return trial.Errors == 0;
    }

    /// <summary>The resource that a reference names: contained, or in the same Bundle.</summary>
    public Node Resolve(string reference, FhirPathContext context)
    {
        var container = context.RootResource.Exists ? context.RootResource : context.Resource;
        if (!reference.StartsWith('#'))
        {
            return Bundle.Resolve(reference, container);
        }

        foreach (var contained in container.All("contained"))
        {
            if (contained["id"].Is(reference[1..]))
            {
                return contained;
            }
        }

        return reference.Length == 1 ? container : default;
    }

    /// <summary>The type that a reference leads to, as far as its text tells.</summary>
    public string? TypeOf(Node reference, FhirPathContext context) =>
        references.TypeOf(reference, context.RootResource.Exists ? context.RootResource : context.Resource);

    /// <summary>The R4 type that a profile, or R4's own definition of a type, is about.</summary>
    public string? TypeOfProfile(string canonical) => R4Type(canonical) ?? Conformance.FindProfile(canonical)?.TypeName;

    /// <summary>The profile, when it is here and is one of a type.</summary>
    public Profile? ProfileOf(string typeName, string canonical) =>
        R4Type(canonical) is null && Conformance.FindProfile(canonical) is { } profile && profile.TypeName == typeName ? profile : null;

    private bool? IsMember(FhirPathItem item, string valueSet) =>
        item.Node.Exists && Codes.In(Conformance.Terminology, valueSet, item.Node) is var answer and not Membership.Unknown ? answer == Membership.In : null;

    private string? R4Type(string canonical) =>
        canonical.StartsWith(ProfileCompiler.CoreUrl, StringComparison.Ordinal) && R4.Find(canonical[ProfileCompiler.CoreUrl.Length..].Split('|')[0]) is { } type ? type.Name : null;
}
