using System.Net;
using System.Net.Sockets;
using Interop.Functions.Configuration;

namespace Interop.Functions.Tests.Support;

/// <summary>A folder that is gone after the test.</summary>
internal sealed class TestFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("interop-test-").FullName;

    public void Dispose() => Directory.Delete(Path, recursive: true);

    /// <summary>A port that was free a moment ago.</summary>
    public static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    /// <summary>The product's own mappings, loaded once.</summary>
    public static LoadedMappings Mappings { get; } = LoadedMappings.Load(System.IO.Path.Combine(AppContext.BaseDirectory, "mappings"));
}
