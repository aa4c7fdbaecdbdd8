using System.CommandLine;

namespace Interop.Functions.Commands;

/// <summary>The verbs of the command line.</summary>
public static class Verbs
{
    /// <summary>All of them, in the order of <c>interop --help</c>.</summary>
    public static IEnumerable<Command> All() =>
    [
        DemoCommand.Build(), ServeCommand.Build(), MapCommand.Build(), RenderCommand.Build(), TestCommand.Build(), LintCommand.Build(), DocsCommand.Build(),
        EndpointsCommand.Build(), CredentialsCommand.Build(), MessagesCommand.Build(), IdentityCommand.Build(), ReplayCommand.Build(), ReconcileCommand.Build(), AuditCommand.Build(),
        BackupCommand.Build(), RestoreCommand.Build(), StoreCommand.Build(),
        ValidateCommand.Build(), FhirPathCommand.Build(), DefinitionsCommand.Build(), TerminologyCommand.Build(),
        TemplateCommand.Build(), ConvertCommand.Build(), NewCommand.Build(), WatchCommand.Build(), BackTestCommand.Build(),
        BenchCommand.Build(), ChaosCommand.Build(), GenerateCommand.Build(),
    ];

    /// <summary>Parses and runs; wrong usage is 2, a missing environment 3.</summary>
    public static async Task<int> RunAsync(RootCommand root, string[] args)
    {
        root.Options.Add(Cli.Mappings);
        root.Options.Add(Cli.Config);
        var parsed = root.Parse(args);
        if (parsed.Errors.Count > 0)
        {
            parsed.Errors.ToList().ForEach(e => Console.Error.WriteLine(e.Message));
            Console.Error.WriteLine("'interop --help' shows the verbs, 'interop VERB --help' what a verb takes.");
            return ExitCode.Usage;
        }

        try
        {
            var configuration = new InvocationConfiguration { EnableDefaultExceptionHandler = false };
            return await parsed.InvokeAsync(configuration);
        }
        catch (CliException fault)
        {
            Console.Error.WriteLine(fault.Message);
            return fault.Code;
        }
        catch (OperationCanceledException)
        {
            return ExitCode.Done;
        }
        catch (Exception fault)
        {
            await Console.Error.WriteLineAsync($"interop stopped on an internal fault: {Http.FaultPlace.Of(fault)}");
            return ExitCode.Environment;
        }
    }
}
