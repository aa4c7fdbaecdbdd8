using System.Text;
using Interop.Fhir.Issues;
using Interop.Fhir.Tree;

namespace Interop.Fhir.Validation;

/// <summary>Text that a careless reader would run: tags of active content in strings and markdown.</summary>
internal static class TextCheck
{
    private static readonly string[] Active = ["<script", "<iframe", "<object", "<embed"];

    public static void Of(Node text, Findings findings)
    {
        if (text.Kind == NodeKind.String && (HasScript(text.Utf8) || (text.Utf8.Contains((byte)'<') && HasTag(text.Text!))))
        {
            findings.Add(IssueCodes.FhirActiveText, text, text.Name!);
        }
    }

    private static bool HasTag(string text) => Array.Exists(Active, a => text.Contains(a, StringComparison.OrdinalIgnoreCase));

    private static bool HasScript(ReadOnlySpan<byte> text)
    {
        var scheme = "javascript:"u8;
        for (int colon; (colon = text.IndexOf((byte)':')) >= 0; text = text[(colon + 1)..])
        {
            if (colon + 1 >= scheme.Length && Ascii.EqualsIgnoreCase(text[(colon + 1 - scheme.Length)..(colon + 1)], scheme))
            {
                return true;
            }
        }

        return false;
    }
}
