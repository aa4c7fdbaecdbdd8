using System.CommandLine;
using Interop.Functions.Commands;

// One binary: `interop serve` runs the engine (services and routes: Server.cs), every other verb works beside it.
var root = new RootCommand("interop: pharmacy, care-home and tele-expertise records to FHIR R4 and back, delivered once, with every field accounted for.");
foreach (var verb in Verbs.All())
{
    root.Subcommands.Add(verb);
}

return await Verbs.RunAsync(root, args);
