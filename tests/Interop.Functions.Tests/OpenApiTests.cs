using System.Diagnostics;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Interop.Engine.Ports;
using Interop.Functions.Bench;
using Interop.Functions.Commands;
using Interop.Functions.Http.OpenApi;
using Interop.Functions.Tests.Support;

namespace Interop.Functions.Tests;

/// <summary>The document that vendors generate their clients from: it is whole, it is true, and a public generator makes a client of it that works.</summary>
public sealed class OpenApiTests
{
    private static readonly JsonObject Document = JsonNode.Parse(OpenApiEndpoint.Create(TestFolder.Mappings.Catalogue))!.AsObject();

    [Fact]
    public async Task Every_route_of_the_engine_is_in_the_document_and_nothing_else()
    {
        await using var engine = await TestEngine.StartAsync();
        var routes = engine.Instance.Routes.Where(r => !r.Contains("/ingest/", StringComparison.Ordinal)).ToHashSet();
        var told = Document["paths"]!.AsObject().Where(p => !p.Key.StartsWith("/ingest/", StringComparison.Ordinal))
            .SelectMany(p => p.Value!.AsObject().Select(o => $"{o.Key.ToUpperInvariant()} {p.Key}")).ToHashSet();
        Assert.Equal(routes.Order(StringComparer.Ordinal), told.Order(StringComparer.Ordinal));
        var records = TestFolder.Mappings.Catalogue.Kinds.SelectMany(k => k.Records).Select(r => "/ingest/" + r.Name);
        Assert.All(records, r => Assert.NotNull(Document["paths"]![r]?["post"]));
    }

    [Fact]
    public void Every_reference_leads_to_a_component()
    {
        var references = Regex.Matches(Document.ToJsonString(), "\"\\$ref\":\"(#[^\"]+)\"").Select(m => m.Groups[1].Value).Distinct().ToList();
        Assert.True(references.Count > 40, $"only {references.Count} references");
        Assert.All(references, r => Assert.True(Find(r) is not null, r));
    }

    [Fact]
    public void A_record_and_its_cancellation_are_two_schemas()
    {
        var schemas = Document["components"]!["schemas"]!;
        Assert.Equal("cancel", schemas["MedissimoPillboxPlanCancel"]!["properties"]!["action"]!["const"]!.GetValue<string>());
        Assert.Contains("cancelReason", schemas["MedissimoPillboxPlanCancel"]!["required"]!.AsArray().Select(r => r!.GetValue<string>()));
        Assert.DoesNotContain("lines", schemas["MedissimoPillboxPlanCancel"]!["required"]!.AsArray().Select(r => r!.GetValue<string>()));
        Assert.Contains("lines", schemas["MedissimoPillboxPlan"]!["required"]!.AsArray().Select(r => r!.GetValue<string>()));
        Assert.Equal("#/components/schemas/Patient", schemas["MedissimoPillboxPlan"]!["properties"]!["patient"]!["$ref"]!.GetValue<string>());
    }

    [Fact]
    public async Task It_is_served_to_whoever_has_a_credential()
    {
        await using var engine = await TestEngine.StartAsync();
        using var anonymous = new HttpClient { BaseAddress = engine.Instance.Address };
        Assert.Equal(401, (int)(await anonymous.GetAsync("/openapi.json")).StatusCode);
        var served = JsonNode.Parse(await engine.Sender.GetStringAsync("/openapi.json"))!;
        Assert.True(JsonNode.DeepEquals(served, Document));
    }

    [SkippableFact]
    public async Task A_client_made_by_a_public_generator_pushes_a_record()
    {
        var tools = Path.Combine(Cache, "openapi-client", "node_modules");
        Required.Program("node");
        Skip.IfNot(Directory.Exists(tools), "The generator is not here: npm install in INTEROP_CACHE/openapi-client, as .ci/run does.");
        await using var engine = await TestEngine.StartAsync();
        var (credential, token) = CredentialsCommand.Create("vendor", "medissimo", $"FINEG|{TrialRecords.Pharmacy}", ["push"], TimeProvider.System);
        await engine.Instance.Store.CommitAsync(new ChangeSet { Credentials = [credential] }, CancellationToken.None);
        using var folder = new TestFolder();
        Directory.GetFiles(Path.Combine(AppContext.BaseDirectory, "OpenApiClient")).ToList().ForEach(f => File.Copy(f, Path.Combine(folder.Path, Path.GetFileName(f))));
        Directory.CreateSymbolicLink(Path.Combine(folder.Path, "node_modules"), tools);
        await File.WriteAllBytesAsync(Path.Combine(folder.Path, "openapi.json"), await engine.Sender.GetByteArrayAsync("/openapi.json"));
        await File.WriteAllTextAsync(Path.Combine(folder.Path, "plan.json"), TestEngine.Plan(lines: 3).ToJsonString());

        await RunAsync(folder.Path, "node_modules/@hey-api/openapi-ts/bin/run.js", "-i", "openapi.json", "-o", "client");
        await RunAsync(folder.Path, "node_modules/typescript/bin/tsc", "-p", ".");
        var said = JsonNode.Parse(await RunAsync(folder.Path, "out/push.js", engine.Instance.Address.ToString().TrimEnd('/'), token, "plan.json"))!;

        Assert.Equal(200, said["status"]!.GetValue<int>());
        Assert.Equal(3, said["lines"]!.GetValue<int>());
        Assert.Contains(said["answer"]!["state"]!.GetValue<string>(), (string[])["routed", "settled"]);
    }

    private static string Cache => Environment.GetEnvironmentVariable("INTEROP_CACHE")
        ?? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".cache", "interop");

    private static JsonNode? Find(string reference) =>
        reference[2..].Split('/').Aggregate((JsonNode?)Document, (node, part) => node?[part]);

    private static async Task<string> RunAsync(string folder, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo("node", arguments) { WorkingDirectory = folder, RedirectStandardOutput = true, RedirectStandardError = true })!;
        var (output, errors) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync().WaitAsync(TimeSpan.FromMinutes(3));
        Assert.True(process.ExitCode == 0, $"{arguments[0]}: {await output}{await errors}");
        return await output;
    }
}
