using System.Threading.Channels;

namespace Interop.Functions.Bench;

/// <summary>
/// The floor to measure against: a bare endpoint that answers once the body is appended to a file and synced. Bodies that wait while a sync
/// runs share the next one, as they do in the engine's store.
/// </summary>
public static class FloorServer
{
    private const int LargestGroup = 256;

    /// <summary>Serves until it is stopped.</summary>
    public static async Task RunAsync(string file, CancellationToken cancellationToken)
    {
        var waiting = Channel.CreateBounded<Append>(1024);
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        await using var app = builder.Build();
        app.Run(http => AnswerAsync(http, waiting.Writer));
        await app.StartAsync(cancellationToken);
        await Console.Error.WriteLineAsync($"floor is listening on {app.Urls.First()}");
        await WriteAsync(file, waiting.Reader, cancellationToken);
    }

    private static async Task AnswerAsync(HttpContext http, ChannelWriter<Append> waiting)
    {
        using var body = new MemoryStream((int)(http.Request.ContentLength ?? 4096));
        await http.Request.Body.CopyToAsync(body, http.RequestAborted);
        var append = new Append(body.ToArray(), new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
        await waiting.WriteAsync(append, http.RequestAborted);
        await append.Synced.Task;
        http.Response.StatusCode = StatusCodes.Status202Accepted;
    }

    private static async Task WriteAsync(string file, ChannelReader<Append> waiting, CancellationToken cancellationToken)
    {
        await using var stream = new FileStream(file, FileMode.Append, FileAccess.Write, FileShare.None, bufferSize: 0);
        var group = new List<Append>();
        while (await waiting.WaitToReadAsync(cancellationToken))
        {
            while (group.Count < LargestGroup && waiting.TryRead(out var append))
            {
                group.Add(append);
                await stream.WriteAsync(append.Body, cancellationToken);
            }

            stream.Flush(flushToDisk: true);
            group.ForEach(a => a.Synced.TrySetResult());
            group.Clear();
        }
    }

    private sealed record Append(byte[] Body, TaskCompletionSource Synced);
}
