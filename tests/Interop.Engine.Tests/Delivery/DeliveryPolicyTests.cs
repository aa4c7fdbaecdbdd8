using Interop.Engine.Delivery;

namespace Interop.Engine.Tests.Delivery;

public sealed class DeliveryPolicyTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 16, 8, 0, 0, TimeSpan.Zero);
    private static readonly DateTimeOffset Deadline = Now.AddHours(72);
    private static readonly DeliveryPolicy Policy = new() { FirstDelay = TimeSpan.FromSeconds(1), MaxDelay = TimeSpan.FromMinutes(15) };

    [Fact]
    public void What_was_confirmed_is_done_even_after_the_deadline() =>
        Assert.IsType<DeliveryDecision.Done>(Policy.Decide(1, new SendOutcome(SendResult.Delivered), Deadline.AddDays(1), Deadline, 0));

    [Fact]
    public void What_was_refused_is_parked_at_once_whatever_the_receiver_wishes() =>
        Assert.Equal(new DeliveryDecision.Park("refused-by-receiver"), Policy.Decide(1, new SendOutcome(SendResult.Permanent, 422, TimeSpan.FromSeconds(5)), Now, Deadline, 0));

    [Theory]
    [InlineData(1, 0.5, 1)]
    [InlineData(2, 1, 2)]
    [InlineData(3, 2, 4)]
    [InlineData(10, 256, 512)]
    [InlineData(11, 450, 900)]
    [InlineData(5000, 450, 900)]
    public void The_wait_doubles_up_to_the_longest_one_and_chance_moves_it_within_its_second_half(int attempt, double shortest, double longest)
    {
        Assert.Equal(Now.AddSeconds(shortest), Retry(attempt, 0));
        Assert.Equal(Now.AddSeconds(longest), Retry(attempt, 1));
        Assert.Equal(Now.AddSeconds((shortest + longest) / 2), Retry(attempt, 0.5));
    }

    [Fact]
    public void The_receivers_own_wish_counts_and_needs_no_jitter()
    {
        var outcome = new SendOutcome(SendResult.Transient, 503, TimeSpan.FromHours(1));
        Assert.Equal(new DeliveryDecision.RetryAt(Now.AddHours(1)), Policy.Decide(1, outcome, Now, Deadline, 0.7));
    }

    [Theory]
    [InlineData(72, false)]
    [InlineData(73, true)]
    public void A_retry_that_would_come_after_the_deadline_parks_instead(int hours, bool parked)
    {
        var decision = Policy.Decide(3, new SendOutcome(SendResult.Transient, 503, TimeSpan.FromHours(hours)), Now, Deadline, 0);
        Assert.Equal(parked ? new DeliveryDecision.Park("deadline-passed") : new DeliveryDecision.RetryAt(Deadline), decision);
    }

    [Fact]
    public void An_endpoint_may_have_its_own_deadline()
    {
        var policy = Policy with { Deadlines = new Dictionary<string, TimeSpan> { ["urgent"] = TimeSpan.FromHours(2) } };
        Assert.Equal((TimeSpan.FromHours(2), TimeSpan.FromHours(72), TimeSpan.FromHours(72)), (policy.DeadlineOf("urgent"), policy.DeadlineOf("other"), policy.DeadlineOf(null)));
    }

    private static DateTimeOffset Retry(int attempt, double jitter) =>
        Assert.IsType<DeliveryDecision.RetryAt>(Policy.Decide(attempt, new SendOutcome(SendResult.Transient), Now, Deadline, jitter)).Time;
}
