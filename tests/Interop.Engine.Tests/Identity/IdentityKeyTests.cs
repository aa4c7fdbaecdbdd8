using Interop.Engine.Identity;
using Interop.Mapping;

namespace Interop.Engine.Tests.Identity;

public sealed class IdentityKeyTests
{
    private static readonly IdentityKey Key = new(new byte[32]);

    [Fact]
    public void The_same_identifier_gives_the_same_id_for_ever() =>
        Assert.Equal("7c44c3b7-105a-8a4c-80fa-213dadd326cb", Key.Mint("Patient", "urn:p", "pat-20931").ToString("D"));

    [Fact]
    public void Type_system_and_value_each_count()
    {
        Guid[] ids = [Key.Mint("Patient", "urn:p", "1"), Key.Mint("Group", "urn:p", "1"), Key.Mint("Patient", "urn:q", "1"), Key.Mint("Patient", "urn:p", "2"), Key.Mint("Patient", "urn:p1", "")];
        Assert.Equal(ids.Length, ids.Distinct().Count());
    }

    [Fact]
    public void Another_key_gives_other_ids() =>
        Assert.NotEqual(Key.Mint("Patient", "urn:p", "1"), new IdentityKey(Enumerable.Repeat((byte)1, 32).ToArray()).Mint("Patient", "urn:p", "1"));

    [Fact]
    public void Ids_are_uuids_of_version_8()
    {
        for (var i = 0; i < 50; i++)
        {
            var text = Key.Mint("Patient", "urn:p", $"{i}").ToString("D");
            Assert.Equal('8', text[14]);
            Assert.Contains(text[19], "89ab");
        }
    }

    [Fact]
    public void A_long_value_is_hashed_whole()
    {
        var stem = new string('x', 600);
        Assert.NotEqual(Key.Mint("Patient", "urn:p", stem + "1"), Key.Mint("Patient", "urn:p", stem + "2"));
    }

    [Theory]
    [InlineData("Patient?identifier=urn:p|20931", "urn:p", "20931")]
    [InlineData("Patient?identifier=urn%3Ap%7C20931", "urn:p", "20931")]
    [InlineData("Patient?identifier=urn:p%7c20931", "urn:p", "20931")]
    [InlineData("List?identifier=urn:l|PLN%2F1%20%26%C3%A9", "urn:l", "PLN/1 &é")]
    [InlineData("List?identifier=urn:l|a%7Cb", "urn:l", "a|b")]
    [InlineData("List?identifier=a%7Cb|c", "a|b", "c")]
    [InlineData("List?identifier=20931", "", "20931")]
    [InlineData("List?identifier=urn:l|", "urn:l", "")]
    public void The_conditional_url_tells_system_and_value(string url, string system, string value) =>
        Assert.Equal(new Identifier(system, value), Identifier.FromConditionalUrl(url));

    [Fact]
    public void Hashes_of_different_purposes_and_of_shifted_parts_differ()
    {
        var hasher = new KeyedHasher(new byte[32]);
        var hashes = new[] { hasher.Record("ab", "c", "d"), hasher.Record("a", "bc", "d"), hasher.InboundLane("ab", "c"), hasher.OutboundLane("ab", "c"), hasher.Identifier("ab", "c"), hasher.Identifier(null, "c") };
        Assert.Equal(hashes.Length, hashes.Distinct().Count());
        Assert.Equal(hasher.Record("ab", "c", "d"), hasher.Record("ab", "c", "d"));
    }
}
