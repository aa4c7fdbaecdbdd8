using System.Globalization;

namespace Interop.Functions.Population;

/// <summary>Reads the posologies of <c>medicines.csv</c> and writes them in French, the text that pharmacists type.</summary>
public static class Posology
{
    private static readonly Dictionary<char, (string Code, string Word)> Moments = new()
    {
        ['M'] = ("MORN", "matin"), ['N'] = ("NOON", "midi"), ['E'] = ("EVE", "soir"), ['H'] = ("HS", "coucher"), ['T'] = ("NIGHT", "nuit"),
    };

    private static readonly Dictionary<string, string> Days = new()
    {
        ["mon"] = "lundi", ["tue"] = "mardi", ["wed"] = "mercredi", ["thu"] = "jeudi", ["fri"] = "vendredi", ["sat"] = "samedi", ["sun"] = "dimanche",
    };

    /// <summary>A line with this posology, starting on this day.</summary>
    public static PlannedLine Line(string lineId, int position, Medicine medicine, string prescription, string posology, DateOnly start)
    {
        var words = posology.Split(' ');
        var line = new PlannedLine(lineId, position, medicine, prescription, "", "fixed", start, []);
        return words[0] switch
        {
            "PRN" => AsNeeded(line, posology[4..]),
            "WEEK" => Fixed(line, new PlannedStep([new("MORN", Number(words[2]))]) { Days = words[1].Split(',') },
                $"{Amount(line, Number(words[2]))} {Many(words[1].Split(','))}"),
            "EVERY" => Fixed(line, new PlannedStep([new(words[3], Number(words[2]))]) { EveryDays = Whole(words[1]), Anchor = start },
                $"{Amount(line, Number(words[2]))} {(words[1] == "2" ? "un jour sur deux" : $"tous les {words[1]} jours")}"),
            "HOURS" => Fixed(line, new PlannedStep([new("MORN", Number(words[2]))]) { EveryHours = Whole(words[1]), Anchor = start },
                $"{Amount(line, Number(words[2]))} toutes les {words[1]} heures"),
            "CYCLE" => Fixed(line, new PlannedStep([new(words[3], Number(words[2]))])
            {
                OnDays = Whole(words[1].Split('/')[0]), OffDays = Whole(words[1].Split('/')[1]), Anchor = start,
            }, $"{Amount(line, Number(words[2]))} le matin, {words[1].Split('/')[0]} jours sur 28"),
            "TAPER" => Tapering(line, [.. words[1].Split('/').Select(Number)]),
            "SCALE" => line with { Regimen = "variable", Text = string.Join(' ', words.Skip(1)), Steps = [new PlannedStep([])] },
            _ => Fixed(line, new PlannedStep([.. words.Select(w => new PlannedDose(Moments[w[0]].Code, Number(w[1..])))]),
                string.Join(", ", words.Select(w => $"{Amount(line, Number(w[1..]))} {Moments[w[0]].Word}"))),
        };
    }

    private static PlannedLine Fixed(PlannedLine line, PlannedStep step, string text) => line with { Steps = [step], Text = text };

    private static PlannedLine AsNeeded(PlannedLine line, string words)
    {
        var parts = words.Split('/');
        var need = new Need(Number(parts[0]), Whole(parts[1]), Number(parts[2]), parts[3]);
        var text = $"{Amount(line, need.PerIntake)} si {need.Reason}, {need.MinHours} h entre deux prises, maximum {Written(need.Max24h)} par 24 h";
        return line with { Regimen = "as-needed", Need = need, Text = text, Steps = [new PlannedStep([])] };
    }

    private static PlannedLine Tapering(PlannedLine line, decimal[] quantities)
    {
        var steps = quantities.Select((q, i) => new PlannedStep([new("MORN", q)]) { From = line.Start.AddDays(7 * i), To = line.Start.AddDays((7 * i) + 6) }).ToList();
        var text = string.Join(", puis ", quantities.Select(q => $"{Amount(line, q)} le matin pendant 7 jours"));
        return line with { Regimen = "tapering", Steps = steps, End = steps[^1].To, Text = text };
    }

    private static string Many(string[] days) => days.Length == 1 ? $"le {Days[days[0]]}, une fois par semaine" : $"du {Days[days[0]]} au {Days[days[^1]]}";

    private static string Amount(PlannedLine line, decimal quantity)
    {
        var unit = quantity >= 2 && line.Medicine.Unit is "comprimé" or "gélule" or "sachet" ? line.Medicine.Unit + (quantity >= 2 ? "s" : "") : line.Medicine.Unit;
        return $"{Written(quantity)} {unit}";
    }

    /// <summary>As people write it: a comma, and the half as a fraction.</summary>
    private static string Written(decimal quantity) => quantity switch
    {
        0.5m => "½",
        1.5m => "1½",
        _ => quantity.ToString(CultureInfo.InvariantCulture).Replace('.', ','),
    };

    private static decimal Number(string text) => decimal.Parse(text, CultureInfo.InvariantCulture);

    private static int Whole(string text) => int.Parse(text, CultureInfo.InvariantCulture);
}
