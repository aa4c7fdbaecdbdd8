using System.Runtime.InteropServices;

namespace Interop.Store.Sqlite;

/// <summary>
/// The packaged SQLite was built without usleep: where it means to wait some microseconds, for the index of the log or a lock, it sleeps a whole
/// second, and every commit with it. SQLite lets a program replace the sleep of its file system layer (<c>sqlite3_vfs.xSleep</c>).
/// </summary>
internal static class SqliteSleep
{
    /// <summary>
    /// Place of <c>xSleep</c> in <c>sqlite3_vfs</c>, whose layout is part of SQLite's interface: three ints, then pointers: the next, the name, the
    /// data, nine functions from xOpen to xRandomness, xSleep.
    /// </summary>
    private static readonly int Offset = (IntPtr.Size == 8 ? 16 : 12) + (12 * IntPtr.Size);

    // Held here, because native code keeps the pointer.
    private static readonly Sleep Short = (_, microseconds) =>
    {
        Thread.Sleep(Math.Max(1, microseconds / 1000));
        return microseconds;
    };

    [UnmanagedFunctionPointer(CallingConvention.Cdecl)]
    private delegate int Sleep(IntPtr vfs, int microseconds);

    [UnmanagedFunctionPointer(CallingConvention.Cdecl)]
    private delegate IntPtr Find(IntPtr name);

    /// <summary>Once, before the first connection.</summary>
    public static void Install(IntPtr library)
    {
        var vfs = Marshal.GetDelegateForFunctionPointer<Find>(NativeLibrary.GetExport(library, "sqlite3_vfs_find"))(IntPtr.Zero);
        Marshal.WriteIntPtr(vfs, Offset, Marshal.GetFunctionPointerForDelegate(Short));
    }

    /// <summary>How long SQLite sleeps now when it wants to for this long.</summary>
    internal static TimeSpan Measure(IntPtr library, int microseconds)
    {
        var vfs = Marshal.GetDelegateForFunctionPointer<Find>(NativeLibrary.GetExport(library, "sqlite3_vfs_find"))(IntPtr.Zero);
        var sleep = Marshal.GetDelegateForFunctionPointer<Sleep>(Marshal.ReadIntPtr(vfs, Offset));
        var started = System.Diagnostics.Stopwatch.GetTimestamp();
        sleep(vfs, microseconds);
        return System.Diagnostics.Stopwatch.GetElapsedTime(started);
    }
}
