using System.Globalization;

namespace Interop.Functions.Demo.Story;

/// <summary>What is done with a plan, and told: a pillbox with units missing, a dose refused.</summary>
internal static class CareChapters
{
    /// <summary>An organiser that lacks something.</summary>
    public static StoryLine Preparation(Telling t)
    {
        t.MustReach(t.Facts.House(t.Record.Text("preparation", "deliveredTo", "finessGeo")));
        var told = t.Taken.Count > 0 ? t.Taken[0].Payload.At("preparation") : default;
        var units = told.List("items").Sum(i => decimal.TryParse(i.Text("units"), CultureInfo.InvariantCulture, out var n) ? n : 0).ToString(CultureInfo.InvariantCulture);
        var missing = told.List("missing").Select(m => (Units: m.Text("units"), Reason: t.Words.Code(m.Text("reason")),
            Name: told.List("items").Where(i => i.Text("lineId") == m.Text("lineId")).Select(PlanChapters.Short).FirstOrDefault(m.Text("lineId")))).ToList();
        t.Must(missing.Count > 0, "nobody is told what is missing", "personne ne sait ce qui manque");
        var words = t.Words.And([.. missing.Select(m => $"{m.Units} {m.Name} ({m.Reason})")]);
        return t.Line(StoryMark.Alert, t.Say(
            $"Pillbox of {t.Person} for the week of {told.Text("weekStart")}: {units} units put up, missing: {words}; {t.Words.And([.. t.Taken.Select(k => k.Name)])} is told.",
            $"Pilulier de {t.Person}, semaine du {told.Text("weekStart")} : {units} unités en place, il manque {words} ; {t.Words.And([.. t.Taken.Select(k => k.Name)])} le sait."));
    }

    /// <summary>A dose that was refused.</summary>
    public static StoryLine Refused(Telling t)
    {
        var plan = t.Record.Text("intake", "planId");
        t.Must(t.Taken.Count == 1 && t.Taken[0].Payload.Text("kind") == "intake-alert", "the pharmacy got no alert", "la pharmacie n’a pas eu d’alerte");
        var intake = t.Taken.Count > 0 ? t.Taken[0].Payload.At("intake") : default;
        t.Must(intake.Text("planId") == plan && intake.Text("outcome") == "refused" && intake.Text("given").Length == 0, "the refusal is not told as one", "le refus n’est pas dit comme tel");
        var dose = $"{intake.Text("planned", "quantity")} {intake.Text("planned", "unit")}";
        var given = intake.Text("given", "quantity") is { Length: > 0 } some ? some : t.Say("no dose", "aucune dose");
        return t.Line(StoryMark.Alert, t.Say(
            $"{t.Person}, {intake.Text("slot", "date")} {t.Words.Code(intake.Text("slot", "moment"))}: {PlanChapters.Short(intake)} ({dose}) is {t.Words.Code(intake.Text("outcome"))}; {given} counts as given, and {t.Words.And([.. t.Taken.Select(k => k.Name)])} gets an alert.",
            $"{t.Person}, {intake.Text("slot", "date")} {t.Words.Code(intake.Text("slot", "moment"))} : {PlanChapters.Short(intake)} ({dose}) {t.Words.Code(intake.Text("outcome"))} ; {given} n’est comptée, et {t.Words.And([.. t.Taken.Select(k => k.Name)])} est alertée."));
    }
}
