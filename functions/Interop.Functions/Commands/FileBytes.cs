using Interop.Fhir.Streaming;
using Microsoft.Win32.SafeHandles;

namespace Interop.Functions.Commands;

/// <summary>A file, read from any place. A pipe is spooled into a temporary file that is gone when this is.</summary>
internal sealed class FileBytes : IByteSource, IDisposable
{
    private readonly SafeFileHandle handle;

    private FileBytes(SafeFileHandle handle) => (this.handle, Length) = (handle, RandomAccess.GetLength(handle));

    public long Length { get; }

    public static FileBytes Open(string path) => new(File.OpenHandle(path));

    public static FileBytes Spool(Stream pipe)
    {
        var path = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        using (var file = new FileStream(path, options))
        {
            pipe.CopyTo(file);
        }

        return new FileBytes(File.OpenHandle(path, options: FileOptions.DeleteOnClose));
    }

    public int Read(long offset, Span<byte> buffer)
    {
        var total = 0;
        while (total < buffer.Length && RandomAccess.Read(handle, buffer[total..], offset + total) is > 0 and var read)
        {
            total += read;
        }

        return total;
    }

    /// <summary>All of it.</summary>
    public byte[] All()
    {
        var bytes = new byte[Length];
        Read(0, bytes);
        return bytes;
    }

    public void Dispose() => handle.Dispose();
}
