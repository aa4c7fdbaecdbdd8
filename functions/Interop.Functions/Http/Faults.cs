using Interop.Fhir.Issues;
using Interop.Store;

namespace Interop.Functions.Http;

/// <summary>The edge: whatever goes wrong leaves as an OperationOutcome without a trace of code or content.</summary>
public static class Faults
{
    /// <summary>Middleware.</summary>
    public static async Task AnswerAsync(HttpContext http, RequestDelegate next)
    {
        try
        {
            await next(http);
            if (!http.Response.HasStarted && http.Response is { StatusCode: StatusCodes.Status400BadRequest or StatusCodes.Status405MethodNotAllowed, ContentLength: null })
            {
                await AnswerAsync(http, http.Response.StatusCode, new Issue(IssueCodes.ParameterInvalid, IssueLocation.None, "request", "a method, parameters and a body that this address takes"));
            }
        }
        catch (BadHttpRequestException fault)
        {
            await AnswerAsync(http, fault.StatusCode, new Issue(IssueCodes.ParameterInvalid, IssueLocation.None, "request", "a well-formed request"));
        }
        catch (OperationCanceledException) when (http.RequestAborted.IsCancellationRequested)
        {
            // The caller has gone; there is nobody to answer.
        }
        catch (StoreException fault) when (fault.IsTransient)
        {
            http.Response.Headers.RetryAfter = "5";
            await AnswerAsync(http, StatusCodes.Status503ServiceUnavailable, new Issue(IssueCodes.StoreUnavailable, IssueLocation.None));
        }
        catch (Exception fault)
        {
            var log = http.RequestServices.GetRequiredService<ILoggerFactory>().CreateLogger(typeof(Faults));
            log.LogError("Request failed on {Fault}.", FaultPlace.Of(fault));
            await AnswerAsync(http, StatusCodes.Status500InternalServerError, new Issue(IssueCodes.InternalFault, IssueLocation.None));
        }
    }

    /// <summary>Nothing here.</summary>
    public static IResult NotFound(HttpContext http) =>
        OperationOutcomes.Result(http, StatusCodes.Status404NotFound, [new Issue(IssueCodes.RouteNotFound, IssueLocation.None)]);

    private static Task AnswerAsync(HttpContext http, int status, Issue issue) =>
        http.Response.HasStarted ? Task.CompletedTask : OperationOutcomes.Result(http, status, [issue]).ExecuteAsync(http);
}
