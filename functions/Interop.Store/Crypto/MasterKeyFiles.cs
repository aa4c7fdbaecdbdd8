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

    public string Describe(int number) =>
        Path.Combine(folder, number == 1 ? "master.key" : string.Create(CultureInfo.InvariantCulture, $"master-{number}.key"));

    private static int? NumberOf(string name) =>
        name == "master.key" ? 1
        : name.StartsWith("master-", StringComparison.Ordinal)
            && int.TryParse(name.AsSpan("master-".Length, name.Length - "master-.key".Length), NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number > 1 ? number
        : null;
}
