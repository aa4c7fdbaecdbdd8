using Interop.Fhir.Issues;
using Interop.Fhir.Tree;

namespace Interop.Fhir.Validation;

/// <summary>Text that a careless reader would run: tags of active content in strings and markdown.</summary>
internal static class TextCheck
{
    private static readonly string[] Active = ["<script", "<iframe", "<object", "<embed", "javascript:"];

    public static void Of(Node text, Findings findings)
    {
        if (text.Kind == NodeKind.String && MayBeActive(text.Utf8) && Array.Exists(Active, a => text.Text!.Contains(a, StringComparison.OrdinalIgnoreCase)))
        {
            findings.Add(IssueCodes.FhirActiveText, text, text.Name!);
        }
    }

    // A tag's first letter, or the last one before the colon of an address; letters beyond ASCII may fold to these, so they count too.
    private static bool MayBeActive(ReadOnlySpan<byte> utf8)
    {
        for (var at = utf8.IndexOfAny((byte)'<', (byte)':'); at >= 0;)
        {
            if (utf8[at] == (byte)':' ? at > 0 && (utf8[at - 1] is (byte)'t' or (byte)'T' or >= 0x80)
                : at + 1 < utf8.Length && utf8[at + 1] is (byte)'s' or (byte)'S' or (byte)'i' or (byte)'I' or (byte)'o' or (byte)'O' or (byte)'e' or (byte)'E' or >= 0x80)
            {
                return true;
            }

            var next = utf8[(at + 1)..].IndexOfAny((byte)'<', (byte)':');
            at = next < 0 ? -1 : at + 1 + next;
        }

        return false;
    }
}
