using System.Diagnostics;

namespace Interop.Functions.Chaos;

/// <summary>A small disk of its own (tmpfs) that can be filled up; only root can mount one.</summary>
public sealed class SmallDisk : IDisposable
{
    private readonly int megabytes;

    private SmallDisk(string folder, int megabytes) => (Folder, this.megabytes) = (folder, megabytes);

    /// <summary>Where it is mounted.</summary>
    public string Folder { get; }

    private string Ballast => Path.Combine(Folder, "ballast");

    /// <summary>Mounts one that holds what comes in between so many kills, with room to spare; null where that is not allowed.</summary>
    public static SmallDisk? Mount(int kills)
    {
        if (!OperatingSystem.IsLinux() || Environment.UserName != "root")
        {
            return null;
        }

        var megabytes = 300 + (8 * kills);
        var folder = Directory.CreateTempSubdirectory("interop-disk-").FullName;
        if (Run("mount", "-t", "tmpfs", "-o", $"size={megabytes}m,mode=0755", "tmpfs", folder) == 0)
        {
            return new SmallDisk(folder, megabytes);
        }

        Directory.Delete(folder);
        return null;
    }

    /// <summary>Takes all the space that is left.</summary>
    public void Fill()
    {
        var block = new byte[1 << 16];
        try
        {
            using var file = new FileStream(Ballast, FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 0);
            for (var i = 0; i < megabytes * 16; i++)
            {
                file.Write(block);
            }
        }
        catch (IOException)
        {
            // It is full, which is what was wanted.
        }
    }

    /// <summary>Gives it back.</summary>
    public void Free() => File.Delete(Ballast);

    /// <inheritdoc/>
    public void Dispose()
    {
        if (Run("umount", "-l", Folder) == 0)
        {
            Directory.Delete(Folder);
        }
    }

    private static int Run(string file, params string[] arguments)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo(file, arguments) { RedirectStandardError = true })!;
            process.WaitForExit();
            return process.ExitCode;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return -1;
        }
    }
}
