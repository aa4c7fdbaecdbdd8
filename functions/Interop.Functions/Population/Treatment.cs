namespace Interop.Functions.Population;

/// <summary>A quantity at a moment of the day.</summary>
public sealed record PlannedDose(string Moment, decimal Quantity);

/// <summary>One step; several only when the treatment tapers.</summary>
public sealed record PlannedStep(IReadOnlyList<PlannedDose> Doses)
{
    public DateOnly? From { get; init; }

    public DateOnly? To { get; init; }

    public IReadOnlyList<string> Days { get; init; } = [];

    public int? EveryDays { get; init; }

    public int? EveryHours { get; init; }

    public DateOnly? Anchor { get; init; }

    public int? OnDays { get; init; }

    public int? OffDays { get; init; }
}

/// <summary>As needed: what is taken at once, hours between, most in 24 hours, why.</summary>
public sealed record Need(decimal PerIntake, int MinHours, decimal Max24h, string Reason);

/// <summary>What has been decided about a line.</summary>
public enum LineState
{
    Taken,
    Suspended,
    Stopped,
}

/// <summary>One line of a treatment, as the pharmacist plans it.</summary>
public sealed record PlannedLine(string LineId, int Position, Medicine Medicine, string PrescriptionId, string Text, string Regimen, DateOnly Start, IReadOnlyList<PlannedStep> Steps)
{
    public DateOnly? End { get; init; }

    public Need? Need { get; init; }

    /// <summary>What the prescriber wrote when another product is given.</summary>
    public Medicine? Prescribed { get; init; }

    public LineState State { get; init; }

    /// <summary>The day of the stop or of the suspension.</summary>
    public DateOnly? Since { get; init; }

    public string? Reason { get; init; }

    /// <summary>What this version does with it: <c>new</c>, <c>changed</c>, <c>unchanged</c>, <c>suspended</c>, <c>resumed</c>, <c>stopped</c>.</summary>
    public string Change { get; init; } = "new";

    /// <summary>
    /// The status that everybody must see on a day (RECORDS 4.1, cases 8, 10, 11): a stop and a suspension first, then the dates, whose last day is included.
    /// </summary>
    public string StatusOn(DateOnly day) =>
        State == LineState.Stopped ? "stopped"
        : State == LineState.Suspended ? "on-hold"
        : Start > day ? "intended"
        : End < day ? "completed"
        : "active";
}
