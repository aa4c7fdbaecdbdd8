using Interop.Functions.Chaos;
using Interop.Functions.Configuration;

namespace Interop.Functions.Bench.Deliveries;

/// <summary>Where a measurement keeps its data: a folder for SQLite, or a database on a PostgreSQL of its own.</summary>
internal sealed class BenchStore(string name, string folder, PrivatePostgres? postgres)
{
    public string Name => name;

    public bool IsSqlite => postgres is null;

    /// <summary>Processor time of the database's own processes so far; null where it has none.</summary>
    public TimeSpan? Processor => postgres?.Processor;

    /// <summary>Settings of an engine on a new, empty store.</summary>
    public async Task<InteropSettings> NewAsync(string database, CancellationToken cancellationToken)
    {
        if (postgres is not null)
        {
            await postgres.CreateAsync(database, cancellationToken: cancellationToken);
        }

        return new InteropSettings { Data = Path.Combine(folder, name, database), Store = postgres?.ConnectionString(database) ?? "", MappingsPoll = TimeSpan.Zero };
    }
}
