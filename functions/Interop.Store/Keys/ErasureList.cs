using System.Globalization;
using System.Text;
using Interop.Engine.Ports;

namespace Interop.Store.Keys;

/// <summary>
/// The list of erasures beside the keys, <c>erased</c>: a line for each, a keyed hash of the patient and the time up to which. It outlives the
/// database, so that a backup from before an erasure does not bring the data back. Lines are only appended, and are on disk before the
/// database is touched: an erasure that was cut short is completed at the next start.
/// </summary>
internal sealed class ErasureList(string folder)
{
    private const int HashLength = 32;

    private string Path => System.IO.Path.Combine(folder, "erased");

    public IReadOnlyCollection<Erasure> Read()
    {
        var found = new HashSet<Erasure>();
        foreach (var line in File.Exists(Path) ? File.ReadAllLines(Path) : [])
        {
            if (line.Split(' ') is [{ Length: HashLength * 2 } hash, var until] && long.TryParse(until, NumberStyles.None, CultureInfo.InvariantCulture, out var time)
                && hash.All(char.IsAsciiHexDigit))
            {
                found.Add(new Erasure(new KeyedHash(Convert.FromHexString(hash)), time));
            }
            else if (line.Length > 0)
            {
                throw new StoreException($"The list of erasures {Path} is damaged; restore it from its backup. Without it, data that were erased could come back.");
            }
        }

        return found;
    }

    public void Append(IEnumerable<Erasure> erasures)
    {
        var lines = string.Concat(erasures.Select(e => string.Create(CultureInfo.InvariantCulture, $"{e.Patient} {e.Until}\n")));
        if (lines.Length == 0)
        {
            return;
        }

        var options = new FileStreamOptions { Mode = FileMode.Append, Access = FileAccess.Write, Share = FileShare.Read };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        using (var file = new FileStream(Path, options))
        {
            file.Write(Encoding.ASCII.GetBytes(lines));
            file.Flush(flushToDisk: true);
        }

        DirectorySync.Flush(folder);
    }
}

/// <summary>One erasure.</summary>
/// <param name="Patient">Keyed hash of the patient's logical id.</param>
/// <param name="Until">Everything of the patient up to then, microseconds since 1970. What comes later is none of it.</param>
internal readonly record struct Erasure(KeyedHash Patient, long Until);
