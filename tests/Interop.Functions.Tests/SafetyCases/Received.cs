using System.Net.Http.Json;
using System.Text.Json;
using Interop.Functions.Demo;
using Interop.Functions.Tests.Support;

namespace Interop.Functions.Tests.SafetyCases;

/// <summary>What arrived, and what the FHIR face shows.</summary>
internal static class Received
{
    /// <summary>The last payload that the receiver took.</summary>
    public static JsonElement Last(this RecordingEndpoint endpoint) => JsonDocument.Parse(endpoint.Taken[^1].Body).RootElement;

    public static IReadOnlyList<JsonElement> List(this JsonElement element, string name) =>
        element.TryGetProperty(name, out var list) ? [.. list.EnumerateArray()] : [];

    public static string? Text(this JsonElement element, params string[] path)
    {
        foreach (var name in path)
        {
            if (element.ValueKind != JsonValueKind.Object || !element.TryGetProperty(name, out element))
            {
                return null;
            }
        }

        return element.ValueKind == JsonValueKind.String ? element.GetString() : element.GetRawText();
    }

    public static bool Has(this JsonElement element, string name) => element.TryGetProperty(name, out _);

    public static JsonElement Line(this JsonElement payload, string id) => Assert.Single(payload.List("lines"), l => l.Text("lineId") == id);

    public static IReadOnlyList<string> LineIds(this JsonElement payload) => [.. payload.List("lines").Select(l => l.Text("lineId")!)];

    /// <summary>Slots of a line, as "date moment quantity unit".</summary>
    public static IReadOnlyList<string> Slots(this JsonElement payload, string line) =>
        [.. payload.List("slots").Where(s => s.Text("lineId") == line).Select(s => $"{s.Text("date")} {s.Text("moment")} {s.Text("quantity")} {s.Text("unit")}")];

    /// <summary>The only resource with this identifier that the sender sees.</summary>
    public static async Task<JsonElement> FindAsync(this TestEngine engine, string type, string system, string value, HttpClient? client = null) =>
        Assert.Single(await engine.SearchAsync(type, system, value, client));

    public static async Task<IReadOnlyList<JsonElement>> SearchAsync(this TestEngine engine, string type, string system, string value, HttpClient? client = null)
    {
        var bundle = await (client ?? engine.Sender).GetFromJsonAsync<JsonElement>($"/fhir/{type}?identifier={system}|{Uri.EscapeDataString(value)}");
        return [.. bundle.List("entry").Select(e => e.GetProperty("resource"))];
    }

    /// <summary>Resources of resident 1, as the sender sees them.</summary>
    public static async Task<IReadOnlyList<JsonElement>> OfPatientAsync(this TestEngine engine, string type)
    {
        var patient = await engine.FindAsync("Patient", Treatments.Base + ":patient", "pat-000001");
        var bundle = await engine.Sender.GetFromJsonAsync<JsonElement>($"/fhir/{type}?patient={patient.Text("id")}");
        return [.. bundle.List("entry").Select(e => e.GetProperty("resource"))];
    }

    public static Task<IReadOnlyList<JsonElement>> AllergiesAsync(this TestEngine engine) => engine.OfPatientAsync("AllergyIntolerance");

    /// <summary>The only dose of a Dosage.</summary>
    public static JsonElement Quantity(this JsonElement dosage) => Assert.Single(dosage.List("doseAndRate")).GetProperty("doseQuantity");

    public static JsonElement Repeat(this JsonElement dosage) => dosage.GetProperty("timing").GetProperty("repeat");
}
