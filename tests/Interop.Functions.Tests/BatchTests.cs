using System.Text;
using System.Text.Json;
using Interop.Functions.Tests.Support;

namespace Interop.Functions.Tests;

/// <summary>Records that are no JSON, and texts of many records, over real HTTP.</summary>
public sealed class BatchTests
{
    private const string Er7 = "x-application/hl7-v2+er7";
    private const string Message = "MSH|^~\\&|LAB|||||||MSG-1||2.6|1\rPID|1||8001^^^LAB||DURAND^Zoé||19410903\r";

    [Fact]
    public async Task An_HL7_message_becomes_a_patient_and_a_wrong_one_is_told_by_segment_and_field()
    {
        await using var engine = await FormatEngine.StartAsync();
        using var lab = await engine.ClientAsync("lab");
        var answer = await FormatEngine.PushAsync(lab, "lab/result", Er7, Message);
        Assert.Equal((200, "settled"), (answer.Status, answer.Json.GetProperty("state").GetString()));
        Assert.Equal(0, answer.Json.GetProperty("ledger").GetProperty("tested").GetInt32());
        var found = await lab.GetStringAsync("/fhir/Patient?identifier=urn:interop:lab:540002698:patient|8001");
        Assert.Contains("\"DURAND\"", found, StringComparison.Ordinal);

        var wrong = await FormatEngine.PushAsync(lab, "lab/result", Er7, Message.Replace("MSG-1", "MSG-2", StringComparison.Ordinal).Replace("1941", "41x", StringComparison.Ordinal).Replace("DURAND^Zoé", "", StringComparison.Ordinal));
        Assert.Equal(422, (await FormatEngine.PushAsync(lab, "lab/result", Er7, "PID|1\r")).Status);
        Assert.Contains("PID-5", wrong.Text, StringComparison.Ordinal);
        Assert.Equal(415, (await FormatEngine.PushAsync(lab, "lab/result", "application/json", "{}")).Status);
    }

    [Fact]
    public async Task An_XML_record_with_accents_becomes_a_patient_and_a_wrong_one_is_told_by_XPath()
    {
        await using var engine = await FormatEngine.StartAsync();
        using var hub = await engine.ClientAsync("hub");
        var answer = await FormatEngine.PushAsync(hub, "hub/sheet", "application/xml", "<?xml version=\"1.0\" encoding=\"ISO-8859-1\"?><Fiche id=\"7\" version=\"1\"><Nom>Lefèvre</Nom><Né>1941-09-03</Né></Fiche>", Encoding.Latin1);
        Assert.Equal((200, "settled"), (answer.Status, answer.Json.GetProperty("state").GetString()));
        Assert.Contains("Lefèvre", await hub.GetStringAsync("/fhir/Patient?identifier=urn:interop:hub:540002698:patient|7"), StringComparison.Ordinal);
        var wrong = await FormatEngine.PushAsync(hub, "hub/sheet", "application/xml", "<Fiche id=\"8\" version=\"1\"><Né>1941-09-03</Né></Fiche>");
        Assert.Equal(422, wrong.Status);
        Assert.Contains("/Fiche/Nom", wrong.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Rows_of_a_sheet_have_a_verdict_each_and_the_books_balance()
    {
        await using var engine = await FormatEngine.StartAsync();
        using var clinic = await engine.ClientAsync("clinic");
        const string sheet = "id;version;name;birth\r\np-1;1;Hélène;1941-05-02\r\np-2;1;;1950-01-01\r\np-1;1;Hélène;1941-05-02\r\np-3;1;\"Zoé; la 2e\";1960-12-31\r\n";
        var windows = CodePagesEncodingProvider.Instance.GetEncoding(1252)!;
        var answer = await FormatEngine.PushAsync(clinic, "clinic/patient", "text/csv", sheet, windows);
        Assert.Equal(422, answer.Status);
        Assert.Contains("row 2, column name", answer.Text, StringComparison.Ordinal);

        var batch = (await FormatEngine.ViewAsync(clinic, answer.Location)).GetProperty("batch");
        Assert.Equal(4, batch.GetProperty("records").GetInt32());
        Assert.Equal(["settled", "quarantined", "repeated", "settled"], batch.GetProperty("verdicts").EnumerateArray().Select(v => v.GetProperty("state").GetString()));
        var second = batch.GetProperty("verdicts")[1];
        var record = await FormatEngine.ViewAsync(clinic, new Uri($"/messages/{second.GetProperty("message").GetGuid():D}", UriKind.Relative));
        Assert.Equal(2, record.GetProperty("number").GetInt32());
        Assert.Equal(answer.Location!.ToString(), "/messages/" + record.GetProperty("batch").GetString());
        Assert.Contains("Zoé; la 2e", await clinic.GetStringAsync("/fhir/Patient?identifier=urn:interop:clinic:540002698:patient|p-3"), StringComparison.Ordinal);

        var again = await FormatEngine.PushAsync(clinic, "clinic/patient", "text/csv", sheet, windows);
        Assert.True(again.Duplicate);
        Assert.Equal(answer.Location, again.Location);
        var books = await engine.Instance.Store.ReadBooksAsync(CancellationToken.None);
        Assert.All(books, b => Assert.True(b.Balanced));
        Assert.Equal(["clinic/patient 3", "clinic/patient/batch 1"], books.Select(b => $"{b.Record} {b.Received}"));
    }

    [Fact]
    public async Task A_corrected_sheet_replaces_only_what_was_held_back()
    {
        await using var engine = await FormatEngine.StartAsync();
        using var clinic = await engine.ClientAsync("clinic");
        const string sheet = "id,version,name\np-1,1,A\np-2,1,\n";
        Assert.Equal(422, (await FormatEngine.PushAsync(clinic, "clinic/patient", "text/csv", sheet)).Status);
        var corrected = await FormatEngine.PushAsync(clinic, "clinic/patient", "text/csv", "id,version,name\np-1,1,A\np-2,1,B\n");
        Assert.Equal(200, corrected.Status);
        Assert.Equal(["repeated", "settled"], corrected.Json.GetProperty("batch").GetProperty("verdicts").EnumerateArray().Select(v => v.GetProperty("state").GetString()));
        var broken = await FormatEngine.PushAsync(clinic, "clinic/patient", "text/csv", "id,version,name\np-5,1,A\np-6,1,\"B\np-7,1,C\n");
        Assert.Equal(422, broken.Status);
        Assert.Equal("row 2", broken.Issue("csv-quote").GetProperty("location")[0].GetString());
        Assert.Contains("\"p-5\"", await clinic.GetStringAsync("/fhir/Patient?identifier=urn:interop:clinic:540002698:patient|p-5"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_HL7_batch_and_lines_of_JSON_are_taken_apart()
    {
        await using var engine = await FormatEngine.StartAsync();
        using var lab = await engine.ClientAsync("lab");
        var second = Message.Replace("MSG-1", "MSG-2", StringComparison.Ordinal).Replace("8001", "8002", StringComparison.Ordinal);
        var batch = await FormatEngine.PushAsync(lab, "lab/result", Er7, $"FHS|^~\\&|LAB\rBHS|^~\\&|LAB\r{Message}{second}BTS|2\rFTS|1\r");
        Assert.Equal(200, batch.Status);
        Assert.Equal(2, batch.Json.GetProperty("batch").GetProperty("states").GetProperty("settled").GetInt32());
        Assert.Contains("\"8002\"", await lab.GetStringAsync("/fhir/Patient?identifier=urn:interop:lab:540002698:patient|8002"), StringComparison.Ordinal);

        using var app = await engine.ClientAsync("app");
        var lines = await FormatEngine.PushAsync(app, "app/note", "application/x-ndjson", "{\"id\":\"1\",\"version\":1,\"name\":\"A\"}\n\n{\"id\":\"2\"\n{\"id\":\"3\",\"version\":1}\n");
        Assert.Equal(422, lines.Status);
        var view = await FormatEngine.ViewAsync(app, lines.Location);
        Assert.Equal(["settled", "quarantined", "quarantined"], view.GetProperty("batch").GetProperty("verdicts").EnumerateArray().Select(v => v.GetProperty("state").GetString()));
        Assert.Contains("record 3: $.name", lines.Text, StringComparison.Ordinal);

        var dry = await FormatEngine.PushAsync(app, "app/note", "application/x-ndjson", "{\"id\":\"8\",\"version\":1,\"name\":\"A\"}\n{\"id\":\"9\",\"version\":1,\"name\":\"B\"}\n", query: "?dry-run");
        Assert.Equal((200, 2), (dry.Status, dry.Json.GetProperty("records").GetInt32()));
    }

    [Fact]
    public async Task A_batch_of_too_many_records_is_refused_whole()
    {
        await using var engine = await FormatEngine.StartAsync();
        using var clinic = await engine.ClientAsync("clinic");
        var sheet = new StringBuilder("id,version,name\n");
        for (var i = 0; i <= Interop.Engine.Messages.Batches.MaxRecords; i++)
        {
            sheet.Append("p,1,A\n");
        }

        var answer = await FormatEngine.PushAsync(clinic, "clinic/patient", "text/csv", sheet.ToString());
        Assert.Equal(413, answer.Status);
        answer.Issue("batch-too-many");
        Assert.Empty(await engine.Instance.Store.ReadBooksAsync(CancellationToken.None));
    }
}
