namespace Interop.Fhir.Issues;

/// <summary>
/// A kind of finding: stable id, FHIR issue-type (http://hl7.org/fhir/ValueSet/issue-type), severity, text and hint in both languages.
/// <c>{0}</c> to <c>{9}</c> in a text stand for the arguments of the issue.
/// </summary>
public sealed record IssueCode(
    string Id, string Type, IssueSeverity Severity, string English, string EnglishHint, string French, string FrenchHint);
