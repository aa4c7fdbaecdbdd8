namespace Interop.Engine.Delivery;

/// <summary>What a transport saw.</summary>
public enum SendResult
{
    /// <summary>The receiver confirmed.</summary>
    Delivered,

    /// <summary>It may work later: no connection, time-out, 408, 425, 429, 5xx.</summary>
    Transient,

    /// <summary>The same bytes will be refused again: any other answer.</summary>
    Permanent,
}

/// <summary>The outcome of one attempt.</summary>
/// <param name="Status">Protocol status when there was an answer.</param>
/// <param name="RetryAfter">The receiver's own wish (RFC 9110 §10.2.3).</param>
/// <param name="Receipt">The receiver's id of what it took.</param>
public sealed record SendOutcome(SendResult Result, int? Status = null, TimeSpan? RetryAfter = null, string? Receipt = null);

/// <summary>What to do next with a delivery.</summary>
public abstract record DeliveryDecision
{
    private DeliveryDecision()
    {
    }

    /// <summary>It is done.</summary>
    public sealed record Done : DeliveryDecision;

    /// <summary>Try again at this time.</summary>
    public sealed record RetryAt(DateTimeOffset Time) : DeliveryDecision;

    /// <summary>Stop trying; a person has to look.</summary>
    public sealed record Park(string Reason) : DeliveryDecision;
}

/// <summary>Exponential backoff with full jitter, a deadline, and the receiver's own wish. Pure: the caller brings time and chance.</summary>
public sealed record DeliveryPolicy
{
    /// <summary>Reason of a delivery that the receiver answered with a refusal.</summary>
    public const string Refused = "refused-by-receiver";

    /// <summary>Wait before the second attempt. Default 1 s.</summary>
    public TimeSpan FirstDelay { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>No wait is longer, however many attempts failed. Default 15 min.</summary>
    public TimeSpan MaxDelay { get; init; } = TimeSpan.FromMinutes(15);

    /// <summary>A delivery that has not succeeded by then is parked. Default 72 h after it was created.</summary>
    public TimeSpan Deadline { get; init; } = TimeSpan.FromHours(72);

    /// <summary>Another deadline by endpoint id, for those whose messages keep or lose their worth sooner or later than the others'.</summary>
    public IReadOnlyDictionary<string, TimeSpan> Deadlines { get; init; } = new Dictionary<string, TimeSpan>();

    /// <summary>Time allowed for one attempt. Default 30 s.</summary>
    public TimeSpan AttemptTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How long a delivery to this endpoint is tried.</summary>
    public TimeSpan DeadlineOf(string? endpoint) => endpoint is not null && Deadlines.TryGetValue(endpoint, out var own) ? own : Deadline;

    /// <summary>Decides after attempt number <paramref name="attempt"/> (from 1).</summary>
    /// <param name="jitter">0 to 1; spreads the retries of many lanes (half of the wait is fixed, half is chance).</param>
    public DeliveryDecision Decide(int attempt, SendOutcome outcome, DateTimeOffset now, DateTimeOffset deadline, double jitter)
    {
        switch (outcome.Result)
        {
            case SendResult.Delivered:
                return new DeliveryDecision.Done();
            case SendResult.Permanent:
                return new DeliveryDecision.Park(Refused);
            default:
                return NotAfter(now + (outcome.RetryAfter ?? Delay(attempt, jitter)), deadline);
        }
    }

    /// <summary>Decides without an attempt, while the endpoint rests: the lanes come back one after another, over half as long again.</summary>
    public static DeliveryDecision Postpone(TimeSpan rest, DateTimeOffset now, DateTimeOffset deadline, double jitter) =>
        NotAfter(now + rest + (rest / 2 * jitter), deadline);

    private static DeliveryDecision NotAfter(DateTimeOffset next, DateTimeOffset deadline) =>
        next > deadline ? new DeliveryDecision.Park("deadline-passed") : new DeliveryDecision.RetryAt(next);

    private TimeSpan Delay(int attempt, double jitter)
    {
        var whole = Math.Min(MaxDelay.TotalMilliseconds, FirstDelay.TotalMilliseconds * Math.Pow(2, Math.Min(attempt - 1, 30)));
        return TimeSpan.FromMilliseconds((whole / 2) + (whole / 2 * jitter));
    }
}
