using System.Text.Json.Nodes;

namespace Interop.Functions.Population;

/// <summary>
/// Makes a part of the records of a patient faulty, as senders do: a first attempt that is corrected under the same version, a newer version that
/// stays wrong, a version sent again with other content, a small fault that is only remarked. What the story needs is always there in the end.
/// </summary>
internal sealed class Faults(Dice dice, int perMillion)
{
    /// <summary>The records with the faulty ones among them.</summary>
    public IReadOnlyList<GeneratedRecord> Spoil(IReadOnlyList<GeneratedRecord> story)
    {
        var records = new List<GeneratedRecord>();
        for (var i = 0; i < story.Count; i++)
        {
            var record = story[i];
            var faulty = MayFail(record) && !IsRepeated(record, story, i) && dice.Rarely(perMillion);
            records.AddRange(faulty ? Spoil(record, records, story.Skip(i + 1)) : [record]);
        }

        return records;
    }

    private static bool MayFail(GeneratedRecord record) =>
        record.Expected == Outcome.Accepted && record.Fault is null && !record.AfterDelivery && record.Body["action"]!.GetValue<string>() != "cancel";

    /// <summary>What is sent twice must be the same both times.</summary>
    private static bool IsRepeated(GeneratedRecord record, IReadOnlyList<GeneratedRecord> story, int at) =>
        at + 1 < story.Count && story[at + 1].Expected == Outcome.Duplicate && story[at + 1].RecordId == record.RecordId;

    private IReadOnlyList<GeneratedRecord> Spoil(GeneratedRecord record, List<GeneratedRecord> before, IEnumerable<GeneratedRecord> after)
    {
        if (dice.Chance(80))
        {
            var other = record.Copy();
            other.Body["issuedAt"] = "2026-11-17T06:00:00+01:00";
            return [record, other with { Expected = Outcome.Conflict, Fault = new Fault("same version, other content", "record-conflict", "$.recordVersion") }];
        }

        var known = before.Any(r => r.Sender == record.Sender && Platform(r) == Platform(record) && r.Expected == Outcome.Accepted);
        var kinds = FaultKinds.All.Where(k => k.Fits(record.Record) && (known || !k.NeedsEarlier)).ToList();
        for (var attempt = 0; attempt < 12; attempt++)
        {
            var kind = dice.Pick(kinds);
            var spoiled = record.Copy();
            if (kind.Spoil(spoiled.Body) is not { } place)
            {
                continue;
            }

            var fault = new Fault(kind.Name, kind.Code, place);
            if (!kind.Holds)
            {
                return [spoiled with { Fault = fault }];
            }

            spoiled = spoiled with { Expected = Outcome.Quarantined, Fault = fault };
            return after.Any(r => r.Record == record.Record && r.RecordId == record.RecordId) || dice.Chance(500) ? [spoiled, record] : [record, Newer(spoiled)];
        }

        return [record];
    }

    /// <summary>Records of one kind of software: their patients are known by the same local id.</summary>
    private static string Platform(GeneratedRecord record) => record.Record.Split('/')[0];

    private static GeneratedRecord Newer(GeneratedRecord spoiled)
    {
        spoiled.Body["recordVersion"] = spoiled.Version + 1;
        spoiled.Body["action"] = JsonValue.Create("replace");
        return spoiled;
    }
}
