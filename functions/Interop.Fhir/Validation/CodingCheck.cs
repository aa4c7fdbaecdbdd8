using Interop.Fhir.Issues;
using Interop.Fhir.Terminology;
using Interop.Fhir.Tree;

namespace Interop.Fhir.Validation;

/// <summary>A Coding on its own: a system that can be one, and a code that the system has.</summary>
internal static class CodingCheck
{
    private const string Ucum = "http://unitsofmeasure.org";
    private const string Core = "http://hl7.org/fhir/";

    public static void Of(Node coding, ValidationRun run, Findings findings)
    {
        if (coding["system"] is not { Kind: NodeKind.String } system)
        {
            return;
        }

        var url = system.SharedText!;
        if (!url.Contains(':', StringComparison.Ordinal))
        {
            findings.Add(IssueCodes.FhirSystemRelative, system);
        }
        else if (IsValueSet(url, run))
        {
            findings.Add(IssueCodes.FhirSystemIsValueSet, system);
        }
        else if (coding["code"].SharedText is { } code && GrammarSystems.Has(url, code) is { } isCode)
        {
            if (!isCode)
            {
                findings.Add(IssueCodes.FhirCodeNotInSystem, coding["code"], url);
            }
        }
        else if (run.Conformance.Terminology.FindCodeSystem(url) is { } known)
        {
            Code(coding, known, findings);
        }
        else if (url.StartsWith(Core, StringComparison.Ordinal) && !url[Core.Length..].Contains('/', StringComparison.Ordinal))
        {
            findings.Add(IssueCodes.FhirSystemUnknown, system);
        }
        else
        {
            run.NotChecked(IssueCodes.FhirSystemNotChecked, system, NameOf(url));
        }
    }

    /// <summary>The unit of a Quantity: a UCUM code is one. A unit that UCUM lacks is told as advice, since many write their own words there.</summary>
    public static void Unit(Node quantity, Findings findings)
    {
        if (quantity["code"].SharedText is not { } code || !quantity["system"].Is(Ucum))
        {
            return;
        }

        if (GrammarSystems.Has(Ucum, code) == false)
        {
            findings.Add(IssueCodes.FhirCodeNotInSystem, quantity["code"], Ucum);
        }
        else if (GrammarSystems.IsUnknownUnit(code))
        {
            findings.Add(IssueCodes.FhirUnitUnknown, quantity["code"]);
        }
    }

    /// <summary>An element that holds a language: whatever the binding recommends, it is a BCP 47 tag.</summary>
    public static void Language(Node code, Findings findings)
    {
        if (code.Kind == NodeKind.String && GrammarSystems.Has("urn:ietf:bcp:47", code.Text!) == false)
        {
            findings.Add(IssueCodes.FhirCodeNotInSystem, code, "urn:ietf:bcp:47");
        }
    }

    private static void Code(Node coding, CodeSystem system, Findings findings)
    {
        if (coding["code"] is not { Kind: NodeKind.String } code)
        {
            return;
        }

        if (system.Find(code.SharedText!) is not { } concept)
        {
            if (system.IsComplete)
            {
                findings.Add(IssueCodes.FhirCodeNotInSystem, code, system.Url);
            }
        }
        else if (coding["display"] is { HasValue: true } display && !concept.IsDisplayed(display.Utf8) && concept.Display is { } expected
            && !string.Equals(Squeeze(display.Text!), Squeeze(expected), StringComparison.OrdinalIgnoreCase))
        {
            // Displays were corrected and translated since R4; a person should look, no more.
            findings.Add(IssueCodes.FhirDisplay, coding["display"], system.Url);
        }
    }

    private static bool IsValueSet(string url, ValidationRun run) =>
        url.Contains("/ValueSet/", StringComparison.Ordinal) && (url.StartsWith(Core, StringComparison.Ordinal) || run.Conformance.Terminology.Knows(url))
        && run.Conformance.Terminology.FindCodeSystem(url) is null;

    private static string Squeeze(string text) => string.Join(' ', text.Split(' ', StringSplitOptions.RemoveEmptyEntries));

    // The system of a record could be anything; only what looks like a canonical URL is repeated.
    private static string NameOf(string url) => url.Length <= 200 && (url.StartsWith("http", StringComparison.Ordinal) || url.StartsWith("urn:", StringComparison.Ordinal)) ? url : "?";
}
