using System.IO.Compression;
using System.Text;

namespace Interop.Fhir.Definitions;

/// <summary>Reads the compact form and links types, bases, content references and code lists.</summary>
internal sealed class DefinitionsReader
{
    private readonly Dictionary<string, TypeDefinition> types = new(StringComparer.Ordinal);
    private readonly Dictionary<TypeDefinition, string> bases = [];
    private readonly List<ElementType> references = [];
    private readonly List<Binding> required = [];
    private readonly BinaryReader reader;
    private readonly string[] texts;

    private DefinitionsReader(BinaryReader reader)
    {
        this.reader = reader;
        if (reader.ReadString() != DefinitionsFormat.Magic)
        {
            throw new InvalidDataException("These are no definitions in the form this version reads.");
        }

        texts = new string[reader.Read7BitEncodedInt()];
        for (var i = 0; i < texts.Length; i++)
        {
            texts[i] = reader.ReadString();
        }
    }

    public static R4Definitions Read(Stream packed)
    {
        using var plain = new MemoryStream();
        using (var brotli = new BrotliStream(packed, CompressionMode.Decompress))
        {
            brotli.CopyTo(plain);
        }

        plain.Position = 0;
        using var reader = new BinaryReader(plain, Encoding.UTF8);
        return new DefinitionsReader(reader).ReadAll();
    }

    private R4Definitions ReadAll()
    {
        Repeat(ReadType);
        var searches = List(() => new SearchParameter(Text(), Text(), Texts(), Texts(), TextOrNull()));
        var lists = List(ReadCodeList).ToDictionary(list => list.Url, StringComparer.Ordinal);
        references.ForEach(reference => reference.Type = types[reference.Code]);
        required.ForEach(binding => binding.Codes = lists.GetValueOrDefault(binding.ValueSet));
        foreach (var (type, name) in bases)
        {
            type.Base = types[name];
        }

        foreach (var type in bases.Keys.Where(t => t.Kind != TypeKind.Group).OrderBy(Depth))
        {
            var inherited = type.Base!.Invariants;
            type.Invariants = [.. inherited.Where(i => type.Invariants.All(own => own.Key != i.Key)), .. type.Invariants];
        }

        return new R4Definitions(types, searches, lists);
    }

    private static int Depth(TypeDefinition type) => type.Base is null ? 0 : Depth(type.Base) + 1;

    private void ReadType()
    {
        var name = Text();
        var kind = (TypeKind)reader.ReadByte();
        var isAbstract = (reader.ReadByte() & DefinitionsFormat.IsAbstract) != 0;
        var baseName = TextOrNull();
        var type = new TypeDefinition(name, kind) { IsAbstract = isAbstract, Pattern = TextOrNull(), Invariants = ReadInvariants() };
        Add(type, baseName);
        for (var groups = reader.Read7BitEncodedInt(); groups > 0; groups--)
        {
            var path = Text();
            var groupBase = TextOrNull();
            var owner = path == name ? type : new TypeDefinition(path, TypeKind.Group);
            if (owner != type)
            {
                Add(owner, groupBase);
            }

            owner.Elements = List(() => ReadElement(owner.Name));
        }
    }

    private ElementDefinition ReadElement(string owner)
    {
        var name = Text();
        var flags = reader.ReadByte();
        var min = reader.Read7BitEncodedInt();
        var max = reader.Read7BitEncodedInt();
        IReadOnlyList<ElementType> elementTypes = (flags & DefinitionsFormat.IsContentReference) != 0
            ? [new ElementType(Text(), [])]
            : List(() => new ElementType(Text(), Texts()));
        references.AddRange(elementTypes);
        return new ElementDefinition(owner, name)
        {
            Min = min,
            Max = max == 0 ? int.MaxValue : max - 1,
            IsChoice = (flags & DefinitionsFormat.IsChoice) != 0,
            IsXmlAttribute = (flags & DefinitionsFormat.IsXmlAttribute) != 0,
            Types = elementTypes,
            Binding = (flags & DefinitionsFormat.HasBinding) != 0 ? ReadBinding() : null,
            Invariants = ReadInvariants(),
        };
    }

    private Binding ReadBinding()
    {
        var binding = new Binding((BindingStrength)reader.ReadByte(), Text());
        if (binding.Strength == BindingStrength.Required)
        {
            required.Add(binding);
        }

        return binding;
    }

    private Invariant[] ReadInvariants() => List(() => new Invariant(Text(), reader.ReadBoolean(), Text()));

    private CodeList ReadCodeList() => new(Text(), List(() => (Text(), Texts())));

    private void Add(TypeDefinition type, string? baseName)
    {
        types.Add(type.Name, type);
        if (baseName is not null)
        {
            bases.Add(type, baseName);
        }
    }

    private void Repeat(Action read)
    {
        for (var count = reader.Read7BitEncodedInt(); count > 0; count--)
        {
            read();
        }
    }

    private T[] List<T>(Func<T> read)
    {
        var count = reader.Read7BitEncodedInt();
        if (count == 0)
        {
            return [];
        }

        var list = new T[count];
        for (var i = 0; i < count; i++)
        {
            list[i] = read();
        }

        return list;
    }

    private string[] Texts() => List(Text);

    private string Text() => texts[reader.Read7BitEncodedInt()];

    private string? TextOrNull() => Text() is { Length: > 0 } text ? text : null;
}
