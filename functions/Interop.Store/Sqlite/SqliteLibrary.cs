using System.Reflection;
using System.Runtime.InteropServices;
using SQLitePCL;

namespace Interop.Store.Sqlite;

/// <summary>Loads SQLite once per process: the one in the package, or a patched one of the operating system when its path is given.</summary>
internal static class SqliteLibrary
{
    private static readonly Lock Gate = new();
    private static bool _loaded;
    private static string? _path;

    public static void Load(string? path)
    {
        lock (Gate)
        {
            if (_loaded)
            {
                if (path is not null && path != _path)
                {
                    throw new StoreException("SQLite is already loaded from another place in this process; give one path only.");
                }

                return;
            }

            if (path is not null)
            {
                if (!File.Exists(path))
                {
                    throw new StoreException($"There is no SQLite library at {path}.");
                }

                NativeLibrary.SetDllImportResolver(ProviderAssembly, (name, _, _) => name == "e_sqlite3" ? NativeLibrary.Load(path) : IntPtr.Zero);
            }

            Batteries_V2.Init();
            SqliteSleep.Install(Native(path));
            (_loaded, _path) = (true, path);
        }
    }

    /// <summary>The library itself; loading it again gives the one that is in use.</summary>
    internal static IntPtr Native(string? path) => path is not null ? NativeLibrary.Load(path) : NativeLibrary.Load("e_sqlite3", ProviderAssembly, null);

    private static Assembly ProviderAssembly => typeof(SQLite3Provider_e_sqlite3).Assembly;
}
