using System.Text.Json.Nodes;
using Interop.Functions.Tests.Support;

namespace Interop.Functions.Tests.SafetyCases;

/// <summary>Mother and child under one social-security number; spouses under one insured.</summary>
public sealed class Case20Tests
{
    private const string NssSystem = "urn:oid:1.2.250.1.213.1.4.13";
    private const string Nss = "285065439507703";

    [Theory]
    [InlineData("a child", "2016-05-02")]
    [InlineData("a spouse", "1983-01-30")]
    [InlineData("a spouse born on the same day", "1985-06-14")]
    public async Task One_social_security_number_of_two_people_makes_two_patients(string who, string birthDate)
    {
        Assert.NotEmpty(who);
        await using var engine = await TestEngine.StartAsync();
        Assert.Equal(200, (await engine.PushAsync(Person(1, "Sophie", "1985-06-14"))).Status);
        Assert.Equal(200, (await engine.PushAsync(Person(2, "Léo", birthDate))).Status);
        await engine.SettleAsync();

        var mother = await engine.FindAsync("Patient", Treatments.Base + ":patient", "pat-000001");
        var child = await engine.FindAsync("Patient", Treatments.Base + ":patient", "pat-000002");
        Assert.NotEqual(mother.Text("id"), child.Text("id"));
        Assert.Equal(("1985-06-14", birthDate), (mother.Text("birthDate"), child.Text("birthDate")));
        Assert.Equal(("1", "1"), (mother.Text("meta", "versionId"), child.Text("meta", "versionId")));
        Assert.Equal(2, (await engine.SearchAsync("Patient", NssSystem, Nss)).Count);

        Assert.Equal(["Léo", "Sophie"], engine.Home.Taken.Select(c => Given(c.Body)).Order(StringComparer.Ordinal));
        Assert.Equal(["Léo", "Sophie"], engine.Pharmacy.Taken.Select(c => Given(c.Body)).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task The_social_security_number_is_no_part_of_the_id()
    {
        await using var engine = await TestEngine.StartAsync();
        await engine.PushAsync(Person(1, "Sophie", "1985-06-14"));
        await engine.SettleAsync();
        var before = await engine.FindAsync("Patient", Treatments.Base + ":patient", "pat-000001");
        var corrected = Person(1, "Sophie", "1985-06-14", version: 2);
        corrected["patient"]!["nss"] = "279035121518989";
        Assert.Equal(200, (await engine.PushAsync(corrected)).Status);
        await engine.SettleAsync();
        var after = await engine.FindAsync("Patient", Treatments.Base + ":patient", "pat-000001");
        Assert.Equal((before.Text("id"), "2"), (after.Text("id"), after.Text("meta", "versionId")));
    }

    private static JsonNode Person(int resident, string given, string birthDate, int version = 1)
    {
        var plan = TestEngine.Plan(resident, version);
        plan["patient"]!["nss"] = Nss;
        plan["patient"]!["familyName"] = "BERNARD";
        plan["patient"]!["firstName"] = given;
        plan["patient"]!["birthDate"] = birthDate;
        return plan;
    }

    private static string Given(string body) => body.Contains("Sophie", StringComparison.Ordinal) ? "Sophie" : body.Contains("Léo", StringComparison.Ordinal) ? "Léo" : "nobody";
}
