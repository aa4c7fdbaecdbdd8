using System.Diagnostics;
using System.Globalization;
using Interop.Engine.Ports;
using Interop.Store;

namespace Interop.Functions.Bench.Search;

/// <summary>What it costs to know a record that comes again: a look by key, found and not found, and keys given up after their time.</summary>
internal sealed class KeyTrials(IStore store, long messages)
{
    private const int Looks = 400;
    private const int Step = 1000;

    public async Task<IReadOnlyList<Figure>> RunAsync(CancellationToken cancellationToken) =>
    [
        new Figure("key-known", "look at a message key that is held, median", await LookAsync(0, cancellationToken), "us"),
        new Figure("key-new", "look at a message key that is new, median", await LookAsync(messages, cancellationToken), "us"),
        new Figure("key-release", $"give up {Step} keys in one step", await ReleaseAsync(cancellationToken), "ms"),
    ];

    private async Task<double> LookAsync(long offset, CancellationToken cancellationToken)
    {
        var times = new double[Looks];
        for (var i = 0; i < Looks; i++)
        {
            // Spread over all of them, so that pages are not the same ones again and again.
            var number = (messages / Looks * i) + 1;
            var key = new KeyedHash(Convert.FromHexString(string.Create(CultureInfo.InvariantCulture, $"{number + offset:x64}")));
            var started = Stopwatch.GetTimestamp();
            var found = await store.FindVersionsAsync($"FINEG|{number % SearchBench.Partners}", number % 4 == 0 ? "omnidoc/tele-expertise-report" : "medissimo/pillbox-plan", key, cancellationToken);
            times[i] = Stopwatch.GetElapsedTime(started).TotalMicroseconds;
            if (found.Count != (offset == 0 ? 1 : 0))
            {
                // Given up by an earlier run over the same data.
                times[i] = double.NaN;
            }
        }

        var measured = times.Where(t => !double.IsNaN(t)).Order().ToList();
        return measured[measured.Count / 2];
    }

    private async Task<double> ReleaseAsync(CancellationToken cancellationToken)
    {
        var started = Stopwatch.GetTimestamp();
        await store.ReleaseKeysAsync(DateTimeOffset.MaxValue.AddYears(-1), Step, cancellationToken);
        return Stopwatch.GetElapsedTime(started).TotalMilliseconds;
    }
}
