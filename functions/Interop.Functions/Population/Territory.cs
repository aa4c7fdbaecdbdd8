namespace Interop.Functions.Population;

/// <summary>Who cares for the population: places and professionals, in proportion to its size.</summary>
public sealed class Territory
{
    private static readonly string[] Trees = ["Tilleuls", "Marronniers", "Acacias", "Glycines", "Cèdres", "Oliviers", "Mimosas", "Érables", "Hêtres", "Magnolias", "Bruyères", "Genêts"];

    private static readonly (string Specialty, string Word)[] Specialties =
        [("SM15", "Dermatologie"), ("SM04", "Cardiologie"), ("SM18", "Gériatrie"), ("SM32", "Neurologie"), ("SM14", "Endocrinologie")];

    private int next;

    /// <summary>A territory for so many patients.</summary>
    public Territory(int patients, Dice dice)
    {
        Pharmacies = Many(Math.Max(3, patients / 60), i => MakePlace(dice, $"Pharmacie des {Tree(i)}", "SA33", null, legal: false, overseas: IsOverseas(i)));
        Homes = Many(Math.Max(Pharmacies.Count + 2, patients / 40), i => MakePlace(dice, $"Résidence les {Tree(i)}", "SA17", i % 4 == 1 ? "global" : "partial", legal: false, overseas: IsOverseas(i % Pharmacies.Count)));
        Hospitals = Many(Math.Max(2, patients / 300), i => MakePlace(dice, $"Centre hospitalier de {Names.Towns[i % Names.Towns.Count].City}", "SA01", null, legal: true));
        Centre = MakePlace(dice, "Centre de santé municipal", "SA05", null, legal: false);
        Pharmacists = Many(Pharmacies.Count, i => MakeProfessional(dice, "21", null, "liberal", Pharmacies[i], am: false));
        Physicians = Many(Math.Max(6, patients / 15), i => MakeProfessional(dice, "10", "SM26", i % 9 == 8 ? "salaried" : "liberal", i % 9 == 8 ? Homes[i % Homes.Count] : null, am: i % 9 != 8));
        Nurses = Many(Math.Max(4, patients / 25), i => MakeProfessional(dice, "60", null, i % 2 == 0 ? "salaried" : "liberal", i % 2 == 0 ? Homes[i / 2 % Homes.Count] : null, am: i % 2 != 0));
        Experts = Many(Math.Max(6, patients / 30), i => MakeExpert(dice, i));
        Stellair = Keys.Siret(++next);
        Platform = Keys.Siret(++next);
    }

    public IReadOnlyList<Place> Pharmacies { get; }

    public IReadOnlyList<Place> Homes { get; }

    public IReadOnlyList<Place> Hospitals { get; }

    /// <summary>A health centre, which bills for its salaried physicians.</summary>
    public Place Centre { get; }

    /// <summary>One per pharmacy, in the same order.</summary>
    public IReadOnlyList<Professional> Pharmacists { get; }

    public IReadOnlyList<Professional> Physicians { get; }

    public IReadOnlyList<Professional> Nurses { get; }

    /// <summary>Those who answer: liberal, salaried by a hospital, and one in six both.</summary>
    public IReadOnlyList<Professional> Experts { get; }

    /// <summary>SIRET of the tele-expertise platform, the sender of its records.</summary>
    public string Platform { get; }

    /// <summary>SIRET of the billing product that liberal practitioners subscribe.</summary>
    public string Stellair { get; }

    /// <summary>Liberal practitioners who subscribed to the billing product; about one in ten did not.</summary>
    public IEnumerable<string> Subscribers => Physicians.Concat(Nurses).Concat(Experts).Where((p, i) => p.Am is not null && i % 10 != 9).Select(p => p.Rpps);

    private static string Tree(int i) => Trees[i % Trees.Length] + (i < Trees.Length ? "" : FormattableString.Invariant($" {(i / Trees.Length) + 1}"));

    private static List<T> Many<T>(int count, Func<int, T> make) => [.. Enumerable.Range(0, count).Select(make)];

    /// <summary>One pharmacy in six, and the homes that it serves.</summary>
    private static bool IsOverseas(int pharmacy) => pharmacy % 6 == 2;

    private Place MakePlace(Dice dice, string name, string sector, string? package, bool legal, bool overseas = false)
    {
        var town = dice.Pick(overseas ? Names.Overseas : Names.Towns);
        return new Place(Keys.Finess(++next), legal ? Keys.Finess(++next) : null, name, sector, town.City, town.PostalCode, town.Insee, package);
    }

    private Professional MakeProfessional(Dice dice, string profession, string? specialty, string mode, Place? place, bool am)
    {
        var number = ++next;
        var given = dice.Pick(dice.Chance(500) ? Names.Women : Names.Men);
        return new Professional(Keys.Rpps(number), dice.Pick(Names.Families), given, profession, specialty, am ? Keys.Am(number) : null, mode, place);
    }

    private Professional MakeExpert(Dice dice, int i)
    {
        var specialty = Specialties[i % Specialties.Length].Specialty;
        return (i % 6) switch
        {
            0 or 3 => MakeProfessional(dice, "10", specialty, "salaried", Hospitals[i % Hospitals.Count], am: false),
            5 => MakeProfessional(dice, "10", specialty, "mixed", Hospitals[i % Hospitals.Count], am: true),
            _ => MakeProfessional(dice, "10", specialty, "liberal", null, am: true),
        };
    }
}
