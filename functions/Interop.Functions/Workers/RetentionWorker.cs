using System.Globalization;
using Interop.Engine.Ports;
using Interop.Functions.Configuration;

namespace Interop.Functions.Workers;

/// <summary>Once an hour: room for the months that come, months of the audit trail and message keys let go after their time.</summary>
public sealed class RetentionWorker(IRetention retention, IJournal journal, InteropSettings settings, TimeProvider clock, ILogger<RetentionWorker> log) : BackgroundService
{
    private const int Step = 1000;
    private static readonly TimeSpan Pause = TimeSpan.FromHours(1);

    /// <summary>All that is due now.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        await retention.PrepareAuditMonthsAsync(cancellationToken);
        while (await retention.RetireAuditMonthAsync(settings.AuditMonths, cancellationToken) is { } month)
        {
            await TraceAsync(month, cancellationToken);
            if (!month.Left)
            {
                log.LogError("A month of the audit trail does not verify and is kept beyond its time; run 'interop audit verify'.");
                break;
            }
        }

        while (await retention.ReleaseKeysAsync(clock.GetUtcNow().AddDays(-settings.MessageKeyDays), Step, cancellationToken) > 0)
        {
            await Task.Yield();
        }
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await RunAsync(stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception fault)
            {
                log.LogWarning("Clearing away stopped on {Fault}; it goes on in an hour.", Http.FaultPlace.Of(fault));
            }

            await Task.Delay(Pause, clock, stoppingToken);
        }
    }

    private Task<CommitOutcome> TraceAsync(AuditRetirement month, CancellationToken cancellationToken) => journal.CommitAsync(
        new ChangeSet
        {
            Audit =
            [
                new AuditEntry(
                    clock.GetUtcNow(), "engine", "", "audit-retire", string.Create(CultureInfo.InvariantCulture, $"audit/{month.Month.Month}"), month.Left ? "left" : "broken"),
            ],
        },
        cancellationToken);
}
