namespace Interop.Functions.Population;

/// <summary>Everything that is sent about one patient, in the order of sending, and what must come of it.</summary>
/// <param name="Records">The records; about one patient they are sent one after the other.</param>
/// <param name="Plan">The treatment that receivers must have in the end.</param>
public sealed record PatientStory(Person Person, IReadOnlyList<GeneratedRecord> Records, ExpectedPlan Plan)
{
    private const int IntakesAtMost = 6;

    /// <summary>Tells it. A part of the records is made faulty; the faults never take anything away that the story needs.</summary>
    public static PatientStory Tell(Person person, Territory territory, Dice dice, PopulationOptions options)
    {
        var start = PopulationOptions.Start;
        var versions = PlanStory.Tell(person, territory, dice.Fork("plan"), start, options.Days);
        var first = versions[0];
        var care = new CareRecords(person, dice.Fork("care"));
        var records = new List<GeneratedRecord> { CareRecords.File(person, start.AddDays(-2)) };
        records.AddRange(first.Lines.GroupBy(l => l.PrescriptionId).OrderBy(g => g.Key, StringComparer.Ordinal).Select(g => PlanRecords.Order(person, g.Key, start.AddDays(-1), g)));
        records.AddRange(care.Dispensings(first.Lines, start));
        records.Add(PlanRecords.Plan(person, first));
        if (care.Preparation(first) is { } preparation && first.Status == "validated")
        {
            records.Add(preparation);
        }

        records.AddRange(care.Intakes(first, start.AddDays(1), IntakesAtMost));
        if (person.Number % 7 == 3)
        {
            records.AddRange(care.ClockChange(first));
        }

        if (dice.Chance(450))
        {
            records.AddRange(TeleExpertise.Tell(person, territory, dice.Fork("advice"), start, options.Days));
        }

        if (dice.Chance(250))
        {
            records.AddRange(care.Grants(start));
        }

        if (dice.Chance(50))
        {
            records.Add(care.Event(first.Lines[0], start.AddDays(1)));
        }

        var order = new PlanOrder(person, dice.Fork("order"));
        records.AddRange(order.Later(versions));
        var faulty = new Faults(dice.Fork("faults"), options.FaultsPerMillion).Spoil(records);
        return new PatientStory(person, faulty, ExpectedPlan.Of(person, order.Applied(versions)));
    }
}
