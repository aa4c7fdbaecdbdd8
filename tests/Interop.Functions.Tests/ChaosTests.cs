using Interop.Functions.Chaos;

namespace Interop.Functions.Tests;

/// <summary>The count at the end of a chaos run finds what it is there to find.</summary>
public sealed class ChaosTests
{
    [Theory]
    [InlineData("lost", "lost: called delivered and never taken by home (1)")]
    [InlineData("doubled", "doubled: a version of a record taken twice by home (1)")]
    public async Task A_planted_fault_turns_the_verdict_red(string plant, string fault)
    {
        await using var trial = ChaosTrial.OnSqlite(1, kills: 1, Path.Combine(AppContext.BaseDirectory, "mappings"), _ => { }, plant);
        var verdict = await trial.RunAsync(1, CancellationToken.None);

        Assert.Contains(fault, verdict.Faults);
        Assert.True(verdict.Patients > 0, "no story was told to its end");
        Assert.DoesNotContain(verdict.Describe(), l => l.Contains("0 lost", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_treatment_that_receivers_have_otherwise_turns_the_verdict_red()
    {
        await using var trial = ChaosTrial.OnSqlite(2, kills: 2, Path.Combine(AppContext.BaseDirectory, "mappings"), _ => { }, "changed");
        var verdict = await trial.RunAsync(2, CancellationToken.None);

        Assert.True(verdict.Patients > 0, "no story was told to its end");
        Assert.NotEmpty(verdict.Faults);
        Assert.All(verdict.Faults, f => Assert.Matches("^care-home-software .* (lacks|has) L-", f));
    }
}
