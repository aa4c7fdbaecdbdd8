using System.Globalization;
using Interop.Store.Audit;
using Npgsql;

namespace Interop.Store.Postgres;

/// <summary>
/// The partitions of the trail. They are made ahead of time and attached, which stops neither readers nor writers; a writer whose month has none
/// yet stays in the one before, so that the turn of a month needs nobody to be there.
/// </summary>
internal static class AuditPartitions
{
    private const long PartitionLock = 0x494E5445_524F5002;
    private const int Ahead = 2;

    public static async Task PrepareAsync(NpgsqlConnection connection, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var wanted = Wanted(now);
        if ((await MissingAsync(connection, wanted, cancellationToken)).Count == 0)
        {
            return;
        }

        await RunAsync(connection, "select pg_advisory_lock($1)", [Parameter.Of(PartitionLock)], cancellationToken);
        try
        {
            foreach (var month in await MissingAsync(connection, wanted, cancellationToken))
            {
                await MakeAsync(connection, month, cancellationToken);
            }
        }
        finally
        {
            await RunAsync(connection, "select pg_advisory_unlock($1)", [Parameter.Of(PartitionLock)], CancellationToken.None);
        }
    }

    /// <summary>For rows that are put back: tables for the months that the ends and the head name, which must be there already.</summary>
    public static async Task MakeForLoadedAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        const string sql = """
            select month from audit_month where last_sequence > coalesce((select max(sequence) from audit_start), 0) union select month from audit_head order by 1
            """;
        if (await IsThereAsync(connection, "audit_partition", cancellationToken))
        {
            foreach (var month in await ReadAsync(connection, sql, [], cancellationToken))
            {
                await MakeTableAsync(connection, month, cancellationToken);
            }
        }
    }

    /// <summary>The table of a month.</summary>
    public static string NameOf(int month) => month == 0 ? "audit_before" : string.Create(CultureInfo.InvariantCulture, $"audit_{month}");

    private static List<int> Wanted(DateTimeOffset now)
    {
        var months = new List<int> { AuditCalendar.MonthOf(now) };
        for (var i = 0; i < Ahead; i++)
        {
            months.Add(AuditCalendar.Next(months[^1]));
        }

        return months;
    }

    private static Task<List<int>> MissingAsync(NpgsqlConnection connection, List<int> wanted, CancellationToken cancellationToken) => ReadAsync(
        connection, "select m from unnest($1) m where not exists (select 1 from audit_partition a where a.month = m) order by m", [Parameter.Of(wanted)], cancellationToken);

    private static async Task<List<int>> ReadAsync(NpgsqlConnection connection, string sql, NpgsqlParameter[] parameters, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        command.Parameters.AddRange(parameters);
        await using var row = await command.ExecuteReaderAsync(cancellationToken);
        var months = new List<int>();
        while (await row.ReadAsync(cancellationToken))
        {
            months.Add(row.GetInt32(0));
        }

        return months;
    }

    private static async Task MakeAsync(NpgsqlConnection connection, int month, CancellationToken cancellationToken)
    {
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await MakeTableAsync(connection, month, cancellationToken);
        await RunAsync(connection, "insert into audit_partition (month) values ($1) on conflict (month) do nothing", [Parameter.Of(month)], cancellationToken);
        await transaction.CommitAsync(cancellationToken);
    }

    private static async Task MakeTableAsync(NpgsqlConnection connection, int month, CancellationToken cancellationToken)
    {
        var name = NameOf(month);
        if (!await IsThereAsync(connection, name, cancellationToken))
        {
            var number = month.ToString(CultureInfo.InvariantCulture);
            await RunAsync(connection, $"create table {name} (like audit including defaults)", [], cancellationToken);
            await RunAsync(connection, $"alter table {name} add primary key (sequence)", [], cancellationToken);
            await RunAsync(connection, $"alter table audit attach partition {name} for values in ({number})", [], cancellationToken);
        }
    }

    private static async Task<bool> IsThereAsync(NpgsqlConnection connection, string name, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand("select to_regclass($1) is not null", connection) { Parameters = { Parameter.Of(name) } };
        return (bool)(await command.ExecuteScalarAsync(cancellationToken))!;
    }

    private static async Task RunAsync(NpgsqlConnection connection, string sql, NpgsqlParameter[] parameters, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        command.Parameters.AddRange(parameters);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
