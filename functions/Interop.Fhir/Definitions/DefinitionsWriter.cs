using System.Text;
using Interop.Fhir.Tree;

namespace Interop.Fhir.Definitions;

/// <summary>Writes the compact form from the published resources (as record trees).</summary>
internal sealed class DefinitionsWriter(CodeListBuilder codes) : IDisposable
{
    private const string TypeExtension = "http://hl7.org/fhir/StructureDefinition/structuredefinition-fhir-type";
    private const string RegexExtension = "http://hl7.org/fhir/StructureDefinition/regex";
    private const string CoreUrl = "http://hl7.org/fhir/StructureDefinition/";
    private readonly Dictionary<string, int> numbers = new(StringComparer.Ordinal);
    private readonly List<string> texts = [];
    private readonly SortedSet<string> required = new(StringComparer.Ordinal);
    private readonly MemoryStream body = new();
    private BinaryWriter? writer;

    private BinaryWriter Out => writer ??= new BinaryWriter(body, Encoding.UTF8);

    public void Dispose()
    {
        writer?.Dispose();
        body.Dispose();
    }

    public void WriteTypes(SortedDictionary<string, Node> types)
    {
        Out.Write7BitEncodedInt(types.Count);
        foreach (var (name, definition) in types)
        {
            WriteType(name, definition);
        }
    }

    public void WriteSearchParameters(IReadOnlyCollection<Node> parameters)
    {
        Out.Write7BitEncodedInt(parameters.Count);
        foreach (var parameter in parameters)
        {
            Text(parameter["code"].Text);
            Text(parameter["type"].Text);
            Texts(Items(parameter["base"]));
            Texts(Items(parameter["target"]));
            Text(parameter["expression"].Text);
        }
    }

    public byte[] Finish()
    {
        var listed = required.Select(url => (Url: url, Codes: codes.List(url))).Where(l => l.Codes is not null).ToList();
        Out.Write7BitEncodedInt(listed.Count);
        foreach (var (url, systems) in listed)
        {
            Text(url);
            Out.Write7BitEncodedInt(systems!.Count);
            foreach (var (system, values) in systems)
            {
                Text(system);
                Texts(values);
            }
        }

        using var whole = new MemoryStream();
        using var head = new BinaryWriter(whole, Encoding.UTF8);
        head.Write(DefinitionsFormat.Magic);
        head.Write7BitEncodedInt(texts.Count);
        texts.ForEach(head.Write);
        Out.Flush();
        head.Write(body.ToArray());
        head.Flush();
        return whole.ToArray();
    }

    private void WriteType(string name, Node definition)
    {
        var elements = definition["snapshot"]["element"];
        var groups = Group(elements);
        var url = definition["url"].Text!;
        Text(name);
        Out.Write((byte)(definition["kind"].Text switch { "primitive-type" => TypeKind.Primitive, "resource" => TypeKind.Resource, _ => TypeKind.Complex }));
        Out.Write(definition["abstract"].Is("true") ? DefinitionsFormat.IsAbstract : (byte)0);
        Text(definition["baseDefinition"].Text?.Replace(CoreUrl, "", StringComparison.Ordinal));
        Text(Pattern(elements));
        Invariants(elements.FirstChild, url);
        Out.Write7BitEncodedInt(groups.Count);
        foreach (var (path, members) in groups)
        {
            Text(path);
            Text(path == name ? null : TypeCodes(Find(elements, path)).First());
            Out.Write7BitEncodedInt(members.Count);
            members.ForEach(member => WriteElement(member, groups, url));
        }
    }

    private void WriteElement(Node element, List<(string Path, List<Node> Members)> groups, string url)
    {
        var path = element["path"].Text!;
        var name = path[(path.LastIndexOf('.') + 1)..];
        var reference = element["contentReference"].Text;
        var binding = element["binding"]["valueSet"].Text is null ? default : element["binding"];
        var flags = (name.EndsWith("[x]", StringComparison.Ordinal) ? DefinitionsFormat.IsChoice : 0)
            | (Items(element["representation"]).Contains("xmlAttr") ? DefinitionsFormat.IsXmlAttribute : 0)
            | (reference is not null ? DefinitionsFormat.IsContentReference : 0)
            | (binding.Exists ? DefinitionsFormat.HasBinding : 0);
        Text(name.Replace("[x]", "", StringComparison.Ordinal));
        Out.Write((byte)flags);
        Out.Write7BitEncodedInt(int.Parse(element["min"].Text!, System.Globalization.CultureInfo.InvariantCulture));
        Out.Write7BitEncodedInt(element["max"].Text is { } max && max != "*" ? int.Parse(max, System.Globalization.CultureInfo.InvariantCulture) + 1 : 0);
        if (reference is not null)
        {
            Text(reference[(reference.IndexOf('#', StringComparison.Ordinal) + 1)..]);
        }
        else
        {
            WriteElementTypes(element, isGroup: groups.Any(g => g.Path == path));
        }

        if (binding.Exists)
        {
            WriteBinding(binding);
        }

        Invariants(element, url);
    }

    private void WriteElementTypes(Node element, bool isGroup)
    {
        var types = element["type"];
        Out.Write7BitEncodedInt(types.Children.Count());
        foreach (var (type, code) in Nodes(types).Zip(TypeCodes(element)))
        {
            Text(isGroup ? element["path"].Text : code);
            Texts(Items(type["targetProfile"]).Select(t => t.Replace(CoreUrl, "", StringComparison.Ordinal)).Where(t => t != "Resource"));
        }
    }

    private void WriteBinding(Node binding)
    {
        var strength = Enum.Parse<BindingStrength>(binding["strength"].Text!, ignoreCase: true);
        var url = binding["valueSet"].Text!.Split('|')[0];
        Out.Write((byte)strength);
        Text(url);
        if (strength == BindingStrength.Required)
        {
            required.Add(url);
        }
    }

    /// <summary>Writes the rules stated here; those that a snapshot repeats from another type are found there.</summary>
    private void Invariants(Node element, string url)
    {
        var own = Nodes(element["constraint"]).Where(c => c["expression"].Exists && (!c["source"].Exists || c["source"].Is(url))).ToList();
        Out.Write7BitEncodedInt(own.Count);
        foreach (var constraint in own)
        {
            Text(constraint["key"].Text);
            Out.Write(constraint["severity"].Is("error"));
            Text(constraint["expression"].Text);
        }
    }

    private static List<(string Path, List<Node> Members)> Group(Node elements)
    {
        var groups = new List<(string Path, List<Node> Members)> { (elements.FirstChild["path"].Text!, []) };
        foreach (var element in Nodes(elements).Skip(1))
        {
            var path = element["path"].Text!;
            var owner = path[..path.LastIndexOf('.')];
            if (groups.All(g => g.Path != owner))
            {
                groups.Add((owner, []));
            }

            if (path != owner + ".value" || !IsValueOfPrimitive(element))
            {
                groups.First(g => g.Path == owner).Members.Add(element);
            }
        }

        return groups;
    }

    /// <summary>A primitive's <c>value</c> is the value itself, not an element: its type is a FHIRPath one and it is no <c>id</c> or <c>url</c>.</summary>
    private static bool IsValueOfPrimitive(Node element) =>
        element["type"].FirstChild["code"].Text?.StartsWith("http://hl7.org/fhirpath/", StringComparison.Ordinal) == true;

    private static string? Pattern(Node elements) =>
        Nodes(elements).Where(e => e["path"].Text!.EndsWith(".value", StringComparison.Ordinal) && IsValueOfPrimitive(e))
            .SelectMany(e => Nodes(e["type"].FirstChild["extension"])).FirstOrDefault(x => x["url"].Is(RegexExtension))["valueString"].Text;

    /// <summary>The types' names; HL7 gives ids and urls a FHIRPath type and the FHIR type in an extension (and for resource ids a wrong one).</summary>
    private static IEnumerable<string> TypeCodes(Node element) => Nodes(element["type"]).Select(type =>
        element["base"]["path"].Is("Resource.id") || element["path"].Is("Resource.id") ? "id"
        : Nodes(type["extension"]).FirstOrDefault(x => x["url"].Is(TypeExtension))["valueUrl"].Text
        ?? type["code"].Text!.Replace("http://hl7.org/fhirpath/System.String", "string", StringComparison.Ordinal));

    private static Node Find(Node elements, string path) => Nodes(elements).First(e => e["path"].Is(path));

    private static IEnumerable<Node> Nodes(Node array)
    {
        for (var item = array.FirstChild; item.Exists; item = item.NextSibling)
        {
            yield return item;
        }
    }

    private static IEnumerable<string> Items(Node array) => Nodes(array).Select(item => item.Text!);

    private void Texts(IEnumerable<string> values)
    {
        var list = values.ToList();
        Out.Write7BitEncodedInt(list.Count);
        list.ForEach(Text);
    }

    private void Text(string? value)
    {
        value ??= "";
        if (!numbers.TryGetValue(value, out var number))
        {
            numbers[value] = number = texts.Count;
            texts.Add(value);
        }

        Out.Write7BitEncodedInt(number);
    }
}
