using System.CommandLine;
using System.Globalization;
using System.Security.Cryptography;
using Interop.Engine.Ports;
using Interop.Functions.Http;
using Interop.Store;

namespace Interop.Functions.Commands;

/// <summary><c>interop credentials add|list|revoke</c>.</summary>
public static class CredentialsCommand
{
    private static readonly string[] Roles = ["push", "read", "write", "feed", "operate"];

    /// <summary>The verb.</summary>
    public static Command Build() => new("credentials", "Who may call the engine, and as what") { Add(), List(), Instances(), Revoke() };

    /// <summary>A new credential and its token, which is shown once and kept only as a hash.</summary>
    public static (Credential Credential, string Token) Create(string name, string kind, string organisation, IReadOnlyList<string> roles, TimeProvider clock)
    {
        var token = "itp_" + Convert.ToBase64String(RandomNumberGenerator.GetBytes(32)).TrimEnd('=').Replace('+', '-').Replace('/', '_');
        return (new Credential(Guid.CreateVersion7(), name, Authentication.Hash(token), kind, organisation, roles, clock.GetUtcNow(), null), token);
    }

    private static Command Add()
    {
        var name = new Argument<string>("name") { Description = "What to call it in lists and in the audit trail" };
        var kind = new Option<string>("--kind") { Description = "Kind of software: a folder under mappings/", Required = true };
        var organisation = new Option<string>("--organisation") { Description = "FINEG|350005179, SIRET|..., RPPS|...", Required = true };
        var roles = new Option<string[]>("--role") { Description = $"One or more of {string.Join(", ", Roles)}", Required = true, AllowMultipleArgumentsPerToken = true };
        roles.AcceptOnlyFromAmong(Roles);
        var instances = InstanceOption();
        var data = Cli.Data();
        var command = new Command("add", "Make a credential; prints its token once") { name, kind, organisation, roles, instances, data };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var settings = Cli.Settings(parsed);
            Organisations.Check(parsed.GetValue(organisation)!);
            await using var store = await Cli.OpenStoreAsync(settings, parsed.GetValue(data), runsWork: false, cancellationToken);
            var (credential, token) = Create(parsed.GetValue(name)!, parsed.GetValue(kind)!, parsed.GetValue(organisation)!, parsed.GetValue(roles)!, TimeProvider.System);
            await CommitAsync(store, credential with { Instances = parsed.GetValue(instances) ?? [] }, "credential-add", cancellationToken);
            await Console.Error.WriteLineAsync($"{credential.Name}: {credential.Id:D}. This token is shown only now:");
            Console.WriteLine(token);
            return ExitCode.Done;
        });
        return command;
    }

    private static Command List()
    {
        var data = Cli.Data();
        var command = new Command("list", "All credentials, without their tokens") { data };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            await using var store = await Cli.OpenExistingStoreAsync(Cli.Settings(parsed), parsed.GetValue(data), cancellationToken);
            foreach (var credential in await store.ListCredentialsAsync(cancellationToken))
            {
                var state = credential.RevokedAt is { } at ? "revoked " + at.ToString("u", CultureInfo.InvariantCulture) : "active";
                Console.WriteLine($"{credential.Id:D}\t{credential.Name}\t{credential.Kind}\t{credential.Organisation}\t{string.Join(",", credential.Roles)}\t{string.Join(",", credential.Instances)}\t{state}");
            }

            return ExitCode.Done;
        });
        return command;
    }

    private static Command Instances()
    {
        var id = new Argument<Guid>("id") { Description = "Id of the credential (see list)" };
        var instances = InstanceOption();
        var data = Cli.Data();
        var command = new Command("instances", "Set the installations that a credential speaks for beside its own organisation; without --instance, none") { id, instances, data };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            await using var store = await Cli.OpenExistingStoreAsync(Cli.Settings(parsed), parsed.GetValue(data), cancellationToken);
            var credential = await FindAsync(store, parsed.GetValue(id), cancellationToken);
            await CommitAsync(store, credential with { Instances = parsed.GetValue(instances) ?? [] }, "credential-instances", cancellationToken);
            await Console.Error.WriteLineAsync($"{credential.Name} may name {(parsed.GetValue(instances) is { Length: > 0 } named ? string.Join(", ", named) : "its own organisation only")}.");
            return ExitCode.Done;
        });
        return command;
    }

    private static Option<string[]> InstanceOption() => new("--instance")
    {
        Description = "An installation whose records it may send (sender.instance), beside its own organisation", AllowMultipleArgumentsPerToken = true,
    };

    private static async Task<Credential> FindAsync(IStore store, Guid id, CancellationToken cancellationToken) =>
        await store.FindCredentialAsync(id, cancellationToken) ?? throw new CliException(ExitCode.Faults, "There is no credential with this id.");

    private static Command Revoke()
    {
        var id = new Argument<Guid>("id") { Description = "Id of the credential (see list)" };
        var data = Cli.Data();
        var command = new Command("revoke", "End a credential; it is refused from the next request on") { id, data };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            await using var store = await Cli.OpenExistingStoreAsync(Cli.Settings(parsed), parsed.GetValue(data), cancellationToken);
            var credential = await FindAsync(store, parsed.GetValue(id), cancellationToken);
            await CommitAsync(store, credential with { RevokedAt = credential.RevokedAt ?? TimeProvider.System.GetUtcNow() }, "credential-revoke", cancellationToken);
            await Console.Error.WriteLineAsync($"{credential.Name} is revoked.");
            return ExitCode.Done;
        });
        return command;
    }

    private static Task<CommitOutcome> CommitAsync(IStore store, Credential credential, string action, CancellationToken cancellationToken) =>
        store.CommitAsync(new ChangeSet
        {
            Credentials = [credential],
            Audit = [new AuditEntry(TimeProvider.System.GetUtcNow(), "operator", credential.Organisation, action, $"credential/{credential.Id:D}", "done")],
        }, cancellationToken);
}
