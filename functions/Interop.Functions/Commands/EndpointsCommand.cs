using System.CommandLine;
using Interop.Engine.Ports;

namespace Interop.Functions.Commands;

/// <summary><c>interop endpoints add|list|remove</c>: the installations that receive.</summary>
public static class EndpointsCommand
{
    /// <summary>The verb.</summary>
    public static Command Build() => new("endpoints", "Installations that are served: pushed to or pulling") { Add(), List(), Remove() };

    private static Command Add()
    {
        var id = new Argument<string>("id") { Description = "Name of the endpoint, unique" };
        var kind = new Option<string>("--kind") { Description = "Kind of software: a folder under mappings/", Required = true };
        var organisation = new Option<string>("--organisation") { Description = "FINEG|350005179, SIRET|..., RPPS|...", Required = true };
        var address = new Option<string?>("--address") { Description = "Where to POST; none for one that pulls a feed" };
        var subscriptions = new Option<string[]>("--subscription") { Description = "Also serves these recipients (a biller's RPPS|...); without-steps: its software cannot hold the steps of a tapering dose", AllowMultipleArgumentsPerToken = true };
        var data = Cli.Data();
        var command = new Command("add", "Add or change an endpoint") { id, kind, organisation, address, subscriptions, data };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            Organisations.Check(parsed.GetValue(organisation)!);
            var url = parsed.GetValue(address);
            if (url is not null && (!Uri.TryCreate(url, UriKind.Absolute, out var uri) || uri.Scheme is not ("http" or "https") || uri is { Scheme: "http", IsLoopback: false }))
            {
                throw new CliException(ExitCode.Usage, "--address: expected an https:// address (plain http only on loopback)");
            }

            var endpoint = new Endpoint(
                parsed.GetValue(id)!, parsed.GetValue(kind)!, parsed.GetValue(organisation)!, url is null ? "feed" : "http", url, parsed.GetValue(subscriptions) ?? []);
            return await CommitAsync(parsed, data, endpoint, "endpoint-add", cancellationToken);
        });
        return command;
    }

    private static Command List()
    {
        var data = Cli.Data();
        var command = new Command("list", "All endpoints") { data };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            await using var store = await Cli.OpenExistingStoreAsync(Cli.Settings(parsed), parsed.GetValue(data), cancellationToken);
            foreach (var e in await store.ListEndpointsAsync(cancellationToken))
            {
                Console.WriteLine($"{e.Id}\t{e.Kind}\t{e.Organisation}\t{e.Address ?? "pulls"}\t{string.Join(",", e.Subscriptions)}\t{(e.Active ? "active" : "inactive")}");
            }

            return ExitCode.Done;
        });
        return command;
    }

    private static Command Remove()
    {
        var id = new Argument<string>("id");
        var data = Cli.Data();
        var command = new Command("remove", "Stop serving an endpoint; what is owed to it is parked") { id, data };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            await using var store = await Cli.OpenExistingStoreAsync(Cli.Settings(parsed), parsed.GetValue(data), cancellationToken);
            var endpoint = (await store.ListEndpointsAsync(cancellationToken)).FirstOrDefault(e => e.Id == parsed.GetValue(id))
                ?? throw new CliException(ExitCode.Faults, "There is no endpoint with this id.");
            await store.CommitAsync(Change(endpoint with { Active = false }, "endpoint-remove"), cancellationToken);
            return ExitCode.Done;
        });
        return command;
    }

    private static async Task<int> CommitAsync(ParseResult parsed, Option<string?> data, Endpoint endpoint, string action, CancellationToken cancellationToken)
    {
        await using var store = await Cli.OpenStoreAsync(Cli.Settings(parsed), parsed.GetValue(data), runsWork: false, cancellationToken);
        await store.CommitAsync(Change(endpoint, action), cancellationToken);
        return ExitCode.Done;
    }

    private static ChangeSet Change(Endpoint endpoint, string action) => new()
    {
        Endpoints = [endpoint],
        Audit = [new AuditEntry(TimeProvider.System.GetUtcNow(), "operator", endpoint.Organisation, action, $"endpoint/{endpoint.Id}", "done")],
    };
}
