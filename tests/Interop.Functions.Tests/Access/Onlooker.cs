using System.Net.Http.Json;
using System.Text.Json;
using Interop.Functions.Tests.SafetyCases;
using Interop.Functions.Tests.Support;

namespace Interop.Functions.Tests.Access;

/// <summary>Somebody with a credential who looks at everything that the engine holds of one patient.</summary>
internal sealed class Onlooker : IDisposable
{
    private readonly HttpClient client;
    private readonly IReadOnlyList<string> types;

    private Onlooker(HttpClient client, IReadOnlyList<string> types) => (this.client, this.types) = (client, types);

    public HttpClient Client => client;

    public static async Task<Onlooker> OfAsync(TestEngine engine, string kind, string organisation)
    {
        var client = await engine.Instance.ClientAsync(kind, organisation, ["read"], CancellationToken.None);
        var statement = await client.GetFromJsonAsync<JsonElement>("/fhir/metadata");
        return new Onlooker(client, [.. statement.GetProperty("rest")[0].List("resource").Where(r => r.List("searchParam").Any(p => p.Text("name") == "patient")).Select(r => r.Text("type")!).Where(t => t != "AuditEvent"), "Patient"]);
    }

    /// <summary>Every resource of the patient that a search shows: <c>Type/id</c>.</summary>
    public async Task<IReadOnlyList<string>> FindAsync(string patient)
    {
        var found = new List<string>();
        foreach (var type in types)
        {
            using var answer = await client.PostAsync($"/fhir/{type}/_search?_count=200", new FormUrlEncodedContent([KeyValuePair.Create(type == "Patient" ? "_id" : "patient", patient)]));
            var bundle = await answer.Content.ReadFromJsonAsync<JsonElement>();
            found.AddRange(bundle.List("entry").Select(e => $"{type}/{e.GetProperty("resource").Text("id")}"));
        }

        return found;
    }

    /// <summary>Which of these can be read, and which have a history and a first version: all of them, or none.</summary>
    public async Task<string> ReadAsync(IEnumerable<string> keys)
    {
        var seen = new HashSet<string>();
        foreach (var key in keys)
        {
            foreach (var path in new[] { key, $"{key}/_history", $"{key}/_history/1" })
            {
                using var answer = await client.GetAsync($"/fhir/{path}");
                if ((int)answer.StatusCode != 404)
                {
                    seen.Add($"{key.Split('/')[0]}{((int)answer.StatusCode == 200 ? "" : $" {(int)answer.StatusCode}")}");
                }
            }
        }

        return string.Join(", ", seen.Order(StringComparer.Ordinal));
    }

    /// <summary>What a search and what reading one by one shows of these; the two must agree.</summary>
    public async Task<string> SeesAsync(string patient, IReadOnlyList<string> all)
    {
        var found = string.Join(", ", (await FindAsync(patient)).Select(k => k.Split('/')[0]).Distinct().Order(StringComparer.Ordinal));
        var read = await ReadAsync(all);
        Assert.True(found == read || read.Contains("410", StringComparison.Ordinal), $"searching shows '{found}', reading '{read}'");
        return read;
    }

    public void Dispose() => client.Dispose();
}
