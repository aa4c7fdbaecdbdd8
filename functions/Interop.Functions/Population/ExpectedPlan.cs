namespace Interop.Functions.Population;

/// <summary>A line as receivers must have it.</summary>
public sealed record ExpectedLine(PlannedLine Line, string Status);

/// <summary>
/// The treatment as this generator knows it, worked out from its own decisions and not from any mapping: complete versions replace, partial ones add and
/// change, a cancelled one ends it, a withdrawal lets only ends through.
/// </summary>
public sealed class ExpectedPlan
{
    private readonly List<ExpectedLine> lines = [];
    private readonly List<string> dropped = [];
    private readonly List<ExpectedLine> ended = [];

    /// <summary>Id of the plan.</summary>
    public required string PlanId { get; init; }

    public required Person Person { get; init; }

    /// <summary>The version that receivers were told last; 0 when they were told nothing.</summary>
    public int Version { get; private set; }

    public string Status { get; private set; } = "";

    public bool Cancelled { get; private set; }

    /// <summary>Where the patient lives in the end, as far as may be told.</summary>
    public Place? Home { get; private set; }

    public IReadOnlyList<ExpectedLine> Lines => lines;

    /// <summary>Lines that a complete plan left out while they were being taken: receivers must be told so (RECORDS case 9).</summary>
    public IReadOnlyList<string> Dropped => dropped;

    /// <summary>Lines that ended before a complete plan left them out: who missed the version with the end gets it with a later one (RECORDS cases 8, 9).</summary>
    public IReadOnlyList<ExpectedLine> Ended => ended;

    /// <summary>What these versions come to.</summary>
    public static ExpectedPlan Of(Person person, IReadOnlyList<PlanVersion> versions)
    {
        var plan = new ExpectedPlan { PlanId = $"PLN-{person.Code}", Person = person };
        foreach (var version in versions)
        {
            plan.Apply(version);
        }

        return plan;
    }

    /// <summary>Whether a version stops a line that was told, or leaves one out.</summary>
    public bool EndsSomething(PlanVersion version) => Version > 0 && (Stops(version).Count > 0 || Absent(version).Count > 0);

    internal static bool IsEnd(string status) => status is "stopped" or "completed";

    private void Apply(PlanVersion version)
    {
        if (version.Cancelled)
        {
            // Nobody is told to forget what nobody was told.
            (Cancelled, Version) = (Version > 0, Version);
            return;
        }

        if (version.Withdrawn)
        {
            Withdraw(version);
            return;
        }

        if (version.Complete)
        {
            dropped.AddRange(Version > 0 ? Absent(version) : []);
            ended.AddRange(lines.Where(l => IsEnd(l.Status) && version.Lines.All(n => n.LineId != l.Line.LineId)));
            lines.RemoveAll(l => version.Lines.All(n => n.LineId != l.Line.LineId));
        }

        foreach (var line in version.Lines)
        {
            Put(new ExpectedLine(line, line.StatusOn(version.Day)));
        }

        if (version.Complete)
        {
            lines.Sort((a, b) => IndexIn(version, a).CompareTo(IndexIn(version, b)));
        }

        Home = version.Home;
        (Version, Status) = version.Status == "draft" ? (0, "draft") : (version.Number, version.Status);
    }

    private void Withdraw(PlanVersion version)
    {
        if (!EndsSomething(version))
        {
            return;
        }

        var (stops, absent) = (Stops(version), Absent(version));
        dropped.AddRange(absent);
        lines.RemoveAll(l => absent.Contains(l.Line.LineId));
        stops.ForEach(Put);
        Version = version.Number;
    }

    private List<ExpectedLine> Stops(PlanVersion version) =>
        [.. version.Lines.Select(l => new ExpectedLine(l, l.StatusOn(version.Day))).Where(n => IsEnd(n.Status) && lines.Any(o => o.Line.LineId == n.Line.LineId && !IsEnd(o.Status)))];

    private List<string> Absent(PlanVersion version) =>
        [.. lines.Where(o => !IsEnd(o.Status) && version.Lines.All(n => n.LineId != o.Line.LineId)).Select(o => o.Line.LineId)];

    private void Put(ExpectedLine line)
    {
        var at = lines.FindIndex(l => l.Line.LineId == line.Line.LineId);
        if (at < 0)
        {
            lines.Add(line);
        }
        else
        {
            lines[at] = line;
        }
    }

    private static int IndexIn(PlanVersion version, ExpectedLine line) => version.Lines.ToList().FindIndex(l => l.LineId == line.Line.LineId);
}
