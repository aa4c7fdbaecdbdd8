using Interop.Engine.Delivery;
using Interop.Engine.Ports;
using Interop.Functions.Transports;

namespace Interop.Functions.Tests;

/// <summary>Endpoints that fail are spared; those that ask for a rate get it.</summary>
public sealed class GuardTests
{
    private static readonly Endpoint Home = new("home", "care-home-software", "FINEG|350005179", "http", "http://127.0.0.1:1/", []);
    private static readonly Endpoint Other = Home with { Id = "other" };
    private readonly Clock clock = new();
    private readonly Inner inner = new();

    [Fact]
    public async Task An_endpoint_that_keeps_failing_rests_and_the_others_do_not()
    {
        await using var transport = Guarded();
        inner.Result = SendResult.Transient;
        await FailAsync(transport, 10);
        Assert.Equal(TimeSpan.FromSeconds(5), transport.RestOf(Home));
        Assert.Null(transport.RestOf(Other));
        var before = inner.Calls;
        Assert.Equal(SendResult.Transient, (await SendAsync(transport)).Result);
        Assert.Equal(before, inner.Calls);
    }

    [Fact]
    public async Task After_the_rest_one_attempt_probes_while_the_others_wait()
    {
        await using var transport = Guarded();
        inner.Result = SendResult.Transient;
        await FailAsync(transport, 10);
        clock.Now += TimeSpan.FromSeconds(5);
        Assert.Null(transport.RestOf(Home));
        Assert.NotNull(transport.RestOf(Home));
        inner.Result = SendResult.Delivered;
        Assert.Equal(SendResult.Delivered, (await SendAsync(transport)).Result);
        Assert.Null(transport.RestOf(Home));
        Assert.Null(transport.RestOf(Home));
    }

    [Fact]
    public async Task A_probe_that_fails_doubles_the_rest_up_to_the_longest()
    {
        await using var transport = Guarded();
        inner.Result = SendResult.Transient;
        await FailAsync(transport, 10);
        var rests = new List<double>();
        for (var probe = 0; probe < 8; probe++)
        {
            clock.Now += transport.RestOf(Home)!.Value;
            Assert.Null(transport.RestOf(Home));
            await SendAsync(transport);
            rests.Add(transport.RestOf(Home)!.Value.TotalSeconds);
        }

        Assert.Equal([10, 20, 40, 80, 160, 300, 300, 300], rests);
    }

    [Fact]
    public async Task A_refusal_is_an_answer_and_opens_nothing()
    {
        await using var transport = Guarded();
        inner.Result = SendResult.Permanent;
        await FailAsync(transport, 50);
        Assert.Null(transport.RestOf(Home));
        Assert.Equal(50, inner.Calls);
    }

    [Fact]
    public async Task A_rate_holds_back_what_is_too_fast()
    {
        await using var transport = Guarded(new GuardSettings { Rates = new Dictionary<string, double> { ["home"] = 0.01 } });
        Assert.Equal(SendResult.Delivered, (await SendAsync(transport)).Result);
        using var stop = new CancellationTokenSource();
        var second = transport.SendAsync(Home, null!, default, stop.Token);
        Assert.False(second.IsCompleted);
        Assert.Equal(SendResult.Delivered, (await transport.SendAsync(Other, null!, default, CancellationToken.None)).Result);
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => second);
        Assert.Equal(2, inner.Calls);
    }

    private GuardedTransport Guarded(GuardSettings? settings = null) => new(inner, settings ?? new GuardSettings(), clock);

    private static Task<SendOutcome> SendAsync(ITransport transport) => transport.SendAsync(Home, null!, default, CancellationToken.None);

    private static async Task FailAsync(ITransport transport, int times)
    {
        for (var i = 0; i < times; i++)
        {
            await SendAsync(transport);
        }
    }

    private sealed class Inner : ITransport
    {
        public SendResult Result { get; set; } = SendResult.Delivered;

        public int Calls { get; private set; }

        public TimeSpan? RestOf(Endpoint endpoint) => null;

        public Task<SendOutcome> SendAsync(Endpoint endpoint, DeliveryRow delivery, ReadOnlyMemory<byte> payload, CancellationToken cancellationToken)
        {
            Calls++;
            return Task.FromResult(new SendOutcome(Result));
        }
    }

    private sealed class Clock : TimeProvider
    {
        public DateTimeOffset Now { get; set; } = new(2026, 11, 16, 8, 0, 0, TimeSpan.Zero);

        public override DateTimeOffset GetUtcNow() => Now;
    }
}
