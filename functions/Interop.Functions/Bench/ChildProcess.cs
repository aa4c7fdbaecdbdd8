using System.Diagnostics;

namespace Interop.Functions.Bench;

/// <summary>Another process of this binary, so that memory and processor time measured of it are its own.</summary>
public sealed class ChildProcess : IDisposable
{
    private const string Word = "listening on ";
    private readonly Process process;

    private ChildProcess(Process process, Uri address) => (this.process, Address) = (process, address);

    /// <summary>Where it listens.</summary>
    public Uri Address { get; }

    /// <summary>Processor time it has used.</summary>
    public TimeSpan Processor
    {
        get
        {
            process.Refresh();
            return process.TotalProcessorTime;
        }
    }

    /// <summary>Memory it holds now, and the most it ever held, in bytes.</summary>
    public (long Now, long Peak) WorkingSet
    {
        get
        {
            process.Refresh();
            return (process.WorkingSet64, process.PeakWorkingSet64);
        }
    }

    /// <summary>Starts a verb that says on stderr where it listens; returns once it does.</summary>
    public static async Task<ChildProcess> StartAsync(
        IReadOnlyList<string> arguments, CancellationToken cancellationToken, IReadOnlyDictionary<string, string>? settings = null)
    {
        var start = StartInfo(arguments);
        foreach (var (name, value) in settings ?? new Dictionary<string, string>())
        {
            start.Environment[name] = value;
        }

        var process = Process.Start(start) ?? throw new InvalidOperationException("The system starts no process.");
        var said = new List<string>();
        while (await process.StandardError.ReadLineAsync(cancellationToken) is { } line)
        {
            said.Add(line);
            if (line.IndexOf(Word, StringComparison.Ordinal) is >= 0 and var at)
            {
                _ = process.StandardError.ReadToEndAsync(CancellationToken.None);
                _ = process.StandardOutput.ReadToEndAsync(CancellationToken.None);
                return new ChildProcess(process, new Uri(line[(at + Word.Length)..].Split(' ', ',')[0]));
            }
        }

        process.Dispose();
        throw new Commands.CliException(Commands.ExitCode.Environment, "The measured process did not start: " + string.Join(" ", said));
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        process.Kill(entireProcessTree: true);
        process.WaitForExit();
        process.Dispose();
    }

    /// <summary>How to start a verb of this binary.</summary>
    internal static ProcessStartInfo StartInfo(IReadOnlyList<string> arguments)
    {
        // Run as `interop` the binary starts itself; run as `dotnet interop.dll` the host has to be told what to load.
        var host = Environment.ProcessPath ?? "dotnet";
        var itself = Path.GetFileNameWithoutExtension(host) == "interop";
        return new ProcessStartInfo(host, itself ? arguments : [Path.Combine(AppContext.BaseDirectory, "interop.dll"), .. arguments])
        {
            RedirectStandardError = true,
            RedirectStandardOutput = true,
        };
    }
}
