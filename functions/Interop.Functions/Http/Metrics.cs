using System.Globalization;
using System.Text;
using Interop.Engine.Ports;
using Interop.Functions.Workers;

namespace Interop.Functions.Http;

/// <summary><c>GET /metrics</c> in the Prometheus text format: counts by record and state; no organisation, no patient.</summary>
public sealed class Metrics(IJournal journal, BackupState backups)
{
    /// <summary>Writes all of them.</summary>
    public async Task<IResult> WriteAsync(HttpContext http)
    {
        var books = await journal.ReadBooksAsync(http.RequestAborted);
        var text = new StringBuilder();
        text.AppendLine("# HELP interop_messages Messages by record and state.").AppendLine("# TYPE interop_messages gauge");
        foreach (var record in books.GroupBy(b => b.Record).OrderBy(g => g.Key, StringComparer.Ordinal))
        {
            Line(text, record.Key, "settled", record.Sum(b => b.Settled));
            Line(text, record.Key, "superseded", record.Sum(b => b.Superseded));
            Line(text, record.Key, "cancelled", record.Sum(b => b.Cancelled));
            Line(text, record.Key, "quarantined", record.Sum(b => b.Quarantined));
            Line(text, record.Key, "parked", record.Sum(b => b.Parked));
            Line(text, record.Key, "in_progress", record.Sum(b => b.InProgress));
        }

        text.AppendLine("# HELP interop_received_total Records received.").AppendLine("# TYPE interop_received_total counter");
        foreach (var record in books.GroupBy(b => b.Record).OrderBy(g => g.Key, StringComparer.Ordinal))
        {
            text.AppendLine(CultureInfo.InvariantCulture, $"interop_received_total{{record=\"{record.Key}\"}} {record.Sum(b => b.Received)}");
        }

        foreach (var (name, help, type, value) in backups.Metrics())
        {
            text.AppendLine(CultureInfo.InvariantCulture, $"# HELP {name} {help}").AppendLine(CultureInfo.InvariantCulture, $"# TYPE {name} {type}").AppendLine(CultureInfo.InvariantCulture, $"{name} {value}");
        }

        return Results.Text(text.ToString(), "text/plain; version=0.0.4");
    }

    private static void Line(StringBuilder text, string record, string state, long count) =>
        text.AppendLine(CultureInfo.InvariantCulture, $"interop_messages{{record=\"{record}\",state=\"{state}\"}} {count}");
}
