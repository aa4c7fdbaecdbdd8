using Interop.Store.Sqlite;

namespace Interop.Store.Tests;

/// <summary>A wait of some microseconds must not hold all commits up for a second.</summary>
public sealed class SqliteSleepTests
{
    [Fact]
    public void Sqlite_sleeps_no_longer_than_it_means_to()
    {
        SqliteLibrary.Load(null);
        var shortest = Enumerable.Range(0, 20).Min(_ => SqliteSleep.Measure(SqliteLibrary.Native(null), 50));
        Assert.True(shortest < TimeSpan.FromMilliseconds(500), $"{shortest.TotalMilliseconds} ms for 50 us");
    }
}
