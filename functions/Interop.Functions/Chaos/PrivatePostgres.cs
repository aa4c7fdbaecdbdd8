using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Npgsql;

namespace Interop.Functions.Chaos;

/// <summary>
/// A PostgreSQL server of its own in a temporary folder, on a free loopback port, with the settings of a fresh installation (fsync on). It
/// ends with the process that started it, however that ends: a shell beside it waits for the end of its input.
/// </summary>
public sealed class PrivatePostgres : IAsyncDisposable
{
    // $1 binaries, $2 folder, $3 port. The server is stopped at once when the input ends; its folder is removed unless a word says to keep it.
    // The shell itself says nothing: it would tell of every server that was killed.
    private const string Script = """
        exec 2>/dev/null
        "$1/postgres" -D "$2/data" -p "$3" -c listen_addresses=127.0.0.1 -c unix_socket_directories= -c max_connections=200 >>"$2/log" 2>&1 </dev/null &
        server=$!
        read -r word
        kill -QUIT $server 2>/dev/null
        wait $server
        [ "$word" = keep ] || rm -rf "$2" 2>/dev/null
        """;

    private readonly string binaries;
    private readonly string? user;
    private Process? shell;

    private PrivatePostgres(string binaries, string? user, string folder, int port) => (this.binaries, this.user, Folder, Port) = (binaries, user, folder, port);

    /// <summary>Where its data are.</summary>
    public string Folder { get; }

    /// <summary>Where it listens, on 127.0.0.1.</summary>
    public int Port { get; }

    /// <summary>The folder of initdb and postgres, or null when PostgreSQL is not installed.</summary>
    public static string? FindBinaries()
    {
        var installed = Directory.Exists("/usr/lib/postgresql")
            ? Directory.GetDirectories("/usr/lib/postgresql").OrderByDescending(d => int.TryParse(Path.GetFileName(d), out var version) ? version : 0).Select(d => Path.Combine(d, "bin"))
            : [];
        var path = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator);
        return installed.Concat(path).FirstOrDefault(d => File.Exists(Path.Combine(d, "initdb")) && File.Exists(Path.Combine(d, "postgres")));
    }

    /// <summary>Makes a cluster and starts it.</summary>
    /// <param name="within">Where its folder is made; null for the system's temporary folder.</param>
    public static async Task<PrivatePostgres> StartAsync(string binaries, CancellationToken cancellationToken, string? within = null)
    {
        // initdb refuses root; the account that the package made, or nobody, is used in its place.
        var root = Environment.UserName == "root";
        var user = !root ? null : (await File.ReadAllLinesAsync("/etc/passwd", cancellationToken)).Any(l => l.StartsWith("postgres:", StringComparison.Ordinal)) ? "postgres" : "nobody";
        var folder = within is null
            ? Directory.CreateTempSubdirectory("interop-postgres-").FullName
            : Directory.CreateDirectory(Path.Combine(within, "postgres")).FullName;
        var cluster = new PrivatePostgres(binaries, user, folder, FreePort());
        if (user is not null)
        {
            await RunAsync("chown", [user, folder], cancellationToken);
        }

        await RunAsync(cluster.As("sh", ["-c", "\"$1/initdb\" -D \"$2/data\" -U interop -A trust -E UTF8 --locale=C --no-sync >\"$2/log\" 2>&1", "sh", binaries, folder]), cancellationToken);
        await cluster.StartAsync(cancellationToken);
        return cluster;
    }

    /// <summary>Npgsql's connection string for one of its databases.</summary>
    public string ConnectionString(string database) => string.Create(CultureInfo.InvariantCulture, $"Host=127.0.0.1;Port={Port};Username=interop;Database={database}");

    /// <summary>Makes a database, as a copy of another when one is named.</summary>
    public Task CreateAsync(string database, string template = "template1", CancellationToken cancellationToken = default) =>
        ExecuteAsync("postgres", $"create database {database} template {template}", cancellationToken);

    /// <summary>Runs a statement.</summary>
    public async Task ExecuteAsync(string database, string sql, CancellationToken cancellationToken = default)
    {
        await using var connection = new NpgsqlConnection(ConnectionString(database) + ";Pooling=false");
        await connection.OpenAsync(cancellationToken);
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>Starts the server, after <see cref="KillAsync"/> too, and waits until it answers.</summary>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        var (started, tried) = (Stopwatch.StartNew(), Stopwatch.StartNew());
        while (true)
        {
            shell ??= Process.Start(As("sh", ["-c", Script, "sh", binaries, Folder, Port.ToString(CultureInfo.InvariantCulture)], input: true))!;
            try
            {
                await ExecuteAsync("postgres", "select 1", cancellationToken);
                return;
            }
            catch (Exception fault) when (fault is NpgsqlException or SocketException && started.Elapsed < TimeSpan.FromSeconds(30))
            {
                await Task.Delay(50, cancellationToken);
                if (Postmaster() is null && tried.Elapsed > TimeSpan.FromSeconds(0.5))
                {
                    // It gave up: a process of the one before it still held the shared memory.
                    await StopShellAsync("keep");
                    tried.Restart();
                }
            }
        }
    }

    /// <summary>Kills the server and all its processes with SIGKILL: what is not on disk is gone.</summary>
    public async Task KillAsync()
    {
        if (Postmaster() is { } postmaster)
        {
            foreach (var process in (int[])[postmaster, .. ChildrenOf(postmaster)])
            {
                Kill(process);
            }
        }

        await StopShellAsync("keep");
        File.Delete(Path.Combine(Folder, "data", "postmaster.pid"));
    }

    /// <summary>Whether the server runs; it ends by itself when its disk is full.</summary>
    public bool IsRunning => Postmaster() is not null;

    /// <summary>Processor time of its processes that run.</summary>
    public TimeSpan Processor => Postmaster() is { } postmaster ? ChildrenOf(postmaster).Append(postmaster).Aggregate(TimeSpan.Zero, (sum, id) => sum + ProcessorOf(id)) : TimeSpan.Zero;

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await StopShellAsync("");
        if (Directory.Exists(Folder))
        {
            Directory.Delete(Folder, recursive: true);
        }
    }

    private async Task StopShellAsync(string word)
    {
        if (shell is { } running)
        {
            shell = null;
            try
            {
                await running.StandardInput.WriteLineAsync(word);
                running.StandardInput.Close();
            }
            catch (IOException)
            {
                // It has ended already.
            }

            await running.WaitForExitAsync();
            running.Dispose();
        }
    }

    private int? Postmaster()
    {
        var file = Path.Combine(Folder, "data", "postmaster.pid");
        return File.Exists(file) && File.ReadLines(file).FirstOrDefault() is { } line && int.TryParse(line, CultureInfo.InvariantCulture, out var id) && Directory.Exists($"/proc/{id}") ? id : null;
    }

    private static List<int> ChildrenOf(int parent)
    {
        var children = new List<int>();
        foreach (var folder in Directory.EnumerateDirectories("/proc"))
        {
            try
            {
                if (int.TryParse(Path.GetFileName(folder), CultureInfo.InvariantCulture, out var id)
                    && File.ReadLines(Path.Combine(folder, "status")).Contains(string.Create(CultureInfo.InvariantCulture, $"PPid:\t{parent}")))
                {
                    children.Add(id);
                }
            }
            catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
            {
                // It has ended meanwhile, or is somebody else's.
            }
        }

        return children;
    }

    private static TimeSpan ProcessorOf(int id)
    {
        try
        {
            using var process = Process.GetProcessById(id);
            return process.TotalProcessorTime;
        }
        catch (Exception fault) when (fault is ArgumentException or InvalidOperationException or System.ComponentModel.Win32Exception)
        {
            // It has ended meanwhile.
            return TimeSpan.Zero;
        }
    }

    private static void Kill(int id)
    {
        try
        {
            using var process = Process.GetProcessById(id);
            process.Kill();
        }
        catch (ArgumentException)
        {
            // It has ended meanwhile.
        }
    }

    private ProcessStartInfo As(string file, string[] arguments, bool input = false) => new(
        user is null ? file : "runuser", user is null ? arguments : ["-u", user, "--", file, .. arguments])
    {
        RedirectStandardInput = input, WorkingDirectory = "/",
    };

    private static Task RunAsync(string file, string[] arguments, CancellationToken cancellationToken) => RunAsync(new ProcessStartInfo(file, arguments), cancellationToken);

    private static async Task RunAsync(ProcessStartInfo start, CancellationToken cancellationToken)
    {
        using var process = Process.Start(start) ?? throw new InvalidOperationException("The system starts no process.");
        await process.WaitForExitAsync(cancellationToken);
        if (process.ExitCode != 0)
        {
            throw new InvalidOperationException(string.Create(CultureInfo.InvariantCulture, $"{start.FileName} ended with {process.ExitCode}."));
        }
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
