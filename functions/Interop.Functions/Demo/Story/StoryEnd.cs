using Interop.Engine.Ports;
using Interop.Functions.Population;

namespace Interop.Functions.Demo.Story;

/// <summary>What the story comes to: the books, the fields, and the population behind it.</summary>
public static class StoryEnd
{
    private static readonly string[] Leaves = ["carried", "tested", "ignored", "unmapped"];

    /// <summary>One line on the records of the story and their fields.</summary>
    public static StoryLine Books(IReadOnlyList<DemoResult> results, IReadOnlyList<BookLine> books, StoryWords words)
    {
        var fields = Leaves.ToDictionary(l => l, l => results.Sum(r => int.TryParse(r.View.Text("ledger", l), out var n) ? n : 0));
        var owed = results.SelectMany(r => r.View.List("deliveries")).ToList();
        var (received, settled, superseded) = (books.Sum(b => b.Received), books.Sum(b => b.Settled), books.Sum(b => b.Superseded));
        var lost = owed.Count(d => d.Text("state") != "delivered") + (int)books.Sum(b => b.InProgress + b.Parked);
        var balanced = books.All(b => b.Balanced) && received == results.Count;
        var wrong = new List<string>();
        if (!balanced || lost > 0 || fields["unmapped"] > 0)
        {
            wrong.Add(words.Say("something was lost or is not in the books", "quelque chose est perdu ou manque dans les comptes"));
        }

        return new StoryLine(StoryMark.Delivered, words.Say(
            $"{received} records = {settled} settled + {superseded} replaced by a correction; {owed.Count} deliveries, {lost} lost; {fields.Values.Sum()} fields: {fields["carried"]} carried, {fields["ignored"]} left out with a reason,"
                + $" {fields["tested"]} only looked at, {fields["unmapped"]} unmapped. {(balanced ? "Balanced." : "NOT balanced.")}",
            $"{received} enregistrements = {settled} traités + {superseded} remplacé par une correction ; {owed.Count} livraisons, {lost} perdue ; {fields.Values.Sum()} champs : {fields["carried"]} transmis, {fields["ignored"]} écartés avec motif,"
                + $" {fields["tested"]} seulement lu, {fields["unmapped"]} non repris. {(balanced ? "Comptes équilibrés." : "Comptes NON équilibrés.")}"), wrong);
    }

    /// <summary>One line on the population that went through the same engine.</summary>
    public static StoryLine Population(PopulationOptions options, PopulationVerdict verdict, StoryWords words)
    {
        var pushed = verdict.ByRecord.Values.Sum(c => c[0]);
        var held = verdict.ByRecord.Values.Sum(c => c[1 + (int)Outcome.Quarantined] + c[1 + (int)Outcome.Conflict]);
        var wrong = verdict.Differences.Take(3).ToList();
        var balanced = verdict.Books.All(b => b.Balanced && b.InProgress == 0);
        var acts = verdict.Expected.Count;
        return new StoryLine(StoryMark.Delivered, words.Say(
            $"{options.Patients} invented patients (seed {options.Seed}) through the same engine: {pushed} records of {verdict.ByRecord.Count} kinds, {held} held back, {verdict.HeldAsPlanned} of them faulty on purpose;"
                + $" {verdict.Plans} treatments at receivers and {acts} acts to bill compared with a count of their own: {Differences(verdict, words)}; books {(balanced ? "balanced" : "NOT balanced")}.",
            $"{options.Patients} patients inventés (graine {options.Seed}) par le même moteur : {pushed} enregistrements de {verdict.ByRecord.Count} sortes, {held} retenus, dont {verdict.HeldAsPlanned} fautifs exprès ;"
                + $" {verdict.Plans} traitements chez les destinataires et {acts} actes comparés à un compte à part : {Differences(verdict, words)} ; comptes {(balanced ? "équilibrés" : "NON équilibrés")}."), wrong);
    }

    private static string Differences(PopulationVerdict verdict, StoryWords words) => verdict.Differences.Count == 0
        ? words.Say("all equal", "tout concorde")
        : words.Count(verdict.Differences.Count, "difference", "différence");
}
