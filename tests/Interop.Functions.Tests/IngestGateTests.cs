using System.Net;
using System.Net.Http.Headers;
using Interop.Engine.Ports;
using Interop.Functions.Configuration;
using Interop.Functions.Http;
using Interop.Functions.Tests.Support;
using Microsoft.Extensions.DependencyInjection;

namespace Interop.Functions.Tests;

/// <summary>What waits to be written is bounded, and one sender cannot take the others' places.</summary>
public sealed class IngestGateTests
{
    private const long Largest = 128 * 1024;

    [Fact]
    public async Task One_organisation_gets_a_quarter_and_the_others_still_find_a_place()
    {
        await using var gate = new IngestGate(new InteropSettings { MaxBodyBytes = Largest, MaxPendingBytes = 8 * Largest });
        using var first = await gate.EnterAsync("FINEG|1", Largest, CancellationToken.None);
        using var second = await gate.EnterAsync("FINEG|1", Largest, CancellationToken.None);
        Assert.NotNull(second);
        var third = gate.EnterAsync("FINEG|1", Largest, CancellationToken.None);
        Assert.False(third.IsCompleted);
        using var other = await gate.EnterAsync("FINEG|2", Largest, CancellationToken.None);
        Assert.NotNull(other);

        first!.Dispose();
        using var late = await third;
        Assert.NotNull(late);
    }

    [Fact]
    public async Task More_than_may_wait_is_turned_away_at_once_and_an_unknown_length_counts_as_the_largest()
    {
        await using var gate = new IngestGate(new InteropSettings { MaxBodyBytes = Largest, MaxPendingBytes = Largest });
        using var first = await gate.EnterAsync("FINEG|1", null, CancellationToken.None);
        var queued = gate.EnterAsync("FINEG|1", null, CancellationToken.None);
        Assert.Null(await gate.EnterAsync("FINEG|1", 1, CancellationToken.None));
        first!.Dispose();
        (await queued)!.Dispose();
    }

    [Fact]
    public async Task An_organisation_with_too_much_that_waits_is_sent_away_until_it_is_processed_and_the_others_come_in()
    {
        var lanes = new Waiting { Counts = new Dictionary<string, long> { ["FINEG|1"] = 2 } };
        using var backlog = new Backlog(lanes, new InteropSettings { MaxBacklogPerOrganisation = 3, MaxBacklog = 5 }, TimeProvider.System);
        await backlog.RefreshAsync(CancellationToken.None);
        Assert.True(backlog.Admits("FINEG|1"));
        Assert.False(backlog.Admits("FINEG|1"));
        Assert.True(backlog.Admits("FINEG|2"));
        Assert.True(backlog.Admits("FINEG|3"));
        Assert.False(backlog.Admits("FINEG|4"));

        lanes.Counts = new Dictionary<string, long>();
        await backlog.RefreshAsync(CancellationToken.None);
        Assert.True(backlog.Admits("FINEG|1"));
    }

    [Fact]
    public async Task A_sender_with_too_much_that_waits_is_told_when_to_come_back()
    {
        await using var engine = await TestEngine.StartAsync(maxBacklog: 1);
        var backlog = engine.Instance.Services.GetRequiredService<Backlog>();
        while (backlog.Admits("FINEG|750803447"))
        {
        }

        using var content = new ByteArrayContent(System.Text.Encoding.UTF8.GetBytes(TestEngine.Plan().ToJsonString())) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } };
        var answer = await engine.Sender.PostAsync(new Uri("/ingest/medissimo/pillbox-plan", UriKind.Relative), content);
        Assert.Equal((HttpStatusCode.TooManyRequests, "10"), (answer.StatusCode, answer.Headers.RetryAfter!.ToString()));
        Answer served;
        do
        {
            // What waits is counted again every second.
            served = await engine.PushAsync(TestEngine.Plan());
        }
        while (served.Status == 429);
        Assert.Equal(200, served.Status);
    }

    [Fact]
    public async Task A_sender_without_a_place_is_told_when_to_come_back_and_then_is_served()
    {
        await using var engine = await TestEngine.StartAsync(maxBody: 64 * 1024, maxPending: 64 * 1024);
        var body = System.Text.Encoding.UTF8.GetBytes(TestEngine.Plan().ToJsonString());

        // The first sender never ends its body and so keeps the only place; a second one waits in line; the third is turned away.
        using var stop = new CancellationTokenSource();
        var slow = Enumerable.Range(0, 2).Select(_ => PushSlowlyAsync(engine, stop.Token)).ToList();
        HttpResponseMessage answer;
        do
        {
            using var content = new ByteArrayContent(body) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } };
            answer = await engine.Sender.PostAsync(new Uri("/ingest/medissimo/pillbox-plan", UriKind.Relative), content);
        }
        while (answer.StatusCode == HttpStatusCode.Accepted);
        Assert.Equal((HttpStatusCode.TooManyRequests, "2"), (answer.StatusCode, answer.Headers.RetryAfter!.ToString()));
        Assert.Contains("too-busy", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);

        await stop.CancelAsync();
        await Task.WhenAll(slow);
        Answer served;
        do
        {
            // The place is free once the server has noticed that its sender is gone.
            served = await engine.PushAsync(TestEngine.Plan(resident: 2));
        }
        while (served.Status == 429);
        Assert.Equal(200, served.Status);
    }

    private static async Task PushSlowlyAsync(TestEngine engine, CancellationToken stop)
    {
        using var content = new EndlessContent(stop) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } };
        try
        {
            using var answer = await engine.Sender.PostAsync(new Uri("/ingest/medissimo/pillbox-plan", UriKind.Relative), content, stop);
        }
        catch (Exception fault) when (fault is OperationCanceledException or HttpRequestException)
        {
        }
    }

    private sealed class Waiting : ILanes
    {
        public IReadOnlyDictionary<string, long> Counts { get; set; } = new Dictionary<string, long>();

        public Task<IReadOnlyDictionary<string, long>> CountWaitingAsync(CancellationToken cancellationToken) => Task.FromResult(Counts);

        public Task<IReadOnlyList<InboundWork>> LeaseInboundAsync(int limit, CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task<IReadOnlyList<OutboundWork>> LeaseOutboundAsync(int limit, int perEndpoint, DateTimeOffset now, CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task ReleaseAsync(LaneLease lease, CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task<DateTimeOffset?> NextDueAsync(CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task<long> WaitAsync(long mark, TimeSpan timeout, CancellationToken cancellationToken) => throw new NotSupportedException();
    }

    private sealed class EndlessContent(CancellationToken stop) : HttpContent
    {
        protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
        {
            await stream.WriteAsync("{"u8.ToArray(), stop);
            await stream.FlushAsync(stop);
            await Task.Delay(Timeout.InfiniteTimeSpan, stop);
        }

        protected override bool TryComputeLength(out long length)
        {
            length = 0;
            return false;
        }
    }
}
