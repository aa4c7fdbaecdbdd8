namespace Interop.Functions.Population;

/// <summary>
/// The patients, family by family: people alone, couples under one insured, a parent with a grown child under the parent's number, twins. Most live
/// in care homes, as those do whose medicines a pharmacy puts up.
/// </summary>
public sealed class Households(Territory territory, Dice dice)
{
    private readonly HashSet<string> numbers = [];
    private readonly List<Person> people = [];

    /// <summary>So many patients, always the same ones for the same dice.</summary>
    public IReadOnlyList<Person> Make(int count)
    {
        while (people.Count < count)
        {
            Family(dice.Below(100), count - people.Count);
        }

        return people;
    }

    private void Family(int kind, int left)
    {
        if (kind >= 20 || left < 2)
        {
            Add(Alone(dice.Chance(620), Year(60, 100)));
            return;
        }

        var first = Alone(dice.Chance(500), Year(70, 95));
        var second = kind switch
        {
            < 9 => Spouse(first),
            < 15 => Child(first),
            _ => Twin(first),
        };
        Add(first);
        Add(second with { Number = people.Count + 1 });
    }

    private void Add(Person person) => people.Add(person);

    private int Year(int youngest, int oldest) => 2026 - dice.Between(youngest, oldest);

    private Person Spouse(Person of)
    {
        var spouse = Alone(!of.Woman, of.Birth.Year - 2 + dice.Below(5));
        return spouse with { Family = of.Family, Insured = of, Home = of.Home, Street = of.Street, Pharmacy = of.Pharmacy, Pharmacist = of.Pharmacist, Physician = of.Physician };
    }

    private Person Child(Person of)
    {
        var child = Alone(dice.Chance(500), of.Birth.Year + dice.Between(22, 38));
        return child with { Family = of.Family, BirthFamily = of.Family, Insured = of, Home = null, Street = of.Street, Pharmacy = of.Pharmacy, Pharmacist = of.Pharmacist, Physician = of.Physician };
    }

    /// <summary>Same birth, name and address: only first name, rank and number tell them apart.</summary>
    private Person Twin(Person of)
    {
        var other = Alone(of.Woman, of.Birth.Year);
        var given = of.Given;
        while (given == of.Given)
        {
            given = dice.Pick(of.Woman ? Names.Women : Names.Men);
        }

        return other with
        {
            Birth = of.Birth, BirthFamily = of.BirthFamily, Family = of.Family, Given = given, GivenNames = given.ToUpperInvariant(), BirthPlace = of.BirthPlace, BirthRank = 2,
            BirthKnown = of.BirthKnown, Nir = Unique(of.Woman, of.Birth, of.BirthPlace), Home = of.Home, Street = of.Street, Pharmacy = of.Pharmacy, Pharmacist = of.Pharmacist, Physician = of.Physician,
        };
    }

    private Person Alone(bool woman, int year)
    {
        var birth = new DateOnly(year, 1, 1).AddDays(dice.Below(365));
        var born = dice.Pick(Names.Families);
        var given = dice.Pick(woman ? Names.Women : Names.Men);
        var town = dice.Pick(Names.Towns);
        var pharmacy = dice.Below(territory.Pharmacies.Count);
        var known = dice.Below(100);
        return new Person(people.Count + 1, woman, birth, born, woman && dice.Chance(750) ? dice.Pick(Names.Families) : born, given,
            dice.Chance(600) ? given.ToUpperInvariant() + " " + dice.Pick(woman ? Names.Women : Names.Men).ToUpperInvariant() : given.ToUpperInvariant(), town.Insee, Unique(woman, birth, town.Insee))
        {
            BirthKnown = known < 3 ? BirthKnown.Lunar : known < 6 ? BirthKnown.Month : BirthKnown.Day,
            Qualified = dice.Chance(850),
            Home = dice.Chance(700) ? territory.Homes[Nearest(pharmacy)] : null,
            Pharmacy = territory.Pharmacies[pharmacy],
            Pharmacist = territory.Pharmacists[pharmacy],
            Physician = dice.Pick(territory.Physicians),
            Nurse = dice.Pick(territory.Nurses),
            Street = FormattableString.Invariant($"{dice.Between(1, 90)} rue des {dice.Pick(Names.Towns).City}"),
            Phone = FormattableString.Invariant($"06{dice.Below(100_000_000):D8}"),
        };
    }

    /// <summary>Pharmacies share the homes out among them.</summary>
    private int Nearest(int pharmacy) => pharmacy + (territory.Pharmacies.Count * dice.Below(((territory.Homes.Count - pharmacy - 1) / territory.Pharmacies.Count) + 1));

    private string Unique(bool woman, DateOnly birth, string place)
    {
        // Corsica was one department, 20, for those born before 1976.
        var written = birth.Year < 1976 && place[1] is 'A' or 'B' ? "20" + place[2..] : place;
        string number;
        do
        {
            number = Keys.Nir(woman, birth.Year, birth.Month, written, dice.Between(900, 999));
        }
        while (!numbers.Add(number));
        return number;
    }
}
