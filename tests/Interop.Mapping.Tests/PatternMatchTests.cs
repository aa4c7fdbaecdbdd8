using System.Text.RegularExpressions;
using Interop.Mapping.Schema;

namespace Interop.Mapping.Tests;

/// <summary>Patterns are matched against the clock, and the clock goes on while a machine stalls.</summary>
public sealed class PatternMatchTests
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_match_that_ran_out_of_time_once_is_made_again_and_its_answer_counts(bool answer)
    {
        var attempts = 0;
        Assert.Equal(answer, PatternMatch.Fits(() => attempts++ == 0 ? throw new RegexMatchTimeoutException() : answer));
        Assert.Equal(2, attempts);
    }

    [Fact]
    public void One_that_runs_out_of_time_twice_does_not_fit()
    {
        var attempts = 0;
        Assert.False(PatternMatch.Fits(() => attempts++ >= 0 ? throw new RegexMatchTimeoutException() : true));
        Assert.Equal(2, attempts);
    }

    [Fact]
    public void A_hostile_value_ends_as_a_mismatch()
    {
        var pattern = new Regex("^(a+)+$", RegexOptions.None, TimeSpan.FromMilliseconds(20));
        Assert.False(PatternMatch.Fits(() => pattern.IsMatch(new string('a', 60) + "!")));
    }

    [Fact]
    public void What_matches_or_not_in_time_is_asked_once()
    {
        var attempts = 0;
        Assert.False(PatternMatch.Fits(() => attempts++ < 0));
        Assert.Equal(1, attempts);
    }
}
