using Interop.Fhir.Issues;
using Interop.Fhir.Tree;

namespace Interop.Fhir.Validation;

/// <summary>Text that a careless reader would run: tags of active content in strings and markdown.</summary>
internal static class TextCheck
{
    private static readonly string[] Active = ["<script", "<iframe", "<object", "<embed", "javascript:"];

    public static void Of(Node text, Findings findings)
    {
        if (text.Kind == NodeKind.String && text.Utf8.IndexOfAny((byte)'<', (byte)':') >= 0 && Array.Exists(Active, a => text.Text!.Contains(a, StringComparison.OrdinalIgnoreCase)))
        {
            findings.Add(IssueCodes.FhirActiveText, text, text.Name!);
        }
    }
}
