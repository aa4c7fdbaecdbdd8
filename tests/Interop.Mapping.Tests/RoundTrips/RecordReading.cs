using System.Globalization;
using System.Text.Json.Nodes;
using Interop.Fhir.French;
using static Interop.Mapping.Tests.RoundTrips.Json;

namespace Interop.Mapping.Tests.RoundTrips;

/// <summary>What a record says, read without any script, in the form in which receivers are promised it.</summary>
internal static class RecordReading
{
    /// <summary>A person as the tests compare people: the strongest number and the name.</summary>
    public static JsonObject? Person(JsonNode? r) => r is null ? null : Obj(("id", r["rpps"] ?? r["adeli"] ?? r["localActorId"]), ("name", $"{r["given"]} {r["family"]}"));

    /// <summary>The same of a payload, whose people carry all their numbers.</summary>
    public static JsonNode? WithoutNumbers(JsonNode? node) => node switch
    {
        JsonObject o when o["rpps"] is not null || o["adeli"] is not null || o["localActorId"] is not null => Obj(("id", o["rpps"] ?? o["adeli"] ?? o["localActorId"]), ("name", o["name"]), ("role", o["role"])),
        JsonObject o => new JsonObject(o.Select(p => KeyValuePair.Create(p.Key, WithoutNumbers(p.Value)))),
        JsonArray list => new JsonArray([.. list.Select(WithoutNumbers)]),
        _ => node?.DeepClone(),
    };

    public static JsonObject? Site(JsonNode? o) => o is null ? null : Obj(("finessGeo", o["finessGeo"]), ("siret", o["siret"]), ("name", o["name"]));

    public static JsonObject Source(JsonObject r, string system, JsonNode? author = null) => Obj(
        ("system", system), ("recordId", r["recordId"]), ("version", r["recordVersion"]), ("author", Person(author ?? r["triggeredBy"])), ("triggeredBy", Person(r["triggeredBy"])));

    public static JsonObject? Medicine(JsonNode? m) => m is null ? null : Obj(
        ("label", m["label"]), ("cip13", Cip13.IsValid(m["cip13"].Text() ?? "") ? m["cip13"] : null), ("ucd13", Ucd13.IsValid(m["ucd13"].Text() ?? "") ? m["ucd13"] : null), ("cis", m["cis"]), ("atc", m["atc"]),
        ("inn", m["inn"]), ("strengthText", m["strengthText"]), ("form", m["form"]), ("unitOfPresentation", m["unitOfPresentation"]), ("route", m["route"]),
        ("scorable", m["scorable"]), ("legalList", m["legalList"]), ("compounded", m["compounded"]), ("ingredients", m["ingredients"]));

    /// <summary>The names in use, and those at birth where the record has them.</summary>
    public static JsonObject Names(JsonNode p)
    {
        var isBirth = p["familyNameKind"].Text() == "birth";
        var birthFamily = p["birthFamilyName"].Text() ?? (isBirth ? p["familyName"].Text() : null);
        var birthGiven = birthFamily is null ? null : p["birthGivenNames"].Text()?.Split(' ')[0] ?? p["firstName"].Text();
        var onlyBirth = isBirth && p["birthFamilyName"] is null;
        return Obj(("family", p["familyName"]), ("given", onlyBirth ? birthGiven : p["firstName"]), ("birthFamily", birthFamily), ("birthGiven", birthGiven));
    }

    /// <summary>An INS goes out only when it is validated, of a known authority, and with its five traits (RECORDS case 22 in the tests of the engine).</summary>
    public static bool IsQualified(JsonNode p) => p["ins"] is { } ins && ins["status"].Text() == "VALI" && ins["oid"].Text()!.StartsWith("1.2.250.1.213.1.4.", StringComparison.Ordinal)
        && p["birthFamilyName"] is not null && p["birthGivenNames"] is not null && p["birthPlaceCode"] is not null && p["sex"].Text() is "M" or "F" && p["birthDate"].Text()!.Length == 10;

    public static string IdentityStatus(JsonNode p) => IsQualified(p) ? "qualified" : p["ins"]?["status"].Text() switch { "VALI" => "validated", "PROV" => "provisional", _ => "not-checked" };

    public static JsonObject? Ins(JsonNode p) => IsQualified(p) ? Obj(("value", p["ins"]!["value"]), ("oid", p["ins"]!["oid"])) : null;

    public static string? Sex(JsonNode p) => p["sex"].Text() switch { "M" => "male", "F" => "female", var other => other };

    public static JsonObject Identity(JsonNode p) =>
        Obj(("names", Names(p)), ("birthDate", p["birthDate"]), ("sex", Sex(p)), ("ins", Ins(p)), ("photoHash", p["photoHash"]), ("status", IdentityStatus(p)));

    public static JsonObject CareHome(JsonNode p) => Obj(
        ("finessGeo", Delivered.Site), ("unit", p["residence"]?["unit"]), ("room", p["residence"]?["room"]), ("bed", p["residence"]?["bed"]), ("stayId", p["residence"]?["stayId"]), ("sourceLocalId", p["localId"]));

    /// <summary>The person as pharmacies get it.</summary>
    public static JsonObject Patient(JsonNode p, JsonNode? careHome)
    {
        var home = p["residence"];
        var inHome = careHome is not null || home?["kind"].Text() == "care-home";
        var residence = home is null && careHome is null ? null : Obj(
            ("kind", inHome ? "care-home" : "home"), ("organisation", inHome ? Site(careHome ?? home!["organisation"]) : null), ("unit", home?["unit"]), ("room", home?["room"]), ("bed", home?["bed"]), ("since", home?["since"]));
        return Obj(("sourceLocalId", p["localId"]), ("identityStatus", IdentityStatus(p)), ("nss", p["nss"]), ("ins", Ins(p)), ("names", Names(p)), ("birthDate", p["birthDate"]), ("sex", Sex(p)), ("residence", residence));
    }

    /// <summary>A number, a fraction, or a range {low, high}, however it was written.</summary>
    public static JsonNode? Dose(JsonNode? value)
    {
        if (value.Text() is not { } text)
        {
            return value?.DeepClone();
        }

        var parts = text.Split([" à ", "-"], StringSplitOptions.None);
        return parts.Length == 2 ? Obj(("low", Decimal(parts[0])), ("high", Decimal(parts[1]))) : Decimal(text);
    }

    private static decimal Decimal(string text)
    {
        var plain = text.Trim().Replace("½", " 1/2", StringComparison.Ordinal).Replace("¼", " 1/4", StringComparison.Ordinal).Replace("¾", " 3/4", StringComparison.Ordinal).Replace(',', '.');
        return plain.Split(' ', StringSplitOptions.RemoveEmptyEntries).Sum(part => part.Split('/') is [var over, var under] ? Parse(over) / Parse(under) : Parse(part));

        static decimal Parse(string number) => decimal.Parse(number, NumberStyles.Number, CultureInfo.InvariantCulture);
    }

    /// <summary>Unit in the sender's words with the code that the record or the table of units gives.</summary>
    public static (JsonNode? Text, string? Code) Unit(JsonNode? holder) =>
        (holder?["unit"] ?? Codes.Of("dose-unit-codes", holder?["unitCode"].Text())?.Display,
         Code(Codes.Of("dose-unit-codes", holder?["unitCode"].Text())) ?? Code(Codes.Of("dose-units", holder?["unit"].Text()?.Trim().ToLowerInvariant())));

    private static string? Code((string To, string Display)? row) => row is { To: var to } && to.Split('|') is [_, var code] ? code : null;
}
