using System.Net;
using System.Net.Http.Headers;
using Interop.Engine.Delivery;
using Interop.Engine.Ports;

namespace Interop.Functions.Transports;

/// <summary>
/// Pushes JSON by HTTP POST. Headers: <c>Idempotency-Key</c> (the delivery's id, the same on every attempt), <c>Content-Digest</c> (RFC 9530,
/// SHA-256 of the body), <c>X-Interop-Message</c> (kind/message) and <c>X-Interop-Sequence</c> (place in the order of this patient).
/// </summary>
public sealed class HttpTransport(HttpClient client, TimeSpan timeout, TimeProvider clock) : ITransport
{
    /// <inheritdoc/>
    public async Task<SendOutcome> SendAsync(Endpoint endpoint, DeliveryRow delivery, ReadOnlyMemory<byte> payload, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(timeout);
        try
        {
            using var request = Request(endpoint, delivery, payload);
            using var response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, limit.Token);
            return Outcome(response);
        }
        catch (HttpRequestException)
        {
            return new SendOutcome(SendResult.Transient);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return new SendOutcome(SendResult.Transient);
        }
    }

    /// <inheritdoc/>
    public TimeSpan? RestOf(Endpoint endpoint) => null;

    private static HttpRequestMessage Request(Endpoint endpoint, DeliveryRow delivery, ReadOnlyMemory<byte> payload)
    {
        var content = new ReadOnlyMemoryContent(payload);
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json") { CharSet = "utf-8" };
        var hash = Convert.ToBase64String(System.Security.Cryptography.SHA256.HashData(payload.Span));
        content.Headers.TryAddWithoutValidation("Content-Digest", $"sha-256=:{hash}:");
        var request = new HttpRequestMessage(HttpMethod.Post, endpoint.Address) { Content = content };
        request.Headers.TryAddWithoutValidation("Idempotency-Key", delivery.Id.ToString("D"));
        request.Headers.TryAddWithoutValidation("X-Interop-Message", delivery.Message);
        request.Headers.TryAddWithoutValidation("X-Interop-Sequence", delivery.Sequence.ToString(System.Globalization.CultureInfo.InvariantCulture));
        return request;
    }

    private SendOutcome Outcome(HttpResponseMessage response)
    {
        var status = (int)response.StatusCode;
        if (response.IsSuccessStatusCode)
        {
            // The receiver's own id of what it took: bounded, since it is kept and shown.
            var receipt = response.Headers.TryGetValues("X-Receipt-Id", out var values) ? values.First() : response.Headers.Location?.OriginalString;
            return new SendOutcome(SendResult.Delivered, status, Receipt: receipt is { Length: > 200 } ? receipt[..200] : receipt);
        }

        var transient = status >= 500 || response.StatusCode is HttpStatusCode.RequestTimeout or HttpStatusCode.TooManyRequests or (HttpStatusCode)425;
        return new SendOutcome(transient ? SendResult.Transient : SendResult.Permanent, status, RetryAfter(response.Headers.RetryAfter));
    }

    private TimeSpan? RetryAfter(RetryConditionHeaderValue? header) => header switch
    {
        { Delta: { } delta } => delta,
        { Date: { } date } when date > clock.GetUtcNow() => date - clock.GetUtcNow(),
        _ => null,
    };
}
