using System.CommandLine;

namespace Interop.Functions.Commands;

/// <summary><c>interop audit verify</c>: walks the hash chain of the audit trail.</summary>
public static class AuditCommand
{
    /// <summary>The verb.</summary>
    public static Command Build()
    {
        var data = Cli.Data();
        var verify = new Command("verify", "Check that no row of the audit trail was changed, removed or moved") { data };
        verify.SetAction(async (parsed, cancellationToken) =>
        {
            await using var store = await Cli.OpenExistingStoreAsync(Cli.Settings(parsed), parsed.GetValue(data), cancellationToken);
            var broken = await store.FindAuditBreakAsync(cancellationToken);
            Console.WriteLine(broken is null ? "The audit trail is whole." : $"The audit trail is broken at row {broken}.");
            return broken is null ? ExitCode.Done : ExitCode.Faults;
        });
        return new Command("audit", "The audit trail") { verify };
    }
}
