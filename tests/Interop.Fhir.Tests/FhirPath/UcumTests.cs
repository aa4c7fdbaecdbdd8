using Interop.Fhir.FhirPath.Units;

namespace Interop.Fhir.Tests.FhirPath;

public sealed class UcumTests
{
    [Fact]
    public void Every_unit_of_the_table_has_a_definition_that_reads() =>
        Assert.Equal([], UcumTable.Units.Keys.Concat(UcumTable.Offsets.Keys).Where(code => !Ucum.IsUnit(code)));

    [Theory]
    [InlineData("mg/dL")]
    [InlineData("10*3/uL")]
    [InlineData("mL/min/{1.73_m2}")]
    [InlineData("/[HPF]")]
    [InlineData("k[iU]/L")]
    [InlineData("ug/kg/min")]
    [InlineData("mosm/kg")]
    [InlineData("cm[H2O]")]
    [InlineData("{score}")]
    [InlineData("g.m/(s2.K)")]
    public void Units_met_in_care_are_known(string code) => Assert.True(Ucum.IsUnit(code));

    [Theory]
    [InlineData("")]
    [InlineData("mgg")]
    [InlineData("kmin")]
    [InlineData("m/")]
    [InlineData("(m")]
    [InlineData("m{open")]
    [InlineData("m^2")]
    [InlineData("10*-400/m400")]
    public void Other_texts_are_no_units(string code) => Assert.False(Ucum.IsUnit(code));
}
