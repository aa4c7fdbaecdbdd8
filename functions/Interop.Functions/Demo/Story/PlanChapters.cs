using System.Text.Json;

namespace Interop.Functions.Demo.Story;

/// <summary>The treatment plans of the story.</summary>
internal static class PlanChapters
{
    /// <summary>A complete plan of somebody in a care home.</summary>
    public static StoryLine Complete(Telling t)
    {
        var home = ReachesPharmacyAndHome(t);
        var lines = Lines(t);
        var outside = lines.Count(l => l.Text("inPillbox") == "false");
        return t.Line(StoryMark.Delivered, t.Say(
            $"{t.Person} lives in {t.Facts.Name(home)}. The plan has {t.Count(lines.Count, "line", "ligne")}, {outside} of them outside the pillbox: {t.Takers()}.",
            $"{t.Person} vit à {t.Facts.Name(home)}. Le plan a {t.Count(lines.Count, "line", "ligne")}, dont {outside} hors pilulier : {t.Takers()}."));
    }

    /// <summary>A plan that tapers, and one line as needed.</summary>
    public static StoryLine Tapering(Telling t)
    {
        ReachesPharmacyAndHome(t);
        var tapering = Lines(t).FirstOrDefault(l => l.Text("regimen") == "tapering");
        var doses = tapering.List("steps").Select(s => s.List("doses") is [var first, ..] ? first.Text("quantity") : "?").ToList();
        var need = Lines(t).FirstOrDefault(l => l.At("asNeeded").ValueKind == JsonValueKind.Object);
        t.Must(doses.Count > 1 && tapering.Text("structuredComplete") == "true", "the steps of the tapering are not all there", "les paliers de la décroissance ne sont pas tous là");
        t.Must(need.Text("asNeeded", "max24h").Length > 0, "the maximum of the line as needed is not there", "le maximum de la ligne si besoin manque");
        return t.Line(StoryMark.Delivered, t.Say(
            $"{t.Person}: {Short(tapering)} goes down in {doses.Count} steps ({string.Join(", ", doses)}), {Short(need)} as needed, at most {need.Text("asNeeded", "max24h")} in 24 h: {t.Takers()}.",
            $"{t.Person} : {Short(tapering)} décroît en {doses.Count} paliers ({string.Join(", ", doses)}), {Short(need)} si besoin, au plus {need.Text("asNeeded", "max24h")} par 24 h : {t.Takers()}."));
    }

    /// <summary>A record with a fault: nobody gets it, and the sender is told where.</summary>
    public static StoryLine Faulty(Telling t)
    {
        var (place, text) = Told(t.Result);
        t.MustReach();
        t.Must(place.StartsWith("$.", StringComparison.Ordinal), "no place in the sender's record is named", "aucun endroit de l’enregistrement n’est nommé");
        return t.Line(StoryMark.HeldBack, t.Say(
            $"Plan of {t.Person}: {t.Takers()}. The sender is told why: {place} {text}",
            $"Plan de {t.Person} : {t.Takers()}. L’émetteur sait pourquoi : {place} {text}"));
    }

    /// <summary>The same version again, without the fault.</summary>
    public static StoryLine Corrected(Telling t, DemoResult? faulty)
    {
        t.MustReach(Pharmacy(t));
        var (place, now) = faulty is null ? ("", "") : (Told(faulty).Place, t.Taken.Count > 0 ? t.Taken[0].Payload.Follow(Told(faulty).Place).Text() : "");
        t.Must(now.Length > 0, $"what was missing at {place} is still missing", $"ce qui manquait en {place} manque toujours");
        return t.Line(StoryMark.Corrected, t.Say(
            $"The sender corrects it under the same version {t.Record.Text("recordVersion")}, now with the unit '{now}': {t.Takers()}; the faulty one is {t.Words.Code(faulty?.View.Text("state") ?? "")}.",
            $"L’émetteur le corrige sous la même version {t.Record.Text("recordVersion")}, avec l’unité « {now} » : {t.Takers()} ; l’enregistrement fautif est {t.Words.Code(faulty?.View.Text("state") ?? "")}."));
    }

    /// <summary>A resident who moves, with a plan that changes.</summary>
    public static StoryLine Moved(Telling t, DemoResult? before)
    {
        var home = Home(t);
        var former = before is null ? null : t.Facts.House(before.Body.Text("patient", "residence", "organisation", "finessGeo"));
        var plan = t.Record.Text("plan", "id");
        var late = former is null ? [] : t.Facts.TakenAbout(plan, former).Where(p => p.Payload.Text("source", "version") == t.Record.Text("recordVersion")).ToList();
        t.MustReach([Pharmacy(t), home, .. late.Select(l => l.Receiver)]);
        t.Must(former != home, "the resident has not moved", "le résident n’a pas changé d’établissement");
        t.Must(late.All(l => l.Lines.Count == 0), $"{t.Facts.Name(former)} still gets the treatment", $"{t.Facts.Name(former)} reçoit encore le traitement");
        var at = t.Taken.FirstOrDefault(k => k.Receiver == home);
        var stopped = at?.Lines.Where(l => l.Text("status") == "stopped").Select(Short).ToList() ?? [];
        var absent = at?.Changes.Where(c => c.Text("after") == "absent").Select(c => First(c.Text("before"))).ToList() ?? [];
        t.Must(stopped.Count > 0 && absent.Count > 0, "the stopped or the absent line is not told", "la ligne arrêtée ou absente n’est pas dite");
        var leaving = late.Count > 0
            ? t.Say($"{t.Facts.Name(former)} is told that it no longer has the resident", $"{t.Facts.Name(former)} sait qu’il n’a plus cette personne")
            : t.Say($"{t.Facts.Name(former)} gets nothing of it", $"{t.Facts.Name(former)} n’en reçoit rien");
        return t.Line(StoryMark.Delivered, t.Say(
            $"{t.Person} moves to {t.Facts.Name(home)}: {t.Takers(t.Taken.Except(late))}, with {t.Words.And(stopped)} stopped and {t.Words.And(absent)} said to be absent; {leaving}.",
            $"{t.Person} part à {t.Facts.Name(home)} : {t.Takers(t.Taken.Except(late))}, avec {t.Words.And(stopped)} arrêté et {t.Words.And(absent)} signalé absent ; {leaving}."));
    }

    /// <summary>A plan that says a part only.</summary>
    public static StoryLine Partial(Telling t, DemoResult? before)
    {
        ReachesPharmacyAndHome(t);
        var said = t.Record.List("lines").Select(l => l.Text("lineId")).ToList();
        var known = before is null ? [] : t.Facts.TakenFrom(before);
        var kept = Lines(t).Where(l => !said.Contains(l.Text("lineId"))).ToList();
        var changed = Lines(t).FirstOrDefault(l => said.Contains(l.Text("lineId")));
        var old = known.SelectMany(k => k.Lines).FirstOrDefault(l => l.Text("lineId") == changed.Text("lineId"));
        t.Must(known.Count > 0 && kept.Count == known[0].Lines.Count - said.Count && kept.All(k => known[0].Lines.Any(o => Same(o, k))), "a line that was not spoken of is not as before",
            "une ligne dont il n’était pas question a changé");
        return t.Line(StoryMark.Delivered, t.Say(
            $"A partial plan of {t.Person} speaks of {t.Count(said.Count, "line", "ligne")}: {Short(changed)}, '{old.Text("posologyText")}' becomes '{changed.Text("posologyText")}'; the other {kept.Count} stay as they were: {t.Takers()}.",
            $"Un plan partiel de {t.Person} parle de {t.Count(said.Count, "line", "ligne")} : {Short(changed)}, « {old.Text("posologyText")} » devient « {changed.Text("posologyText")} » ; les {kept.Count} autres restent : {t.Takers()}."));
    }

    /// <summary>Two people under one social-security number.</summary>
    public static StoryLine OneNumber(Telling t, DemoResult? other)
    {
        t.MustReach(Pharmacy(t));
        var first = other is null ? [] : t.Facts.TakenFrom(other);
        var (one, two) = (first.Count > 0 ? first[0].Payload : default, t.Taken.Count > 0 ? t.Taken[0].Payload : default);
        var patients = t.Facts.Patients.GetValueOrDefault(t.Record.Text("patient", "nss"));
        t.Must(one.Text("patient", "nss").Length > 0 && one.Text("patient", "nss") == two.Text("patient", "nss"), "the receiver does not see one number", "le destinataire ne voit pas un seul numéro");
        t.Must(patients == 2 && one.Text("patient", "sourceLocalId") != two.Text("patient", "sourceLocalId"), $"the engine has {patients} patients under it", $"le moteur a {patients} patients sous ce numéro");
        var (older, younger) = ($"{(other is null ? "?" : StoryFacts.Person(other))} ({Year(one)})", $"{t.Person} ({Year(two)})");
        return t.Line(StoryMark.Delivered, t.Say(
            $"{older} and {younger} have one social-security number: they stay {patients} patients with {t.Count(first.Count + t.Taken.Count, "plan", "plan")}, each about one of them.",
            $"{older} et {younger} ont un seul numéro de sécurité sociale : ils restent {patients} patients avec {t.Count(first.Count + t.Taken.Count, "plan", "plan")}, chacun le sien."));
    }

    /// <summary>Consent withdrawn in the record that stops one line and adds another.</summary>
    public static StoryLine Withdrawn(Telling t)
    {
        ReachesPharmacyAndHome(t);
        var stopped = Lines(t).Where(l => l.Text("change") == "stopped").ToList();
        var added = t.Record.List("lines").Where(l => l.Text("change") == "new").ToList();
        var told = stopped.Select(Short).ToList();
        var left = t.Taken.SelectMany(k => k.Lines).Count(l => added.Any(a => a.Text("lineId") == l.Text("lineId")));
        t.Must(stopped.Count > 0 && stopped.All(l => l.Text("status") == "stopped"), "the stop is not told", "l’arrêt n’est pas transmis");
        t.Must(left == 0, "the new line has left", "la nouvelle ligne est partie");
        return t.Line(StoryMark.Withdrawn, t.Say(
            $"{t.Person} withdraws consent: {t.Words.And([.. t.Taken.Select(k => k.Name)])} {(t.Taken.Count > 1 ? "are" : "is")} still told that {t.Words.And(told)} is stopped; of the new line {t.Words.And([.. added.Select(Short)])} {(left == 0 ? "nothing leaves" : "something leaves")}.",
            $"{t.Person} retire son consentement : l’arrêt de {t.Words.And(told)} est encore dit ({t.Words.And([.. t.Taken.Select(k => k.Name)])}) ; de la nouvelle ligne {t.Words.And([.. added.Select(Short)])} {(left == 0 ? "rien ne sort" : "quelque chose sort")}."));
    }

    /// <summary>The name of a medicine without strength and form.</summary>
    internal static string Short(JsonElement line) => First(line.Text("medicine", "label"));

    internal static string First(string label) => label.Split(' ')[0];

    /// <summary>Born when, as the receiver was told.</summary>
    private static string Year(JsonElement payload) => payload.Text("patient", "birthDate") is { Length: >= 4 } date ? "*" + date[..4] : "?";

    private static bool Same(JsonElement a, JsonElement b) => a.Text("lineId") == b.Text("lineId") && a.Text("posologyText") == b.Text("posologyText") && a.Text("status") == b.Text("status");

    private static IReadOnlyList<JsonElement> Lines(Telling t) => t.Taken.Count > 0 ? t.Taken[0].Lines : [];

    private static RecordingEndpoint? Pharmacy(Telling t) => t.Facts.House(t.Record.Text("pharmacy", "finessGeo"));

    private static RecordingEndpoint? Home(Telling t) => t.Facts.House(t.Record.Text("patient", "residence", "organisation", "finessGeo"));

    private static RecordingEndpoint? ReachesPharmacyAndHome(Telling t)
    {
        var home = Home(t);
        t.MustReach(Pharmacy(t), home);
        t.Must(t.Taken.Select(k => k.Payload.Text("plan", "linesHash")).Distinct().Count() == 1, "the receivers do not have the same lines", "les destinataires n’ont pas les mêmes lignes");
        t.Must(t.Taken.All(k => k.Payload.Text("plan", "linesTotal") == k.Lines.Count.ToString(System.Globalization.CultureInfo.InvariantCulture)), "a plan was cut off", "un plan a été coupé");
        return home;
    }

    private static (string Place, string Text) Told(DemoResult result)
    {
        var issue = result.Outcome is { } outcome ? outcome.List("issue").FirstOrDefault(i => i.Text("severity") is "error" or "fatal") : default;
        return (issue.List("location") is [var place, ..] ? place.Text() : "", issue.Text("details", "text"));
    }
}
