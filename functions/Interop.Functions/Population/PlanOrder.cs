namespace Interop.Functions.Population;

/// <summary>In which order the later versions of a plan are pushed: some late, some twice.</summary>
internal sealed class PlanOrder(Person person, Dice dice)
{
    private readonly HashSet<int> late = [];

    /// <summary>The records of all versions but the first.</summary>
    public IEnumerable<GeneratedRecord> Later(IReadOnlyList<PlanVersion> versions)
    {
        var records = new List<GeneratedRecord>();
        for (var i = 1; i < versions.Count; i++)
        {
            var next = i + 1 < versions.Count ? versions[i + 1] : null;
            if (next is { Complete: true, Cancelled: false, Withdrawn: false } && versions[i] is { Cancelled: false, Withdrawn: false } && dice.Chance(80))
            {
                // The network held one version up: the higher one stands, the late one is history.
                records.Add(PlanRecords.Plan(person, next));
                records.Add(PlanRecords.Plan(person, versions[i]) with { Expected = Outcome.Superseded });
                late.Add(versions[i].Number);
                i++;
                continue;
            }

            var record = PlanRecords.Plan(person, versions[i]) with { AfterDelivery = versions[i].Withdrawn || versions[i].Cancelled };
            records.Add(Withdrawal(record, versions, i));
            if (dice.Chance(60))
            {
                records.Add(record.Copy() with { Expected = Outcome.Duplicate });
            }
        }

        return records.Where(r => r.Expected != Outcome.Duplicate || !records.Any(o => o.Expected == Outcome.Quarantined && o.Version == r.Version));
    }

    /// <summary>The versions that take effect, in order.</summary>
    public IReadOnlyList<PlanVersion> Applied(IReadOnlyList<PlanVersion> versions) => [.. versions.Where(v => !late.Contains(v.Number))];

    /// <summary>Consent withdrawn: a record that ends nothing has nothing left to tell, and is held back (MODELLING E7).</summary>
    private GeneratedRecord Withdrawal(GeneratedRecord record, IReadOnlyList<PlanVersion> versions, int at)
    {
        var applied = ExpectedPlan.Of(person, [.. Applied(versions).TakeWhile(v => v.Number < versions[at].Number)]);
        return versions[at].Withdrawn && !applied.EndsSomething(versions[at])
            ? record with { Expected = Outcome.Quarantined, Fault = new Fault("consent withdrawn, nothing ended", "consent-not-given", "$.consents") }
            : record;
    }
}
