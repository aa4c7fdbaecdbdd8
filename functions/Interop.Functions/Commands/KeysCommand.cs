using System.CommandLine;
using System.Globalization;
using Interop.Engine.Identity;
using Interop.Mapping;
using Interop.Store;
using Interop.Store.Keys;

namespace Interop.Functions.Commands;

/// <summary><c>interop keys</c>: the master keys, their rotation, and the erasure of patients. Engines may run meanwhile.</summary>
public static class KeysCommand
{
    /// <summary>The verb.</summary>
    public static Command Build()
    {
        var data = Cli.Data();
        var command = new Command("keys", "List and rotate master keys, erase patients") { data };
        command.SetAction((parsed, cancellationToken) => WithStoreAsync(parsed, parsed.GetValue(data), store => ListAsync(store, cancellationToken), cancellationToken));
        command.Add(Rotate());
        command.Add(Retire());
        command.Add(Erase());
        return command;
    }

    private static async Task<int> ListAsync(IStore store, CancellationToken cancellationToken)
    {
        foreach (var key in await store.KeyDesk.ListAsync(cancellationToken))
        {
            var state = key.RetiredAt is { } at ? $"retired {at:yyyy-MM-dd}" : key.InUse ? "in use" : key.Patients + key.Bodies == 0 ? "wraps nothing" : "still wraps";
            var missing = key.IsThere || key.RetiredAt is not null ? "" : "\tMISSING HERE";
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture, $"{key.Number}\t{state}\t{key.Patients} patient keys\t{key.Bodies} bodies\t{key.Place}{missing}"));
        }

        return ExitCode.Done;
    }

    private static Command Rotate()
    {
        var yes = new Option<bool>("--yes") { Description = "Do it; without, only what it would do is said" };
        var prepare = new Option<bool>("--prepare") { Description = "Only make the next key, to be copied to the other machines before it is taken into use" };
        var data = Cli.Data();
        var command = new Command("rotate", "Take a new master key into use and wrap by it what older ones wrap; cut short, it goes on with the next call") { yes, prepare, data };
        command.SetAction((parsed, cancellationToken) => WithStoreAsync(parsed, parsed.GetValue(data), async store =>
        {
            if (parsed.GetValue(prepare))
            {
                var next = await store.KeyDesk.PrepareAsync(cancellationToken);
                await Console.Error.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"Master key {next} is ready and not in use; 'interop keys rotate --yes' takes it into use."));
                return ExitCode.Done;
            }

            var keys = await store.KeyDesk.ListAsync(cancellationToken);
            if (!parsed.GetValue(yes))
            {
                await Console.Error.WriteLineAsync(string.Create(
                    CultureInfo.InvariantCulture, $"{keys.Sum(k => k.Patients)} patient keys and {keys.Sum(k => k.Bodies)} bodies would be wrapped by a new master key; nothing was changed, --yes does it."));
                return ExitCode.Done;
            }

            var (number, resumed) = await store.KeyDesk.RotateAsync(Cli.Operator, new ProgressLine().Show, cancellationToken);
            await Console.Error.WriteLineAsync(string.Create(
                CultureInfo.InvariantCulture, $"{(resumed ? "The rotation that was cut short is complete. " : "")}Master key {number} is in use and wraps everything; back it up, then 'interop keys retire' takes the old one away."));
            return ExitCode.Done;
        }, cancellationToken));
        return command;
    }

    private static Command Retire()
    {
        var number = new Argument<int>("number") { Description = "Number of the master key" };
        var destroy = new Option<bool>("--destroy") { Description = "Destroy the key too: backups from before the rotation can then not be read any more" };
        var data = Cli.Data();
        var command = new Command("retire", "Strike off an old master key that wraps nothing any more") { number, destroy, data };
        command.SetAction((parsed, cancellationToken) => WithStoreAsync(parsed, parsed.GetValue(data), async store =>
        {
            var (code, word) = await store.KeyDesk.RetireAsync(parsed.GetValue(number), parsed.GetValue(destroy), Cli.Operator, cancellationToken) switch
            {
                RetireOutcome.Retired when parsed.GetValue(destroy) => (ExitCode.Done, "Retired, and destroyed here. Destroy its copies on other machines and in backups of keys too."),
                RetireOutcome.Retired or RetireOutcome.Already => (ExitCode.Done, "Retired. Backups from before the rotation need it; destroy it when they are gone (--destroy)."),
                RetireOutcome.InUse => (ExitCode.Faults, "It is in use; 'interop keys rotate' comes first."),
                RetireOutcome.StillWraps => (ExitCode.Faults, "Something is still wrapped by it; 'interop keys rotate' completes that."),
                _ => (ExitCode.Faults, "There is no such key; 'interop keys' lists them."),
            };
            await Console.Error.WriteLineAsync(word);
            return code;
        }, cancellationToken));
        return command;
    }

    private static Command Erase()
    {
        var patient = new Option<string>("--patient") { Description = "An identifier of the patient, 'system|value': a local id or an INS", Required = true };
        var reason = new Option<string>("--reason") { Description = "Why, for the audit trail; without naming anybody", Required = true };
        var by = new Option<string?>("--by") { Description = "Who decided it, for the audit trail (default: the system's user)" };
        var yes = new Option<bool>("--yes") { Description = "Do it; it cannot be undone" };
        var data = Cli.Data();
        var command = new Command("erase", "Make everything that is kept of a patient unreadable, for good") { patient, reason, by, yes, data };
        command.SetAction((parsed, cancellationToken) => WithStoreAsync(parsed, parsed.GetValue(data), async store =>
        {
            var (system, value) = Identifier(parsed.GetValue(patient)!);
            var found = await new PersonFinder(store, new IdentityKey(store.Keys.IdentityKey)).FindAsync(system, value, cancellationToken);
            if (found.Count == 0)
            {
                await Console.Error.WriteLineAsync("Nothing is kept of a patient with this identifier.");
                return ExitCode.Faults;
            }

            found.ToList().ForEach(p => Console.WriteLine($"Patient/{p:D}"));
            if (!parsed.GetValue(yes))
            {
                await Console.Error.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"{found.Count} linked Patient resources and all about them would be erased for good; nothing was changed, --yes does it."));
                return ExitCode.Done;
            }

            var actor = parsed.GetValue(by) is { } person ? $"operator:{person}" : Cli.Operator;
            var (counts, scrubbed) = await store.KeyDesk.EraseAsync(found, actor, parsed.GetValue(reason)!, cancellationToken);
            await Console.Error.WriteLineAsync($"Erased: {counts} that were still owed. Copies elsewhere (receivers, backups of keys) are not reached; see 'Keys and data' in functions/README.md.");
            if (!scrubbed)
            {
                await Console.Error.WriteLineAsync("The key is destroyed, but the database was too busy to free its files of the old pages; the next start of the engine, or VACUUM, does.");
            }

            return ExitCode.Done;
        }, cancellationToken));
        return command;
    }

    private static (string System, string Value) Identifier(string text)
    {
        var bar = text.LastIndexOf('|');
        return bar > 0 && bar < text.Length - 1 ? (text[..bar], text[(bar + 1)..]) : throw new CliException(ExitCode.Usage, "--patient: expected 'system|value'.");
    }

    private static async Task<int> WithStoreAsync(ParseResult parsed, string? data, Func<IStore, Task<int>> work, CancellationToken cancellationToken)
    {
        await using var store = await Cli.OpenExistingStoreAsync(Cli.Settings(parsed), data, cancellationToken);
        try
        {
            return await work(store);
        }
        catch (StoreException fault)
        {
            throw new CliException(ExitCode.Environment, fault.Message);
        }
    }

    /// <summary>A line per tenth of each kind of key.</summary>
    private sealed class ProgressLine
    {
        private (string What, long Tenth) _shown = ("", -1);

        public void Show(RotationProgress progress)
        {
            var now = (progress.What, progress.Done * 10 / Math.Max(1, progress.Of));
            if (now != _shown)
            {
                _shown = now;
                Console.Error.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{progress.What}: {progress.Done} of {progress.Of}"));
            }
        }
    }
}
