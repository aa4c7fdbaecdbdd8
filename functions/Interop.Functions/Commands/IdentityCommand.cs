using System.CommandLine;
using Interop.Engine.Identity;

namespace Interop.Functions.Commands;

/// <summary><c>interop identity link</c>: a person says that two patients are one.</summary>
public static class IdentityCommand
{
    /// <summary>The verb.</summary>
    public static Command Build() => new("identity", "Who is who") { Link() };

    private static Command Link()
    {
        var one = new Argument<string>("patient") { Description = "Id of a patient, with or without Patient/ before it" };
        var other = new Argument<string>("same-person") { Description = "Id of the other" };
        var by = new Option<string?>("--by") { Description = "Who decided it, for the audit trail (default: the system's user)" };
        var data = Cli.Data();
        var command = new Command("link", "Link two patients that are one person: both stay, each names the other, nothing is merged") { one, other, by, data };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var (first, second) = (Id(parsed.GetValue(one)!), Id(parsed.GetValue(other)!));
            await using var engine = await OfflineEngine.OpenAsync(parsed, parsed.GetValue(data), cancellationToken);
            var actor = parsed.GetValue(by) is { } person ? $"operator:{person}" : Cli.Operator;
            var (code, word) = await engine.Service<PatientLinks>().LinkAsync(first, second, actor, cancellationToken) switch
            {
                LinkOutcome.Linked => (ExitCode.Done, "Linked. Records that were held back over this go on with 'interop replay'."),
                LinkOutcome.Already => (ExitCode.Done, "They were linked before."),
                LinkOutcome.Same => (ExitCode.Usage, "That is one patient; give two."),
                LinkOutcome.Busy => (ExitCode.Faults, "The patients keep changing; try again."),
                _ => (ExitCode.Faults, "One of the two patients is not known here."),
            };
            await Console.Error.WriteLineAsync(word);
            return code;
        });
        return command;
    }

    private static Guid Id(string text) => Guid.TryParse(text.StartsWith("Patient/", StringComparison.Ordinal) ? text["Patient/".Length..] : text, out var id)
        ? id
        : throw new CliException(ExitCode.Usage, "Expected the id of a Patient: Patient/ and a UUID.");
}
