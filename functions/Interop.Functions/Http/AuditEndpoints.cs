using System.Globalization;
using Interop.Engine.Ports;
using Interop.Engine.Reading;
using Interop.Fhir.Issues;

namespace Interop.Functions.Http;

/// <summary><c>GET /fhir/AuditEvent</c>: the audit trail, by date, patient, entity and agent, in its own order, page by page.</summary>
public static class AuditEndpoints
{
    private static readonly string[] Parameters = ["date", "patient", "entity", "agent", "_count", "_after", "_format"];

    /// <summary>The search.</summary>
    public static async Task<IResult> SearchAsync(HttpContext http, AuditReader reader)
    {
        var query = http.Request.Query;
        if (query.Keys.Where(k => !Parameters.Contains(k)).ToList() is [_, ..] unknown)
        {
            return Invalid(http, IssueCodes.SearchParameterUnknown, string.Join(", ", unknown), string.Join(", ", Parameters));
        }

        if (Dates(query["date"]!) is not var (from, to))
        {
            return Invalid(http, IssueCodes.ParameterInvalid, "date", "ge, gt, le, lt or nothing, then a date or a time with its zone: ge2026-11-01");
        }

        var patient = query["patient"].ToString() is { Length: > 0 } text ? text.Replace("Patient/", "", StringComparison.Ordinal) : null;
        if (patient is not null && !Guid.TryParse(patient, out _))
        {
            return Invalid(http, IssueCodes.ParameterInvalid, "patient", "the id of a Patient, or Patient/id");
        }

        var after = Number(query["_after"].ToString(), 0);
        var count = Number(query["_count"].ToString(), 100);
        if (after is null || count is null)
        {
            return Invalid(http, IssueCodes.ParameterInvalid, after is null ? "_after" : "_count", "a whole number");
        }

        var search = new AuditSearch(
            from, to, patient is null ? null : Guid.Parse(patient), Text(query["entity"].ToString()), Text(query["agent"].ToString()), after.Value, (int)Math.Clamp(count.Value, 1, 1000));
        var page = await reader.SearchAsync(http.Credential(), search, http.RequestAborted);
        var root = FhirEndpoints.Root(http);
        return Results.Bytes(AuditEvents.ToBundle(page.Rows, root, $"/fhir/AuditEvent{http.Request.QueryString}", Next(http, page)), FhirEndpoints.MediaType);
    }

    /// <summary><c>GET /fhir/AuditEvent/{id}</c>.</summary>
    public static async Task<IResult> ReadAsync(string id, HttpContext http, AuditReader reader) =>
        Number(id, 0) is { } sequence and > 0 && await reader.ReadAsync(http.Credential(), sequence, http.RequestAborted) is { } row
            ? Results.Bytes(AuditEvents.ToJson(row), FhirEndpoints.MediaType)
            : OperationOutcomes.Result(http, StatusCodes.Status404NotFound, [new Issue(IssueCodes.ResourceUnknown, IssueLocation.None, "AuditEvent")]);

    private static string? Next(HttpContext http, AuditPage page)
    {
        if (page.Next is not { } next)
        {
            return null;
        }

        var kept = http.Request.Query.Where(p => p.Key != "_after").SelectMany(p => p.Value.Select(v => KeyValuePair.Create(p.Key, v)));
        return "/fhir/AuditEvent" + QueryString.Create(kept.Append(KeyValuePair.Create<string, string?>("_after", next.ToString(CultureInfo.InvariantCulture))));
    }

    /// <summary>The time that all the dates leave; null when one cannot be read.</summary>
    private static (DateTimeOffset? From, DateTimeOffset? To)? Dates(IEnumerable<string> values)
    {
        DateTimeOffset? from = null, to = null;
        foreach (var value in values)
        {
            var prefix = value.Length > 2 && char.IsAsciiLetter(value[0]) ? value[..2] : "eq";
            if (Span(char.IsAsciiLetter(value.FirstOrDefault()) ? value[Math.Min(2, value.Length)..] : value) is not var (first, next) || prefix is not ("eq" or "ge" or "gt" or "le" or "lt"))
            {
                return null;
            }

            var begin = prefix switch { "eq" or "ge" => first, "gt" => next, _ => (DateTimeOffset?)null };
            var end = prefix switch { "eq" or "le" => next, "lt" => first, _ => (DateTimeOffset?)null };
            from = begin is null || begin < from ? from : begin;
            to = end is null || end > to ? to : end;
        }

        return (from, to);
    }

    /// <summary>What a date means: from its first moment to the one after it. Days are those of UTC.</summary>
    private static (DateTimeOffset First, DateTimeOffset Next)? Span(string text)
    {
        const DateTimeStyles utc = DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal;
        if (DateTimeOffset.TryParseExact(text, "yyyy", CultureInfo.InvariantCulture, utc, out var time))
        {
            return (time, time.AddYears(1));
        }

        if (DateTimeOffset.TryParseExact(text, "yyyy-MM", CultureInfo.InvariantCulture, utc, out time))
        {
            return (time, time.AddMonths(1));
        }

        if (DateTimeOffset.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, utc, out time))
        {
            return (time, time.AddDays(1));
        }

        // A + that was not escaped arrives as a space.
        return DateTimeOffset.TryParseExact(text.Replace(' ', '+'), ["yyyy-MM-ddTHH:mm:ssK", "yyyy-MM-ddTHH:mm:ss.FFFFFFK"], CultureInfo.InvariantCulture, utc, out time)
            ? (time, time.AddTicks(text.Contains('.', StringComparison.Ordinal) ? TimeSpan.TicksPerMicrosecond : TimeSpan.TicksPerSecond))
            : null;
    }

    private static long? Number(string text, long otherwise) => text.Length == 0 ? otherwise
        : long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;

    private static string? Text(string value) => value.Length == 0 ? null : value;

    private static IResult Invalid(HttpContext http, IssueCode code, params string[] arguments) =>
        OperationOutcomes.Result(http, StatusCodes.Status400BadRequest, [new Issue(code, IssueLocation.None, arguments)]);
}
