using Interop.Engine.Ports;
using Interop.Store.Tests.Support;

namespace Interop.Store.Tests;

public sealed class SqliteKeyTests : SqliteTests
{
    [SkippableTheory]
    [InlineData("master.key")]
    [InlineData("id.key")]
    public async Task Keys_are_readable_by_their_owner_only(string name)
    {
        Skip.If(OperatingSystem.IsWindows(), "Windows has no file modes.");
        await (await OpenAsync()).DisposeAsync();
        var path = KeyPath(name);
        Assert.Equal(32, new FileInfo(path).Length);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, Mode(path));

        foreach (var mode in (UnixFileMode[])[UnixFileMode.GroupRead, UnixFileMode.OtherRead])
        {
            SetMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | mode);
            Assert.Contains(name, (await Assert.ThrowsAsync<StoreException>(() => OpenAsync())).Message, StringComparison.Ordinal);
        }

        SetMode(path, UnixFileMode.UserRead);
        await (await OpenAsync()).DisposeAsync();
    }

    [Theory]
    [InlineData("master.key")]
    [InlineData("id.key")]
    public async Task A_missing_foreign_or_damaged_key_is_refused_and_none_is_made(string name)
    {
        await (await OpenAsync()).DisposeAsync();
        var (path, key) = (KeyPath(name), await File.ReadAllBytesAsync(KeyPath(name)));

        File.Delete(path);
        await Assert.ThrowsAsync<StoreException>(() => OpenAsync());
        Assert.False(File.Exists(path));

        await WriteKeyAsync(path, key[..31]);
        await Assert.ThrowsAsync<StoreException>(() => OpenAsync());
        await WriteKeyAsync(path, [.. key[..31], (byte)(key[31] ^ 1)]);
        await Assert.ThrowsAsync<StoreException>(() => OpenAsync());
        await WriteKeyAsync(path, key);
        await (await OpenAsync()).DisposeAsync();
    }

    [Fact]
    public async Task Keys_stay_the_same_and_differ_by_use()
    {
        byte[] identity, search;
        await using (var store = await OpenAsync())
        {
            (identity, search) = (store.Keys.IdentityKey.ToArray(), store.Keys.SearchKey.ToArray());
        }

        await using var again = await OpenAsync();
        Assert.Equal(identity, again.Keys.IdentityKey.ToArray());
        Assert.Equal(search, again.Keys.SearchKey.ToArray());
        Assert.NotEqual(identity, search);
        Assert.Equal(32, search.Length);
    }

    private string KeyPath(string name) => Path.Combine(Folder, "keys", name);

    private static async Task WriteKeyAsync(string path, byte[] key)
    {
        await File.WriteAllBytesAsync(path, key);
        SetMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite);
    }

    private static UnixFileMode Mode(string path) => OperatingSystem.IsWindows() ? default : File.GetUnixFileMode(path);

    private static void SetMode(string path, UnixFileMode mode)
    {
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(path, mode);
        }
    }
}
