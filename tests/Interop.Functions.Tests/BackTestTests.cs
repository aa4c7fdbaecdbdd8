using System.Text.Json;
using Interop.Functions.Tests.Support;

namespace Interop.Functions.Tests;

/// <summary><c>interop backtest</c> and the sums of ledgers, over what an engine has journaled.</summary>
public sealed class BackTestTests
{
    [Fact]
    public async Task Unchanged_scripts_make_what_was_stored()
    {
        await using var engine = await TestEngine.StartAsync();
        foreach (var (resident, version) in new[] { (1, 1), (2, 1), (1, 2) })
        {
            Assert.Equal(200, (await engine.PushAsync(TestEngine.Plan(resident, version, lines: 3))).Status);
        }

        await engine.SettleAsync();
        var (exit, output, errors) = await EngineProcess.RunAsync("backtest", "medissimo/pillbox-plan", "--data", engine.Data, "--since", "2020-01-01", "--show-values");
        Assert.Equal((0, "3 as stored."), (exit, errors.Trim()));
        Assert.Equal("", output);
    }

    [Fact]
    public async Task A_changed_script_shows_which_fields_would_differ_and_changes_nothing()
    {
        await using var engine = await FormatEngine.StartAsync();
        using var app = await engine.ClientAsync("app");
        foreach (var (id, name) in new[] { ("1", "SECRET"), ("2", "B"), ("3", "") })
        {
            await FormatEngine.PushAsync(app, "app/note", "application/json", JsonSerializer.Serialize(new { id, version = 1, name = name.Length == 0 ? null : name, extra = 1 }));
        }

        var script = Path.Combine(engine.Mappings, "app", "note", "to-fhir.sbn");
        var text = await File.ReadAllTextAsync(script);
        await File.WriteAllTextAsync(script, text.Replace("family: name", "use: 'usual', family: name == 'B' ? name : 'X'", StringComparison.Ordinal));
        string[] command = ["backtest", "app/note", "--data", engine.Data, "--mappings", engine.Mappings];
        var (exit, output, errors) = await EngineProcess.RunAsync(command);
        Assert.True(exit == 1, errors);
        Assert.Contains("2 would differ", errors, StringComparison.Ordinal);
        Assert.Contains("1 held back then and now", errors, StringComparison.Ordinal);
        Assert.Contains("new     Patient.name.use", output, StringComparison.Ordinal);
        Assert.Contains("1 messages  Patient.name.family", output, StringComparison.Ordinal);
        Assert.DoesNotContain("SECRET", output + errors, StringComparison.Ordinal);
        var shown = (await EngineProcess.RunAsync([.. command, "--show-values"])).Output;
        Assert.Contains("Patient.name.family: SECRET -> X", shown, StringComparison.Ordinal);
        Assert.Contains("\"SECRET\"", await app.GetStringAsync("/fhir/Patient?identifier=urn:interop:app:540002698:patient|1"), StringComparison.Ordinal);
        Assert.Null(await engine.Instance.Store.FindAuditBreakAsync(CancellationToken.None));

        var (_, sums, _) = await EngineProcess.RunAsync("reconcile", "--ledger", "--data", engine.Data, "--mappings", engine.Mappings);
        Assert.Contains("Loss ledgers", sums, StringComparison.Ordinal);
    }
}
