namespace Interop.Fhir.Definitions;

/// <summary>
/// FHIR R4 (4.0.1) as facts: types, elements, rules, search parameters, and the codes of required value sets. Immutable, loaded once at
/// first use from the resource that <c>interop definitions build</c> makes.
/// </summary>
public sealed class R4Definitions
{
    private static readonly Lazy<R4Definitions> Loaded = new(Load);
    private readonly Dictionary<string, TypeDefinition> types;
    private readonly Dictionary<string, CodeList> codeLists;
    private readonly Lazy<Dictionary<string, Dictionary<string, SearchParameter>>> searches;

    internal R4Definitions(Dictionary<string, TypeDefinition> types, IReadOnlyList<SearchParameter> searchParameters, Dictionary<string, CodeList> codeLists)
    {
        this.types = types;
        this.codeLists = codeLists;
        SearchParameters = searchParameters;
        Resources = [.. types.Values.Where(t => t is { Kind: TypeKind.Resource, IsAbstract: false })];
        searches = new Lazy<Dictionary<string, Dictionary<string, SearchParameter>>>(IndexSearches);
    }

    /// <summary>The embedded definitions.</summary>
    public static R4Definitions Instance => Loaded.Value;

    /// <summary>Every resource type that has instances.</summary>
    public IReadOnlyList<TypeDefinition> Resources { get; }

    /// <summary>Every type: primitives, data types, resources, and the groups inside them.</summary>
    public IReadOnlyCollection<TypeDefinition> Types => types.Values;

    /// <summary>Every search parameter of the standard.</summary>
    public IReadOnlyList<SearchParameter> SearchParameters { get; }

    /// <summary>The value sets whose codes are listed: those of required bindings, where they can be.</summary>
    public IReadOnlyCollection<CodeList> CodeLists => codeLists.Values;

    /// <summary>Reads definitions that <see cref="DefinitionsBuilder"/> wrote.</summary>
    public static R4Definitions Read(Stream packed) => DefinitionsReader.Read(packed);

    /// <summary>A type by name (<c>Patient</c>, <c>HumanName</c>, <c>dateTime</c>) or a group by path (<c>Observation.component</c>).</summary>
    public TypeDefinition? Find(string name) => types.GetValueOrDefault(name);

    /// <summary>A resource type that has instances.</summary>
    public TypeDefinition? FindResource(string? name) =>
        name is not null && types.TryGetValue(name, out var type) && type is { Kind: TypeKind.Resource, IsAbstract: false } ? type : null;

    /// <summary>The codes of a value set by URL, a version after <c>|</c> is passed over; null when they are not listed.</summary>
    public CodeList? FindCodeList(string url) => codeLists.GetValueOrDefault(url.Split('|')[0]);

    /// <summary>A search parameter of a resource type, those of Resource and DomainResource included.</summary>
    public SearchParameter? FindSearchParameter(string resource, string code)
    {
        for (var type = FindResource(resource); type is not null; type = type.Base)
        {
            if (searches.Value.TryGetValue(type.Name, out var byCode) && byCode.TryGetValue(code, out var found))
            {
                return found;
            }
        }

        return null;
    }

    private Dictionary<string, Dictionary<string, SearchParameter>> IndexSearches()
    {
        var index = new Dictionary<string, Dictionary<string, SearchParameter>>(StringComparer.Ordinal);
        foreach (var parameter in SearchParameters)
        {
            foreach (var resource in parameter.Bases)
            {
                if (!index.TryGetValue(resource, out var byCode))
                {
                    index[resource] = byCode = new Dictionary<string, SearchParameter>(StringComparer.Ordinal);
                }

                byCode[parameter.Code] = parameter;
            }
        }

        return index;
    }

    private static R4Definitions Load()
    {
        using var packed = typeof(R4Definitions).Assembly.GetManifestResourceStream("Interop.Fhir.Definitions.r4.bin")
            ?? throw new InvalidOperationException("The assembly was built without functions/Interop.Fhir/Definitions/r4.bin.");
        return Read(packed);
    }
}
