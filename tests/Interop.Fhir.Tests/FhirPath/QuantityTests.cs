namespace Interop.Fhir.Tests.FhirPath;

public sealed class QuantityTests
{
    [Theory]
    [InlineData("dosageInstruction[0].doseAndRate.dose < dosageInstruction[1].doseAndRate.dose", "true")]
    [InlineData("dosageInstruction.doseAndRate.dose.where($this = 0.5 'g').count()", "1")]
    [InlineData("1 'L' = 1000 'mL'", "true")]
    [InlineData("1 'dL' = 100 'ml'", "true")]
    [InlineData("1 'mmol/L' = 1 'mol/m3'", "true")]
    [InlineData("60 '/min' = 1 'Hz'", "true")]
    [InlineData("120 'mm[Hg]' > 15 'kPa'", "true")]
    [InlineData("37 'Cel' = 310.15 'K'", "true")]
    [InlineData("98.6 '[degF]' ~ 37.0 'Cel'", "true")]
    [InlineData("1 'umol' = 1000 'nmol'", "true")]
    [InlineData("5 '10*9/L' = 5000 '10*6/L'", "true")]
    [InlineData("1 'mg/kg/d' > 0.9 'mg/(kg.d)'", "true")]
    [InlineData("1 '{tablet}' = 1 '1'", "true")]
    [InlineData("2 'h' = 120 minutes", "true")]
    [InlineData("1 year = 12 months", "true")]
    [InlineData("1 year ~ 1 'a'", "true")]
    [InlineData("2 'g' + 500 'mg' = 2.5 'g'", "true")]
    [InlineData("(1 'g').toQuantity('mg').value", "1000")]
    public void Quantities_convert_between_units(string expression, string expected) => Assert.Equal([expected], Sample.Texts(expression));

    [Theory]
    [InlineData("1 'g' = 1 'm'")]
    [InlineData("1 'no-such-unit' < 1 'g'")]
    [InlineData("1 month = 30 'd'")]
    [InlineData("1 '[iU]' < 1 'mg'")]
    [InlineData("1 'g' / 0 'g'")]
    public void Quantities_that_cannot_be_compared_give_nothing(string expression) => Assert.Empty(Sample.Texts(expression));

    [Theory]
    [InlineData("@2024-01-31 + 1 month", "2024-02-29")]
    [InlineData("@2024-02-29 + 1 year", "2025-02-28")]
    [InlineData("@2014 + 24 months", "2016")]
    [InlineData("@T23:30 + 45 minutes", "00:15")]
    [InlineData("@2026-03-04T10:00:00.5+01:00 - 1 day", "2026-03-03T10:00:00.5+01:00")]
    [InlineData("@2026-03-04 - 2 weeks", "2026-02-18")]
    public void Durations_are_added_on_the_calendar(string expression, string expected) => Assert.Equal([expected], Sample.Texts(expression));

    [Theory]
    [InlineData("@9999-12-31 + 1 day")]
    [InlineData("2147483647 + 1")]
    [InlineData("79228162514264337593543950335.0 * 2.0")]
    [InlineData("(-2147483647 - 1).abs()")]
    public void What_does_not_fit_gives_nothing(string expression) => Assert.Empty(Sample.Texts(expression));

    [Theory]
    [InlineData("@2026-03 = @2026-03-04", null)]
    [InlineData("@2026-03 < @2026-04-01", "true")]
    [InlineData("authoredOn > @2026-03-04T08:59:00Z", "true")]
    [InlineData("authoredOn > @2026-03-04", null)]
    [InlineData("authoredOn > @2026-03-01", "true")]
    [InlineData("@2026-03-04T10:00:00+01:00 = @2026-03-04T09:00:00.000Z", "true")]
    public void Moments_compare_as_far_as_they_are_known(string expression, string? expected) =>
        Assert.Equal(expected is null ? [] : [expected], Sample.Texts(expression));

    [Theory]
    [InlineData("1.50 + 1.5", "3.00")]
    [InlineData("0.1 + 0.2", "0.3")]
    [InlineData("dosageInstruction[1].doseAndRate.dose.value.toString()", "1.0")]
    [InlineData("7 div 2", "3")]
    [InlineData("-7 mod 2", "-1")]
    [InlineData("2.power(-1)", "0.5")]
    public void Decimals_keep_their_digits(string expression, string expected) => Assert.Equal([expected], Sample.Texts(expression));
}
