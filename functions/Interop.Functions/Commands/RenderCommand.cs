using System.CommandLine;
using System.Text.Json;
using Interop.Engine.Ports;
using Interop.Engine.Routing;
using Interop.Fhir.Issues;
using Interop.Fhir.Json;
using Interop.Fhir.Tree;
using Interop.Mapping;
using Interop.Mapping.Cases;

namespace Interop.Functions.Commands;

/// <summary><c>interop render KIND/MESSAGE FILE</c>: FHIR to a partner's format, without an engine.</summary>
public static class RenderCommand
{
    /// <summary>The verb.</summary>
    public static Command Build()
    {
        var message = new Argument<string>("message") { Description = "KIND/MESSAGE, such as care-home-software/plan" };
        var file = new Argument<FileInfo>("file") { Description = "A FHIR Bundle; the focus is its first List, DocumentReference or ChargeItem" }.AcceptExistingOnly();
        var previous = new Option<FileInfo>("--previous") { Description = "The payload that this receiver got last" }.AcceptExistingOnly();
        var endpoint = new Option<FileInfo>("--endpoint") { Description = "The endpoint, {id, kind, organisation: {type, value}}" }.AcceptExistingOnly();
        var command = new Command("render", "Write a partner's message from FHIR resources") { message, file, previous, endpoint };
        command.SetAction(parsed =>
        {
            var mappings = Cli.LoadMappings(parsed, Cli.Settings(parsed));
            var name = parsed.GetValue(message)!;
            var mapping = (name.Split('/') is [var kind, var sent] ? mappings.Catalogue.FindMessage(kind, sent) : null)
                ?? throw new CliException(ExitCode.Usage, $"There is no message '{name}'. Known: {string.Join(", ", mappings.Catalogue.Kinds.SelectMany(k => k.Messages).Select(m => m.Name))}");
            var issues = new List<Issue>();
            var bundle = FhirJson.Read(File.ReadAllBytes(parsed.GetValue(file)!.FullName), issues);
            var focus = bundle is null ? default : Focus(bundle.Root);
            if (bundle is null || !focus.Exists)
            {
                issues.ForEach(i => Console.Error.WriteLine(Cli.Describe(i)));
                throw new CliException(ExitCode.Faults, "The file is no Bundle with a List, DocumentReference or ChargeItem in it.");
            }

            var result = mapping.Render(Input(bundle, focus, mapping.Kind, Read(parsed.GetValue(previous)), Read(parsed.GetValue(endpoint))));
            result.Issues.ToList().ForEach(i => Console.Error.WriteLine(Cli.Describe(i)));
            if (result.Payload is { } payload)
            {
                using var document = JsonDocument.Parse(payload);
                Console.WriteLine(JsonSerializer.Serialize(document.RootElement, Pretty.Options));
            }

            return result.Payload is null || result.Issues.Any(i => i.IsError) ? ExitCode.Faults : ExitCode.Done;
        });
        return command;
    }

    private static RenderInput Input(NodeTree bundle, Node focus, string kind, NodeTree? previous, NodeTree? endpoint) => new()
    {
        Bundle = bundle,
        Focus = focus,
        Previous = previous,
        Endpoint = endpoint ?? RenderJson.Endpoint(new Endpoint("trial", kind, "FINEG|350005179", "http", null, [])),
        Delivery = RenderJson.Delivery(new RenderedDelivery(Guid.Empty, Guid.Empty, 1, CaseInputs.Now, null, null)),
        Now = CaseInputs.Now,
        Ids = CaseInputs.Ids,
    };

    private static NodeTree? Read(FileInfo? file) => file is null ? null : JsonTreeReader.Read(File.ReadAllBytes(file.FullName), []);

    private static Node Focus(Node bundle) => bundle.All("entry").Select(e => e["resource"])
        .FirstOrDefault(r => r["resourceType"].Text is "List" or "DocumentReference" or "ChargeItem");
}

/// <summary>JSON for people.</summary>
public static class Pretty
{
    /// <summary>Indented, accents as they are.</summary>
    public static readonly JsonSerializerOptions Options = new() { WriteIndented = true, Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
}
