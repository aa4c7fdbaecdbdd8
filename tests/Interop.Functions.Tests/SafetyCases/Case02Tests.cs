using System.Text;
using Interop.Functions.Tests.Support;
using static Interop.Functions.Tests.SafetyCases.Treatments;

namespace Interop.Functions.Tests.SafetyCases;

/// <summary>Half and decimal notations.</summary>
public sealed class Case02Tests
{
    private static readonly (string Written, string Dose)[] Notations =
        [("½", "0.5"), ("1/2", "0.5"), ("0,5", "0.5"), ("0.5", "0.5"), ("1½", "1.5"), ("1 à 2", "1-2")];

    [Fact]
    public async Task Every_notation_gives_its_number_or_its_range()
    {
        await using var engine = await TestEngine.StartAsync();
        var answer = await engine.PushAsync(Plan(1, [.. Notations.Select((n, i) => Line($"L-{i + 1}", $"{n.Written} cp le matin", Tablets("MORN", n.Written)))]));
        Assert.Equal(200, answer.Status);
        await engine.SettleAsync();

        for (var i = 0; i < Notations.Length; i++)
        {
            var (written, expected) = Notations[i];
            var rate = Assert.Single(Assert.Single((await engine.StatementAsync($"L-{i + 1}")).List("dosage")).List("doseAndRate"));
            var dose = rate.Has("doseRange") ? $"{rate.Text("doseRange", "low", "value")}-{rate.Text("doseRange", "high", "value")}" : rate.Text("doseQuantity", "value");
            Assert.Equal((written, expected), (written, dose));
            foreach (var payload in new[] { engine.Home.Last(), engine.Pharmacy.Last() })
            {
                var sent = Assert.Single(Assert.Single(payload.Line($"L-{i + 1}").List("steps")).List("doses")).GetProperty("quantity");
                Assert.Equal((written, expected), (written, sent.Text("low") is { } low ? $"{low}-{sent.Text("high")}" : sent.GetRawText()));
                Assert.Equal($"{written} cp le matin", payload.Line($"L-{i + 1}").Text("posologyText"));
            }
        }
    }

    [Fact]
    public async Task Words_are_an_error_that_names_the_field_and_the_text_is_kept()
    {
        await using var engine = await TestEngine.StartAsync();
        var answer = await engine.PushAsync(Plan(1, Line("L-1", "une demi le matin", Tablets("MORN", "une demi"))));
        Assert.Equal(422, answer.Status);
        Assert.Equal("$.lines[0].steps[0].doses[0].quantity", answer.Issue("dose-not-a-number").GetProperty("location")[0].GetString());
        await engine.SettleAsync();
        Assert.Empty(engine.Home.Calls);
        Assert.Empty(engine.Pharmacy.Calls);

        var view = await engine.ViewAsync(answer);
        var kept = await engine.Instance.Store.ReadBodyAsync(view.GetProperty("id").GetGuid(), CancellationToken.None);
        Assert.Contains("une demi", System.Text.Json.Nodes.JsonNode.Parse(Encoding.UTF8.GetString(kept.Span))!["lines"]![0]!["posologyText"]!.GetValue<string>(), StringComparison.Ordinal);
    }
}
