using Interop.Fhir.French;

namespace Interop.Fhir.Tests.French;

public sealed class CheckKeyTests
{
    [Theory]
    [InlineData("277076322082910")]
    [InlineData("279035121518989")]
    [InlineData("255069999999934")]
    [InlineData("146026322000196")]
    [InlineData("172192B99900224")]
    public void A_nir_with_its_key_is_valid(string text) => Assert.True(Nir.IsValid(text));

    [Theory]
    [InlineData("123456789012244")]
    [InlineData("147720425367411")]
    [InlineData("195536172384934")]
    [InlineData("27707279035121518989")]
    [InlineData("277076322082911")]
    [InlineData("172192A99900224")]
    [InlineData("172192C99900224")]
    [InlineData("2770763220829 10")]
    [InlineData("")]
    public void A_nir_with_another_key_or_shape_is_not(string text) => Assert.False(Nir.IsValid(text));

    [Fact]
    public void Corsica_counts_as_19_and_18()
    {
        Assert.Equal(Nir.Key("1721919999002"), Nir.Key("172192A999002"));
        Assert.Equal(Nir.Key("1721918999002"), Nir.Key("172192B999002"));
    }

    [Theory]
    [InlineData("10000023084", true)]
    [InlineData("10100997245", true)]
    [InlineData("99700218896", true)]
    [InlineData("99900064140", true)]
    [InlineData("10003461033", false)]
    [InlineData("10102727017", false)]
    [InlineData("10001234567", false)]
    [InlineData("810000023084", false)]
    [InlineData("１0000023084", false)]
    public void Rpps_numbers_end_in_a_luhn_key(string text, bool valid) => Assert.Equal(valid, Rpps.IsValid(text));

    [Theory]
    [InlineData("750803447", true)]
    [InlineData("350005179", true)]
    [InlineData("300017985", true)]
    [InlineData("750512345", true)]
    [InlineData("580008803", true)]
    [InlineData("540002698", true)]
    [InlineData("2A0000123", true)]
    [InlineData("120456789", false)]
    [InlineData("754567860", false)]
    [InlineData("458174839", false)]
    [InlineData("2C0000123", false)]
    public void Finess_numbers_end_in_a_luhn_key_save_in_corsica(string text, bool valid) => Assert.Equal(valid, Finess.IsValid(text));

    [Theory]
    [InlineData("759912340", true)]
    [InlineData("2A9912340", true)]
    [InlineData("2C9912340", false)]
    [InlineData("75991234", false)]
    public void Adeli_numbers_have_nine_characters(string text, bool valid) => Assert.Equal(valid, Adeli.IsValid(text));

    [Theory]
    [InlineData("784354359", true)]
    [InlineData("732829320", true)]
    [InlineData("732829321", false)]
    public void Siren_numbers_end_in_a_luhn_key(string text, bool valid) => Assert.Equal(valid, Siren.IsValid(text));

    [Theory]
    [InlineData("73282932000074", true)]
    [InlineData("73282932000075", false)]
    [InlineData("78435435900010", false)]
    [InlineData("35600000000048", true)]
    [InlineData("35600000000015", true)]
    [InlineData("35600000000016", false)]
    public void Siret_numbers_end_in_a_luhn_key_and_la_poste_counts_in_fives(string text, bool valid) => Assert.Equal(valid, Siret.IsValid(text));

    [Theory]
    [InlineData("991130634", true)]
    [InlineData("991130635", false)]
    [InlineData("99113063", false)]
    [InlineData("99113063A", false)]
    public void Health_insurance_numbers_end_in_the_key_of_the_published_sample(string text, bool valid) => Assert.Equal(valid, AmNumber.IsValid(text));

    [Theory]
    [InlineData("755069999999975", true)]
    [InlineData("355069999999981", true)]
    [InlineData("355069999999977", false)]
    [InlineData("055069999999934", false)]
    [InlineData("2A5069999999934", false)]
    public void Provisional_numbers_have_the_same_key(string text, bool valid) => Assert.Equal(valid, Nir.IsValid(text));

    [Fact]
    public void Drug_codes_carry_their_keys_and_prefixes()
    {
        Assert.True(Cip13.IsValid("3400933516390"));
        Assert.True(Cip7.IsValid("3351639"));
        Assert.True(Ucd13.IsValid("3400892169026"));
        Assert.True(Cip7.IsValid("9216902"));
        Assert.False(Cip13.IsValid("3400933516391"));
        Assert.False(Cip13.IsValid("3400892169026"));
        Assert.False(Ucd13.IsValid("3400933516390"));
        Assert.False(Cip7.IsValid("3351638"));
    }

    [Fact]
    public void Only_two_systems_are_the_ins_of_a_real_person()
    {
        Assert.True(FrenchSystems.IsRealIns(FrenchSystems.FromOid("1.2.250.1.213.1.4.8")));
        Assert.True(FrenchSystems.IsRealIns(FrenchSystems.InsNia));
        Assert.False(FrenchSystems.IsRealIns(FrenchSystems.InsNirTest));
        Assert.True(FrenchSystems.IsTestIns(FrenchSystems.InsNirDemo));
        Assert.True(FrenchSystems.IsNss(FrenchSystems.NssNir));
        Assert.Equal("https://rpps.esante.gouv.fr", FrenchSystems.FromOid(FrenchSystems.Rpps));
    }
}
