using System.Globalization;
using System.Text;
using System.Text.Json;
using Interop.Engine.Feeds;
using Interop.Engine.Ports;

namespace Interop.Functions.Http.Feeds;

/// <summary>
/// One line per entry (RFC 4180, comma, point as decimal sign), a header with the paths of the item's fields. A cell that a spreadsheet would run as
/// a formula begins with an apostrophe. Several reasons or warnings share a cell, divided by <c>; </c>.
/// </summary>
public sealed class CsvFeed : IFeedFormat
{
    /// <summary>The columns; the header is these names, in this order. New ones are added at the end.</summary>
    public static IReadOnlyList<string> Columns { get; } =
    [
        "cursor", "itemId", "version", "state", "at", "blockedReasons", "warnings",
        "act.code", "act.label", "act.quantity", "act.coefficient", "act.executionDate",
        "act.tariff.amount", "act.tariff.currency", "act.tariff.territory", "act.tariff.effectiveFrom", "act.tariff.source",
        "act.coverage", "act.requestId", "act.reportId", "act.reportDate", "act.reportSha256",
        "biller.kind", "biller.rpps", "biller.amNumber", "biller.specialty", "biller.sector", "biller.name", "biller.replacedRpps", "biller.replacedAmNumber",
        "biller.finessGeo", "biller.finessLegal", "biller.unitCode",
        "performer.rpps", "performer.name", "performer.specialty",
        "counterpart.role", "counterpart.rpps", "counterpart.amNumber", "counterpart.finessGeo", "counterpart.specialtyCpam", "counterpart.name", "counterpart.date",
        "patient.family", "patient.birthFamily", "patient.given", "patient.sex", "patient.birthRank",
        "insurance.nss", "insurance.insuredIs", "insurance.insured.family", "insurance.insured.given", "insurance.insured.birthFamily", "insurance.beneficiaryQuality",
        "insurance.cardBirthDate", "insurance.birthRank", "insurance.regime", "insurance.caisse", "insurance.centre", "insurance.gestion",
        "insurance.rightsFrom", "insurance.rightsTo", "insurance.riskNature", "insurance.ald",
        "rightsProof.kind", "rightsProof.at", "securing", "setting", "careHome.finessGeo", "careHome.carePackage",
        "hospital.ipp", "hospital.visit", "hospital.unit",
        "status.billedAt", "status.invoiceNo", "status.lot", "status.rejectedAt", "status.rejectCode", "status.rejectText", "status.paidAt", "status.paidAmount",
        "status.abandonedAt", "status.abandonText",
        "insurance.rightsCheckedAt", "hospital.discipline",
        "payment.online.status", "payment.online.amount", "payment.online.currency", "payment.online.at", "payment.online.ref", "payment.online.refunded",
    ];

    /// <inheritdoc/>
    public string MediaType => "text/csv";

    /// <inheritdoc/>
    public byte[] Write(string feed, FeedPage page)
    {
        var text = new StringBuilder();
        text.AppendJoin(',', Columns).Append("\r\n");
        foreach (var row in page.Items)
        {
            using var item = JsonDocument.Parse(row.Payload);
            text.AppendJoin(',', Columns.Select(c => Cell(Value(row, item.RootElement, c)))).Append("\r\n");
        }

        return Encoding.UTF8.GetBytes(text.ToString());
    }

    private static string Value(FeedItemRow row, JsonElement item, string column) => column switch
    {
        "cursor" => row.Cursor.ToString(CultureInfo.InvariantCulture),
        "itemId" => row.ItemId,
        "version" => row.Version.ToString(CultureInfo.InvariantCulture),
        "state" => row.State,
        "at" => row.At.ToString("O", CultureInfo.InvariantCulture),
        "blockedReasons" or "warnings" => item.TryGetProperty(column, out var list) ? string.Join("; ", list.EnumerateArray().Select(Reason)) : "",
        _ => At(item, column),
    };

    private static string Reason(JsonElement reason) =>
        reason.GetProperty("code").GetString() + (reason.TryGetProperty("field", out var field) ? $" ({field.GetString()})" : "");

    private static string At(JsonElement element, string path)
    {
        foreach (var name in path.Split('.'))
        {
            if (element.ValueKind != JsonValueKind.Object || !element.TryGetProperty(name, out element))
            {
                return "";
            }
        }

        return element.ValueKind == JsonValueKind.String ? element.GetString()! : element.GetRawText();
    }

    private static string Cell(string value)
    {
        var safe = value.Length > 0 && value[0] is '=' or '+' or '-' or '@' or '\t' or '\r' or '\n' ? "'" + value : value;
        return safe.AsSpan().IndexOfAny(",\"\r\n") < 0 ? safe : $"\"{safe.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
    }
}
