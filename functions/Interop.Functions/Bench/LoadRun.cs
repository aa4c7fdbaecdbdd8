using System.Diagnostics;
using System.Net.Http.Headers;

namespace Interop.Functions.Bench;

/// <summary>What clients saw of a run.</summary>
/// <param name="Answers">Records answered with 202.</param>
/// <param name="Seconds">From the first request to the last answer.</param>
/// <param name="Latencies">Milliseconds of each, sorted.</param>
public sealed record LoadResult(int Answers, double Seconds, double[] Latencies)
{
    /// <summary>Answers per second.</summary>
    public double PerSecond => Answers / Seconds;

    /// <summary>The latency that this share of the answers kept below.</summary>
    public double Percentile(double share) => Latencies.Length == 0 ? 0 : Latencies[Math.Min(Latencies.Length - 1, (int)(Latencies.Length * share))];
}

/// <summary>Clients that push records to one engine.</summary>
public sealed class LoadRun(HttpClient client, Func<int, Push> record, int clients)
{
    private int next;

    /// <summary>Clients that push records of one kind with the client's own credential.</summary>
    public LoadRun(HttpClient client, string path, Func<int, byte[]> record, int clients)
        : this(client, number => new Push(path, record(number), ""), clients)
    {
    }

    /// <summary>Where the next record's number starts.</summary>
    public int From { get; init; }

    /// <summary>So many records, each client pushing as soon as it has its answer.</summary>
    public Task<LoadResult> FullSpeedAsync(int count, CancellationToken cancellationToken) => RunAsync(count, _ => TimeSpan.Zero, cancellationToken);

    /// <summary>
    /// Records leave at fixed times whatever the answers do, and a latency counts from the time its record was due: a stall is
    /// suffered by all that fall due during it.
    /// </summary>
    public Task<LoadResult> PacedAsync(double perSecond, TimeSpan duration, CancellationToken cancellationToken) =>
        RunAsync((int)(perSecond * duration.TotalSeconds), i => TimeSpan.FromSeconds(i / perSecond), cancellationToken);

    private async Task<LoadResult> RunAsync(int count, Func<int, TimeSpan> due, CancellationToken cancellationToken)
    {
        next = 0;
        var clock = Stopwatch.StartNew();
        var latencies = await Task.WhenAll(Enumerable.Range(0, clients).Select(_ => Task.Run(() => PushAsync(clock, count, due, cancellationToken), cancellationToken)));
        var all = latencies.SelectMany(l => l).ToArray();
        var seconds = clock.Elapsed.TotalSeconds;
        Array.Sort(all);
        return new LoadResult(all.Length, seconds, all);
    }

    private async Task<List<double>> PushAsync(Stopwatch clock, int count, Func<int, TimeSpan> due, CancellationToken cancellationToken)
    {
        var latencies = new List<double>();
        int number;
        while ((number = Interlocked.Increment(ref next) - 1) < count)
        {
            var at = due(number);
            if (at > clock.Elapsed)
            {
                await Task.Delay(at - clock.Elapsed, cancellationToken);
            }

            var start = at == TimeSpan.Zero ? clock.Elapsed : at;
            await PushAsync(record(From + number), cancellationToken);
            latencies.Add((clock.Elapsed - start).TotalMilliseconds);
        }

        return latencies;
    }

    private async Task PushAsync(Push push, CancellationToken cancellationToken)
    {
        using var content = new ByteArrayContent(push.Body);
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        using var request = new HttpRequestMessage(HttpMethod.Post, push.Path) { Content = content };
        if (push.Token.Length > 0)
        {
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", push.Token);
        }

        using var response = await client.SendAsync(request, cancellationToken);
        if ((int)response.StatusCode != StatusCodes.Status202Accepted)
        {
            throw new Commands.CliException(Commands.ExitCode.Faults, $"A push was answered with {(int)response.StatusCode}, which ends the measurement.");
        }
    }
}
