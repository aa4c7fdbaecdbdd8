using System.Text.Json;

namespace Interop.Functions.Population;

/// <summary>What a sender was answered.</summary>
/// <param name="Told">Code and place of each issue.</param>
public sealed record PushAnswer(Outcome Outcome, int Status, IReadOnlyList<(string Code, string Place)> Told)
{
    /// <summary>Reads a final answer, one that says what became of the record.</summary>
    public static PushAnswer Read(GeneratedRecord record, HttpResponseMessage response, JsonElement body)
    {
        var status = (int)response.StatusCode;
        var outcome = status switch
        {
            200 when response.Headers.Contains("X-Duplicate") && record.Expected == Outcome.Duplicate => Outcome.Duplicate,
            200 => body.GetProperty("state").GetString() == "superseded" ? Outcome.Superseded : Outcome.Accepted,
            409 => Outcome.Conflict,
            _ => Outcome.Quarantined,
        };
        var issues = body.TryGetProperty("issues", out var told) || body.TryGetProperty("issue", out told) ? told.EnumerateArray().Select(Issue).ToList() : [];
        return new PushAnswer(outcome, status, issues);
    }

    private static (string, string) Issue(JsonElement issue) => (
        issue.GetProperty("details").GetProperty("coding")[0].GetProperty("code").GetString()!,
        issue.TryGetProperty("location", out var location) ? location[0].GetString()! : issue.TryGetProperty("expression", out var expression) ? expression[0].GetString()! : "");
}
