using System.Text;
using Interop.Engine.Identity;
using Interop.Engine.Ports;
using Interop.Engine.Tests.Support;
using Interop.Fhir.Json;
using Interop.Mapping;

namespace Interop.Engine.Tests.Identity;

/// <summary>Who a record is about (MODELLING I1 to I3).</summary>
public sealed class IdentityResolverTests
{
    private const string Ins = "279035121518989";
    private readonly IdentityKey ids = new(new byte[32]);
    private readonly MemoryStore store = new();

    [Fact]
    public async Task A_social_security_number_matches_nobody()
    {
        var mother = await StoreAsync(Person("m", nss: Ins));
        var child = await ResolveAsync(Person("c", nss: Ins, given: "LEO", birthDate: "2016-05-02"));
        Assert.Empty(child.Issues);
        Assert.NotEqual(mother, child.Draft.Key);
        Assert.Null(child.Draft.Current);
    }

    [Fact]
    public async Task An_ins_that_arrives_later_adds_a_row_and_changes_no_id()
    {
        var before = await StoreAsync(Person("a"));
        var (draft, issues) = await ResolveAsync(Person("a", ins: Ins));
        Assert.Empty(issues);
        Assert.Equal((before, 1), (draft.Key, draft.Current!.Version));
        Assert.Equal([new Identifier("urn:oid:1.2.250.1.213.1.4.10", Ins)], draft.NewIdentifiers);

        await CommitAsync(draft);
        var other = await ResolveAsync(Person("elsewhere", ins: Ins, system: "urn:other"));
        Assert.Equal(before, other.Draft.Key);
        Assert.Equal([new Identifier("urn:other", "elsewhere")], other.Draft.NewIdentifiers);
    }

    [Fact]
    public async Task Two_known_patients_behind_one_record_are_a_conflict()
    {
        await StoreAsync(Person("a"));
        await StoreAsync(Person("b", ins: Ins));
        Assert.Equal("identity-two-patients", Assert.Single((await ResolveAsync(Person("a", ins: Ins))).Issues).Code.Id);
    }

    [Fact]
    public async Task Two_patients_that_a_person_has_linked_are_no_conflict_and_stay_two()
    {
        var one = await StoreAsync(Person("a"));
        var other = await StoreAsync(Person("b", ins: Ins));
        var links = new PatientLinks(store, store, new KeyedHasher(new byte[32]), TimeProvider.System);
        Assert.Equal(LinkOutcome.Linked, await links.LinkAsync(one.Id, other.Id, "operator:x", CancellationToken.None));
        Assert.Equal(LinkOutcome.Already, await links.LinkAsync(other.Id, one.Id, "operator:x", CancellationToken.None));
        Assert.Equal(LinkOutcome.Unknown, await links.LinkAsync(one.Id, Guid.NewGuid(), "operator:x", CancellationToken.None));
        Assert.Equal(LinkOutcome.Same, await links.LinkAsync(one.Id, one.Id, "operator:x", CancellationToken.None));
        Assert.Equal([other.ToString()], await LinksOfAsync(one));
        Assert.Equal([one.ToString()], await LinksOfAsync(other));

        var (draft, issues) = await ResolveAsync(Person("a", ins: Ins));
        Assert.Empty(issues);
        Assert.Equal(one, draft.Key);
        Assert.Empty(draft.NewIdentifiers);
        Assert.Equal([other.ToString()], draft.Links);
    }

    [Theory]
    [InlineData("birthDate")]
    [InlineData("gender")]
    [InlineData("family")]
    [InlineData("given")]
    [InlineData("place")]
    public async Task The_same_ins_with_another_trait_is_a_conflict(string trait)
    {
        await StoreAsync(Person("a", ins: Ins));
        var other = trait switch
        {
            "birthDate" => Person("b", ins: Ins, system: "urn:other", birthDate: "1979-03-29"),
            "gender" => Person("b", ins: Ins, system: "urn:other", gender: "male"),
            "family" => Person("b", ins: Ins, system: "urn:other", family: "PAT-QUATRE"),
            "given" => Person("b", ins: Ins, system: "urn:other", given: "MARIE"),
            _ => Person("b", ins: Ins, system: "urn:other", place: "63220"),
        };
        Assert.Equal("identity-traits-differ", Assert.Single((await ResolveAsync(other)).Issues).Code.Id);
    }

    [Fact]
    public async Task The_same_ins_with_the_same_traits_is_the_same_patient()
    {
        var known = await StoreAsync(Person("a", ins: Ins));
        var (draft, issues) = await ResolveAsync(Person("b", ins: Ins, system: "urn:other", family: "pat-trois"));
        Assert.Empty(issues);
        Assert.Equal(known, draft.Key);
    }

    [Theory]
    [InlineData("2001-01-01", "female", "PAT-TROIS", "DOMINIQUE", true)]
    [InlineData("1979-03-28", "male", "PAT-TROIS", "DOMINIQUE", true)]
    [InlineData("1979-03-28", "female", "MARTIN", "ZOE", true)]
    [InlineData("1979-03-28", "female", "MARTIN", "DOMINIQUE", false)]
    [InlineData("1979-03-28", "female", "PAT-TROIS", "DOMINIQUE-MARIE", false)]
    public async Task A_local_id_that_is_now_somebody_else_is_a_conflict(string birthDate, string gender, string family, string given, bool conflict)
    {
        await StoreAsync(Person("a"));
        var issues = (await ResolveAsync(Person("a", birthDate: birthDate, gender: gender, family: family, given: given))).Issues;
        Assert.Equal(conflict ? ["identity-local-id-reused"] : [], issues.Select(i => i.Code.Id));
    }

    [Fact]
    public async Task A_local_id_that_comes_with_another_ins_is_a_conflict()
    {
        await StoreAsync(Person("a", ins: Ins));
        Assert.Equal("identity-local-id-reused", Assert.Single((await ResolveAsync(Person("a", ins: "279035121518000"))).Issues).Code.Id);
    }

    [Fact]
    public async Task A_birth_name_that_comes_with_the_ins_is_not_held_against_the_name_in_use()
    {
        await StoreAsync("""{"resourceType":"Patient",$ID"identifier":[{"type":{"coding":[{"code":"PI"}]},"system":"urn:p","value":"a"}],"name":[{"use":"usual","family":"DURAND","given":["MARIE"]}],"birthDate":"1979-03-28"}""", "a");
        var qualified = """{"resourceType":"Patient",$ID"identifier":[{"type":{"coding":[{"code":"PI"}]},"system":"urn:p","value":"a"},{"type":{"coding":[{"code":"INS-NIR-TEST"}]},"system":"urn:oid:1.2.250.1.213.1.4.10","value":"279035121518989"}],"name":[{"use":"official","family":"PAT-TROIS","given":["DOMINIQUE"]},{"use":"usual","family":"DURAND","given":["MARIE"]}],"birthDate":"1979-03-28"}""";
        Assert.Empty((await ResolveAsync((qualified, "urn:p", "a"))).Issues);
    }

    private async Task<string[]> LinksOfAsync(ResourceKey patient)
    {
        var stored = Assert.Single(await store.ReadAsync([new ResourceVersion(patient, 0)], CancellationToken.None));
        return [.. PatientLinks.Of(FhirJson.Read(stored.Json, [])!.Root)];
    }

    private static (string Json, string System, string Value) Person(
        string local, string? ins = null, string? nss = null, string family = "PAT-TROIS", string given = "DOMINIQUE", string birthDate = "1979-03-28",
        string gender = "female", string place = "51215", string system = "urn:p")
    {
        var strong = ins is null ? "" : $$$""",{"type":{"coding":[{"code":"INS-NIR-TEST"}]},"system":"urn:oid:1.2.250.1.213.1.4.10","value":"{{{ins}}}"}""";
        var weak = nss is null ? "" : $$$""",{"type":{"coding":[{"code":"NH"}]},"system":"urn:oid:1.2.250.1.213.1.4.13","value":"{{{nss}}}"}""";
        return ($$$"""
            {"resourceType":"Patient",$ID"extension":[{"url":"http://hl7.org/fhir/StructureDefinition/patient-birthPlace","valueAddress":{"extension":[{"url":"urn:insee","valueCoding":{"code":"{{{place}}}"}}]}}],
             "identifier":[{"type":{"coding":[{"code":"PI"}]},"system":"{{{system}}}","value":"{{{local}}}"}{{{strong}}}{{{weak}}}],
             "name":[{"use":"official","family":"{{{family}}}","given":["{{{given}}}"]}],"gender":"{{{gender}}}","birthDate":"{{{birthDate}}}"}
            """, system, local);
    }

    private async Task<(Draft Draft, IReadOnlyList<Fhir.Issues.Issue> Issues)> ResolveAsync((string Json, string System, string Value) person)
    {
        var entry = $$$"""{"resource":{{{person.Json.Replace("$ID", "", StringComparison.Ordinal)}}},"request":{"method":"PUT","url":"Patient?identifier={{{person.System}}}|{{{person.Value}}}"}}""";
        var bundle = FhirJson.Read(Encoding.UTF8.GetBytes($$"""{"resourceType":"Bundle","type":"transaction","entry":[{{entry}}]}"""), [])!;
        var drafts = Draft.Read(bundle, ids);
        var issues = await new IdentityResolver(store, ids).ResolveAsync(drafts, CancellationToken.None);
        return (Assert.Single(drafts), issues);
    }

    private async Task<ResourceKey> StoreAsync((string Json, string System, string Value) person)
    {
        var (draft, issues) = await ResolveAsync(person);
        Assert.Empty(issues);
        store.Put(person.Json.Replace("$ID", $"\"id\":\"{draft.Key.Id:D}\",", StringComparison.Ordinal));
        await CommitAsync(draft);
        return draft.Key;
    }

    private Task<ResourceKey> StoreAsync(string json, string local) => StoreAsync((json, "urn:p", local));

    private Task<CommitOutcome> CommitAsync(Draft draft) => store.CommitAsync(
        new ChangeSet { Identities = [.. draft.NewIdentifiers.Select(i => new IdentityWrite(new KeyedHash(ids.Hash("Patient", i.System, i.Value)), draft.Key))] }, CancellationToken.None);
}
