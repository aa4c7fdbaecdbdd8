namespace Interop.Functions.Population;

/// <summary>How many, from which seed, over how many days, with how many faults.</summary>
public sealed record PopulationOptions(int Patients, ulong Seed, int Days, int FaultsPerMillion)
{
    /// <summary>The first day of every population: a Monday, so that weekly treatments have their week.</summary>
    public static readonly DateOnly Start = new(2026, 11, 16);
}

/// <summary>A coherent population: the same options give the same bytes.</summary>
public sealed class SyntheticPopulation
{
    private readonly Dice dice;

    /// <summary>Who lives there; the records are told patient by patient.</summary>
    public SyntheticPopulation(PopulationOptions options)
    {
        Options = options;
        dice = new Dice(options.Seed);
        Territory = new Territory(options.Patients, dice.Fork("territory"));
        People = new Households(Territory, dice.Fork("people")).Make(options.Patients);
    }

    public PopulationOptions Options { get; }

    public Territory Territory { get; }

    public IReadOnlyList<Person> People { get; }

    /// <summary>The stories, one after the other.</summary>
    public IEnumerable<PatientStory> Stories() => People.Select(p => PatientStory.Tell(p, Territory, dice.Fork("patient", p.Number), Options));
}
