using System.Globalization;

namespace Interop.Store.Crypto;

/// <summary>Master keys as files of mode 0600: <c>master.key</c> is number 1, <c>master-2.key</c> the next.</summary>
internal sealed class MasterKeyFiles(string folder) : IMasterKeySource
{
    public IReadOnlyDictionary<int, byte[]> Read()
    {
        var keys = new Dictionary<int, byte[]>();
        foreach (var path in Directory.Exists(folder) ? Directory.GetFiles(folder, "master*.key") : [])
        {
            if (NumberOf(Path.GetFileName(path)) is { } number)
            {
                keys[number] = KeyFile.Read(path);
            }
        }

        return keys;
    }

    public void Add(int number, ReadOnlySpan<byte> key) => KeyFile.Create(Describe(number), key);

    public void Remove(int number)
    {
        var path = Describe(number);
        if (File.Exists(path))
        {
            KeyFile.Destroy(path);
        }
    }

    public string Describe(int number) => Path.Combine(folder, NameOf(number));

    /// <summary>The name by which a key is told, also where it is kept elsewhere.</summary>
    public static string NameOf(int number) => number == 1 ? "master.key" : string.Create(CultureInfo.InvariantCulture, $"master-{number}.key");

    /// <summary>Null for a file that is no master key.</summary>
    public static int? NumberOf(string name) =>
        name == "master.key" ? 1
        : name.StartsWith("master-", StringComparison.Ordinal) && name.EndsWith(".key", StringComparison.Ordinal)
            && int.TryParse(name.AsSpan("master-".Length, name.Length - "master-.key".Length), NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number > 1 ? number
        : null;
}
