using System.Net.Http.Headers;
using Interop.Engine.Ports;
using Interop.Functions.Commands;
using Interop.Store;

namespace Interop.Functions.Bench;

/// <summary><c>interop serve</c> in a process of its own on a new data folder, with two receivers in this process.</summary>
public sealed class TrialEngine : IAsyncDisposable
{
    private readonly ChildProcess process;
    private readonly string data;

    private TrialEngine(ChildProcess process, string data, HttpClient client, IReadOnlyList<CountingReceiver> receivers)
    {
        this.process = process;
        this.data = data;
        Client = client;
        Receivers = receivers;
    }

    /// <summary>A client with a credential to push.</summary>
    public HttpClient Client { get; }

    /// <summary>Who is delivered to.</summary>
    public IReadOnlyList<CountingReceiver> Receivers { get; }

    /// <summary>The engine's process.</summary>
    public ChildProcess Process => process;

    /// <summary>Rows in its database.</summary>
    public long Rows => RowCount.Of(data);

    /// <summary>Starts one. The endpoints are given without addresses; the receivers fill them, in turn.</summary>
    public static Task<TrialEngine> StartAsync(string mappings, string sender, string organisation, IReadOnlyList<Endpoint> endpoints, CancellationToken cancellationToken)
    {
        var (credential, token) = CredentialsCommand.Create("bench", sender, organisation, ["push"], TimeProvider.System);
        return StartAsync(mappings, [credential], token, endpoints.Count, r => [.. endpoints.Select((e, i) => e with { Address = r[i].Address })], cancellationToken);
    }

    /// <summary>Starts one for the senders and receivers of a population.</summary>
    public static Task<TrialEngine> StartAsync(string mappings, PopulationWork work, CancellationToken cancellationToken) =>
        StartAsync(mappings, work.Credentials, "none", 2, r => work.Endpoints(r[0].Address, r[1].Address), cancellationToken);

    private static async Task<TrialEngine> StartAsync(
        string mappings, IReadOnlyList<Credential> credentials, string token, int count, Func<IReadOnlyList<CountingReceiver>, IReadOnlyList<Endpoint>> endpoints, CancellationToken cancellationToken)
    {
        var data = Directory.CreateTempSubdirectory("interop-bench-").FullName;
        var receivers = new List<CountingReceiver>();
        for (var i = 0; i < count; i++)
        {
            receivers.Add(await CountingReceiver.StartAsync(cancellationToken));
        }

        await using (var store = await SqliteStore.OpenAsync(new SqliteStoreOptions { Folder = data, RunsWork = false }, cancellationToken))
        {
            await store.CommitAsync(new ChangeSet { Endpoints = endpoints(receivers), Credentials = credentials }, cancellationToken);
        }

        var process = await ChildProcess.StartAsync(["serve", "--urls", "http://127.0.0.1:0", "--data", data, "--mappings", mappings], cancellationToken);
        return new TrialEngine(process, data, Pusher(process.Address, token), receivers);
    }

    /// <summary>A client for many pushes at once.</summary>
    public static HttpClient Pusher(Uri address, string token)
    {
        var client = new HttpClient(new SocketsHttpHandler { UseCookies = false, AllowAutoRedirect = false }) { BaseAddress = address, Timeout = TimeSpan.FromMinutes(5) };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        return client;
    }

    /// <summary>
    /// Waits until the receivers have had this many deliveries and the books say that nothing is in progress. Every record must have settled
    /// and every delivery have come once.
    /// </summary>
    public async Task SettleAsync(int records, int deliveries, CancellationToken cancellationToken)
    {
        while (Receivers.Sum(r => r.Taken) < deliveries)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(20), cancellationToken);
        }

        var books = await RestAsync(cancellationToken);
        if (books.Sum(b => b.Settled) != records || Receivers.Sum(r => r.Calls) != deliveries)
        {
            throw new CliException(ExitCode.Faults, $"Of {records} records {books.Sum(b => b.Settled)} settled, and {deliveries} deliveries took {Receivers.Sum(r => r.Calls)} calls.");
        }
    }

    /// <summary>Waits until the books say that nothing is in progress; none of so many records may be held back. Acts of those who subscribed to no product wait for one.</summary>
    public async Task SettleAsync(int records, CancellationToken cancellationToken)
    {
        var books = await RestAsync(cancellationToken);
        if (books.Sum(b => b.Received) != records || books.Sum(b => b.Quarantined + b.Cancelled) > 0)
        {
            throw new CliException(ExitCode.Faults, $"Of {records} records {books.Sum(b => b.Received)} were received and {books.Sum(b => b.Quarantined + b.Cancelled)} held back.");
        }
    }

    private async Task<IReadOnlyList<BookLine>> RestAsync(CancellationToken cancellationToken)
    {
        await using var store = await SqliteStore.OpenAsync(new SqliteStoreOptions { Folder = data, RunsWork = false }, cancellationToken);
        IReadOnlyList<BookLine> books;
        while ((books = await store.ReadBooksAsync(cancellationToken)).Any(b => b.InProgress > 0))
        {
            await Task.Delay(TimeSpan.FromMilliseconds(20), cancellationToken);
        }

        return books;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        process.Dispose();
        foreach (var receiver in Receivers)
        {
            await receiver.DisposeAsync();
        }

        Directory.Delete(data, recursive: true);
    }
}
