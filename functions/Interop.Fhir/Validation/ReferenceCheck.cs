using System.Text.RegularExpressions;
using Interop.Fhir.Definitions;
using Interop.Fhir.Issues;
using Interop.Fhir.Tree;

namespace Interop.Fhir.Validation;

/// <summary>The text of a Reference: absolute, <c>#id</c>, <c>Type/id</c> with or without a version, or a search <c>Type?...</c> (http://hl7.org/fhir/R4/references.html#literal).</summary>
internal static partial class ReferenceCheck
{
    public static void Of(Node reference, ValidationRun run, Findings findings)
    {
        if (reference["reference"] is not { Kind: NodeKind.String } node)
        {
            return;
        }

        var text = node.Text!;
        if (IsMalformed(text, run.R4))
        {
            findings.Add(IssueCodes.FhirReferenceFormat, reference);
        }
        else if (reference["type"].Text is { } said && run.R4.FindResource(said) is not null && TypeIn(text, run.R4) is { } type && type != said)
        {
            findings.Add(IssueCodes.FhirReferenceType, reference, said, type);
        }
    }

    private static bool IsMalformed(string text, R4Definitions r4) =>
        !text.StartsWith('#') && !text.Contains(':', StringComparison.Ordinal)
        && (Relative().Match(text) is not { Success: true } match || r4.FindResource(match.Groups[1].Value) is null);

    private static string? TypeIn(string text, R4Definitions r4) =>
        Relative().Match(text) is { Success: true } relative ? r4.FindResource(relative.Groups[1].Value)?.Name
        : text.StartsWith("http", StringComparison.Ordinal) && Ending().Match(text) is { Success: true } ending ? r4.FindResource(ending.Groups[1].Value)?.Name
        : null;

    [GeneratedRegex("^([A-Za-z]+)(/[A-Za-z0-9.-]{1,64}(/_history/[A-Za-z0-9.-]{1,64})?(#.*)?|\\?.*)$", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Relative();

    [GeneratedRegex("/([A-Za-z]+)/[A-Za-z0-9.-]{1,64}(/_history/[A-Za-z0-9.-]{1,64})?(#.*)?$", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Ending();
}
