using System.Buffers;
using Interop.Engine;
using Interop.Engine.Messages;
using Interop.Engine.Ports;
using Interop.Engine.Routing;
using Interop.Fhir.Issues;
using Interop.Functions.Configuration;
using Interop.Mapping;
using Interop.Mapping.Formats;

namespace Interop.Functions.Http;

/// <summary><c>POST /ingest/{kind}/{record}</c>: the door for partners' records.</summary>
public static class IngestEndpoint
{
    /// <summary>Journals the record and answers 202, or, with <c>Prefer: wait=N</c>, what became of it.</summary>
    public static async Task<IResult> PostAsync(
        string kind, string record, HttpContext http, Pipeline pipeline, LiveMappings mappings, IngestGate gate, Backlog backlog, InteropSettings settings, MessageView view, TimeProvider clock)
    {
        var credential = http.Credential();
        var catalogue = mappings.Current.Catalogue;
        if (catalogue.FindRecord(kind, record) is not { } mapping)
        {
            var known = string.Join(", ", catalogue.Kinds.SelectMany(k => k.Records).Select(r => r.Name));
            return OperationOutcomes.Result(http, StatusCodes.Status404NotFound, [new Issue(IssueCodes.RecordKindUnknown, IssueLocation.None, known)]);
        }

        if (credential.Kind != kind)
        {
            return OperationOutcomes.Result(http, StatusCodes.Status403Forbidden, [new Issue(IssueCodes.KindForbidden, IssueLocation.None, kind)]);
        }

        var mediaType = MediaTypeOf(mapping.Rules.Format);
        var sent = http.Request.GetTypedHeaders().ContentType?.MediaType.Value;
        if (mapping.Rules.Format == RecordFormat.Json && string.Equals(sent, Batches.JsonLines, StringComparison.OrdinalIgnoreCase))
        {
            mediaType = Batches.JsonLines;
        }

        if (!string.Equals(sent, mediaType, StringComparison.OrdinalIgnoreCase))
        {
            return OperationOutcomes.Result(http, StatusCodes.Status415UnsupportedMediaType, [new Issue(IssueCodes.MediaTypeUnknown, IssueLocation.None, mediaType)]);
        }

        if (!backlog.Admits(credential.Organisation))
        {
            return TooBusy(http, Backlog.RetryAfterSeconds);
        }

        using var place = await gate.EnterAsync(credential.Organisation, http.Request.ContentLength, http.RequestAborted);
        if (place is null)
        {
            return TooBusy(http, IngestGate.RetryAfterSeconds);
        }

        if (await ReadBodyAsync(http.Request, settings.MaxBodyBytes) is not { } body)
        {
            var limit = settings.MaxBodyBytes.ToString(System.Globalization.CultureInfo.InvariantCulture);
            return OperationOutcomes.Result(http, StatusCodes.Status413PayloadTooLarge, [new Issue(IssueCodes.BodyTooLarge, IssueLocation.None, limit)]);
        }

        var received = new ReceivedRecord(credential, mapping, mediaType, body);
        if (http.Request.Query.ContainsKey("dry-run"))
        {
            return view.DryRun(http, await pipeline.DryRunAsync(received, clock.GetUtcNow(), http.RequestAborted), catalogue.Version);
        }

        var reception = await pipeline.ReceiveAsync(received, http.RequestAborted);

        // It is on disk; a sender that waits for the outcome holds no place.
        place.Dispose();
        return await AnswerAsync(http, reception, view);
    }

    /// <summary>What the body of a record says that it is.</summary>
    public static string MediaTypeOf(RecordFormat format) => format switch
    {
        RecordFormat.Hl7v2 => "x-application/hl7-v2+er7",
        RecordFormat.Xml => "application/xml",
        RecordFormat.Csv => "text/csv",
        _ => "application/json",
    };

    private static IResult TooBusy(HttpContext http, int seconds)
    {
        http.Response.Headers.RetryAfter = seconds.ToString(System.Globalization.CultureInfo.InvariantCulture);
        return OperationOutcomes.Result(http, StatusCodes.Status429TooManyRequests, [new Issue(IssueCodes.TooBusy, IssueLocation.None)]);
    }

    private static async Task<IResult> AnswerAsync(HttpContext http, Reception reception, MessageView view)
    {
        http.Response.Headers.Location = $"/messages/{reception.MessageId:D}";
        switch (reception.Result)
        {
            case ReceptionResult.Unreadable:
                return OperationOutcomes.Result(http, StatusCodes.Status422UnprocessableEntity, reception.Issues);
            case ReceptionResult.Refused:
                http.Response.Headers.Remove("Location");
                return OperationOutcomes.Result(http, StatusCodes.Status413PayloadTooLarge, reception.Issues);
            case ReceptionResult.Conflict:
                return OperationOutcomes.Result(http, StatusCodes.Status409Conflict, reception.Issues);
            case ReceptionResult.Duplicate:
                http.Response.Headers["X-Duplicate"] = "true";
                break;
        }

        if (Wait(http.Request) is { } wait)
        {
            http.Response.Headers["Preference-Applied"] = $"wait={wait.TotalSeconds:0}";
            return await view.WaitAsync(http, reception.MessageId, wait);
        }

        return Results.Json(new { id = reception.MessageId, state = "received" }, statusCode: StatusCodes.Status202Accepted);
    }

    /// <summary>The wish of RFC 7240 §4.3, at most 60 s.</summary>
    private static TimeSpan? Wait(HttpRequest request)
    {
        foreach (var part in request.Headers["Prefer"].SelectMany(p => (p ?? "").Split(',', StringSplitOptions.TrimEntries)))
        {
            if (part.StartsWith("wait=", StringComparison.OrdinalIgnoreCase)
                && int.TryParse(part.AsSpan(5), System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out var seconds))
            {
                return TimeSpan.FromSeconds(Math.Min(seconds, 60));
            }
        }

        return null;
    }

    /// <summary>The body, or null when it is larger than allowed; what is too large is not read to its end.</summary>
    private static async Task<ReadOnlyMemory<byte>?> ReadBodyAsync(HttpRequest request, long limit)
    {
        if (request.ContentLength > limit)
        {
            return null;
        }

        var buffer = new ArrayBufferWriter<byte>((int)Math.Min(request.ContentLength ?? 4096, limit) + 1);
        while (true)
        {
            var read = await request.Body.ReadAsync(buffer.GetMemory(1), request.HttpContext.RequestAborted);
            if (read == 0)
            {
                return buffer.WrittenMemory;
            }

            buffer.Advance(read);
            if (buffer.WrittenCount > limit)
            {
                return null;
            }
        }
    }
}
