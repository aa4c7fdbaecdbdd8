using System.Globalization;
using Interop.Engine.Reading;
using Interop.Engine.Ports;
using Interop.Fhir.Definitions;
using Interop.Fhir.Issues;

namespace Interop.Functions.Http;

/// <summary>The FHIR R4 REST face: read, version read, history; <see cref="Search.FhirSearch"/> searches. What it does not know it refuses by name.</summary>
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

    internal static IResult? Unknown(string type, HttpContext http) => R4Definitions.Instance.FindResource(type) is not null
        ? null
        : OperationOutcomes.Result(http, StatusCodes.Status404NotFound, [new Issue(IssueCodes.ResourceTypeUnknown, IssueLocation.None)]);
}
