using System.Text.Json.Nodes;

namespace Interop.Functions.Population;

/// <summary>
/// One tele-expertise of a patient: the request, its messages, the report and what becomes of it. Liberal, salaried, locum and health-centre billers,
/// persons, several experts and groups; declined, expired, replaced, cancelled.
/// </summary>
internal sealed class TeleExpertise
{
    private readonly Person person;
    private readonly Territory territory;
    private readonly Dice dice;
    private readonly string id;
    private readonly DateOnly day;
    private readonly Professional requester;
    private readonly Professional expert;
    private readonly string expertBiller;
    private readonly string requesterBiller;
    private readonly bool locum;
    private readonly string addressee;
    private readonly string setting;
    private readonly bool recipients;
    private readonly bool insured;
    private readonly List<GeneratedRecord> records = [];

    private TeleExpertise(Person person, Territory territory, Dice dice, DateOnly day)
    {
        (this.person, this.territory, this.dice, this.day) = (person, territory, dice, day);
        id = $"TE-2026-{person.Code}";
        (requester, requesterBiller) = Requester();
        (expert, expertBiller) = Expert();
        locum = expertBiller == "self" && dice.Chance(60);
        addressee = dice.Below(10) switch { < 7 => "person", < 9 => "several", _ => "group" };
        setting = person.Home is not null ? "care-home" : dice.Chance(80) ? "inpatient" : "home";
        recipients = dice.Chance(700);
        insured = !dice.Chance(40);
    }

    /// <summary>Its records, in the order in which the platform sends them.</summary>
    public static IReadOnlyList<GeneratedRecord> Tell(Person person, Territory territory, Dice dice, DateOnly start, int days)
    {
        var story = new TeleExpertise(person, territory, dice, start.AddDays(dice.Below(Math.Max(1, days - 3))));
        story.Tell();
        return story.records;
    }

    private void Tell()
    {
        var end = dice.Below(100);
        Add("tele-expertise-request", Request(1, "sent"));
        if (end < 6)
        {
            Add("tele-expertise-request", Request(2, end < 3 ? "declined" : "expired"));
            return;
        }

        if (dice.Chance(450))
        {
            Add("tele-expertise-message", Message("m1", expert, requester, null));
            Add("tele-expertise-message", Message("m2", requester, expert, "m1"));
        }

        var version = 0;
        if (end < 12)
        {
            Add("tele-expertise-report", Report(++version, "preliminary"));
        }

        Add("tele-expertise-report", Report(++version, "final"));
        if (end is >= 12 and < 24)
        {
            Add("tele-expertise-report", Report(++version, "amended"));
        }
        else if (end is >= 24 and < 28)
        {
            Cancel(++version);
        }
    }

    private void Add(string record, JsonObject body) => records.Add(new GeneratedRecord($"omnidoc/{record}", $"SIRET|{territory.Platform}", person.Number, body));

    /// <summary>The attending physician, or a nurse; a salaried one bills by the house that employs.</summary>
    private (Professional, string) Requester()
    {
        var who = dice.Chance(150) ? person.Nurse : person.Physician;
        return who.Mode == "salaried" ? (who, dice.Chance(500) ? "establishment" : "none") : (who, "self");
    }

    private (Professional, string) Expert()
    {
        var who = dice.Pick(territory.Experts);
        if (who.Mode == "mixed")
        {
            // The same person bills as liberal in one act and through the hospital in the next (MODELLING B2).
            who = dice.Chance(500) ? who with { Mode = "liberal", Place = null } : who with { Mode = "salaried", Am = null };
        }

        if (dice.Chance(30))
        {
            return (who with { Mode = "salaried", Am = null, Place = territory.Centre }, "health-centre");
        }

        // Some numbers are missing on the platform: the act must be held back, not billed wrong.
        return who.Mode == "salaried" ? (who, "establishment") : (dice.Chance(50) ? who with { Am = null } : who, "self");
    }

    private DateTime At(int hours) => day.ToDateTime(new TimeOnly(9, 30)).AddHours(hours);

    private JsonObject Head(string record, int version, int hours, Professional by)
    {
        var head = Blocks.Envelope(record, version, At(hours), by, "Omnidoc", territory.Platform);
        head["consents"] = new JsonArray(Blocks.Consent("tele-expertise", "given", "oral-attested", requester, At(0)));
        head["patient"] = Patient();
        return head;
    }

    private JsonObject Patient() => Blocks.Identified(person, $"omni-{person.Code}");

    private JsonObject Requested(string status, bool answered)
    {
        var request = new JsonObject
        {
            ["id"] = id, ["at"] = Blocks.Time(At(0)), ["status"] = status, ["channel"] = addressee == "several" ? "video-rcp" : "form", ["urgency"] = dice.Chance(150) ? "urgent" : "routine",
            ["specialty"] = expert.Specialty,
        };
        if (answered)
        {
            request["answeredAt"] = Blocks.Time(At(30));
            request["closedAt"] = Blocks.Time(At(30));
        }

        return request;
    }

    private JsonObject Addressee() => addressee == "group"
        ? new JsonObject { ["kind"] = "group", ["group"] = new JsonObject { ["id"] = $"GR-{expert.Specialty}", ["name"] = "Équipe mobile" } }
        : new JsonObject { ["kind"] = addressee };

    private JsonObject Request(int version, string status)
    {
        var head = Head(id + "-D", version, version == 1 ? 0 : 120, requester);
        var request = Requested(status, answered: false);
        request["patientInformed"] = true;
        request["remindAfterDays"] = 5;
        if (status == "declined")
        {
            request["declineReason"] = "not-competent";
            request["closedAt"] = Blocks.Time(At(120));
        }
        else if (status == "expired")
        {
            request["expiredAt"] = Blocks.Time(At(120));
        }

        head["request"] = request;
        head["requester"] = Blocks.Actor(requester, detailed: true);
        head["addressee"] = Addressee();
        if (addressee != "group")
        {
            head["addressees"] = new JsonArray([.. Addressees().Select(e => Blocks.Actor(e, detailed: true))]);
        }

        Ask(head);
        if (insured)
        {
            head["insurance"] = Insurance();
        }

        return head;
    }

    private IEnumerable<Professional> Addressees() => addressee == "several" ? [expert, Second()] : [expert];

    /// <summary>Another expert, who takes part and bills nothing.</summary>
    private Professional Second() => territory.Experts.First(e => e.Rpps != expert.Rpps) is { Mode: "mixed" } both ? both with { Mode = "liberal", Place = null } : territory.Experts.First(e => e.Rpps != expert.Rpps);

    private void Ask(JsonObject head)
    {
        head["question"] = "Conduite à tenir devant une plaie de jambe qui ne cicatrise pas ?";
        head["clinicalContext"] = "Ulcère depuis six semaines.";
        head["treatments"] = "Voir le plan de prise.";
        head["formAnswers"] = new JsonArray(new JsonObject { ["linkId"] = "q4", ["label"] = "Taille", ["type"] = "decimal", ["value"] = 3.2m, ["unit"] = "cm" });
        head["setting"] = setting;
        if (setting == "care-home")
        {
            head["settingOrganisation"] = Blocks.Organisation(person.Home!);
        }

        if (expertBiller == "establishment" || setting == "inpatient")
        {
            head["encounter"] = new JsonObject { ["ipp"] = $"IPP{person.Code}", ["visit"] = $"IEP{person.Code}", ["unit"] = "4120" };
        }
    }

    private JsonObject Message(string number, Professional from, Professional to, string? reply)
    {
        var head = Head($"{id}-{number}", 1, number == "m1" ? 4 : 6, from);
        head["request"] = new JsonObject { ["id"] = id };
        var message = new JsonObject
        {
            ["id"] = number, ["at"] = Blocks.Time(At(number == "m1" ? 4 : 6)), ["kind"] = number == "m1" ? "more-info-asked" : "text", ["from"] = Blocks.Actor(from), ["to"] = new JsonArray(Blocks.Actor(to)),
            ["text"] = number == "m1" ? "Avez-vous une photo récente ?" : "Photo jointe au dossier.",
        };
        Blocks.Set(message, "replyTo", reply);
        head["message"] = message;
        return head;
    }

    private JsonObject Report(int version, string status)
    {
        var head = Head(id, version, 30 + version, expert);
        head["request"] = Requested(status == "preliminary" ? "in-progress" : "completed", answered: true);
        head["requester"] = Blocks.Actor(requester, detailed: true);
        head["addressee"] = Addressee();
        head["experts"] = Experts(status);
        Ask(head);
        head["opinion"] = "Aspect d’ulcère veineux sans signe infectieux.";
        head["conclusion"] = FormattableString.Invariant($"Compression et pansement hydrocellulaire (version {version}).");
        head["treatmentImpact"] = person.Number % 3 == 0 ? "yes" : "no";
        head["report"] = new JsonObject
        {
            ["id"] = FormattableString.Invariant($"1.2.250.1.9999.1.{person.Number + 500000}"), ["version"] = version, ["status"] = status,
            ["pdf"] = Blocks.File(FormattableString.Invariant($"{id}-v{version}"), "Compte rendu de télé-expertise", At(30 + version)), ["confidentiality"] = new JsonArray("N"),
        };
        if (recipients && setting == "care-home")
        {
            head["recipients"] = new JsonArray(Recipient("care-home", person.Home!), Recipient("pharmacy", person.Pharmacy));
        }

        head["act"] = new JsonObject { ["requested"] = "TE2", ["code"] = "TE2", ["date"] = Blocks.Day(DateOnly.FromDateTime(At(30))) };
        if (insured)
        {
            head["insurance"] = Insurance();
        }

        head["billing"] = new JsonObject
        {
            ["expert"] = new JsonObject { ["status"] = "to-bill", ["biller"] = locum ? "replaced" : expertBiller }, ["requester"] = new JsonObject { ["biller"] = requesterBiller },
            ["sameSite"] = person.Number % 37 == 5,
        };
        return head;
    }

    private JsonArray Experts(string status)
    {
        var signer = Blocks.Actor(expert, detailed: true);
        signer["part"] = "answered";
        if (status != "preliminary")
        {
            signer["signedAt"] = Blocks.Time(At(30));
        }

        if (locum)
        {
            var replaced = territory.Experts[0];
            signer["replaces"] = new JsonObject { ["rpps"] = replaced.Rpps, ["amNumber"] = Keys.Am(700000 + person.Number) };
        }

        if (expertBiller is "establishment" or "health-centre")
        {
            signer["billingOrganisation"] = Blocks.Organisation(expert.Place!);
        }

        if (addressee != "several")
        {
            return new JsonArray(signer);
        }

        var other = Blocks.Actor(Second(), detailed: true);
        other["part"] = "consulted";
        return new JsonArray(other, signer);
    }

    private JsonObject Recipient(string role, Place place) => new()
    {
        ["role"] = role, ["organisation"] = new JsonObject { ["finessGeo"] = place.Finess, ["name"] = place.Name }, ["chosenBy"] = new JsonObject { ["rpps"] = requester.Rpps },
    };

    private JsonObject Insurance()
    {
        var other = person.Insured;
        var insurance = new JsonObject { ["nss"] = person.Nss, ["insuredIs"] = other is null ? "self" : "other" };
        if (other is not null && person.Number % 5 != 0)
        {
            insurance["insured"] = new JsonObject { ["family"] = other.Family, ["given"] = other.Given, ["birthFamily"] = other.BirthFamily };
        }

        insurance["beneficiaryQuality"] = other is null ? "0" : "2";
        insurance["cardBirthDate"] = person.BirthKnown == BirthKnown.Lunar ? FormattableString.Invariant($"{person.Birth:yyyy}2000") : FormattableString.Invariant($"{person.Birth:yyyyMMdd}");
        insurance["birthRank"] = person.BirthRank;
        insurance["regime"] = "01";
        insurance["caisse"] = "351";
        insurance["centre"] = "0000";
        insurance["gestion"] = "10";
        insurance["rightsFrom"] = "2026-01-01";
        insurance["rightsCheckedAt"] = "2026-11-10T09:00:00+01:00";
        insurance["riskNature"] = "10";
        insurance["ald"] = person.Number % 4 == 0;
        return insurance;
    }

    private void Cancel(int version)
    {
        var head = Blocks.Cancelled(Blocks.Envelope(id, version, At(50), requester, "Omnidoc", territory.Platform), person.Number % 3 == 0 ? "entered-in-error" : "wrong-patient");
        head["patient"] = new JsonObject { ["localId"] = $"omni-{person.Code}" };
        head["request"] = new JsonObject { ["id"] = id };
        head["report"] = new JsonObject { ["id"] = FormattableString.Invariant($"1.2.250.1.9999.1.{person.Number + 500000}") };
        Add("tele-expertise-report", head);
    }
}
