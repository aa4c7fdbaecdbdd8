using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

namespace Interop.Functions.Population;

/// <summary>The blocks that the records share (RECORDS 0), each time anew: a JSON node has one parent.</summary>
internal static class Blocks
{
    public const string TestIns = "1.2.250.1.213.1.4.10";

    /// <summary>The head of every record.</summary>
    public static JsonObject Envelope(string id, int version, DateTime at, Professional by, string software, string instance) => new()
    {
        ["recordId"] = id,
        ["recordVersion"] = version,
        ["action"] = version == 1 ? "create" : "replace",
        ["issuedAt"] = Time(at),
        ["triggeredBy"] = Actor(by),
        ["sender"] = new JsonObject { ["software"] = software, ["version"] = "2026.11", ["instance"] = instance },
        ["environment"] = "test",
    };

    /// <summary>Turns a head into a cancellation.</summary>
    public static JsonObject Cancelled(JsonObject envelope, string reason)
    {
        envelope["action"] = "cancel";
        envelope["cancelReason"] = reason;
        return envelope;
    }

    public static JsonObject Actor(Professional p, bool detailed = false)
    {
        var actor = new JsonObject { ["rpps"] = p.Rpps, ["family"] = p.Family, ["given"] = p.Given, ["profession"] = p.Profession };
        Set(actor, "specialty", p.Specialty);
        if (detailed)
        {
            Set(actor, "amNumber", p.Mode == "salaried" ? null : p.Am);
            actor["exerciseMode"] = p.Mode;
            actor["organisation"] = p.Mode == "liberal" || p.Place is null ? null : Organisation(p.Place);
            Drop(actor, "organisation");
        }

        return actor;
    }

    public static JsonObject Organisation(Place place)
    {
        var organisation = new JsonObject { ["finessGeo"] = place.Finess };
        Set(organisation, "finessLegal", place.FinessLegal);
        organisation["name"] = place.Name;
        organisation["sector"] = place.Sector;
        Set(organisation, "carePackage", place.CarePackage);
        return organisation;
    }

    /// <summary>Block P as the pharmacy platform holds it: billing number, no INS, no sex (RECORDS 0, P).</summary>
    public static JsonObject Patient(Person p, Place? home, DateOnly since)
    {
        var patient = new JsonObject
        {
            ["localId"] = $"pat-{p.Code}", ["nss"] = p.Nss, ["familyName"] = p.Family, ["familyNameKind"] = "unknown", ["firstName"] = p.Given, ["birthDate"] = p.BirthText,
            ["phone"] = p.Phone,
            ["address"] = new JsonObject
            {
                ["line"] = new JsonArray(p.Street), ["postalCode"] = p.Pharmacy.PostalCode, ["city"] = p.Pharmacy.City, ["insee"] = p.Pharmacy.Insee,
            },
            ["residence"] = Residence(p, home, since),
            ["attendingPhysician"] = Actor(p.Physician),
        };
        if (p.Number % 3 == 0)
        {
            patient["contacts"] = new JsonArray(new JsonObject { ["name"] = $"Famille {p.BirthFamily}", ["role"] = p.Number % 2 == 0 ? "trusted-person" : "family-carer", ["phone"] = "0600000000" });
        }

        return patient;
    }

    /// <summary>Block P as those hold it who check identities: the five traits and, where it is qualified, the INS.</summary>
    public static JsonObject Identified(Person p, string localId)
    {
        var patient = new JsonObject { ["localId"] = localId, ["nss"] = p.Nss };
        patient["ins"] = new JsonObject { ["value"] = p.Nir, ["oid"] = TestIns, ["status"] = p.Qualified ? "VALI" : "PROV" };
        if (p.Qualified)
        {
            patient["ins"]!["insiDate"] = "2026-03-02";
        }

        patient["birthFamilyName"] = p.BirthFamily;
        patient["familyName"] = p.Family;
        patient["familyNameKind"] = p.Family == p.BirthFamily ? "birth" : "used";
        patient["firstName"] = p.Given;

        // Some identities come without their full list of first names: their INS must not be taken for qualified.
        Set(patient, "birthGivenNames", p.Number % 23 == 7 ? null : p.GivenNames);
        patient["birthDate"] = p.BirthText;
        patient["sex"] = p.Woman ? "F" : "M";
        patient["birthPlaceCode"] = p.BirthPlace;
        patient["birthRank"] = p.BirthRank;
        return patient;
    }

    public static JsonObject Medicine(Medicine m)
    {
        var medicine = new JsonObject
        {
            ["label"] = m.Label, ["cip13"] = m.Cip13, ["ucd13"] = m.Ucd13, ["atc"] = m.Atc, ["inn"] = new JsonArray(m.Inn), ["strengthText"] = m.Strength, ["form"] = m.Form,
            ["route"] = m.Route, ["scorable"] = m.Scorable, ["legalList"] = m.Legal,
        };
        Set(medicine, "unitOfPresentation", m.UnitCode.StartsWith("15", StringComparison.Ordinal) ? m.UnitCode : null);
        return medicine;
    }

    public static JsonObject Consent(string purpose, string status, string form, Professional by, DateTime at) => new()
    {
        ["purpose"] = purpose, ["status"] = status, ["form"] = form, ["collectedBy"] = Actor(by), ["collectedAt"] = Time(at), ["informedOfRightToObject"] = true,
    };

    /// <summary>A small PDF of its own text, with the size and the hash that it has.</summary>
    public static JsonObject File(string id, string title, DateTime at)
    {
        var bytes = Encoding.ASCII.GetBytes($"%PDF-1.4\n% {id}\n1 0 obj << /Type /Catalog >> endobj\ntrailer << /Root 1 0 R >>\n%%EOF\n");
        return new JsonObject
        {
            ["fileId"] = id, ["title"] = title, ["fileName"] = $"{id}.pdf", ["mimeType"] = "application/pdf", ["size"] = bytes.Length,
            ["sha256"] = Convert.ToHexStringLower(SHA256.HashData(bytes)), ["data"] = Convert.ToBase64String(bytes), ["createdAt"] = Time(at), ["language"] = "fr-FR",
        };
    }

    /// <summary>Gives a record the clocks of where it is written: what stands in local time keeps its hour and gets the offset of the place.</summary>
    public static JsonObject At(JsonObject record, string zone)
    {
        var offset = zone switch { "Indian/Reunion" => "+04:00", "America/Martinique" => "-04:00", _ => null };
        if (offset is not null)
        {
            Move(record, zone, offset);
        }

        return record;
    }

    public static string Time(DateTime at) => string.Create(CultureInfo.InvariantCulture, $"{at:yyyy-MM-ddTHH:mm:ss}+01:00");

    public static string Day(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    public static void Set(JsonObject target, string name, string? value)
    {
        if (value is not null)
        {
            target[name] = value;
        }
    }

    private static void Move(JsonNode? node, string zone, string offset)
    {
        switch (node)
        {
            case JsonObject o:
                foreach (var (name, value) in o.ToList())
                {
                    if (value is JsonValue text && text.TryGetValue<string>(out var words))
                    {
                        o[name] = name == "timeZone" ? zone : IsTime(words) ? words[..19] + offset : words;
                    }
                    else
                    {
                        Move(value, zone, offset);
                    }
                }

                break;
            case JsonArray list:
                list.ToList().ForEach(item => Move(item, zone, offset));
                break;
        }
    }

    private static bool IsTime(string words) => words is { Length: 25 } && words[10] == 'T' && words[19] == '+' && words[22] == ':';

    private static void Drop(JsonObject target, string name)
    {
        if (target[name] is null)
        {
            target.Remove(name);
        }
    }

    private static JsonObject Residence(Person p, Place? home, DateOnly since)
    {
        var residence = new JsonObject { ["kind"] = home is null ? "home" : "care-home" };
        if (home is not null)
        {
            residence["organisation"] = Organisation(home);
            residence["unit"] = p.Number % 5 == 0 ? "UVP" : "Hébergement";
            residence["room"] = FormattableString.Invariant($"{100 + (p.Number % 80)}");
        }

        residence["since"] = Day(since);
        return residence;
    }
}
