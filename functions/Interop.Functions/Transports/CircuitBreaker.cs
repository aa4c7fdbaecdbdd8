using Interop.Engine.Delivery;
using Polly;
using Polly.CircuitBreaker;

namespace Interop.Functions.Transports;

/// <summary>Whether one endpoint is worth trying. Only what may pass by itself counts as a failure: a refusal is an answer.</summary>
internal sealed class CircuitBreaker
{
    /// <summary>How long the other lanes wait for the probe's answer before one of them probes in its place.</summary>
    private static readonly TimeSpan Probe = TimeSpan.FromSeconds(1);

    private readonly CircuitBreakerStateProvider state = new();
    private readonly ResiliencePipeline<SendOutcome> pipeline;
    private readonly TimeProvider clock;
    private readonly Lock gate = new();
    private DateTimeOffset restsUntil;

    public CircuitBreaker(GuardSettings settings, TimeProvider clock)
    {
        this.clock = clock;
        pipeline = new ResiliencePipelineBuilder<SendOutcome> { TimeProvider = clock }
            .AddCircuitBreaker(new CircuitBreakerStrategyOptions<SendOutcome>
            {
                FailureRatio = settings.FailureRatio,
                MinimumThroughput = settings.MinimumAttempts,
                SamplingDuration = settings.Sampling,
                BreakDurationGenerator = arguments => new ValueTask<TimeSpan>(settings.Break(arguments.HalfOpenAttempts)),
                StateProvider = state,
                ShouldHandle = arguments => new ValueTask<bool>(arguments.Outcome.Result?.Result == SendResult.Transient),
                OnOpened = arguments =>
                {
                    lock (gate)
                    {
                        restsUntil = clock.GetUtcNow() + arguments.BreakDuration;
                    }

                    return ValueTask.CompletedTask;
                },
            })
            .Build();
    }

    /// <summary>Null when it may be tried now; after a rest, for one caller at a time.</summary>
    public TimeSpan? Rest()
    {
        if (state.CircuitState == CircuitState.Closed)
        {
            return null;
        }

        lock (gate)
        {
            var now = clock.GetUtcNow();
            if (now < restsUntil)
            {
                return restsUntil - now;
            }

            restsUntil = now + Probe;
            return null;
        }
    }

    public async Task<SendOutcome> SendAsync(Func<CancellationToken, Task<SendOutcome>> send, CancellationToken cancellationToken)
    {
        try
        {
            return await pipeline.ExecuteAsync(async token => await send(token), cancellationToken);
        }
        catch (BrokenCircuitException open)
        {
            // It opened between the look and the send: nothing left the house.
            return new SendOutcome(SendResult.Transient, RetryAfter: open.RetryAfter ?? Probe);
        }
    }
}
