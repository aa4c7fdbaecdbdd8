using System.Net;
using Interop.Engine.Delivery;
using Interop.Engine.Ports;
using Interop.Functions.Transports;

namespace Interop.Functions.Tests;

/// <summary>What the HTTP transport makes of what it sees.</summary>
public sealed class TransportTests
{
    private static readonly DeliveryRow Delivery = new()
    {
        Id = Guid.Parse("01930000-0000-7000-8000-000000000001"), MessageId = Guid.Empty, Message = "care-home-software/plan", Route = "r", Recipient = "FINEG|350005179",
        Lane = new KeyedHash(new byte[32]), Sequence = 3, Focus = default, Pinned = [], State = DeliveryState.Sending, Attempts = 1, CreatedAt = default, Deadline = default,
    };

    private static readonly Endpoint Endpoint = new("e", "care-home-software", "FINEG|350005179", "http", "http://127.0.0.1:1/receive", []);

    [Theory]
    [InlineData(200, SendResult.Delivered)]
    [InlineData(204, SendResult.Delivered)]
    [InlineData(301, SendResult.Permanent)]
    [InlineData(400, SendResult.Permanent)]
    [InlineData(401, SendResult.Permanent)]
    [InlineData(404, SendResult.Permanent)]
    [InlineData(408, SendResult.Transient)]
    [InlineData(409, SendResult.Permanent)]
    [InlineData(425, SendResult.Transient)]
    [InlineData(429, SendResult.Transient)]
    [InlineData(500, SendResult.Transient)]
    [InlineData(503, SendResult.Transient)]
    public async Task A_status_is_delivered_transient_or_permanent_by_protocol_facts(int status, SendResult expected)
    {
        var outcome = await SendAsync(new HttpResponseMessage((HttpStatusCode)status));
        Assert.Equal((expected, (int?)status), (outcome.Result, outcome.Status));
    }

    [Theory]
    [InlineData("120", 120)]
    [InlineData("Mon, 16 Nov 2026 08:01:30 GMT", 90)]
    public async Task The_receivers_wish_to_wait_is_honoured(string header, int seconds)
    {
        var response = new HttpResponseMessage(HttpStatusCode.TooManyRequests);
        response.Headers.TryAddWithoutValidation("Retry-After", header);
        var outcome = await SendAsync(response);
        Assert.Equal(TimeSpan.FromSeconds(seconds), outcome.RetryAfter);
        var now = Clock.Instance.GetUtcNow();
        var decision = new DeliveryPolicy().Decide(1, outcome, now, now.AddHours(72), 0.5);
        Assert.Equal(new DeliveryDecision.RetryAt(now.AddSeconds(seconds)), decision);
    }

    [Fact]
    public async Task No_connection_and_no_answer_in_time_are_transient()
    {
        Assert.Equal(SendResult.Transient, (await SendAsync(new HttpRequestException())).Result);
        using var client = new HttpClient(new Handler(async token => { await Task.Delay(Timeout.InfiniteTimeSpan, token); return null!; }, _ => { }));
        var silent = await new HttpTransport(client, TimeSpan.FromMilliseconds(20), Clock.Instance).SendAsync(Endpoint, Delivery, "{}"u8.ToArray(), CancellationToken.None);
        Assert.Equal(SendResult.Transient, silent.Result);
    }

    [Fact]
    public async Task Key_digest_and_place_in_order_travel_as_headers_and_the_receipt_comes_back()
    {
        HttpRequestMessage? seen = null;
        var response = new HttpResponseMessage(HttpStatusCode.OK);
        response.Headers.Add("X-Receipt-Id", "R-9");
        using var client = new HttpClient(new Handler(_ => Task.FromResult(response), r => seen = r));
        var outcome = await new HttpTransport(client, TimeSpan.FromSeconds(5), Clock.Instance).SendAsync(Endpoint, Delivery, "{}"u8.ToArray(), CancellationToken.None);
        Assert.Equal("R-9", outcome.Receipt);
        Assert.Equal(Delivery.Id.ToString("D"), seen!.Headers.GetValues("Idempotency-Key").Single());
        Assert.Equal("3", seen.Headers.GetValues("X-Interop-Sequence").Single());
        Assert.Equal("sha-256=:RBNvo1WzZ4oRRq0W9+hknpT7T8If536DEMBg9hyq/4o=:", seen.Content!.Headers.GetValues("Content-Digest").Single());
    }

    private static async Task<SendOutcome> SendAsync(object answer)
    {
        using var client = new HttpClient(new Handler(_ => answer is Exception fault ? throw fault : Task.FromResult((HttpResponseMessage)answer), _ => { }));
        return await new HttpTransport(client, TimeSpan.FromSeconds(5), Clock.Instance).SendAsync(Endpoint, Delivery, "{}"u8.ToArray(), CancellationToken.None);
    }

    private sealed class Handler(Func<CancellationToken, Task<HttpResponseMessage>> answer, Action<HttpRequestMessage> seen) : HttpMessageHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            seen(request);
            return answer(cancellationToken);
        }
    }

    private sealed class Clock : TimeProvider
    {
        public static readonly Clock Instance = new();

        public override DateTimeOffset GetUtcNow() => new(2026, 11, 16, 8, 0, 0, TimeSpan.Zero);
    }
}
