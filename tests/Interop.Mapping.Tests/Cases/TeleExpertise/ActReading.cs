using System.Text.Json.Nodes;
using Interop.Fhir.French;
using static Interop.Mapping.Tests.Cases.TeleExpertise.Trip;

namespace Interop.Mapping.Tests.Cases.TeleExpertise;

/// <summary>One act of one biller, as it has to reach the billing software.</summary>
internal sealed class ActReading(JsonObject record, ReportReading report, string role, string code, JsonObject performer, JsonObject other)
{
    public string ItemId => $"{Text(record, "request.id")}/{role}";

    public string Code => code;

    public string Date => Text(record, "act.date")!;

    public JsonObject Performer => performer;

    public JsonObject Other => other;

    /// <summary><c>self</c>, <c>replaced</c>, <c>establishment</c>, <c>health-centre</c>, <c>none</c>.</summary>
    public string Biller => Text(record, $"billing.{role}.biller")!;

    public string Message => Biller is "self" or "replaced" ? "stellair/act" : "hospital-billing/act";

    public JsonObject? House => (performer["billingOrganisation"] ?? performer["organisation"]) as JsonObject;

    public string? OtherNumber(bool finess)
    {
        var salaried = Text(other, "exerciseMode") == "salaried";
        return salaried != finess ? null : salaried ? Text(other["organisation"] ?? other["billingOrganisation"], "finessGeo") : Text(other, "amNumber");
    }

    public string State
    {
        get
        {
            var said = role == "expert" ? Text(record, "billing.expert.status") : null;
            if (!report.IsBillable || Biller == "none" || said == "not-billable" || !MayBill)
            {
                return "cancelled";
            }

            return said is "billed" or "paid" or "rejected" ? said : Reasons.Any() ? "blocked" : "billable";
        }
    }

    /// <summary>Why no bill can be made, as <c>code field</c>, sorted.</summary>
    public IEnumerable<string> Reasons => AllReasons().Order(StringComparer.Ordinal);

    /// <summary>The proposed amount: rows of MODELLING B6 written down again.</summary>
    public string? Amount => IsOverseas ? null : (code, Text(performer, "profession"), string.CompareOrdinal(Date, "2026-01-01") >= 0, string.CompareOrdinal(Date, "2022-04-01") >= 0) switch
    {
        ("TE2", "10", true, _) or ("TE2", "50", true, _) => "23",
        ("TE2", "10", false, _) or ("TE2", "50", false, true) => "20",
        ("TE1", "10", false, false) => "12",
        ("RQD", "10" or "50" or "60" or "70" or "80" or "91", _, true) => "10",
        _ => null,
    };

    private bool IsOverseas => (Text(performer["organisation"] ?? performer["billingOrganisation"], "address.postalCode") ?? Text(performer["organisation"] ?? performer["billingOrganisation"], "finessGeo"))?[..2] is "97" or "98";

    private bool IsKnown => code is "TE2" || code == "RQD" && string.CompareOrdinal(Date, "2022-04-01") >= 0 || code == "TE1" && string.CompareOrdinal(Date, "2022-04-01") < 0;

    private bool MayBill => !IsKnown ? code != "RQD" && !ReportReading.IsAssistant(performer) : (code, Text(performer, "profession")) switch
    {
        ("RQD", "10" or "40" or "50" or "60" or "70" or "80" or "91") => true,
        ("TE2", "10" or "40" or "50" or "60") => true,
        ("TE1", "10") => true,
        _ => false,
    };

    private IEnumerable<string> AllReasons()
    {
        foreach (var (missing, reason) in new[]
        {
            (performer["rpps"] is null, "missing-rpps performer.rpps"),
            (!IsKnown, "unknown-act-code act.code"),
            (role == "expert" && report.Signatures > 1, "several-signers performer"),
            (Biller == "self" && performer["amNumber"] is null, "missing-am-number biller.amNumber"),
            (Biller == "replaced" && performer["replaces"]?["amNumber"] is null, "missing-am-number biller.replacedAmNumber"),
            (Message == "hospital-billing/act" && House?["finessGeo"] is null, "missing-finess biller.finessGeo"),
            (other["rpps"] is null, "missing-rpps counterpart.rpps"),
            (OtherNumber(true) is null && OtherNumber(false) is null, "missing-counterpart-number counterpart.amNumber"),
            (record["insurance"] is null, "missing-insurance insurance"),
            (Text(record, "insurance.insuredIs") == "other" && record["insurance"]!["insured"] is null, "missing-insured insurance.insured"),
            (Text(record, "setting") == "inpatient", "inpatient setting"),
            (IsGlobal, "confirm-with-care-home careHome.carePackage"),
            (!IsGlobal && role == "requester" && Text(performer, "exerciseMode") == "salaried", "confirm-with-care-home performer"),
        })
        {
            if (missing)
            {
                yield return reason;
            }
        }
    }

    private bool IsGlobal => Text(record, "settingOrganisation.carePackage") == "global";

    /// <summary>Warnings that the record alone decides, sorted.</summary>
    public IEnumerable<string> Warnings => new[]
    {
        (record["billing"]!["sameSite"] is null, "same-site?"),
        (Text(record, "setting") == "care-home" && record["settingOrganisation"]?["carePackage"] is null, "care-package-global?"),
        (IsKnown && (code, Text(performer, "profession")) is ("TE2" or "RQD", "40") or ("TE2", "60"), "profession-to-check"),
        (Text(record, "insurance.nss") is { } nss && !Nir.IsValid(nss), "nss-key"),
    }.Where(w => w.Item1).Select(w => w.Item2).Order(StringComparer.Ordinal);
}
