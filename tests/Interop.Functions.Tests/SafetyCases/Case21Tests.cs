using System.Text.Json.Nodes;
using Interop.Functions.Tests.Support;
using static Interop.Functions.Tests.SafetyCases.Treatments;

namespace Interop.Functions.Tests.SafetyCases;

/// <summary>Who is it? Conflicts are quarantined, nothing is merged.</summary>
public sealed class Case21Tests
{
    [Theory]
    [InlineData("birthDate", "1979-03-29")]
    [InlineData("sex", "M")]
    public async Task One_qualified_INS_with_other_traits_is_a_conflict_and_both_records_stay_as_they_are(string trait, string other)
    {
        await using var engine = await TestEngine.StartAsync();
        await engine.PushAsync(Qualified(1, 1));
        await engine.SettleAsync();
        var before = (engine.Home.Taken.Count, engine.Pharmacy.Taken.Count);
        var second = Qualified(2, 1);
        second["patient"]![trait] = other;
        var answer = await engine.PushAsync(second);
        Assert.Equal(422, answer.Status);
        answer.Issue("identity-traits-differ");
        await engine.SettleAsync();

        Assert.Equal(before, (engine.Home.Taken.Count, engine.Pharmacy.Taken.Count));
        Assert.Empty(await engine.SearchAsync("Patient", Base + ":patient", "pat-000002"));
        Assert.Equal(("1", "1979-03-28"), ((await PatientAsync(engine, 1)).Text("meta", "versionId"), (await PatientAsync(engine, 1)).Text("birthDate")));
    }

    [Fact]
    public async Task A_local_id_reused_for_somebody_else_is_a_conflict()
    {
        await using var engine = await TestEngine.StartAsync();
        await engine.PushAsync(TestEngine.Plan());
        await engine.SettleAsync();
        var reused = TestEngine.Plan(version: 2);
        reused["patient"]!["familyName"] = "AUTRE";
        reused["patient"]!["firstName"] = "PERSONNE";
        reused["patient"]!["birthDate"] = "1951-07-07";
        var answer = await engine.PushAsync(reused);
        Assert.Equal(422, answer.Status);
        answer.Issue("identity-local-id-reused");
        await engine.SettleAsync();
        Assert.Single(engine.Home.Taken);
        Assert.Equal("1", (await PatientAsync(engine, 1)).Text("meta", "versionId"));
    }

    [Fact]
    public async Task Twins_at_one_address_stay_two()
    {
        await using var engine = await TestEngine.StartAsync();
        foreach (var twin in new[] { 1, 2 })
        {
            var plan = TestEngine.Plan(resident: twin);
            plan["patient"]!["familyName"] = "JUMEAU";
            plan["patient"]!["firstName"] = twin == 1 ? "LEA" : "LOU";
            plan["patient"]!["birthDate"] = "1990-05-05";
            plan["patient"]!["birthRank"] = twin;
            plan["patient"]!["nss"] = "285065439507703";
            plan["patient"]!["address"] = new JsonObject { ["line"] = new JsonArray("4 rue des Lilas"), ["postalCode"] = "35000", ["city"] = "Rennes" };
            Assert.Equal(200, (await engine.PushAsync(plan)).Status);
        }

        await engine.SettleAsync();
        Assert.NotEqual((await PatientAsync(engine, 1)).Text("id"), (await PatientAsync(engine, 2)).Text("id"));
        Assert.Equal("2", (await PatientAsync(engine, 2)).Text("multipleBirthInteger"));
        Assert.Equal(2, engine.Home.Taken.Count);
    }

    internal static JsonNode Qualified(int resident, int version, string status = "VALI")
    {
        var plan = TestEngine.Plan(resident, version);
        var patient = plan["patient"]!;
        patient["familyName"] = "DURAND";
        patient["familyNameKind"] = "used";
        patient["firstName"] = "Dominique";
        patient["birthFamilyName"] = "PAT-TROIS";
        patient["birthGivenNames"] = "DOMINIQUE MARIE";
        patient["birthDate"] = "1979-03-28";
        patient["sex"] = "F";
        patient["birthPlaceCode"] = "51215";
        patient["ins"] = new JsonObject { ["value"] = "279035121518989", ["oid"] = "1.2.250.1.213.1.4.10", ["status"] = status };
        return plan;
    }

    private static Task<System.Text.Json.JsonElement> PatientAsync(TestEngine engine, int resident) => engine.FindAsync("Patient", Base + ":patient", $"pat-{resident:D6}");
}
