namespace Interop.Functions.Population;

/// <summary>One version of a plan.</summary>
public sealed record PlanVersion(int Number, DateOnly Day, bool Complete, IReadOnlyList<PlannedLine> Lines)
{
    public string Status { get; init; } = "validated";

    public bool Withdrawn { get; init; }

    public bool Cancelled { get; init; }

    public Place? Home { get; init; }

    public DateOnly HomeSince { get; init; }
}

/// <summary>
/// The treatment of one patient over the days: what is added, changed, stopped, suspended, resumed, left out of a complete plan, said in part; a move
/// to another home; the end of consent.
/// </summary>
public sealed class PlanStory
{
    private readonly Person person;
    private readonly Territory territory;
    private readonly Dice dice;
    private readonly List<PlannedLine> lines = [];
    private readonly List<PlanVersion> versions = [];
    private Place? home;
    private DateOnly homeSince = new(2025, 2, 1);
    private int nextLine;

    private PlanStory(Person person, Territory territory, Dice dice) => (this.person, this.territory, this.dice, home) = (person, territory, dice, person.Home);

    /// <summary>The versions, in the order in which they were made.</summary>
    public static IReadOnlyList<PlanVersion> Tell(Person person, Territory territory, Dice dice, DateOnly start, int days)
    {
        var story = new PlanStory(person, territory, dice);
        story.Begin(start);
        var changes = Math.Min(dice.Between(0, 3), days / 2);
        var number = 1;
        for (var i = 1; i <= changes; i++)
        {
            story.Continue(++number, start.AddDays(days * i / (changes + 1)));
        }

        story.End(number + 1, start.AddDays(days));
        return story.versions;
    }

    private void Begin(DateOnly start)
    {
        var count = dice.Between(3, 11);
        while (lines.Count < count)
        {
            Add(start.AddDays(-dice.Below(60)));
        }

        Publish(new PlanVersion(1, start, true, [.. lines]) { Status = dice.Chance(30) ? "draft" : "validated" });
    }

    private void Continue(int number, DateOnly day)
    {
        var before = lines.Select(l => l.LineId).ToList();
        Calm();
        var touched = new List<string>();
        for (var i = dice.Between(1, 3); i > 0; i--)
        {
            touched.AddRange(Change(day));
        }

        List<Place> others = [.. territory.Homes.Where(h => h != home && h.Zone == home?.Zone)];
        if (home is not null && others.Count > 0 && dice.Chance(60))
        {
            (home, homeSince) = (dice.Pick(others), day);
        }

        // That a line is gone can be said by a complete plan only.
        var news = lines.Where(l => touched.Contains(l.LineId)).ToList();
        var nothingLeft = before.All(b => lines.Any(l => l.LineId == b));
        Publish(news.Count > 0 && nothingLeft && dice.Chance(300) ? new PlanVersion(number, day, false, news) : new PlanVersion(number, day, true, [.. lines]));
    }

    private void End(int number, DateOnly day)
    {
        var kind = dice.Below(1000);
        if (kind < 40)
        {
            Calm();
            Stop(day);
            Add(day);
            Publish(new PlanVersion(number, day, true, [.. lines]) { Withdrawn = true });
        }
        else if (kind < 55)
        {
            Calm();
            Publish(new PlanVersion(number, day, true, [.. lines]) { Withdrawn = true });
        }
        else if (kind < 65)
        {
            Publish(new PlanVersion(number, day, true, []) { Cancelled = true });
        }
        else if (kind < 80)
        {
            Calm();
            Publish(new PlanVersion(number, day, true, [.. lines]) { Status = "ended" });
        }
    }

    private void Publish(PlanVersion version) => versions.Add(version with { Home = home, HomeSince = homeSince });

    /// <summary>What was news in the version before is none any more; most stopped lines go once they have been told.</summary>
    private void Calm()
    {
        lines.RemoveAll(l => l.State == LineState.Stopped && lines.Count > 1 && dice.Chance(800));
        for (var i = 0; i < lines.Count; i++)
        {
            lines[i] = lines[i] with { Change = lines[i].State switch { LineState.Stopped => "stopped", LineState.Suspended => "suspended", _ => "unchanged" } };
        }
    }

    private List<string> Change(DateOnly day) => dice.Below(100) switch
    {
        < 30 => Adjust(),
        < 45 => Stop(day),
        < 58 => Suspend(day),
        < 70 => Resume(),
        < 82 => LeaveOut(),
        _ => Add(day),
    };

    private List<string> Add(DateOnly start)
    {
        var medicine = dice.Pick(MedicineTable.All);
        if (lines.Any(l => l.Medicine.Label.StartsWith(medicine.Label, StringComparison.Ordinal) || (l.Medicine.Inn == medicine.Inn && medicine.Inn != "lévothyroxine")))
        {
            return [];
        }

        nextLine++;
        var prescription = $"ORD-{person.Code}-{(nextLine % 4 == 0 ? 2 : 1)}";
        var line = Posology.Line(FormattableString.Invariant($"L-{nextLine}"), nextLine, medicine, prescription, dice.Pick(medicine.Posologies), start);
        lines.Add(dice.Chance(120) ? line with { Prescribed = medicine, Medicine = medicine.Generic() } : line);
        return [line.LineId];
    }

    /// <summary>Another posology of the same medicine, where the table has one.</summary>
    private List<string> Adjust()
    {
        var at = dice.Below(lines.Count);
        var old = lines[at];
        var table = old.Prescribed ?? old.Medicine;
        var line = Posology.Line(old.LineId, old.Position, table, old.PrescriptionId, dice.Pick(table.Posologies), old.Start);
        if (old.State != LineState.Taken || line.Text == old.Text)
        {
            return [];
        }

        lines[at] = line with { Change = "changed", Medicine = old.Medicine, Prescribed = old.Prescribed };
        return [old.LineId];
    }

    private List<string> Stop(DateOnly day) => Set(LineState.Taken, l => l with
    {
        State = LineState.Stopped, Change = "stopped", Since = day.AddDays(-1), Reason = dice.Pick(["arrêt médecin", "effet indésirable", "fin de traitement"]),
    });

    private List<string> Suspend(DateOnly day) => Set(LineState.Taken, l => l with
    {
        State = LineState.Suspended, Change = "suspended", Since = day, Reason = dice.Pick(["hospitalisation", "bilan biologique", "chirurgie prévue"]),
    });

    private List<string> Resume() => Set(LineState.Suspended, l => l with { State = LineState.Taken, Change = "resumed", Since = null, Reason = null });

    private List<string> LeaveOut()
    {
        if (lines.Count > 3)
        {
            lines.RemoveAt(dice.Below(lines.Count));
        }

        return [];
    }

    private List<string> Set(LineState from, Func<PlannedLine, PlannedLine> change)
    {
        var places = Enumerable.Range(0, lines.Count).Where(i => lines[i].State == from).ToList();
        if (places.Count == 0)
        {
            return [];
        }

        var at = dice.Pick(places);
        lines[at] = change(lines[at]);
        return [lines[at].LineId];
    }
}
