using System.Text.Json.Nodes;
using static Interop.Mapping.Tests.Cases.TeleExpertise.Trip;

namespace Interop.Mapping.Tests.Cases.TeleExpertise;

/// <summary>What a report record says, read a second time by RECORDS 4.2 and MODELLING B1-B8 and E2-E4: nothing here knows the mappings.</summary>
internal sealed class ReportReading(JsonObject record)
{
    private static readonly HashSet<string> Assistants = ["preparateur", "aide-soignant", "assistant-medical", "secretaire", "aidant"];

    public JsonObject Requester => record["requester"]!.AsObject();

    public JsonObject Signer => Experts.FirstOrDefault(e => e["signedAt"] is not null && !IsAssistant(e)) ?? Experts.FirstOrDefault(e => Text(e, "part") == "answered") ?? Experts[0];

    public bool IsWithdrawn => Text(record, "report.status") == "cancelled";

    /// <summary>The labels that the document must carry (MODELLING E3).</summary>
    public IEnumerable<string> Labels
    {
        get
        {
            var stated = record["report"]!["confidentiality"]!.AsArray().Select(c => c!.GetValue<string>() == "INVISIBLE_REP_LEGAUX" ? "INVISIBLE_REPRESENTANTS_LEGAUX" : c.GetValue<string>());
            return (IsReleased ? stated.Where(c => c != "INVISIBLE_PATIENT") : stated.Append("INVISIBLE_PATIENT")).Distinct();
        }
    }

    public string Visibility => Labels.Contains("MASQUE_PS") ? "addressee-only" : IsReleased ? "care-team-and-patient" : "care-team";

    /// <summary>An INS travels only when it is qualified and all five traits are there.</summary>
    public bool HasIns => Text(record, "patient.ins.status") == "VALI" && Text(record, "patient.ins.oid") is { } oid && oid.StartsWith("1.2.250.1.213.1.4.", StringComparison.Ordinal)
        && Text(record, "patient.birthFamilyName") is not null && Text(record, "patient.birthGivenNames") is not null && Text(record, "patient.birthPlaceCode") is not null
        && Text(record, "patient.sex") is "M" or "F" && Text(record, "patient.birthDate") is { Length: 10 };

    private bool IsReleased => record["report"]!["releasedToPatient"] is { } release && Text(release, "by.rpps") == Text(Requester, "rpps");

    private List<JsonObject> Experts => [.. record["experts"]!.AsArray().Select(e => e!.AsObject())];

    /// <summary>The acts of the record that have a biller.</summary>
    public IEnumerable<ActReading> Acts()
    {
        if (Text(record, "act.code") is { } code)
        {
            yield return new ActReading(record, this, "expert", code, Signer, Requester);
        }

        yield return new ActReading(record, this, "requester", "RQD", Requester, Signer);
    }

    public bool IsBillable => Text(record, "report.status") is "final" or "amended" && Text(record, "request.status") == "completed" && Text(record, "billing.sameSite") != "true";

    public int Signatures => Experts.Count(e => e["signedAt"] is not null && !IsAssistant(e));

    public static bool IsAssistant(JsonObject person) => Assistants.Contains(Text(person, "profession") ?? "");

    public static string Name(JsonObject person) => $"{Text(person, "given")} {Text(person, "family")}";
}
