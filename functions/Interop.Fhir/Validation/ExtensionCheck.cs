using Interop.Fhir.Definitions;
using Interop.Fhir.FhirPath;
using Interop.Fhir.Issues;
using Interop.Fhir.Profiles;
using Interop.Fhir.Tree;

namespace Interop.Fhir.Validation;

/// <summary>Extensions against their definitions: known, used where they may be, of the shape defined (http://hl7.org/fhir/R4/defining-extensions.html).</summary>
internal static class ExtensionCheck
{
    public static void Of(Node extension, FhirPathContext context, ValidationRun run)
    {
        // The parts of a complex extension have names of their own; its definition says all of them.
        if (extension["url"].SharedText is not { } url || extension.Parent.Name is "extension" or "modifierExtension" && !url.Contains(':', StringComparison.Ordinal))
        {
            return;
        }

        if (run.Conformance.FindProfile(url) is not { TypeName: "Extension" } definition)
        {
            Unknown(extension, url, run);
            return;
        }

        if (!IsAllowedOn(definition.Definition, extension))
        {
            run.Findings.Add(IssueCodes.FhirExtensionContext, extension, definition.Url, string.Join(", ", definition.Definition.All("context").Select(c => c["expression"].Text)));
        }

        if (IsModifier(definition) != (extension.Name == "modifierExtension"))
        {
            run.Findings.Add(IssueCodes.FhirExtensionModifier, extension, definition.Url, extension.Name == "modifierExtension" ? "extension" : "modifierExtension");
        }

        Count(extension, url, definition, run.Findings);
        run.Against(extension, url, context, run.Findings);
    }

    /// <summary>How often the definition lets it stand on one element; told at the first that is too many.</summary>
    private static void Count(Node extension, string url, Profile definition, Findings findings)
    {
        var before = 0;
        for (var sibling = extension.Parent.FirstChild; sibling != extension && before <= definition.Root.Max; sibling = sibling.NextSibling)
        {
            before += sibling.Name == extension.Name && sibling["url"].Is(url) ? 1 : 0;
        }

        if (before == definition.Root.Max)
        {
            findings.Add(IssueCodes.FhirProfileTooMany, extension.Parent, extension, extension.Name!, definition.Root.Max.ToString(System.Globalization.CultureInfo.InvariantCulture), definition.Url);
        }
    }

    private static bool IsModifier(Profile definition) =>
        (definition.Definition["differential"].All("element").FirstOrDefault() is { Exists: true } root && root["isModifier"].Exists
            ? root["isModifier"] : definition.Definition["snapshot"].All("element").FirstOrDefault()["isModifier"]).Is("true");

    private static void Unknown(Node extension, string url, ValidationRun run)
    {
        if (!url.Contains(':', StringComparison.Ordinal))
        {
            run.Findings.Add(IssueCodes.FhirExtensionRelative, extension);
        }
        else if (IsOpen(url) || (run.Options.AllowUnknownExtensions && extension.Name == "extension"))
        {
            run.NotChecked(IssueCodes.FhirExtensionNotChecked, extension, url);
        }
        else
        {
            run.Findings.Add(IssueCodes.FhirExtensionUnknown, extension, url);
        }
    }

    // HL7 goes on publishing extensions for R4 in packages that may not be here; example domains define nothing.
    private static bool IsOpen(string url) =>
        url.StartsWith("http://hl7.org/fhir/", StringComparison.Ordinal) || url.Contains("://example.", StringComparison.Ordinal) || url.Contains(".example.", StringComparison.Ordinal) || url.StartsWith("http://acme.", StringComparison.Ordinal);

    private static bool IsAllowedOn(Node definition, Node extension)
    {
        // HL7 marks all its definitions with these, whatever their context says.
        if (definition["url"].Text!.StartsWith(ProfileCompiler.CoreUrl + "structuredefinition-", StringComparison.Ordinal) || definition["url"].Is(ProfileCompiler.CoreUrl + "regex"))
        {
            return true;
        }

        var any = false;
        foreach (var context in definition.All("context"))
        {
            any = true;
            if (context["expression"].SharedText is not { } expression || context["type"].SharedText switch
            {
                "element" => IsOn(expression, extension.Parent),
                "extension" => extension.Parent["url"].Is(expression),
                _ => true,
            })
            {
                return true;
            }
        }

        return !any;
    }

    /// <summary>Whether a path of a type (<c>Patient.contact</c>), or a type (<c>HumanName</c>, <c>Element</c>), is that of the element.</summary>
    private static bool IsOn(string expression, Node element)
    {
        var path = "";
        for (var at = element; at.Exists; at = at.Parent)
        {
            var type = ProfileWalk.TypeOf(at);
            for (var t = type; t is not null; t = t.Base)
            {
                if ((expression.Length == t.Name.Length + path.Length && expression.StartsWith(t.Name, StringComparison.Ordinal) && expression.EndsWith(path, StringComparison.Ordinal)) || (path.Length == 0 && t.Kind == TypeKind.Group && t.Name == expression))
                {
                    return true;
                }
            }

            if (type?.Kind == TypeKind.Resource || !at.Parent.Exists)
            {
                break;
            }

            var name = ProfileWalk.TypeOf(at.Parent)?.TryFind(at.Name!, out var match) == true ? match.Element.Name + (match.Element.IsChoice ? "[x]" : "") : at.Name;
            path = $".{name}{path}";
        }

        return expression is "Element";
    }
}
