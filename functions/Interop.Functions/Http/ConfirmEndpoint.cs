using Interop.Engine.Privacy;
using Interop.Engine.Reconcile;
using Interop.Fhir.French;
using Interop.Fhir.Issues;

namespace Interop.Functions.Http;

/// <summary><c>POST /messages/{id}/confirm</c>: a professional of a receiver has checked what this message brought (role <c>write</c>).</summary>
public static class ConfirmEndpoint
{
    /// <summary>204 once it is kept, also when it was confirmed before.</summary>
    public static async Task<IResult> PostAsync(Guid id, ConfirmBody? body, HttpContext http, Confirmations confirmations, TimeProvider clock)
    {
        if (body?.By is not { Rpps: { } rpps, Family: { Length: > 0 and <= 200 } family } by || !Rpps.IsValid(rpps) || by.Given?.Length > 200)
        {
            return Refuse(http, "by", "rpps with a valid key, family, given");
        }

        var now = clock.GetUtcNow();
        var at = body.At ?? now;
        if (at > now.AddMinutes(10))
        {
            return Refuse(http, "at", "a date and time with offset that is not in the future");
        }

        var outcome = await confirmations.ConfirmAsync(http.Credential(), id, new Professional(rpps, family, by.Given ?? ""), at, http.RequestAborted);
        return outcome switch
        {
            ConfirmationOutcome.Unknown => OperationOutcomes.Result(http, StatusCodes.Status404NotFound, [new Issue(IssueCodes.MessageUnknown, IssueLocation.None)]),
            ConfirmationOutcome.Outdated => OperationOutcomes.Result(http, StatusCodes.Status409Conflict, [new Issue(IssueCodes.ConfirmationOutdated, IssueLocation.None)]),
            _ => Results.NoContent(),
        };
    }

    private static IResult Refuse(HttpContext http, string name, string expected) =>
        OperationOutcomes.Result(http, StatusCodes.Status400BadRequest, [new Issue(IssueCodes.ParameterInvalid, IssueLocation.None, name, expected)]);

    /// <summary>Who checked it, and when.</summary>
    public sealed record ConfirmBody(PersonBody? By, DateTimeOffset? At);

    /// <summary>A professional.</summary>
    public sealed record PersonBody(string? Rpps, string? Family, string? Given);
}
