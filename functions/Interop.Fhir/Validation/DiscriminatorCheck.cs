using Interop.Fhir.Definitions;
using Interop.Fhir.Issues;
using Interop.Fhir.Tree;

namespace Interop.Fhir.Validation;

/// <summary>The elements of a profile, and its discriminators, lead to elements that R4 has.</summary>
internal static class DiscriminatorCheck
{
    public static void Of(Node definition, R4Definitions r4, Findings findings)
    {
        foreach (var element in definition["differential"].All("element"))
        {
            if (!Leads(r4.Find(definition["type"].Text ?? ""), element["path"].Text ?? "", definition["type"].Text ?? ""))
            {
                findings.Add(IssueCodes.FhirElementPath, element, definition["type"].Text is { } name && r4.Find(name) is { } known ? known.Name : "?");
                continue;
            }

            if (TypeAt(element["path"].Text ?? "", r4) is not { } type)
            {
                continue;
            }

            foreach (var discriminator in element["slicing"].All("discriminator"))
            {
                if (discriminator["path"].Text is { } path && !Leads(type, path))
                {
                    findings.Add(IssueCodes.FhirDiscriminator, discriminator, type.Name);
                }
            }
        }
    }

    /// <summary>Whether the path of an element begins with its type and goes on where that has elements.</summary>
    private static bool Leads(TypeDefinition? type, string path, string typeName) =>
        type is null || path == typeName || (path.StartsWith(typeName + ".", StringComparison.Ordinal) && Leads(type, path[(typeName.Length + 1)..]));

    private static TypeDefinition? TypeAt(string path, R4Definitions r4)
    {
        var steps = path.Split('.');
        var type = r4.Find(steps[0]);
        for (var i = 1; i < steps.Length && type is not null; i++)
        {
            type = Step(type, steps[i]) is { Types: [var only] } ? only.Type : null;
        }

        return type;
    }

    // Functions, choices and resources narrow the type: what follows them is not known here.
    private static bool Leads(TypeDefinition? type, string path)
    {
        foreach (var step in path.Split('.'))
        {
            if (step == "$this")
            {
                continue;
            }

            if (type is null || step.Contains('(', StringComparison.Ordinal) || type is { Kind: TypeKind.Resource, IsAbstract: true })
            {
                return true;
            }

            if (Step(type, step) is not { } element)
            {
                return false;
            }

            type = element is { Types: [var only] } ? only.Type : null;
        }

        return true;
    }

    private static ElementDefinition? Step(TypeDefinition type, string step) =>
        type.TryFind(step, out var match) ? match.Element : type.Elements.FirstOrDefault(e => e.Name == step.Replace("[x]", "", StringComparison.Ordinal));
}
