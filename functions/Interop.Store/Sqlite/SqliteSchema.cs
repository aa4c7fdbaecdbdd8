using System.Globalization;
using System.Reflection;

namespace Interop.Store.Sqlite;

/// <summary>Brings a database up to date with the numbered files that are built into the program.</summary>
internal static class SqliteSchema
{
    private const string VersionTable = "create table if not exists schema_version (number integer primary key, name text not null, applied_at integer not null)";

    /// <summary>Makes the tables as an older program had them, within the transaction of the caller.</summary>
    public static void Create(SqliteDatabase database, DateTimeOffset now, int upTo)
    {
        var steps = Steps();
        if (upTo > steps[^1].Number)
        {
            throw new StoreException($"The rows were written by a newer program (schema {upTo}, this one knows {steps[^1].Number}); use that version.");
        }

        database.Execute(VersionTable);
        Run(database, steps.Where(s => s.Number <= upTo), now);
    }

    public static void Apply(SqliteDatabase database, DateTimeOffset now)
    {
        database.Execute(VersionTable);
        var applied = AppliedVersion(database);
        var steps = Steps();
        if (applied > steps[^1].Number)
        {
            throw new StoreException($"The database was written by a newer program (schema {applied}, this one knows {steps[^1].Number}); start that version.");
        }

        if (applied < steps[^1].Number)
        {
            ApplyFrom(database, steps, now);
        }
    }

    private static void ApplyFrom(SqliteDatabase database, List<(int Number, string Name)> steps, DateTimeOffset now)
    {
        database.Execute("begin immediate");
        try
        {
            // Read again under the lock: another process may have applied them since.
            var applied = AppliedVersion(database);
            Run(database, steps.Where(s => s.Number > applied), now);
            database.Execute("commit");
        }
        catch (SqliteException)
        {
            if (database.InTransaction)
            {
                database.Execute("rollback");
            }

            throw;
        }
    }

    private static void Run(SqliteDatabase database, IEnumerable<(int Number, string Name)> steps, DateTimeOffset now)
    {
        foreach (var (number, name) in steps)
        {
            database.Execute(Read(name));
            database.Prepare("insert into schema_version (number, name, applied_at) values (?, ?, ?)").Bind(number).Bind(name).Bind(now).Run();
        }
    }

    public static int AppliedVersion(SqliteDatabase database)
    {
        using var statement = database.Prepare("select coalesce(max(number), 0) from schema_version");
        statement.Step();
        return statement.Int32(0);
    }

    private static List<(int Number, string Name)> Steps() =>
        [.. Resources.GetManifestResourceNames()
            .Where(n => n.EndsWith(".sql", StringComparison.Ordinal) && !n.Contains('/', StringComparison.Ordinal))
            .Order(StringComparer.Ordinal)
            .Select(n => (int.Parse(n.AsSpan(0, 3), CultureInfo.InvariantCulture), n))];

    private static string Read(string name)
    {
        using var reader = new StreamReader(Resources.GetManifestResourceStream(name)!);
        return reader.ReadToEnd();
    }

    private static Assembly Resources => typeof(SqliteSchema).Assembly;
}
