using System.Globalization;
using Interop.Engine.Identity;
using Interop.Engine.Reading;
using Interop.Fhir.Issues;

namespace Interop.Functions.Http.Search;

/// <summary>
/// <c>GET /fhir/{type}?...</c> and <c>POST /fhir/{type}/_search</c>, by <see cref="SearchParameters"/>. Names and identifiers belong in the body of the
/// second; whichever is used, no address that is answered shows them.
/// </summary>
public static class FhirSearch
{
    private const int Most = 200;
    private const int Usual = 50;

    /// <summary>A searchset Bundle.</summary>
    public static async Task<IResult> SearchAsync(string type, HttpContext http, FhirReader reader, SealedCriteria seal)
    {
        if (FhirEndpoints.Unknown(type, http) is { } refusal)
        {
            return refusal;
        }

        var (request, refused) = await SearchRequest.ReadAsync(http, type, seal);
        if (request is null)
        {
            return refused!;
        }

        var query = Query(type, request, out var faulty, out var expected);
        if (query is null)
        {
            return OperationOutcomes.Result(http, StatusCodes.Status400BadRequest, [new Issue(IssueCodes.ParameterInvalid, IssueLocation.None, faulty, expected)]);
        }

        string Page(Guid? after) => request.Link(http, seal, query.Count, after?.ToString("D"));
        var bundle = await reader.SearchAsync(http.Credential(), query, FhirEndpoints.Root(http), Page, http.RequestAborted);
        return Results.Bytes(bundle, FhirEndpoints.MediaType);
    }

    private static FhirQuery? Query(string type, SearchRequest request, out string faulty, out string expected)
    {
        (faulty, expected) = ("", "");
        var identifier = request.Single("identifier", out var several);
        var bar = identifier?.IndexOf('|', StringComparison.Ordinal) ?? 0;
        if (several || (identifier is not null && (bar <= 0 || bar == identifier.Length - 1)))
        {
            (faulty, expected) = ("identifier", "system|value, once");
            return null;
        }

        var ids = new Dictionary<string, Guid?>();
        foreach (var name in new[] { "_id", "patient", SearchParameters.After })
        {
            var text = request.Single(name, out several);
            text = name == "patient" && text?.StartsWith("Patient/", StringComparison.Ordinal) == true ? text["Patient/".Length..] : text;
            if (several || (text is not null && !Guid.TryParse(text, out _)))
            {
                (faulty, expected) = (name, name == "patient" ? "the id of a Patient, or Patient/id, once" : "a logical id, once");
                return null;
            }

            ids[name] = text is null ? null : Guid.Parse(text);
        }

        var (birthDate, count, names) = (BirthDate(type, request, out several), Count(request, out var miscounted), Names(type, request));
        if (several || miscounted)
        {
            (faulty, expected) = several ? ("birthdate", "a whole date, yyyy-MM-dd, once") : (SearchParameters.Count, "a whole number, once");
            return null;
        }

        if (identifier is null && ids["_id"] is null && ids["patient"] is null && birthDate is null && !names.Any(NameKeys.CanDrive))
        {
            (faulty, expected) = names.Count > 0
                ? (names[0].Part, "at least three letters of a name, or another parameter beside it")
                : ("identifier", $"one of {string.Join(", ", SearchParameters.Of(type, ofPatient: true).Select(p => p.Name))}: a search of everything is refused");
            return null;
        }

        return new FhirQuery(type, ids["_id"], identifier?[..bar], identifier?[(bar + 1)..], ids["patient"], ids[SearchParameters.After], count) { Names = names, BirthDate = birthDate };
    }

    private static string? BirthDate(string type, SearchRequest request, out bool faulty)
    {
        faulty = false;
        var date = type == "Patient" ? request.Single("birthdate", out faulty) : null;
        date = date?.StartsWith("eq", StringComparison.Ordinal) == true ? date[2..] : date;
        faulty |= date is not null && !DateOnly.TryParseExact(date, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out _);
        return date;
    }

    private static int Count(SearchRequest request, out bool faulty)
    {
        var text = request.Single(SearchParameters.Count, out faulty);
        var number = Usual;
        faulty |= text is not null && !int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number);
        return Math.Clamp(number, 1, Most);
    }

    /// <summary>A parameter given twice must fit twice; commas part alternatives.</summary>
    private static IReadOnlyList<NameCriterion> Names(string type, SearchRequest request) => NameKeys.Has(type)
        ? [.. SearchParameters.OfNames.SelectMany(p => request.All(p).Where(t => NameKeys.Normal(t).Length > 0)
            .Select(t => new NameCriterion(p, t.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))))]
        : [];
}
