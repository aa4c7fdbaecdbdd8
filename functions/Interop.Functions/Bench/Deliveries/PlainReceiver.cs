using System.Globalization;

namespace Interop.Functions.Bench.Deliveries;

/// <summary>A receiver in a process of its own that takes and answers and does nothing else; <c>/slow</c> answers after a while.</summary>
public static class PlainReceiver
{
    private static readonly TimeSpan Slow = TimeSpan.FromSeconds(5);

    /// <summary>Serves until it is stopped.</summary>
    public static async Task RunAsync(CancellationToken cancellationToken)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        await using var app = builder.Build();
        var taken = 0L;
        app.Run(async http =>
        {
            await http.Request.Body.CopyToAsync(Stream.Null, http.RequestAborted);
            if (http.Request.Path == "/slow")
            {
                await Task.Delay(Slow, http.RequestAborted);
            }

            http.Response.Headers["X-Receipt-Id"] = Interlocked.Increment(ref taken).ToString(CultureInfo.InvariantCulture);
        });
        await app.StartAsync(cancellationToken);
        await Console.Error.WriteLineAsync($"receiver is listening on {app.Urls.First()}");
        await app.WaitForShutdownAsync(cancellationToken);
    }
}
