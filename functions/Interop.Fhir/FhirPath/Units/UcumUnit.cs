namespace Interop.Fhir.FhirPath.Units;

/// <summary>
/// A unit in base units: mantissa times a power of ten, and an exponent per dimension. The power is kept apart since a decimal holds
/// 28 digits, and units of substance alone span 40 powers of ten.
/// </summary>
internal sealed record UcumUnit(decimal Mantissa, int Power, long[] Dimensions)
{
    /// <summary>What stands at zero, in base units: degrees Celsius. 0 for ratio units.</summary>
    public decimal Zero { get; init; }

    public static UcumUnit Number(decimal number) => Normal(number, 0, new long[UcumTable.Bases.Length]);

    public static UcumUnit Base(int dimension)
    {
        var dimensions = new long[UcumTable.Bases.Length];
        dimensions[dimension] = 1;
        return new UcumUnit(1, 0, dimensions);
    }

    public bool SameDimension(UcumUnit other) => Dimensions.AsSpan().SequenceEqual(other.Dimensions);

    public UcumUnit Times(UcumUnit other) => Normal(Mantissa * other.Mantissa, Power + other.Power, Combine(other, 1));

    public UcumUnit Over(UcumUnit other) => Normal(Mantissa / other.Mantissa, Power - other.Power, Combine(other, -1));

    public UcumUnit Scaled(int power) => this with { Power = Power + power };

    public UcumUnit Raised(int exponent)
    {
        var result = Number(1);
        for (var i = 0; i < Math.Abs(exponent); i++)
        {
            result = exponent > 0 ? result.Times(this) : result.Over(this);
        }

        return result;
    }

    /// <summary>How many of this one of another is, null when the number does not fit.</summary>
    public decimal? Ratio(UcumUnit other) => Scale(other.Mantissa / Mantissa, other.Power - Power);

    private static decimal? Scale(decimal number, int power)
    {
        if (power is > 27 or < -27)
        {
            return null;
        }

        // Dividing by a power of ten is exact as long as the digits last; multiplying by 0.1 is the same and keeps no stray digits.
        for (; power > 0; power--)
        {
            if (Math.Abs(number) > decimal.MaxValue / 10)
            {
                return null;
            }

            number *= 10;
        }

        for (; power < 0; power++)
        {
            number /= 10;
        }

        return number;
    }

    private static UcumUnit Normal(decimal mantissa, int power, long[] dimensions)
    {
        while (Math.Abs(mantissa) >= 10)
        {
            mantissa /= 10;
            power++;
        }

        while (mantissa != 0 && Math.Abs(mantissa) < 1)
        {
            mantissa *= 10;
            power--;
        }

        return new UcumUnit(mantissa, power, dimensions);
    }

    private long[] Combine(UcumUnit other, int sign)
    {
        var dimensions = (long[])Dimensions.Clone();
        for (var i = 0; i < dimensions.Length; i++)
        {
            dimensions[i] += sign * other.Dimensions[i];
        }

        return dimensions;
    }
}
