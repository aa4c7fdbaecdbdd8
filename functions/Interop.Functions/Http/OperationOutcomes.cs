using System.Globalization;
using System.Text.Json;
using Interop.Fhir.Issues;

namespace Interop.Functions.Http;

/// <summary>Writes issues as a FHIR OperationOutcome, the one shape that every failure has.</summary>
public static class OperationOutcomes
{
    /// <summary>Code system of the issue codes of this engine.</summary>
    public const string System = "https://interop.example/fhir/CodeSystem/issue";

    /// <summary>An answer with these issues.</summary>
    public static IResult Result(HttpContext http, int status, params IReadOnlyList<Issue> issues)
    {
        var language = Languages.Of(http.Request);
        http.Response.Headers.ContentLanguage = language == Language.French ? "fr" : "en";
        return Results.Bytes(Write(issues, language), "application/fhir+json; charset=utf-8").WithStatus(status);
    }

    /// <summary>The OperationOutcome as UTF-8 JSON. <c>location</c> is the place in the sender's terms, <c>diagnostics</c> the hint.</summary>
    public static byte[] Write(IReadOnlyList<Issue> issues, Language language)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteString("resourceType", "OperationOutcome");
            WriteIssues(json, issues, language);
            json.WriteEndObject();
        }

        return buffer.ToArray();
    }

    /// <summary>The array <c>issue</c>; in an OperationOutcome one without findings says so (OperationOutcome.issue is 1..*).</summary>
    public static void WriteIssues(Utf8JsonWriter json, IReadOnlyList<Issue> issues, Language language, string name = "issue")
    {
        json.WriteStartArray(name);
        foreach (var issue in issues.OrderBy(i => i.Severity))
        {
            WriteIssue(json, issue, language);
        }

        if (issues.Count == 0 && name == "issue")
        {
            WriteIssue(json, new Issue(IssueCodes.AllWell, IssueLocation.None), language);
        }

        json.WriteEndArray();
    }

    private static void WriteIssue(Utf8JsonWriter json, Issue issue, Language language)
    {
        json.WriteStartObject();
        json.WriteString("severity", issue.Severity.ToString().ToLowerInvariant());
        json.WriteString("code", issue.Code.Type);
        json.WriteStartObject("details");
        json.WriteStartArray("coding");
        json.WriteStartObject();
        json.WriteString("system", System);
        json.WriteString("code", issue.Code.Id);
        json.WriteEndObject();
        json.WriteEndArray();
        json.WriteString("text", issue.Text(language));
        json.WriteEndObject();
        json.WriteString("diagnostics", issue.Hint(language));
        WriteList(json, "location", Places(issue.Location));
        WriteList(json, "expression", issue.Location.Expression is { } expression ? [expression] : []);
        json.WriteEndObject();
    }

    private static IEnumerable<string> Places(IssueLocation location)
    {
        if (location.Source is { } source)
        {
            yield return source;
        }

        if (location.Line is { } line)
        {
            yield return string.Create(CultureInfo.InvariantCulture, $"line {line}, column {location.Column ?? 1}");
        }

        if (location.Script is { } script)
        {
            yield return script;
        }
    }

    private static void WriteList(Utf8JsonWriter json, string name, IEnumerable<string> values)
    {
        var list = values.ToList();
        if (list.Count == 0)
        {
            return;
        }

        json.WriteStartArray(name);
        list.ForEach(json.WriteStringValue);
        json.WriteEndArray();
    }

    private static StatusResult WithStatus(this IResult result, int status) => new(result, status);

    private sealed class StatusResult(IResult inner, int status) : IResult
    {
        public Task ExecuteAsync(HttpContext httpContext)
        {
            httpContext.Response.StatusCode = status;
            return inner.ExecuteAsync(httpContext);
        }
    }
}
