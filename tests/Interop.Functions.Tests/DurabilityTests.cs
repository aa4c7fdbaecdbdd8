using System.Globalization;
using System.Text.RegularExpressions;
using Interop.Engine.Ports;
using Interop.Functions.Bench;
using Interop.Functions.Commands;
using Interop.Functions.Tests.Support;
using Interop.Store;

namespace Interop.Functions.Tests;

/// <summary>A process that is killed keeps what it wrote even without fsync, so a kill test proves no durability: the order of system calls does.</summary>
public sealed partial class DurabilityTests
{
    [SkippableFact]
    public async Task No_202_leaves_before_the_fdatasync_that_covers_its_row()
    {
        Required.Program("strace");
        using var folder = new TestFolder();
        string token;
        await using (var store = await SqliteStore.OpenAsync(new SqliteStoreOptions { Folder = folder.Path, RunsWork = false }, CancellationToken.None))
        {
            (var credential, token) = CredentialsCommand.Create("trial", "medissimo", $"FINEG|{TrialRecords.Pharmacy}", ["push"], TimeProvider.System);
            await store.CommitAsync(new ChangeSet { Credentials = [credential] }, CancellationToken.None);
        }

        var trace = Path.Combine(folder.Path, "trace");
        string[] strace = ["strace", "-f", "-ttt", "-y", "-s", "64", "-e", "trace=fdatasync,fsync,pwrite64,pwritev,write,writev,sendto,sendmsg", "-o", trace];
        using (var engine = await EngineProcess.ServeAsync(folder.Path, TestFolder.FreePort(), strace))
        {
            using var client = EngineProcess.Client(engine.Address, token);
            for (var i = 0; i < 20; i++)
            {
                using var content = EngineProcess.Json(TrialRecords.PillboxPlan(i, 1, lines: 2));
                using var response = await client.PostAsync("/ingest/medissimo/pillbox-plan", content);
                Assert.Equal(202, (int)response.StatusCode);
            }

            await engine.KillAsync();
        }

        Check(await File.ReadAllLinesAsync(trace));
    }

    /// <summary>
    /// Between two answers there must be a write to the log and, after it, a sync of the log that has returned before the answer is sent.
    /// </summary>
    private static void Check(IReadOnlyList<string> lines)
    {
        var answers = 0;
        var (wrote, synced) = (false, false);
        var syncing = new Dictionary<string, bool>();
        foreach (var line in lines)
        {
            var thread = line[..line.IndexOf(' ', StringComparison.Ordinal)];
            if (LogWrite().IsMatch(line))
            {
                wrote = true;
            }
            else if (SyncStart().IsMatch(line))
            {
                syncing[thread] = wrote;
                synced |= wrote && line.Contains(" = 0", StringComparison.Ordinal);
            }
            else if (SyncEnd().IsMatch(line))
            {
                synced |= syncing.GetValueOrDefault(thread);
            }
            else if (Answer().IsMatch(line))
            {
                Assert.True(synced, $"answer {answers + 1} left before a sync that covers its row: {line}");
                answers++;
                (wrote, synced) = (false, false);
            }
        }

        Assert.True(answers == 20, string.Create(CultureInfo.InvariantCulture, $"expected 20 answers in the trace, saw {answers}"));
    }

    [GeneratedRegex(@"(pwrite64|pwritev|write)\(\d+<[^>]*interop\.db-wal>")]
    private static partial Regex LogWrite();

    [GeneratedRegex(@"(fdatasync|fsync)\(\d+<[^>]*interop\.db-wal>")]
    private static partial Regex SyncStart();

    [GeneratedRegex(@"(fdatasync|fsync) resumed>.*= 0")]
    private static partial Regex SyncEnd();

    [GeneratedRegex(@"(sendto|sendmsg|write|writev)\(.*HTTP/1\.1 202")]
    private static partial Regex Answer();
}
