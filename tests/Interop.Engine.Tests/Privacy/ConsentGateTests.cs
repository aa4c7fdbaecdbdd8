using System.Text;
using Interop.Engine.Privacy;
using Interop.Fhir.Json;
using Interop.Fhir.Tree;

namespace Interop.Engine.Tests.Privacy;

public sealed class ConsentGateTests
{
    [Theory]
    [InlineData("active", "permit", true)]
    [InlineData("active", null, true)]
    [InlineData("active", "deny", false)]
    [InlineData("inactive", "permit", false)]
    [InlineData("rejected", "permit", false)]
    [InlineData("proposed", "permit", false)]
    [InlineData("entered-in-error", "permit", false)]
    public void Only_an_active_consent_that_does_not_deny_permits(string status, string? provision, bool permitted) =>
        Assert.Equal(permitted, ConsentGate.Permits([Consent(status, provision)], "care-sharing"));

    [Fact]
    public void No_consent_at_all_permits_nothing() => Assert.False(ConsentGate.Permits([Resource("""{"resourceType":"Patient","id":"p"}""")], "care-sharing"));

    [Fact]
    public void Consent_for_another_purpose_permits_nothing() => Assert.False(ConsentGate.Permits([Consent("active", "permit", "tele-expertise")], "care-sharing"));

    [Fact]
    public void One_refusal_among_several_holds_back() =>
        Assert.False(ConsentGate.Permits([Consent("active", "permit"), Consent("active", "deny")], "care-sharing"));

    [Fact]
    public void A_refusal_for_another_purpose_does_not() =>
        Assert.True(ConsentGate.Permits([Consent("active", "permit"), Consent("active", "deny", "app-access")], "care-sharing"));

    private static Node Consent(string status, string? provision, string purpose = "care-sharing")
    {
        var part = provision is null ? "" : $$""","provision":{"type":"{{provision}}"}""";
        return Resource($$"""{"resourceType":"Consent","status":"{{status}}","category":[{"coding":[{"system":"urn:x","code":"{{purpose}}"}]}]{{part}}}""");
    }

    private static Node Resource(string json) => FhirJson.Read(Encoding.UTF8.GetBytes(json), [])!.Root;
}
