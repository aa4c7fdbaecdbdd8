using System.Text.Json;

namespace Interop.Functions.Demo.Story;

/// <summary>The tele-expertise of the story, and what is billed for it.</summary>
internal static class ReportChapters
{
    /// <summary>A report goes to those whom the requester named.</summary>
    public static StoryLine Named(Telling t)
    {
        t.MustReach([.. t.Record.List("recipients").Select(r => t.Facts.House(r.Text("organisation", "finessGeo")))]);
        var got = t.Taken.Select(k => k.Payload.Text("kind") == "document"
            ? t.Say($"{k.Name} got the report", $"{k.Name} a reçu le compte rendu")
            : t.Say($"{k.Name} a notice ({t.Words.Code(k.Payload.Text("notice", "actionExpected"))})", $"{k.Name} un avis ({t.Words.Code(k.Payload.Text("notice", "actionExpected"))})")).Reverse().ToList();
        return t.Line(StoryMark.Delivered, t.Say(
            $"Tele-expertise for {t.Person}: the requester named {t.Count(t.Record.List("recipients").Count, "recipient", "destinataire")}: {t.Words.And(got)}.",
            $"Télé-expertise pour {t.Person} : le requérant a désigné {t.Count(t.Record.List("recipients").Count, "recipient", "destinataire")} : {t.Words.And(got)}."));
    }

    /// <summary>A newer version takes the place of what went out, and is not billed again.</summary>
    public static StoryLine Replaced(Telling t, DemoResult? before)
    {
        var had = before is null ? [] : t.Facts.TakenFrom(before);
        t.MustReach([.. had.Select(h => h.Receiver)]);
        var naming = t.Taken.Where(k => Document(k).Text("replaces", "version") == before?.Body.Text("report", "version")
            && had.Any(h => h.Receiver == k.Receiver && h.Payload.Text("deliveryId") == k.Payload.Text("replacesDeliveryId"))).ToList();
        t.Must(naming.Count == had.Count && had.Count > 0, "not every receiver got a replacement that names what it replaces", "un destinataire n’a pas reçu de remplacement qui nomme ce qu’il remplace");
        var acts = t.Facts.Acts(t.Record.Text("request", "id")).GroupBy(a => (a.Feed, Item: a.Entry.Text("itemId"))).Select(g => g.MaxBy(a => a.Entry.At("version").GetInt32()).Entry).ToList();
        var codes = acts.Select(Code).Order(StringComparer.Ordinal).ToList();
        t.Must(codes.Count > 0 && codes.Distinct().Count() == codes.Count && acts.All(a => a.Text("state") == "billable"), $"billing has {string.Join(", ", codes)}", $"la facturation a {string.Join(", ", codes)}");
        var versions = t.Words.And([.. acts.Select(a => a.Text("version")).Distinct()]);
        return t.Line(StoryMark.Replaced, t.Say(
            $"Its version {t.Record.Text("report", "version")}: {naming.Count} of {had.Count} receivers got a replacement that names version {before?.Body.Text("report", "version")}. Billing has {acts.Count} acts ({string.Join(", ", codes)}), in version {versions}: each once, not twice.",
            $"Sa version {t.Record.Text("report", "version")} : {naming.Count} destinataires sur {had.Count} ont un remplacement qui nomme la version {before?.Body.Text("report", "version")}. La facturation a {acts.Count} actes ({string.Join(", ", codes)}), en version {versions} : chacun une fois."));
    }

    /// <summary>An expert whom a hospital employs.</summary>
    public static StoryLine Hospital(Telling t)
    {
        t.MustReach([.. t.Record.List("recipients").Select(r => t.Facts.House(r.Text("organisation", "finessGeo")))]);
        var acts = t.Facts.Acts(t.Record.Text("request", "id"));
        var hospital = acts.FirstOrDefault(a => a.Entry.Text("item", "biller", "kind") == "establishment");
        var other = acts.FirstOrDefault(a => a.Entry.Text("item", "biller", "kind") == "liberal");
        t.Must(hospital.Feed == "hospital-billing" && hospital.Entry.Text("item", "biller", "finessGeo") == t.Record.List("experts")[0].Text("billingOrganisation", "finessGeo"),
            "the hospital has no act", "l’hôpital n’a pas d’acte");
        t.Must(acts.Count == 2 && acts.All(a => a.Entry.Text("state") == "billable") && other.Feed == "stellair", "the acts are not billable by one each", "les actes ne sont pas facturables par chacun");
        return t.Line(StoryMark.ToBill, t.Say(
            $"Expert employed by a hospital: {Biller(hospital.Entry)} bills {Code(hospital.Entry)} (unit {hospital.Entry.Text("item", "hospital", "unit")}), {Biller(other.Entry)}, who asked, bills {Code(other.Entry)}; the report: {t.Takers()}.",
            $"Expert salarié d’un hôpital : {Biller(hospital.Entry)} facture {Code(hospital.Entry)} (UF {hospital.Entry.Text("item", "hospital", "unit")}), {Biller(other.Entry)}, qui a demandé, facture {Code(other.Entry)} ; le compte rendu : {t.Takers()}."));
    }

    /// <summary>Acts that must not be billed as they are.</summary>
    public static StoryLine Blocked(Telling t)
    {
        t.MustReach([.. t.Record.List("recipients").Select(r => t.Facts.House(r.Text("organisation", "finessGeo")))]);
        var acts = t.Facts.Acts(t.Record.Text("request", "id")).Select(a => a.Entry).ToList();
        t.Must(acts.Count > 0 && acts.All(a => a.Text("state") == "blocked" && a.List("item", "blockedReasons").Count > 0), "an act is not blocked with its reason", "un acte n’est pas bloqué avec son motif");
        var why = acts.Select(a => $"{Code(a)}: " + string.Join(", ", a.List("item", "blockedReasons").Select(r => $"{r.Text("field")}, {t.Words.Code(r.Text("code"))}")));
        var named = t.Record.List("recipients").Count;
        return t.Line(StoryMark.HeldBack, t.Say(
            $"Acts for {t.Person} are blocked, not billed wrong: {string.Join("; ", why)}. The requester named {(named == 0 ? "nobody" : $"{named}")} for the report: {t.Takers()}.",
            $"Actes pour {t.Person} bloqués plutôt que mal facturés : {string.Join(" ; ", why)}. Le requérant n’a désigné {(named == 0 ? "personne" : $"que {named}")} : {t.Takers()}."));
    }

    private static JsonElement Document(Took took) => took.Payload.List("documents") is [var document, ..] ? document : took.Payload.At("notice", "document");

    private static string Code(JsonElement entry) => entry.Text("item", "act", "code");

    private static string Biller(JsonElement entry) => entry.Text("item", "biller", "name");
}
