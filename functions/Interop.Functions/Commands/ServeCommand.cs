using System.CommandLine;
using Interop.Functions.Configuration;

namespace Interop.Functions.Commands;

/// <summary><c>interop serve</c>: runs the engine until it is told to stop.</summary>
public static class ServeCommand
{
    /// <summary>The verb.</summary>
    public static Command Build()
    {
        var urls = new Option<string?>("--urls") { Description = "Addresses to listen on, separated by ; (setting Urls)" };
        var data = Cli.Data();
        var command = new Command("serve", "Run the engine") { urls, data };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var settings = Cli.Settings(parsed);
            settings = settings with { Urls = parsed.GetValue(urls) ?? settings.Urls, Data = parsed.GetValue(data) ?? settings.Data };
            Check(settings);
            var mappings = Cli.LoadMappings(parsed, settings);
            await using var store = await Cli.OpenStoreAsync(settings, settings.Data, runsWork: true, cancellationToken);
            await using var app = Server.Build(settings, store, mappings);
            try
            {
                await app.StartAsync(cancellationToken);
            }
            catch (IOException)
            {
                throw new CliException(ExitCode.Environment, $"Cannot listen on {settings.Urls}: the address is in use or not ours.");
            }

            await Console.Error.WriteLineAsync($"interop is listening on {string.Join(" ", app.Urls)}, {ConfiguredStore.Describe(settings, store)}");
            await app.WaitForShutdownAsync(cancellationToken);
            return ExitCode.Done;
        });
        return command;
    }

    private static void Check(InteropSettings settings)
    {
        foreach (var url in settings.Urls.Split(';'))
        {
            if (!Uri.TryCreate(url, UriKind.Absolute, out var uri) || uri.Scheme is not ("http" or "https"))
            {
                throw new CliException(ExitCode.Usage, "--urls: expected http:// or https:// addresses, separated by ;");
            }

            if (uri is { Scheme: "http", IsLoopback: false } && !settings.BehindProxy)
            {
                throw new CliException(ExitCode.Usage, "--urls: plain HTTP off loopback is refused; use https, or set BehindProxy to true when a proxy in front ends TLS");
            }
        }
    }
}
