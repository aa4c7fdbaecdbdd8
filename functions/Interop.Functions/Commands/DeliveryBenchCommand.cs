using System.CommandLine;
using Interop.Functions.Bench.Deliveries;

namespace Interop.Functions.Commands;

/// <summary><c>interop bench delivery</c>.</summary>
internal static class DeliveryBenchCommand
{
    /// <summary>The verb.</summary>
    public static Command Build()
    {
        var only = new Option<DeliveryPart?>("--only") { Description = "One part: rate, latency, isolation or start" };
        var store = new Option<string?>("--store") { Description = "sqlite or postgres; both when nothing is said" };
        store.AcceptOnlyFromAmong("sqlite", "postgres");
        var json = new Option<bool>("--json") { Description = "Figures as JSON" };
        var command = new Command("delivery", "Durable deliveries per second, time to arrival, isolation, start of a large store, on SQLite and PostgreSQL") { only, store, json };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var figures = await new DeliveryBench(parsed.GetValue(only), parsed.GetValue(store), Console.Error.WriteLine).RunAsync(cancellationToken);
            BenchCommand.Show(figures, parsed.GetValue(json));
            return figures.Figures.Any(f => f.Met == false) ? ExitCode.Faults : ExitCode.Done;
        });
        return command;
    }

    /// <summary>Started by the measurement, as a process of its own.</summary>
    public static Command Receiver()
    {
        var command = new Command("receiver", "What deliveries are sent to when they are measured") { Hidden = true };
        command.SetAction(async (_, cancellationToken) =>
        {
            await PlainReceiver.RunAsync(cancellationToken);
            return ExitCode.Done;
        });
        return command;
    }
}
