using System.Text;
using System.Text.Json.Nodes;
using Interop.Engine.Messages;
using Interop.Engine.Ports;
using Interop.Fhir.Issues;
using Interop.Fhir.Tree;
using Interop.Functions.Configuration;
using Interop.Functions.Demo;
using Interop.Functions.Tests.Support;
using Interop.Mapping;
using Interop.Mapping.Cases;

namespace Interop.Functions.Tests;

/// <summary>
/// Records that are wrong in ways nobody thought of, made from those of the cases: either the sender is told where, in its own record, or sound FHIR comes
/// of it and payloads that receivers expect. A script that fails, or runs away, is a fault of ours.
/// </summary>
public sealed class BrokenRecordTests
{
    private const int PerSample = 20;
    private static readonly (string Id, string Kind, string Finess)[] Receivers =
    [
        ("pharmacy-a", "pharmacy-software", "540002698"), ("pharmacy-b", "pharmacy-software", "300017985"), ("home-a", "care-home-software", "580008803"), ("home-b", "care-home-software", "350005179"),
    ];

    private static readonly LoadedMappings Mappings = TestFolder.Mappings;

    public static TheoryData<string> Records() => [.. Mappings.Catalogue.Kinds.SelectMany(k => k.Records).Select(r => r.Name)];

    [Theory]
    [MemberData(nameof(Records))]
    public void A_broken_record_is_told_in_its_own_terms_or_makes_sound_resources(string name)
    {
        var record = Mappings.Catalogue.FindRecord(name.Split('/')[0], name.Split('/')[1])!;
        var interpreter = new Interpreter(CaseInputs.Ids, TimeProvider.System, production: false);
        var samples = Samples(name);
        var breaker = new RecordBreaker(samples);
        var faults = new List<string>();
        var sound = 0;
        for (var number = 0; number < samples.Count * PerSample; number++)
        {
            using var read = interpreter.Interpret(record, Encoding.UTF8.GetBytes(breaker.Make(number)), new RecordSender(record.Kind, "SIRET|73282932000074", Guid.Empty, CaseInputs.Now));
            sound += read.Failed ? 0 : 1;
            faults.AddRange(read.Issues.Where(i => i.IsError && !IsTold(i)).Select(i => $"{number}: {Say(i)}"));
            faults.AddRange(read.Failed && !read.Issues.Any(i => i.IsError) ? [$"{number}: held back without an error"] : []);
        }

        Assert.True(faults.Count == 0, string.Join('\n', faults.Take(30)));
        Assert.InRange(sound, samples.Count, samples.Count * PerSample - 1);
    }

    [Fact]
    public async Task What_is_taken_of_broken_records_reaches_receivers_as_they_expect_it()
    {
        using var folder = new TestFolder();
        await using var engine = await EngineInstance.StartAsync(new InteropSettings { Environment = "test", Data = folder.Path }, Mappings, CancellationToken.None);
        await using var receiver = await RecordingEndpoint.StartAsync("everybody", 0, CancellationToken.None);
        await engine.AddAsync([.. Receivers.Select(r => new Endpoint(r.Id, r.Kind, "FINEG|" + r.Finess, "http", receiver.Address, []))], CancellationToken.None);
        var accepted = 0;
        foreach (var kind in Mappings.Catalogue.Kinds.Where(k => k.Records.Count > 0))
        {
            using var sender = await engine.ClientAsync(kind.Name, kind.Name == "omnidoc" ? "SIRET|73282932000074" : "FINEG|540002698", ["push"], CancellationToken.None);
            foreach (var record in kind.Records)
            {
                var breaker = new RecordBreaker(Samples(record.Name, sound: true), most: 1);
                for (var number = 0; number < 60; number++)
                {
                    using var content = new StringContent(OfItsOwn(breaker.Make(1_000_000 + number), number), Encoding.UTF8, "application/json");
                    using var answer = await sender.PostAsync("/ingest/" + record.Name, content);
                    accepted += (int)answer.StatusCode == 202 ? 1 : 0;
                    Assert.True((int)answer.StatusCode is 202 or 400 or 409 or 422, $"{record.Name} {number}: {(int)answer.StatusCode}");
                }
            }
        }

        Assert.True(await engine.SettleAsync(TimeSpan.FromSeconds(60), CancellationToken.None), "the engine did not settle");
        foreach (var code in new[] { IssueCodes.ScriptFailed, IssueCodes.ScriptLimit })
        {
            Assert.Equal([], (await engine.Store.FindMessagesAsync(new MessageFilter { Code = code.Id }, 10, CancellationToken.None)).Select(m => $"{m.Record} {code.Id} {m.Report}"));
        }

        var parked = await engine.Store.FindDeliveriesAsync(new DeliveryFilter { State = DeliveryState.Parked }, 1000, CancellationToken.None);
        Assert.Equal([], parked.Where(d => d.EndpointId is not null).Select(d => $"{d.Message} {d.Reason} {d.Report}").Take(10));
        Assert.Equal([], receiver.Taken.SelectMany(OffSchema).Distinct().Take(20));
        Assert.True(accepted > 200 && receiver.Taken.Count > 30, $"{accepted} accepted, {receiver.Taken.Count} delivered");
    }

    private static List<string> Samples(string record, bool sound = false) => [.. Mappings.Catalogue.FindCases(record).Where(c => !sound || c.Output is not null).Select(c => Encoding.UTF8.GetString(Mappings.Files.Read(c.Input)!.Value.Span)).Where(t => t.StartsWith('{'))];

    /// <summary>Under an id of its own, about a patient of its own: otherwise most would contradict each other.</summary>
    private static string OfItsOwn(string record, int number)
    {
        var json = JsonNode.Parse(record)!.AsObject();
        json["recordId"] = $"BROKEN-{number}";
        if (json["patient"] is JsonObject patient && patient.ContainsKey("localId"))
        {
            patient["localId"] = $"broken-{number}";
            patient.Remove("ins");
        }

        return json.ToJsonString();
    }

    private static IEnumerable<string> OffSchema(RecordedCall call)
    {
        var message = Mappings.Catalogue.FindMessage(call.Message.Split('/')[0], call.Message.Split('/')[1])!;
        var found = new List<Issue>();
        message.Schema.Validate(JsonTreeReader.Read(Encoding.UTF8.GetBytes(call.Body), [])!, found);
        return found.Select(i => $"{call.Message} {i.Code.Id} {i.Location.Source}");
    }

    private static bool IsTold(Issue issue) =>
        issue.Code != IssueCodes.ScriptFailed && issue.Code != IssueCodes.ScriptLimit && (issue.Location.Source is { } place ? place.StartsWith('$') : issue.Location.Line is not null);

    private static string Say(Issue issue) => $"{issue.Code.Id} {issue.Location.Source} {issue.Location.Expression} {issue.Location.Script} {issue.Text(Language.English)}";
}
