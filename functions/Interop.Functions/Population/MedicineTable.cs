using System.Globalization;

namespace Interop.Functions.Population;

/// <summary>A medicine of <c>medicines.csv</c>.</summary>
public sealed record Medicine(
    string Label, string Inn, string Atc, string Strength, string Form, string Unit, string UnitCode, string Route, bool Scorable, string Legal, string Outside,
    int UnitsPerBox, string Indication, IReadOnlyList<string> Posologies, int Number)
{
    /// <summary>The box.</summary>
    public string Cip13 => Keys.Cip13(Number * 3);

    /// <summary>One tablet of it.</summary>
    public string Ucd13 => Keys.Ucd13(Number * 3);

    /// <summary>The generic that a pharmacy has in stock instead: another box of the same.</summary>
    public Medicine Generic() => this with { Label = Label + " GÉNÉRIQUE", Number = Number + 500 };
}

/// <summary>The table of medicines, embedded.</summary>
public static class MedicineTable
{
    private static readonly Lazy<IReadOnlyList<Medicine>> Table = new(Read);

    /// <summary>All of them.</summary>
    public static IReadOnlyList<Medicine> All => Table.Value;

    private static IReadOnlyList<Medicine> Read()
    {
        using var stream = typeof(MedicineTable).Assembly.GetManifestResourceStream("population/medicines.csv")
            ?? throw new InvalidOperationException("The table of medicines is not in this binary.");
        using var reader = new StreamReader(stream);
        var rows = reader.ReadToEnd().ReplaceLineEndings("\n").Split('\n').Where(l => l.Length > 0 && l[0] != '#').Skip(1);
        return [.. rows.Select((row, i) => Parse(row.Split(';'), i + 1))];
    }

    private static Medicine Parse(string[] cells, int number) => new(
        cells[0], cells[1], cells[2], cells[3], cells[4], cells[5], cells[6], cells[7], cells[8] == "true", cells[9], cells[10],
        int.Parse(cells[11], CultureInfo.InvariantCulture), cells[12], cells[13].Split('|'), number);
}
