using System.Globalization;
using System.Text;
using Interop.Fhir.Issues;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Primitives;

namespace Interop.Functions.Http.Search;

/// <summary>
/// The criteria of a search, wherever they stand: in the URL, in the form of <c>POST /fhir/{type}/_search</c>, sealed in a link of an earlier Bundle,
/// or in several of these (R4 http.html#search: those of URL and body count alike, one given twice must fit twice).
/// </summary>
public sealed class SearchRequest
{
    /// <summary>Media type of the body.</summary>
    public const string FormType = "application/x-www-form-urlencoded";

    /// <summary>Bytes of the body, and of all criteria together, so that the links which carry them stay addresses that every proxy lets through.</summary>
    public const int MaxBytes = 4096;

    private readonly string type;
    private readonly IReadOnlyList<KeyValuePair<string, string>> criteria;

    private SearchRequest(string type, IReadOnlyList<KeyValuePair<string, string>> criteria) => (this.type, this.criteria) = (type, criteria);

    /// <summary>Reads it; or says why it is refused.</summary>
    public static async Task<(SearchRequest? Request, IResult? Refusal)> ReadAsync(HttpContext http, string type, SealedCriteria seal)
    {
        var given = Pairs(http.Request.Query.Select(p => KeyValuePair.Create(p.Key, p.Value)));
        if (HttpMethods.IsPost(http.Request.Method))
        {
            var (form, refusal) = await ReadFormAsync(http);
            if (form is null)
            {
                return (null, refusal);
            }

            given = [.. given, .. form];
        }

        if (given.Sum(p => Encoding.UTF8.GetByteCount(p.Key) + Encoding.UTF8.GetByteCount(p.Value)) > MaxBytes * 2)
        {
            return (null, TooLarge(http));
        }

        return Check(http, type, given, seal);
    }

    /// <summary>Every value of a criterion: all of them must fit.</summary>
    public IReadOnlyList<string> All(string name) => [.. criteria.Where(c => c.Key == name).Select(c => c.Value)];

    /// <summary>The value of a criterion that is taken once; said twice alike is said once. Null when it is not given.</summary>
    /// <param name="several">More than one value was given.</param>
    public string? Single(string name, out bool several)
    {
        var values = All(name).Distinct().ToList();
        several = values.Count > 1;
        return values.Count == 1 ? values[0] : null;
    }

    /// <summary>
    /// The address of this search, or of a further page of it: criteria as they were used, those that name somebody sealed (R4 search.html#conformance
    /// wants the link to state what was searched by).
    /// </summary>
    /// <param name="after">Where the page begins; null on the first.</param>
    public string Link(HttpContext http, SealedCriteria seal, int count, string? after)
    {
        var open = criteria.Where(c => SearchParameters.IsOpen(c.Key) && c.Key is not (SearchParameters.Count or SearchParameters.After)).ToList();
        open.Add(KeyValuePair.Create(SearchParameters.Count, count.ToString(CultureInfo.InvariantCulture)));
        var hidden = criteria.Where(c => !SearchParameters.IsOpen(c.Key)).ToList();
        if (after is not null)
        {
            // The place may be that of somebody whom the caller must not know of.
            hidden.Add(KeyValuePair.Create(SearchParameters.After, after));
        }

        var link = QueryString.Create(open.Select(c => KeyValuePair.Create(c.Key, (string?)c.Value))).ToString();
        return $"{FhirEndpoints.Root(http)}/{type}{link}" + (hidden.Count == 0 ? "" : $"&{SearchParameters.Sealed}={seal.Seal(hidden, type, http.Credential().Id)}");
    }

    private static (SearchRequest? Request, IResult? Refusal) Check(HttpContext http, string type, IReadOnlyList<KeyValuePair<string, string>> given, SealedCriteria seal)
    {
        var known = SearchParameters.Names(type);
        var lenient = http.Request.Headers["Prefer"].Any(p => p?.Contains("handling=lenient", StringComparison.OrdinalIgnoreCase) == true);
        if (!lenient && given.Select(p => p.Key).Where(k => !known.Contains(k)).Distinct().ToList() is [_, ..] unknown)
        {
            return (null, Refuse(http, StatusCodes.Status400BadRequest, IssueCodes.SearchParameterUnknown, string.Join(", ", unknown.Select(Spelled)), string.Join(", ", known)));
        }

        if (given.Where(p => p.Key == SearchParameters.Format).Any(p => p.Value is not ("json" or "application/json" or "application/fhir+json" or "application/fhir json")))
        {
            return (null, Refuse(http, StatusCodes.Status406NotAcceptable, IssueCodes.ParameterInvalid, SearchParameters.Format, "json"));
        }

        // What has no value asks nothing.
        var criteria = given.Where(p => p.Value.Length > 0 && known.Contains(p.Key) && p.Key is not (SearchParameters.Format or SearchParameters.Sealed)).ToList();
        foreach (var (_, text) in given.Where(p => p.Key == SearchParameters.Sealed))
        {
            if (seal.Open(text, type, http.Credential().Id) is not { } opened)
            {
                return (null, Refuse(http, StatusCodes.Status400BadRequest, IssueCodes.ParameterInvalid, SearchParameters.Sealed, "the link of a Bundle that this credential was given, unchanged"));
            }

            criteria.AddRange(opened);
        }

        return criteria.Where(c => !SearchParameters.IsOpen(c.Key)).Sum(p => Encoding.UTF8.GetByteCount(p.Key) + Encoding.UTF8.GetByteCount(p.Value)) > MaxBytes
            ? (null, TooLarge(http))
            : (new SearchRequest(type, criteria), null);
    }

    private static async Task<(IReadOnlyList<KeyValuePair<string, string>>? Form, IResult? Refusal)> ReadFormAsync(HttpContext http)
    {
        var length = http.Request.ContentLength;
        if (length != 0 && !string.Equals(http.Request.GetTypedHeaders().ContentType?.MediaType.Value, FormType, StringComparison.OrdinalIgnoreCase))
        {
            return (null, Refuse(http, StatusCodes.Status415UnsupportedMediaType, IssueCodes.MediaTypeUnknown, FormType));
        }

        var bytes = new byte[MaxBytes + 1];
        var read = length > MaxBytes ? bytes.Length : await http.Request.Body.ReadAtLeastAsync(bytes, bytes.Length, throwOnEndOfStream: false, http.RequestAborted);
        return read > MaxBytes
            ? (null, TooLarge(http))
            : (Pairs(QueryHelpers.ParseQuery(Encoding.UTF8.GetString(bytes, 0, read))), null);
    }

    private static IReadOnlyList<KeyValuePair<string, string>> Pairs(IEnumerable<KeyValuePair<string, StringValues>> parameters) =>
        [.. parameters.SelectMany(p => p.Value.OfType<string>().Select(v => KeyValuePair.Create(p.Key, v)))];

    /// <summary>A name is repeated to the caller only when it can be one: a body that is no form would come back whole.</summary>
    private static string Spelled(string name) => name.Length is > 0 and <= 40 && name.All(c => char.IsAsciiLetterLower(c) || c is '_' or '-' or ':' or '.') ? name : "?";

    private static IResult TooLarge(HttpContext http) => Refuse(
        http, HttpMethods.IsPost(http.Request.Method) ? StatusCodes.Status413PayloadTooLarge : StatusCodes.Status414UriTooLong,
        IssueCodes.SearchTooLarge, MaxBytes.ToString(CultureInfo.InvariantCulture));

    private static IResult Refuse(HttpContext http, int status, IssueCode code, params string[] arguments) =>
        OperationOutcomes.Result(http, status, [new Issue(code, IssueLocation.None, arguments)]);
}
