using System.Collections.Concurrent;
using System.Globalization;
using System.Net.Http.Headers;
using System.Text.Json;
using Interop.Functions.Bench;

namespace Interop.Functions.Chaos;

/// <summary>
/// A partner that pushes plans, two versions per resident, each until it is acknowledged and with the same bytes every time, as the contract
/// asks of senders. It goes round the processes.
/// </summary>
public sealed class ChaosPusher(IReadOnlyList<Uri> engines, string token, double perSecond)
{
    private const int Residents = 400;
    private const int Clients = 12;

    private readonly ConcurrentDictionary<int, Guid> acknowledged = new();
    private readonly ConcurrentDictionary<string, int> refusals = new(StringComparer.Ordinal);
    private long tries;

    /// <summary>Which message each record became.</summary>
    public IReadOnlyDictionary<int, Guid> Acknowledged => acknowledged;

    /// <summary>Answers that no retry mends, by status; there must be none.</summary>
    public IReadOnlyDictionary<string, int> Refusals => refusals;

    /// <summary>Requests made.</summary>
    public long Tries => Interlocked.Read(ref tries);

    /// <summary>Pushes until told to stop; every record that was begun is pushed to its end.</summary>
    public async Task RunAsync(CancellationToken stop)
    {
        using var client = new HttpClient(new SocketsHttpHandler { ConnectTimeout = TimeSpan.FromSeconds(2) }) { Timeout = TimeSpan.FromSeconds(40) };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        var started = TimeProvider.System.GetTimestamp();
        var next = -1;
        await Task.WhenAll(Enumerable.Range(0, Clients).Select(async _ =>
        {
            while (!stop.IsCancellationRequested)
            {
                var number = Interlocked.Increment(ref next);
                var early = TimeSpan.FromSeconds(number / perSecond) - TimeProvider.System.GetElapsedTime(started);
                if (early > TimeSpan.Zero)
                {
                    await Task.Delay(early, CancellationToken.None);
                }

                await PushAsync(client, number);
            }
        }));
    }

    private async Task PushAsync(HttpClient client, int number)
    {
        var (block, place) = Math.DivRem(number, Residents * 2);
        var body = TrialRecords.PillboxPlan((block * Residents) + (place % Residents), 1 + (place / Residents), lines: 3);
        for (var attempt = 0; !acknowledged.ContainsKey(number); attempt++)
        {
            Interlocked.Increment(ref tries);
            try
            {
                var address = new Uri(engines[(number + attempt) % engines.Count], "/ingest/medissimo/pillbox-plan");
                using var content = new ByteArrayContent(body) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } };
                using var response = await client.PostAsync(address, content);
                if ((int)response.StatusCode == 202)
                {
                    using var answer = JsonDocument.Parse(await response.Content.ReadAsStringAsync());
                    acknowledged[number] = answer.RootElement.GetProperty("id").GetGuid();
                    return;
                }

                if ((int)response.StatusCode is < 500 and not 429)
                {
                    refusals.AddOrUpdate(((int)response.StatusCode).ToString(CultureInfo.InvariantCulture), 1, (_, count) => count + 1);
                    return;
                }
            }
            catch (Exception fault) when (fault is HttpRequestException or IOException or OperationCanceledException or JsonException)
            {
                // No answer: whether it was taken shows when the same is sent again.
            }

            await Task.Delay(TimeSpan.FromMilliseconds(200), CancellationToken.None);
        }
    }
}
