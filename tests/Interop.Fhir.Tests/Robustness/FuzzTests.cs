using Interop.Fhir.Tests.Support;
using Interop.Functions.Bench.Fuzz;

namespace Interop.Fhir.Tests.Robustness;

public sealed class FuzzTests
{
    [Fact]
    public void Broken_inputs_end_in_issues_and_in_time()
    {
        var target = new FuzzTarget(FuzzSamples.Read(Path.Combine(Suites.Root(), "mappings")));
        var run = new FuzzRun(target, seed: 20261121, TimeSpan.FromSeconds(1)); // unoptimised, beside other tests; `interop bench fuzz` allows 50 ms
        run.Run(0, 5000);
        Assert.Empty(run.Faults);
        Assert.InRange(run.Readable, 1500, 4500); // neither all refused at the door nor hardly broken
    }

    [Fact]
    public void The_same_number_gives_the_same_input()
    {
        var target = new FuzzTarget(FuzzSamples.Read(Path.Combine(Suites.Root(), "mappings")));
        Assert.All(Enumerable.Range(0, 50), number => Assert.Equal(target.Input(5, number).Bytes, target.Input(5, number).Bytes));
        Assert.NotEqual(target.Input(5, 30).Bytes, target.Input(6, 30).Bytes);
    }
}
