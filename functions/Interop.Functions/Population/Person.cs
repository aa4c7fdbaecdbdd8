namespace Interop.Functions.Population;

/// <summary>Somebody who works in care; numbers of their own, and where they work.</summary>
/// <param name="Mode"><c>liberal</c>, <c>salaried</c> or <c>mixed</c>.</param>
public sealed record Professional(string Rpps, string Family, string Given, string Profession, string? Specialty, string? Am, string Mode, Place? Place);

/// <summary>A pharmacy, care home, hospital or health centre.</summary>
/// <param name="CarePackage">Of a care home: <c>partial</c> or <c>global</c>.</param>
public sealed record Place(string Finess, string? FinessLegal, string Name, string Sector, string City, string PostalCode, string Insee, string? CarePackage)
{
    /// <summary>The time zone of its clocks, by the department: overseas ones have their own.</summary>
    public string Zone => PostalCode[..3] switch { "974" => "Indian/Reunion", "972" => "America/Martinique", _ => "Europe/Paris" };
}

/// <summary>How much is known of the birth date: insurance cards and pharmacies know it to different degrees.</summary>
public enum BirthKnown
{
    Day,
    Month,

    /// <summary>A date that is in no calendar, as cards of people born where no register was kept carry.</summary>
    Lunar,
}

/// <summary>A patient.</summary>
public sealed record Person(int Number, bool Woman, DateOnly Birth, string BirthFamily, string Family, string Given, string GivenNames, string BirthPlace, string Nir)
{
    /// <summary>Whose insurance it is; the person's own number, or the spouse's or parent's.</summary>
    public Person? Insured { get; init; }

    /// <summary>Rank among those born together.</summary>
    public int BirthRank { get; init; } = 1;

    public BirthKnown BirthKnown { get; init; }

    /// <summary>Whether the tele-expertise platform has a qualified INS of the person.</summary>
    public bool Qualified { get; init; }

    public Place? Home { get; init; }

    public required Place Pharmacy { get; init; }

    public required Professional Pharmacist { get; init; }

    public required Professional Physician { get; init; }

    public required Professional Nurse { get; init; }

    public required string Street { get; init; }

    public required string Phone { get; init; }

    /// <summary>The billing number: the insured's (MODELLING I1).</summary>
    public string Nss => Insured?.Nir ?? Nir;

    /// <summary>Name of the person in the texts of ids.</summary>
    public string Code => FormattableString.Invariant($"{Number:D5}");

    /// <summary>The birth date as this person's papers have it.</summary>
    public string BirthText => BirthKnown switch
    {
        BirthKnown.Month => FormattableString.Invariant($"{Birth:yyyy-MM}"),
        BirthKnown.Lunar => FormattableString.Invariant($"{Birth:yyyy}-20-00"),
        _ => FormattableString.Invariant($"{Birth:yyyy-MM-dd}"),
    };
}
