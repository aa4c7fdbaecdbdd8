using System.Globalization;
using Interop.Engine.Ports;
using Interop.Engine.Reading;
using Interop.Fhir.Issues;
using Interop.Functions.Http.Search;

namespace Interop.Functions.Http;

/// <summary><c>GET /fhir/AuditEvent</c> and <c>POST /fhir/AuditEvent/_search</c>: the audit trail, by date, patient, entity and agent, in its own order, page by page.</summary>
public static class AuditEndpoints
{
    private const int Most = 1000;
    private const int Usual = 100;

    /// <summary>The search.</summary>
    public static async Task<IResult> SearchAsync(HttpContext http, AuditReader reader, SealedCriteria seal)
    {
        var (request, refused) = await SearchRequest.ReadAsync(http, "AuditEvent", seal);
        if (request is null)
        {
            return refused!;
        }

        if (Query(request, out var faulty, out var expected) is not { } search)
        {
            return OperationOutcomes.Result(http, StatusCodes.Status400BadRequest, [new Issue(IssueCodes.ParameterInvalid, IssueLocation.None, faulty, expected)]);
        }

        var page = await reader.SearchAsync(http.Credential(), search, http.RequestAborted);
        string Page(long after) => request.Link(http, seal, search.Count, after == 0 ? null : after.ToString(CultureInfo.InvariantCulture));
        return Results.Bytes(
            AuditEvents.ToBundle(page.Rows, FhirEndpoints.Root(http), Page(search.After), page.Next is { } next ? Page(next) : null), FhirEndpoints.MediaType);
    }

    /// <summary><c>GET /fhir/AuditEvent/{id}</c>.</summary>
    public static async Task<IResult> ReadAsync(string id, HttpContext http, AuditReader reader) =>
        Number(id, 0) is { } sequence and > 0 && await reader.ReadAsync(http.Credential(), sequence, http.RequestAborted) is { } row
            ? Results.Bytes(AuditEvents.ToJson(row), FhirEndpoints.MediaType)
            : OperationOutcomes.Result(http, StatusCodes.Status404NotFound, [new Issue(IssueCodes.ResourceUnknown, IssueLocation.None, "AuditEvent")]);

    private static AuditSearch? Query(SearchRequest request, out string faulty, out string expected)
    {
        (faulty, expected) = ("date", "ge, gt, le, lt or nothing, then a date or a time with its zone: ge2026-11-01");
        if (Dates(request.All("date")) is not var (from, to))
        {
            return null;
        }

        var patient = request.Single("patient", out var several)?.Replace("Patient/", "", StringComparison.Ordinal);
        if (several || (patient is not null && !Guid.TryParse(patient, out _)))
        {
            (faulty, expected) = ("patient", "the id of a Patient, or Patient/id, once");
            return null;
        }

        var numbers = new Dictionary<string, long>();
        foreach (var (name, otherwise) in new[] { (SearchParameters.After, 0L), (SearchParameters.Count, Usual) })
        {
            if (Number(request.Single(name, out several) ?? "", otherwise) is not { } number || several)
            {
                (faulty, expected) = (name, "a whole number, once");
                return null;
            }

            numbers[name] = number;
        }

        var entity = request.Single("entity", out var entities);
        var agent = request.Single("agent", out var agents);
        (faulty, expected) = (entities ? "entity" : "agent", "one value");
        return entities || agents ? null : new AuditSearch(
            from, to, patient is null ? null : Guid.Parse(patient), entity, agent, numbers[SearchParameters.After], (int)Math.Clamp(numbers[SearchParameters.Count], 1, Most));
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
}
