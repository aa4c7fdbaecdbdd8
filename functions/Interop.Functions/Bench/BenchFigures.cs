using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using Spectre.Console;

namespace Interop.Functions.Bench;

/// <summary>One measured figure, with the floor of the same run beside it where there is one.</summary>
/// <param name="Floor">What the bare endpoint did with the same bodies and clients.</param>
/// <param name="Target">What the engine is meant to reach.</param>
/// <param name="AtMost">Whether the target is an upper bound.</param>
public sealed record Figure(string Id, string What, double Value, string Unit, double? Floor = null, double? Target = null, bool AtMost = false)
{
    /// <summary>Share of the floor.</summary>
    public double? Ratio => Floor is > 0 ? Value / Floor : null;

    /// <summary>A time, in microseconds, that is meant to be at most so many times the floor's.</summary>
    public static Figure TimesFloor(string id, string what, double value, double floor, double times) => new(id, what, value, "us", floor, floor * times, AtMost: true);

    /// <summary>Whether the target is met; null where there is none.</summary>
    public bool? Met => Target is not { } target ? null : AtMost ? Value <= target : Value >= target;
}

/// <summary>The figures of a run and how to show them.</summary>
/// <param name="Clients">How many clients pushed; null where none did.</param>
/// <param name="Load">Load average of the machine when the run began: figures of a busy machine say little.</param>
public sealed record BenchFigures(int? Clients, int Processors, string? Load, IReadOnlyList<Figure> Figures)
{
    /// <summary>How to read them.</summary>
    public string Note { get; init; } =
        "Floor: a bare Kestrel endpoint that appends each body to a file with fsync, same bodies and clients; waiting bodies share a sync, as in the engine's store. "
        + "Engine and floor run in processes of their own; clients and receivers share the processors with them.";

    /// <summary>The load average, where the system tells it.</summary>
    public static string? LoadAverage() => File.Exists("/proc/loadavg") ? File.ReadAllText("/proc/loadavg").Split(' ')[0] : null;

    /// <summary>As JSON.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, BenchJson.Default.BenchFigures);

    /// <summary>As a table.</summary>
    public Table ToTable()
    {
        var table = new Table().Border(TableBorder.Simple);
        table.Title = new TableTitle($"{(Clients is { } clients ? $"{clients} clients, " : "")}{Processors} processors, load average at the start {Load ?? "unknown"}");
        table.AddColumn("What").AddColumn(new TableColumn("Measured").RightAligned()).AddColumn("Unit");
        table.AddColumn(new TableColumn("Floor").RightAligned()).AddColumn(new TableColumn("Ratio").RightAligned()).AddColumn(new TableColumn("Target").RightAligned()).AddColumn("");
        foreach (var figure in Figures)
        {
            var target = figure.Target is { } wanted ? (figure.AtMost ? "<= " : ">= ") + Number(wanted) : "";
            var met = figure.Met switch { true => "met", false => "missed", null => "" };
            table.AddRow(figure.What, Number(figure.Value), figure.Unit, figure.Floor is { } floor ? Number(floor) : "", figure.Ratio is { } ratio ? ratio.ToString("P1", CultureInfo.InvariantCulture) : "", target, met);
        }

        return table;
    }

    private static string Number(double value) => value.ToString(value < 10 ? "0.##" : value < 100 ? "0.#" : "N0", CultureInfo.InvariantCulture);
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, WriteIndented = true, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(BenchFigures))]
internal sealed partial class BenchJson : JsonSerializerContext;
