using System.Text.Json;
using Interop.Functions.Tests.Support;

namespace Interop.Functions.Tests;

/// <summary>Mappings that change while the engine runs.</summary>
public sealed class MappingReloadTests
{
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(40);

    [Fact]
    public async Task A_changed_script_is_in_use_without_a_restart_and_a_broken_one_is_refused()
    {
        await using var engine = await FormatEngine.StartAsync(Poll);
        using var app = await engine.ClientAsync("app");
        var script = Path.Combine(engine.Mappings, "app", "note", "to-fhir.sbn");
        var text = await File.ReadAllTextAsync(script);
        Assert.Contains("\"family\":\"A\"", await FamilyAsync(app, "1"), StringComparison.Ordinal);

        await File.WriteAllTextAsync(script, text.Replace("family: name", "family: (name + '-2')", StringComparison.Ordinal));
        await ReadyAsync(app, first => first);
        Assert.Contains("\"family\":\"A-2\"", await FamilyAsync(app, "2"), StringComparison.Ordinal);

        await File.WriteAllTextAsync(script, text.Replace("family: name", "family: (nam_e + '-3'", StringComparison.Ordinal));
        var refused = await ReadyAsync(app, ready => ready.Contains("refused", StringComparison.Ordinal) ? ready : null);
        Assert.Contains("script-syntax app/note/to-fhir.sbn:", refused, StringComparison.Ordinal);
        Assert.StartsWith("ready", refused, StringComparison.Ordinal);
        Assert.Contains("\"family\":\"A-2\"", await FamilyAsync(app, "3"), StringComparison.Ordinal);

        await File.WriteAllTextAsync(script, text.Replace("family: name", "family: (name + '-4')", StringComparison.Ordinal));
        await ReadyAsync(app, ready => ready.Contains("refused", StringComparison.Ordinal) ? null : ready);
        Assert.Contains("\"family\":\"A-4\"", await FamilyAsync(app, "4"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_lint_finds_is_refused_too_and_a_file_that_goes_makes_no_hole()
    {
        await using var engine = await FormatEngine.StartAsync(Poll);
        using var app = await engine.ClientAsync("app");
        var script = Path.Combine(engine.Mappings, "app", "note", "to-fhir.sbn");
        await File.AppendAllTextAsync(script, "$x = date.now\n");
        var refused = await ReadyAsync(app, ready => ready.Contains("refused", StringComparison.Ordinal) ? ready : null);
        Assert.Contains("lint-banned", refused, StringComparison.Ordinal);
        File.Delete(script);
        Assert.Contains("mapping-file", await ReadyAsync(app, ready => ready.Contains("mapping-file", StringComparison.Ordinal) ? ready : null), StringComparison.Ordinal);
        Assert.Contains("\"family\":\"A\"", await FamilyAsync(app, "1"), StringComparison.Ordinal);
    }

    private static async Task<string> FamilyAsync(HttpClient app, string id)
    {
        var answer = await FormatEngine.PushAsync(app, "app/note", "application/json", JsonSerializer.Serialize(new { id, version = 1, name = "A" }));
        Assert.Equal(200, answer.Status);
        return await app.GetStringAsync("/fhir/Patient?identifier=urn:interop:app:540002698:patient|" + id);
    }

    /// <summary>What readiness says once it is as wanted; with <paramref name="wanted"/> giving everything back: once it changes.</summary>
    private static async Task<string> ReadyAsync(HttpClient client, Func<string, string?> wanted)
    {
        var before = await client.GetStringAsync("/health/ready");
        var any = wanted(before) == before && !before.Contains("refused", StringComparison.Ordinal) && wanted("x") == "x";
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        while (true)
        {
            var now = await client.GetStringAsync("/health/ready", limit.Token);
            if (any ? now != before : wanted(now) is not null)
            {
                return now;
            }

            await Task.Delay(Poll, limit.Token);
        }
    }
}
