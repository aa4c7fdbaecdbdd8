using System.Globalization;
using Interop.Fhir.Definitions;
using Interop.Fhir.Packages;
using Interop.Fhir.Tree;
using Interop.Fhir.Validation;

namespace Interop.Fhir.Profiles;

/// <summary>
/// Makes profiles: the differential of a StructureDefinition applied to its compiled base. Only when the base is not here is a snapshot
/// used instead; without one the profile says what is missing and holds what its differential says.
/// </summary>
internal sealed class ProfileCompiler(ConformanceStore store)
{
    public const string CoreUrl = "http://hl7.org/fhir/StructureDefinition/";
    private const int MaxBases = 20;

    /// <summary>The profile of this URL; null when it is not here, or defines a type of its own (a logical model).</summary>
    public Profile? Compile(string canonical) => Compile(canonical, 0);

    private Profile? Compile(string canonical, int depth)
    {
        var definition = store.Find("StructureDefinition", canonical);
        var typeName = definition["type"].Text;
        if (!definition.Exists || depth > MaxBases || typeName is null || R4Definitions.Instance.Find(typeName) is not { } type || IsCoreType(definition["url"].Text!))
        {
            return null;
        }

        var url = definition["url"].Text!;
        var missing = new List<string>();
        var root = new ProfileElement(typeName);
        var elements = definition["differential"];
        var parentUrl = definition["baseDefinition"].Text ?? CoreUrl + typeName;
        if (!IsCoreType(parentUrl))
        {
            var parent = Compile(parentUrl, depth + 1);
            missing.AddRange(parent?.Missing ?? [parentUrl]);
            root = parent?.Root.Clone() ?? root;
            if (missing.Count > 0 && definition["snapshot"].Exists)
            {
                (root, elements, missing) = (new ProfileElement(typeName), definition["snapshot"], []);
            }
        }

        elements = elements.Exists ? elements : definition["snapshot"];
        new ElementApplication(root, type).All(elements);
        return new Profile(url, typeName, root, missing, definition);
    }

    private static bool IsCoreType(string canonical) =>
        canonical.StartsWith(CoreUrl, StringComparison.Ordinal) && R4Definitions.Instance.Find(canonical[CoreUrl.Length..].Split('|')[0]) is not null;
}
