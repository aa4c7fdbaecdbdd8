using System.Buffers;
using System.Globalization;
using Interop.Engine.Identity;
using Interop.Engine.Reading;
using Interop.Engine.Ports;
using Interop.Fhir.Definitions;
using Interop.Fhir.Issues;

namespace Interop.Functions.Http;

/// <summary>The FHIR R4 REST face: read, and search by <see cref="SearchParameters"/>. What it does not know it refuses by name.</summary>
public static class FhirEndpoints
{
    /// <summary>Media type of every answer.</summary>
    public const string MediaType = "application/fhir+json; charset=utf-8";

    /// <summary><c>GET /fhir/{type}/{id}</c>.</summary>
    public static async Task<IResult> ReadAsync(string type, string id, HttpContext http, FhirReader reader)
    {
        if (Unknown(type, http) is { } refusal)
        {
            return refusal;
        }

        return Shown(type, http, Guid.TryParse(id, out var guid) ? await reader.ReadAsync(http.Credential(), new ResourceKey(type, guid), http.RequestAborted) : null);
    }

    /// <summary><c>GET /fhir/{type}/{id}/_history/{version}</c>.</summary>
    public static async Task<IResult> ReadVersionAsync(string type, string id, string version, HttpContext http, FhirReader reader)
    {
        if (Unknown(type, http) is { } refusal)
        {
            return refusal;
        }

        var known = Guid.TryParse(id, out var guid) & int.TryParse(version, NumberStyles.None, CultureInfo.InvariantCulture, out var number);
        return Shown(type, http, known ? await reader.ReadVersionAsync(http.Credential(), new ResourceKey(type, guid), number, http.RequestAborted) : null);
    }

    /// <summary><c>GET /fhir/{type}/{id}/_history</c>.</summary>
    public static async Task<IResult> HistoryAsync(string type, string id, HttpContext http, FhirReader reader)
    {
        if (Unknown(type, http) is { } refusal)
        {
            return refusal;
        }

        var answer = Guid.TryParse(id, out var guid) ? await reader.HistoryAsync(http.Credential(), new ResourceKey(type, guid), Root(http), http.RequestAborted) : null;
        return answer is null ? NotThere(type, http) : answer.Erased ? Gone(type, http) : Results.Bytes(answer.Json, MediaType);
    }

    /// <summary>Where the caller found the FHIR face.</summary>
    internal static string Root(HttpContext http) => $"{http.Request.Scheme}://{http.Request.Host}/fhir";

    private static IResult NotThere(string type, HttpContext http) =>
        OperationOutcomes.Result(http, StatusCodes.Status404NotFound, [new Issue(IssueCodes.ResourceUnknown, IssueLocation.None, type)]);

    private static IResult Gone(string type, HttpContext http) =>
        OperationOutcomes.Result(http, StatusCodes.Status410Gone, [new Issue(IssueCodes.ResourceErased, IssueLocation.None, type)]);

    private static IResult Shown(string type, HttpContext http, ShownResource? answer)
    {
        if (answer is null)
        {
            return NotThere(type, http);
        }

        if (answer.Erased)
        {
            return Gone(type, http);
        }

        http.Response.Headers.ETag = string.Create(CultureInfo.InvariantCulture, $"W/\"{answer.Version}\"");
        http.Response.Headers.LastModified = answer.LastUpdated.ToString("R", CultureInfo.InvariantCulture);
        return Results.Bytes(answer.Json, MediaType);
    }

    /// <summary><c>GET /fhir/{type}?...</c>.</summary>
    public static async Task<IResult> SearchAsync(string type, HttpContext http, FhirReader reader)
    {
        if (Unknown(type, http) is { } refusal)
        {
            return refusal;
        }

        var lenient = http.Request.Headers["Prefer"].Any(p => p?.Contains("handling=lenient", StringComparison.OrdinalIgnoreCase) == true);
        var known = SearchParameters.Names(type);
        var unknown = http.Request.Query.Keys.Where(k => !known.Contains(k)).ToList();
        if (unknown.Count > 0 && !lenient)
        {
            return Invalid(http, IssueCodes.SearchParameterUnknown, string.Join(", ", unknown), string.Join(", ", known));
        }

        var query = Query(type, http.Request.Query, out var faulty, out var expected);
        if (query is null)
        {
            return Invalid(http, IssueCodes.ParameterInvalid, faulty, expected);
        }

        var self = $"/fhir/{type}{http.Request.QueryString}";
        var bundle = await reader.SearchAsync(http.Credential(), query, Root(http), self, http.RequestAborted);
        return Results.Bytes(bundle, MediaType);
    }

    private static FhirQuery? Query(string type, IQueryCollection query, out string faulty, out string expected)
    {
        (faulty, expected) = ("", "");
        string? system = null, value = null;
        Guid? id = null, patient = null, after = null;
        if (query["identifier"].ToString() is { Length: > 0 } identifier)
        {
            var bar = identifier.IndexOf('|', StringComparison.Ordinal);
            if (bar <= 0 || bar == identifier.Length - 1)
            {
                (faulty, expected) = ("identifier", "system|value");
                return null;
            }

            (system, value) = (identifier[..bar], identifier[(bar + 1)..]);
        }

        foreach (var (name, set) in new (string, Action<Guid>)[] { ("_id", g => id = g), ("patient", g => patient = g), ("_after", g => after = g) })
        {
            var text = query[name].ToString();
            text = name == "patient" && text.StartsWith("Patient/", StringComparison.Ordinal) ? text["Patient/".Length..] : text;
            if (text.Length > 0 && !Guid.TryParse(text, out var guid))
            {
                (faulty, expected) = (name, name == "patient" ? "the id of a Patient, or Patient/id" : "a logical id");
                return null;
            }
            else if (text.Length > 0)
            {
                set(Guid.Parse(text));
            }
        }

        var names = Names(type, query);
        var birthDate = type == "Patient" && query["birthdate"].ToString() is { Length: > 0 } date ? date.StartsWith("eq", StringComparison.Ordinal) ? date[2..] : date : null;
        if (birthDate is not null && !DateOnly.TryParseExact(birthDate, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out _))
        {
            (faulty, expected) = ("birthdate", "a whole date, yyyy-MM-dd");
            return null;
        }

        if (value is null && id is null && patient is null && birthDate is null && !names.Any(NameKeys.CanDrive))
        {
            (faulty, expected) = names.Count > 0
                ? (names[0].Part, "at least three letters of a name, or another parameter beside it")
                : ("identifier", $"one of {string.Join(", ", SearchParameters.Of(type, ofPatient: true).Select(p => p.Name))}: a search of everything is refused");
            return null;
        }

        var count = int.TryParse(query["_count"], NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? Math.Clamp(number, 1, 200) : 50;
        return new FhirQuery(type, id, system, value, patient, after, count) { Names = names, BirthDate = birthDate };
    }

    /// <summary>A parameter given twice must fit twice; commas part alternatives.</summary>
    private static IReadOnlyList<NameCriterion> Names(string type, IQueryCollection query) => NameKeys.Has(type)
        ? [.. SearchParameters.OfNames.SelectMany(p => query[p].OfType<string>().Where(t => NameKeys.Normal(t).Length > 0)
            .Select(t => new NameCriterion(p, t.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))))]
        : [];

    private static IResult? Unknown(string type, HttpContext http) => R4Definitions.Instance.FindResource(type) is not null
        ? null
        : OperationOutcomes.Result(http, StatusCodes.Status404NotFound, [new Issue(IssueCodes.ResourceTypeUnknown, IssueLocation.None)]);

    private static IResult Invalid(HttpContext http, IssueCode code, params string[] arguments) =>
        OperationOutcomes.Result(http, StatusCodes.Status400BadRequest, [new Issue(code, IssueLocation.None, arguments)]);
}
