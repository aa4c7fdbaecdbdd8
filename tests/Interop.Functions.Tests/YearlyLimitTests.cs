using System.Globalization;
using System.Text.Json;
using Interop.Functions.Tests.SafetyCases;

namespace Interop.Functions.Tests;

/// <summary>Acts are counted per patient, performer and year, as far as this engine has seen them (MODELLING B4).</summary>
public sealed class YearlyLimitTests
{
    [Fact]
    public async Task The_fifth_act_of_a_year_goes_to_billing_with_a_warning_and_earlier_ones_are_not_repeated()
    {
        await using var reports = await Reports.StartAsync();
        for (var i = 1; i <= 5; i++)
        {
            var report = Reports.First();
            var id = string.Create(CultureInfo.InvariantCulture, $"TE-2026-90000{i}");
            report["recordId"] = id;
            report["request"]!["id"] = id;
            report["report"]!["id"] = string.Create(CultureInfo.InvariantCulture, $"1.2.250.1.9999.1.90000{i}");
            Assert.Equal(200, (await reports.PushAsync(report)).Status);
        }

        var items = (await reports.PullAsync()).List("items");
        Assert.Equal(10, items.Count);
        Assert.Equal(["TE-2026-900005/expert", "TE-2026-900005/requester"], items.Where(Warned).Select(i => i.Text("itemId")).Order(StringComparer.Ordinal));
        Assert.All(items, i => Assert.Equal("billable", i.Text("state")));
    }

    private static bool Warned(JsonElement entry) => entry.GetProperty("item").List("warnings").Any(w => w.Text("code") == "yearly-limit-seen");
}
