using System.Globalization;
using System.Reflection;
using Npgsql;

namespace Interop.Store.Postgres;

/// <summary>
/// Brings a database up to date with the numbered files that are built into the program, one process at a time. Each file says on its first
/// line from which number on a program works with what it makes (<c>-- works with: N</c>), so that processes of the version before go on while
/// the new ones start, and one that would not is told so instead of failing in the middle.
/// </summary>
internal static class PostgresSchema
{
    private const long MigrationLock = 0x494E5445_524F5001;
    private const string Directive = "-- works with: ";

    public static IReadOnlyList<SchemaStep> Steps { get; } =
        [.. Resources.GetManifestResourceNames()
            .Where(n => n.StartsWith("postgres/", StringComparison.Ordinal))
            .Order(StringComparer.Ordinal)
            .Select(n => SchemaStep.Parse(n["postgres/".Length..], Read(n)))];

    /// <summary>Makes the tables as an older program had them; a database that has got further already does not take them.</summary>
    public static async Task CreateAsync(NpgsqlConnection connection, int upTo, DateTimeOffset now, CancellationToken cancellationToken)
    {
        if (upTo > Steps[^1].Number)
        {
            throw new StoreException($"The rows were written by a newer program (schema {upTo}, this one knows {Steps[^1].Number}); use that version.");
        }

        var applied = await CheckAsync(connection, Steps[^1].Number, cancellationToken);
        if (applied > upTo)
        {
            throw new StoreException($"The database has the tables of schema {applied} already, and the rows are of schema {upTo}; give a database without tables.");
        }

        await ApplyAsync(connection, [.. Steps.Where(s => s.Number <= upTo)], now, cancellationToken);
    }

    public static async Task ApplyAsync(NpgsqlConnection connection, IReadOnlyList<SchemaStep> steps, DateTimeOffset now, CancellationToken cancellationToken)
    {
        // Looked at without the lock first: nothing to do is the rule, and it must not wait for somebody else's migration.
        if (await CheckAsync(connection, steps[^1].Number, cancellationToken) >= steps[^1].Number)
        {
            return;
        }

        await RunAsync(connection, "select pg_advisory_lock($1)", [Parameter.Of(MigrationLock)], cancellationToken);
        try
        {
            var applied = await CheckAsync(connection, steps[^1].Number, cancellationToken);
            foreach (var step in steps.Where(s => s.Number > applied))
            {
                await ApplyAsync(connection, step, now, cancellationToken);
            }
        }
        finally
        {
            await RunAsync(connection, "select pg_advisory_unlock($1)", [Parameter.Of(MigrationLock)], CancellationToken.None);
        }
    }

    private static async Task ApplyAsync(NpgsqlConnection connection, SchemaStep step, DateTimeOffset now, CancellationToken cancellationToken)
    {
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await RunAsync(
            connection,
            "create table if not exists schema_version (number integer primary key, name text not null, works_with integer not null, applied_at bigint not null)",
            [],
            cancellationToken);
        await using (var script = new NpgsqlCommand(step.Sql, connection))
        {
            await script.ExecuteNonQueryAsync(cancellationToken);
        }

        await RunAsync(
            connection,
            "insert into schema_version (number, name, works_with, applied_at) values ($1, $2, $3, $4)",
            [Parameter.Of(step.Number), Parameter.Of(step.Name), Parameter.Of(step.WorksWith), Parameter.Of(now)],
            cancellationToken);
        await transaction.CommitAsync(cancellationToken);
    }

    /// <summary>The number applied last; refuses a database that a program with schema <paramref name="known"/> does not work with.</summary>
    private static async Task<int> CheckAsync(NpgsqlConnection connection, int known, CancellationToken cancellationToken)
    {
        await using (var exists = new NpgsqlCommand("select to_regclass('schema_version') is not null", connection))
        {
            if (!(bool)(await exists.ExecuteScalarAsync(cancellationToken))!)
            {
                return 0;
            }
        }

        await using var command = new NpgsqlCommand("select coalesce(max(number), 0), coalesce(max(works_with), 0) from schema_version", connection);
        await using var row = await command.ExecuteReaderAsync(cancellationToken);
        await row.ReadAsync(cancellationToken);
        var (applied, worksWith) = (row.GetInt32(0), row.GetInt32(1));
        return worksWith <= known
            ? applied
            : throw new StoreException(string.Create(
                CultureInfo.InvariantCulture, $"The database was changed by a newer program (schema {applied}, which needs {worksWith}; this one knows {known}); start that version."));
    }

    private static async Task RunAsync(NpgsqlConnection connection, string sql, NpgsqlParameter[] parameters, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        command.Parameters.AddRange(parameters);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    private static string Read(string name)
    {
        using var reader = new StreamReader(Resources.GetManifestResourceStream(name)!);
        return reader.ReadToEnd();
    }

    private static Assembly Resources => typeof(PostgresSchema).Assembly;

    /// <summary>One numbered file.</summary>
    internal sealed record SchemaStep(int Number, string Name, int WorksWith, string Sql)
    {
        public static SchemaStep Parse(string name, string sql) => sql.StartsWith(Directive, StringComparison.Ordinal)
            ? new(
                int.Parse(name.AsSpan(0, 3), CultureInfo.InvariantCulture),
                name,
                int.Parse(sql.AsSpan(Directive.Length, sql.IndexOf('\n', StringComparison.Ordinal) - Directive.Length), CultureInfo.InvariantCulture),
                sql)
            : throw new InvalidOperationException($"{name} does not say on its first line which programs work with it.");
    }
}
