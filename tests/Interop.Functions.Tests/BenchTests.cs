using System.Text;
using Interop.Fhir.Tree;
using Interop.Functions.Bench;
using Interop.Functions.Configuration;
using Interop.Mapping;

namespace Interop.Functions.Tests;

/// <summary>What is measured is what is said to be measured.</summary>
public sealed class BenchTests
{
    [Fact]
    public void Records_of_a_template_differ_in_their_number_only()
    {
        var made = Encoding.UTF8.GetString(RecordTemplate.Plan(12).Make(42));

        Assert.Contains("PLN-000042", made, StringComparison.Ordinal);
        Assert.Equal(Encoding.UTF8.GetString(TrialRecords.PillboxPlan(987654, 1, 12)), made.Replace("000042", "987654", StringComparison.Ordinal));
    }

    [Fact]
    public void Equal_work_is_a_three_kilobyte_record_that_becomes_one_MedicationStatement_without_loss()
    {
        var folder = Path.Combine(AppContext.BaseDirectory, "Bench", "EqualWork");
        var mappings = LoadedMappings.Load(folder);
        var body = File.ReadAllBytes(Path.Combine(folder, "record.json"));
        using var record = JsonTreeReader.Read(body, [])!;
        var context = new MapContext { Now = DateTimeOffset.UnixEpoch, Ids = new IdentityKey(new byte[32]), Production = false };
        var result = mappings.Catalogue.FindRecord("trial-sender", "medication")!.Map(record, context);

        Assert.Empty(mappings.Issues);
        Assert.Empty(result.Issues);
        Assert.InRange(body.Length, 2900, 3100);
        Assert.Equal("MedicationStatement", Assert.Single(result.Output!.Root.All("entry"))["resource"]["resourceType"].Text);
        Assert.Equal((0, 0), (result.Ledger.Unmapped, result.Ledger.Tested));
    }

    [Fact]
    public void A_percentile_is_the_latency_that_this_share_kept_below()
    {
        var load = new LoadResult(100, 2, [.. Enumerable.Range(1, 100).Select(i => (double)i)]);

        Assert.Equal(50, load.PerSecond);
        Assert.Equal(100, load.Percentile(0.99));
        Assert.Equal(51, load.Percentile(0.5));
    }
}
