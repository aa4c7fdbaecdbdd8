using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Interop.Functions.Bench;

namespace Interop.Functions.Chaos;

/// <summary>The engine's processes: this binary, <c>serve</c>, each on a port that stays the same when it is started again.</summary>
public sealed class ChaosEngines : IAsyncDisposable
{
    private static readonly Dictionary<string, string> Hurried = new()
    {
        ["INTEROP_Delivery__FirstDelay"] = "00:00:00.1", ["INTEROP_Delivery__MaxDelay"] = "00:00:01", ["INTEROP_Delivery__AttemptTimeout"] = "00:00:03",
        ["INTEROP_Delivery__FirstBreak"] = "00:00:00.2", ["INTEROP_Delivery__MaxBreak"] = "00:00:01",
    };

    private readonly string mappings;
    private readonly string data;
    private readonly Dictionary<string, string> settings;
    private readonly ChildProcess?[] processes;

    /// <summary>Some processes over one store; none is started yet.</summary>
    public ChaosEngines(int count, string mappings, string data, string store)
    {
        (this.mappings, this.data, processes) = (mappings, data, new ChildProcess?[count]);
        settings = new(Hurried);
        if (store.Length > 0)
        {
            settings["INTEROP_STORE"] = store;
        }

        Addresses = [.. Enumerable.Range(0, count).Select(_ => new Uri($"http://127.0.0.1:{FreePort()}"))];
    }

    /// <summary>Where they listen.</summary>
    public IReadOnlyList<Uri> Addresses { get; }

    /// <summary>How many there are.</summary>
    public int Count => processes.Length;

    /// <summary>Starts those that do not run.</summary>
    public Task StartAsync(CancellationToken cancellationToken) => Task.WhenAll(Enumerable.Range(0, Count).Select(i => StartAsync(i, cancellationToken)));

    /// <summary>Kills one with SIGKILL.</summary>
    public void Kill(int index)
    {
        processes[index]?.Dispose();
        processes[index] = null;
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        for (var i = 0; i < Count; i++)
        {
            Kill(i);
        }

        return ValueTask.CompletedTask;
    }

    private async Task StartAsync(int index, CancellationToken cancellationToken)
    {
        // A port that was free may have been taken meanwhile, and a database may still be coming up: both pass.
        for (var attempt = 0; processes[index] is null; attempt++)
        {
            try
            {
                processes[index] = await ChildProcess.StartAsync(
                    ["serve", "--urls", Addresses[index].OriginalString, "--data", data, "--mappings", mappings], cancellationToken, settings);
            }
            catch (Commands.CliException) when (attempt < 5)
            {
                await Task.Delay(TimeSpan.FromSeconds(1), cancellationToken);
            }
        }
    }

    private static string FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port.ToString(CultureInfo.InvariantCulture);
    }
}
