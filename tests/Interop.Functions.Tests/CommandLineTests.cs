using Interop.Functions.Configuration;
using Interop.Functions.Tests.Support;
using Microsoft.Extensions.Configuration;

namespace Interop.Functions.Tests;

/// <summary>The command line: exit codes, and words that a person can act on.</summary>
public sealed class CommandLineTests
{
    [Fact]
    public async Task A_credential_is_added_listed_and_revoked()
    {
        using var folder = new TestFolder();
        var (added, token, _) = await EngineProcess.RunAsync("credentials", "add", "pharmacy", "--kind", "medissimo", "--organisation", "FINEG|540002698", "--role", "push", "--data", folder.Path);
        Assert.Equal(0, added);
        Assert.StartsWith("itp_", token.Trim(), StringComparison.Ordinal);
        var (_, list, _) = await EngineProcess.RunAsync("credentials", "list", "--data", folder.Path);
        Assert.Contains("active", list, StringComparison.Ordinal);
        Assert.DoesNotContain(token.Trim(), list, StringComparison.Ordinal);
        var (revoked, _, _) = await EngineProcess.RunAsync("credentials", "revoke", list.Split('\t')[0], "--data", folder.Path);
        Assert.Equal(0, revoked);
        var (_, after, _) = await EngineProcess.RunAsync("credentials", "list", "--data", folder.Path);
        Assert.Contains("revoked", after, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Wrong_usage_ends_with_2_and_a_missing_environment_with_3()
    {
        Assert.Equal(2, (await EngineProcess.RunAsync("serv")).Exit);
        Assert.Equal(2, (await EngineProcess.RunAsync("credentials", "add", "x", "--kind", "medissimo", "--organisation", "FINEG|123", "--role", "push")).Exit);
        Assert.Equal(3, (await EngineProcess.RunAsync("reconcile", "--data", "/nowhere")).Exit);
        Assert.Equal(3, (await EngineProcess.RunAsync("map", "medissimo/pillbox-plan", typeof(CommandLineTests).Assembly.Location, "--mappings", "/nowhere")).Exit);
    }

    [Fact]
    public async Task Plain_http_off_loopback_is_refused()
    {
        using var folder = new TestFolder();
        var (exit, _, errors) = await EngineProcess.RunAsync("serve", "--urls", "http://0.0.0.0:5099", "--data", folder.Path);
        Assert.Equal(2, exit);
        Assert.Contains("BehindProxy", errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_second_engine_on_the_same_data_is_told_so()
    {
        using var folder = new TestFolder();
        using var first = await EngineProcess.ServeAsync(folder.Path, TestFolder.FreePort());
        var (exit, _, errors) = await EngineProcess.RunAsync("serve", "--urls", $"http://127.0.0.1:{TestFolder.FreePort()}", "--data", folder.Path);
        Assert.Equal(3, exit);
        Assert.NotEqual("", errors.Trim());
    }

    [Theory]
    [InlineData("Delivery:Deadline", "72", "hh:mm:ss")]
    [InlineData("Limits:MaxBodyBytes", "many", "whole number")]
    [InlineData("Limits:MaxBacklog", "0", "whole number")]
    [InlineData("Delivery:Deadlines:home-12", "soon", "hh:mm:ss")]
    [InlineData("Delivery:Concurrency:home-12", "0", "whole number")]
    [InlineData("Environment", "prod", "production")]
    [InlineData("Delivry:Deadline", "1.00:00:00", "no such setting")]
    [InlineData("Urls", "http://0.0.0.0:80", "BehindProxy")]
    public void A_wrong_setting_is_named_with_what_was_expected(string key, string value, string expected)
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection([new(key, value)]).Build();
        SettingsReader.Read(configuration, out var faults);
        var fault = Assert.Single(faults);
        Assert.Contains(key, fault, StringComparison.Ordinal);
        Assert.Contains(expected, fault, StringComparison.Ordinal);
    }

    [Fact]
    public void The_shipped_settings_hold()
    {
        SettingsReader.Read(configFile: null, out var faults);
        Assert.Empty(faults);
    }
}
