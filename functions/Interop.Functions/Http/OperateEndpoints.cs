using System.Globalization;
using System.Text.Json;
using Interop.Engine.Messages;
using Interop.Engine.Operations;
using Interop.Engine.Ports;
using Interop.Fhir.Issues;

namespace Interop.Functions.Http;

/// <summary>
/// <c>POST /messages/search</c>, <c>/messages/replay</c>, <c>/messages/cancel</c>: what operators do, for the role <c>operate</c>. They are POSTs,
/// since an identifier of a patient must not stand in a URL. No content is shown.
/// </summary>
public static class OperateEndpoints
{
    private const int MaxLimit = 1000;

    /// <summary>Messages that fit, newest first.</summary>
    public static async Task<IResult> SearchAsync(SearchBody? body, HttpContext http, MessageFinder finder)
    {
        if (body is null || (body.RecordId is not null && (body.Organisation is null || body.Record is null)) || body.Limit is < 1 or > MaxLimit)
        {
            return Refuse(http, body?.RecordId is null ? ("limit", $"1 to {MaxLimit}") : ("recordId", "organisation and record beside it"));
        }

        var patient = body.Patient is { System: { } system, Value: { } value } ? (system, value) : ((string, string)?)null;
        var limit = body.Limit ?? 50;
        var found = await finder.FindAsync(new MessageQuery(body.Filter(), patient, body.RecordId), limit, Actor(http), http.RequestAborted);
        return Results.Json(new
        {
            items = found.Select(m => new
            {
                id = m.Id, record = m.Record, organisation = m.Organisation, state = m.State.ToString().ToLowerInvariant(), receivedAt = m.ReceivedAt,
                issues = MessageReport.Parse(m.Report).Issues.Select(i => new { code = i.Code, place = i.Source ?? i.Expression }),
            }),
            before = found.Count == limit ? found[^1].Sequence : (long?)null,
        });
    }

    /// <summary>Lets quarantined messages and parked deliveries go on; without <c>"preview": false</c> it only tells what would come of it.</summary>
    public static async Task<IResult> ReplayAsync(ReplayBody? body, HttpContext http, Replay replay)
    {
        if (body is null || (body.Ids is null && body.Messages is null && body.Deliveries is null) || body.Limit is < 1 or > MaxLimit)
        {
            return Refuse(http, ("body", "ids, messages or deliveries, and a limit of at most 1000"));
        }

        var request = new ReplayRequest
        {
            Ids = body.Ids ?? [], Messages = body.Messages?.Filter(), Deliveries = body.Deliveries?.Filter(), Limit = body.Limit ?? 100, Preview = body.Preview ?? true,
        };
        var items = new List<ReplayItem>();
        await foreach (var item in replay.RunAsync(request, Actor(http), http.RequestAborted))
        {
            items.Add(item);
        }

        return Shown(items);
    }

    /// <summary>Takes deliveries back that have not left.</summary>
    public static async Task<IResult> CancelAsync(CancelBody? body, HttpContext http, Replay replay) =>
        body?.Ids is { Count: > 0 and <= MaxLimit } ids
            ? Shown(await replay.CancelAsync(ids, Actor(http), http.RequestAborted))
            : Refuse(http, ("ids", "1 to 1000 ids of deliveries"));

    private static IResult Shown(IReadOnlyList<ReplayItem> items) => Results.Json(new
    {
        items = items.Select(i => new { target = i.Target, way = JsonNamingPolicy.KebabCaseLower.ConvertName(i.Way.ToString()), reason = i.Reason, done = i.Done, differences = i.Differences }),
    });

    private static IResult Refuse(HttpContext http, (string Name, string Expected) fault) =>
        OperationOutcomes.Result(http, StatusCodes.Status400BadRequest, [new Issue(IssueCodes.ParameterInvalid, IssueLocation.None, fault.Name, fault.Expected)]);

    private static string Actor(HttpContext http) => http.Credential().Id.ToString("D", CultureInfo.InvariantCulture);

    /// <summary>What to look for.</summary>
    public sealed record SearchBody(
        string? Organisation, string? Kind, string? Record, string? State, string? Code, string? Endpoint, IdentifierBody? Patient, string? RecordId,
        DateTimeOffset? From, DateTimeOffset? To, long? Before, int? Limit)
    {
        /// <summary>As the port takes it; an unknown state finds nothing it could be mistaken for.</summary>
        public MessageFilter Filter() => new()
        {
            Organisation = Organisation, Kind = Kind, Record = Record, Code = Code, Endpoint = Endpoint, From = From, To = To, Before = Before,
            State = State is null ? null : Enum.TryParse<MessageState>(State, ignoreCase: true, out var state) ? state : throw new BadHttpRequestException("state"),
        };
    }

    /// <summary>A business identifier.</summary>
    public sealed record IdentifierBody(string? System, string? Value);

    /// <summary>What to let go on.</summary>
    public sealed record ReplayBody(IReadOnlyList<Guid>? Ids, SearchBody? Messages, ParkedBody? Deliveries, int? Limit, bool? Preview);

    /// <summary>Which parked deliveries.</summary>
    public sealed record ParkedBody(string? Endpoint, string? Message, string? Reason, DateTimeOffset? From, DateTimeOffset? To)
    {
        /// <summary>As the port takes it.</summary>
        public DeliveryFilter Filter() => new() { State = DeliveryState.Parked, Endpoint = Endpoint, Message = Message, Reason = Reason, From = From, To = To };
    }

    /// <summary>What to take back.</summary>
    public sealed record CancelBody(IReadOnlyList<Guid>? Ids);
}
